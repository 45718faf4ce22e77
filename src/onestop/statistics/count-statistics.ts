import type { Context, Reader } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import type { Counts, Statistics, StatisticsAsk, StatisticsRow } from './contract.ts'
import { type GroupBy, type Narrowed, type Summed, sumFigures, totalOf } from './cube-store.ts'
import { deriveCounts } from './rules/derive-counts.ts'
import {
  addFigures,
  addStocks,
  type FigureSums,
  noFigures,
  noStock,
  type Stock,
  stockAfter,
} from './rules/figures.ts'
import { type MonthPart, monthsWithin, passedPart } from './rules/month-starts.ts'

/** The figures of a period, from cubes and loose deltas in one snapshot: equal to a full recount at any moment. */
export async function countStatistics(ctx: Context, ask: StatisticsAsk): Promise<Statistics> {
  const today = dateOf(ctx.now())
  const months = monthsWithin(day(ask.from), day(ask.to))
  const passed = months.map(({ from, until }) => passedPart(from, until, today))
  const { stock, within } = await sumFigures(ctx.db, ask, passed)
  const before = totalStock(stock)
  const total = within.map(totalOf).reduce(addFigures, noFigures)
  return {
    from: ask.from,
    to: ask.to,
    countedAt: toLocalIso(ctx.now()),
    total: deriveCounts(before, total),
    bySector: sectorRows(stock, within),
    byMonth: monthRows(months, before, within.map(totalOf)),
    onTheSpot: await countOnTheSpot(ctx.db, ask, today),
    synthetic: before.synthetic + total.synthetic_received > 0,
  }
}

function totalStock(stock: ReadonlyMap<string, Stock>): Stock {
  return [...stock.values()].reduce(addStocks, noStock)
}

function sectorRows(stock: Summed['stock'], within: Summed['within']): StatisticsRow[] {
  const keys = new Set([...stock.keys(), ...within.flatMap((month) => [...month.keys()])])
  return [...keys]
    .sort()
    .map((key) => {
      const sums = within.map((month) => month.get(key) ?? noFigures).reduce(addFigures, noFigures)
      return { key, label: key, counts: deriveCounts(stock.get(key) ?? noStock, sums) }
    })
    .filter(({ counts }) => isCounted(counts))
}

function monthRows(
  months: readonly MonthPart[],
  before: Stock,
  within: readonly FigureSums[],
): StatisticsRow[] {
  let past = before
  return months.map(({ month }, index) => {
    const sums = within[index] ?? noFigures
    const counts = deriveCounts(past, sums)
    past = stockAfter(past, sums)
    return { key: month, label: `${month.slice(5)}/${month.slice(0, 4)}`, counts }
  })
}

/** "4 tại chỗ" from what was done, not from what was planned. @law TT 01/2018/TT-VPCP Đ6, index 5 */
async function countOnTheSpot(
  reader: Reader,
  ask: StatisticsAsk,
  today: PlainDate,
): Promise<Statistics['onTheSpot']> {
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), today)
  const wanted = ['delivered', 'delivered_on_the_spot'] as const
  const { within } = await sumFigures(reader, ask, [period], 'procedure', wanted)
  const delivered = [...(within[0]?.values() ?? [])].filter((one) => one.delivered > 0)
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
  const { stock, within } = await sumFigures(reader, ask, [period], groupBy)
  const sumsByKey = within[0] ?? new Map<string, FigureSums>()
  const keys = [...new Set([...stock.keys(), ...sumsByKey.keys()])].sort()
  const before = totalStock(stock)
  const sums = totalOf(sumsByKey)
  const byKey = keys
    .map((key) => [key, deriveCounts(stock.get(key) ?? noStock, sumsByKey.get(key) ?? noFigures)] as const)
    .filter(([, counts]) => isCounted(counts))
  return {
    total: deriveCounts(before, sums),
    byKey: new Map(byKey),
    sums,
    sumsByKey,
    synthetic: before.synthetic + sums.synthetic_received > 0,
  }
}

function isCounted(counts: Counts): boolean {
  return counts.received + counts['carried-over'] > 0
}
