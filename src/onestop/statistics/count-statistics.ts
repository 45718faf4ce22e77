import type { Context, Reader } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import type { Counts, Statistics, StatisticsAsk, StatisticsRow } from './contract.ts'
import { type GroupBy, type Narrowed, type Summed, sumFigures, totalOf } from './cube-store.ts'
import { deriveCounts } from './rules/derive-counts.ts'
import { addFigures, type FigureSums, noFigures } from './rules/figures.ts'
import { type MonthPart, monthsWithin, passedPart } from './rules/month-starts.ts'

/** The figures of a period, from cubes and loose deltas in one snapshot: equal to a full recount at any moment. */
export async function countStatistics(ctx: Context, ask: StatisticsAsk): Promise<Statistics> {
  const today = dateOf(ctx.now())
  const months = monthsWithin(day(ask.from), day(ask.to))
  const [before, ...within] = await sumFigures(ctx.db, ask, stretchesOf(ask, months, today))
  const total = totals(before, within)
  return {
    from: ask.from,
    to: ask.to,
    countedAt: toLocalIso(ctx.now()),
    total: deriveCounts(total.before, total.within),
    bySector: sectorRows(before, within),
    byMonth: monthRows(months, totalOf(before), within.map(totalOf)),
    onTheSpot: await countOnTheSpot(ctx.db, ask, today),
    synthetic: countsSynthetic(total.before, total.within),
  }
}

/** All that came before the period, then each of its months, as far as they have passed. */
function stretchesOf(ask: StatisticsAsk, months: readonly MonthPart[], today: PlainDate) {
  const [first] = months
  const start = first ? passedPart(first.from, first.until, today).from : day(ask.from)
  return [{ from: null, until: start }, ...months.map(({ from, until }) => passedPart(from, until, today))]
}

function totals(before: Summed[number] | undefined, within: Summed) {
  return { before: totalOf(before), within: within.map(totalOf).reduce(addFigures, noFigures) }
}

function sectorRows(before: Summed[number] | undefined, within: Summed): StatisticsRow[] {
  const keys = new Set([...(before?.keys() ?? []), ...within.flatMap((month) => [...month.keys()])])
  return [...keys]
    .sort()
    .map((key) => {
      const sums = within.map((month) => month.get(key) ?? noFigures).reduce(addFigures, noFigures)
      return { key, label: key, counts: deriveCounts(before?.get(key) ?? noFigures, sums) }
    })
    .filter(({ counts }) => counts.received + counts['carried-over'] > 0)
}

function monthRows(
  months: readonly MonthPart[],
  before: FigureSums,
  within: readonly FigureSums[],
): StatisticsRow[] {
  let past = before
  return months.map(({ month }, index) => {
    const sums = within[index] ?? noFigures
    const counts = deriveCounts(past, sums)
    past = addFigures(past, sums)
    return { key: month, label: `${month.slice(5)}/${month.slice(0, 4)}`, counts }
  })
}

/** Whether any dossier counted, also one carried over, is synthetic. */
function countsSynthetic(before: FigureSums, within: FigureSums): boolean {
  return before.synthetic_received - before.synthetic_ended + within.synthetic_received > 0
}

/** "4 tại chỗ" from what was done, not from what was planned. @law TT 01/2018/TT-VPCP Đ6, index 5 */
async function countOnTheSpot(
  reader: Reader,
  ask: StatisticsAsk,
  today: PlainDate,
): Promise<Statistics['onTheSpot']> {
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), today)
  const [sums] = await sumFigures(reader, ask, [period], 'procedure')
  const delivered = [...(sums?.values() ?? [])].filter((one) => one.delivered > 0)
  const add = (figure: 'delivered' | 'delivered_on_the_spot') =>
    delivered.reduce((sum, one) => sum + one[figure], 0)
  return {
    procedures: delivered.length,
    onTheSpot: delivered.filter((one) => one.delivered === one.delivered_on_the_spot).length,
    dossiers: add('delivered'),
    dossiersOnTheSpot: add('delivered_on_the_spot'),
  }
}

/** The counts of one period, total and by key, as far as it has passed; `sums` are the figures within it. */
export type PeriodCounts = {
  readonly total: Counts
  readonly byKey: ReadonlyMap<string, Counts>
  readonly sums: FigureSums
  readonly sumsByKey: ReadonlyMap<string, FigureSums>
  readonly synthetic: boolean
}

/** Counts a period whole, by sector, agency or procedure, in one snapshot. */
export async function countPeriod(
  reader: Reader,
  ask: Narrowed & { readonly from: PlainDate; readonly to: PlainDate },
  today: PlainDate,
  groupBy: GroupBy = 'sector',
): Promise<PeriodCounts> {
  const period = passedPart(ask.from, addDays(ask.to, 1), today)
  const [before, within] = await sumFigures(
    reader,
    ask,
    [{ from: null, until: period.from }, period],
    groupBy,
  )
  const keys = [...new Set([...(before?.keys() ?? []), ...(within?.keys() ?? [])])].sort()
  const past = totalOf(before)
  const sums = totalOf(within)
  const countsOf = (key: string) => deriveCounts(before?.get(key) ?? noFigures, within?.get(key) ?? noFigures)
  return {
    total: deriveCounts(past, sums),
    byKey: new Map(keys.filter((key) => isCounted(countsOf(key))).map((key) => [key, countsOf(key)])),
    sums,
    sumsByKey: within ?? new Map(),
    synthetic: countsSynthetic(past, sums),
  }
}

function isCounted(counts: Counts): boolean {
  return counts.received + counts['carried-over'] > 0
}
