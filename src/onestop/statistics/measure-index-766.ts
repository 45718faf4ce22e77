import type { Context, Reader } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { agencyFor } from '#people/organization/public.ts'
import {
  type CountedProcedure,
  listCompleteness,
  listOnlineOffers,
  listPublished,
} from './catalogue-store.ts'
import type { FigureRow } from './contract.ts'
import { measureSql } from './count-sql.ts'
import { countPeriod, type PeriodCounts } from './count-statistics.ts'
import { sumFigures } from './cube-store.ts'
import { type IndicatorRule, type IndicatorSource, indexVersionFor } from './index-content.ts'
import type {
  CountedProcedureRow,
  Index766,
  IndexAsk,
  IndicatorRowsAsk,
  IndicatorValue,
} from './index-contract.ts'
import { type DossierSource, indicatorCondition, openOnTimeSql } from './indicator-sql.ts'
import { countRows, type RowCondition, readPage } from './list-rows.ts'
import { figures, receivedOf } from './rules/figures.ts'
import { passedPart } from './rules/month-starts.ts'
import { score766 } from './rules/score-766.ts'

const receivedFigures = figures.filter((figure) => figure.startsWith('received_'))

type Part = { readonly numerator: number; readonly denominator: number; readonly value?: number | null }
type Measuring = {
  readonly reader: Reader
  readonly ctx: Context
  readonly agencyId: string | undefined
  readonly from: PlainDate
  readonly until: PlainDate
  readonly counts: PeriodCounts
}

/**
 * Index 766 of a period for the province or a unit, as it stands now. Dossiers that are still open are compared with
 * the end of the period. What has no source gives no points and is said.
 * @law Quyết định 766/QĐ-TTg
 */
export async function measureIndex766(
  ctx: Context,
  ask: IndexAsk,
): Promise<Index766 | Refusal<'no-index-in-force'>> {
  const found = indexVersionFor({ to: day(ask.to), trial: ask.trial === 'yes' })
  if (!found) return refuse('no-index-in-force', { to: ask.to })
  const { version, inForce } = found
  const today = dateOf(ctx.now())
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), today)
  return ctx.db.transaction(async (reader) => {
    await reader.text('set transaction isolation level repeatable read, read only')
    const [from, to] = [day(ask.from), day(ask.to)]
    const counts = await countPeriod(reader, { agencyId: ask.agencyId, from, to }, today)
    const measuring: Measuring = { reader, ctx, agencyId: ask.agencyId, ...period, counts }
    const groups = []
    for (const group of version.groups) {
      const indicators: IndicatorValue[] = []
      for (const rule of group.indicators)
        indicators.push(await measureIndicator(measuring, rule, version.emptyDenominator))
      groups.push({ ...group, indicators, ...sumPoints(indicators) })
    }
    const score = round(groups.reduce((sum, group) => sum + group.score, 0))
    const maxWithData = groups.reduce((sum, group) => sum + group.maxWithData, 0)
    const max = groups.reduce((sum, group) => sum + group.max, 0)
    return {
      law: version.law,
      inForce,
      from: ask.from,
      to: ask.to,
      agencyId: ask.agencyId ?? null,
      groups,
      score,
      maxWithData,
      max,
      band: maxWithData === max ? (version.bands.find((band) => score >= band.from)?.name ?? null) : null,
      countedAt: toLocalIso(ctx.now()),
      synthetic: counts.synthetic,
    }
  })
}

function sumPoints(indicators: readonly IndicatorValue[]): { score: number; maxWithData: number } {
  const scored = indicators.filter(({ score }) => score !== null)
  return {
    score: round(scored.reduce((sum, { score }) => sum + (score ?? 0), 0)),
    maxWithData: scored.reduce((sum, { max }) => sum + (max ?? 0), 0),
  }
}

function round(score: number): number {
  return Math.round(score * 100) / 100
}

async function measureIndicator(
  measuring: Measuring,
  rule: IndicatorRule,
  emptyDenominator: 'zero' | 'skip',
): Promise<IndicatorValue> {
  const shown = {
    number: rule.number,
    name: rule.name,
    max: rule.max,
    maxMark: rule.mark,
    sharedWith: rule.sharedWith ?? null,
    threshold: rule.threshold,
    thresholdMark: rule.thresholdMark,
    missing: rule.missing ?? null,
  }
  const nothing = { numerator: null, denominator: null, ratio: null, score: null, value: null, opensTo: null }
  if (rule.source === null) return { ...shown, ...nothing, status: 'no-source' }
  const part = await measurePart(measuring, rule.source)
  const { ratio, score } = score766({ max: rule.max ?? 0, threshold: rule.threshold }, part, emptyDenominator)
  const counted = {
    ...shown,
    numerator: part.numerator,
    denominator: part.denominator,
    opensTo: isDossierSource(rule.source) ? ('dossiers' as const) : ('procedures' as const),
    value: part.value ?? null,
  }
  if (rule.information) return { ...counted, ratio: null, score: null, status: 'information' }
  if (rule.missing !== undefined) return { ...counted, ratio, score: null, status: 'incomplete' }
  return { ...counted, ratio, score, status: ratio === null ? 'empty' : 'scored' }
}

function isDossierSource(source: IndicatorSource): source is DossierSource {
  return !(source in catalogueLists) && source !== 'used-online-procedures'
}

/** Numerator and denominator from the cubes; from rows only what the cubes cannot know. */
async function measurePart(measuring: Measuring, source: IndicatorSource): Promise<Part> {
  const { counts } = measuring
  const { total, sums } = counts
  const decided = total.resolved - sums.withdrawn - sums.stopped
  switch (source) {
    case 'on-time-766':
      return { numerator: sums.on_time_766 + (await countOpenOnTime(measuring)), denominator: total.received }
    case 'mean-days':
      return { numerator: total.resolved, denominator: total.resolved, value: await meanDays(measuring) }
    case 'online-dossiers':
      return { numerator: sums.online_electronic, denominator: total.received }
    case 'result-files':
      return { numerator: sums.result_files, denominator: decided }
    case 'digitised':
      return { numerator: sums.digitised, denominator: decided }
    case 'not-late':
      return { numerator: total.resolved - total.overdue, denominator: total.resolved }
    default: {
      const listed = await listCounted(measuring, source)
      return { numerator: listed.filter(({ meets }) => meets).length, denominator: listed.length }
    }
  }
}

async function countOpenOnTime({ reader, ctx, agencyId, from, until }: Measuring): Promise<number> {
  const condition = indicatorCondition('on-time-766', 'numerator', { agencyId, from, until }, ctx.now())
  return countRows(reader, {
    ...condition,
    sql: `${condition.sql} and ${openOnTimeSql} and ${measureSql.received}`,
  })
}

/** Mean days from acceptance to end of what was resolved in the period. */
async function meanDays({ reader, ctx, agencyId, from, until }: Measuring): Promise<number | null> {
  const { sql, values } = indicatorCondition('mean-days', 'numerator', { agencyId, from, until }, ctx.now())
  const [row] = await reader.text<{ days: number | null }>(
    `select round((avg(extract(epoch from d.ended_at - d.accepted_at)) / 86400)::numeric, 2) days from onestop.dossiers d where ${sql}`,
    values,
  )
  return row?.days ?? null
}

const catalogueLists = {
  'published-on-time': ({ reader, from, until }: Measuring) =>
    listPublished(reader, 'published-late', from, addDays(until, -1)),
  'posted-on-time': ({ reader, from, until }: Measuring) =>
    listPublished(reader, 'posted-late', from, addDays(until, -1)),
  'complete-procedures': ({ reader, until }: Measuring) => listCompleteness(reader, addDays(until, -1)),
  'online-procedures': ({ reader, until }: Measuring) => listOnlineOffers(reader, addDays(until, -1)),
} satisfies Partial<Record<IndicatorSource, (measuring: Measuring) => Promise<CountedProcedure[]>>>

async function listCounted(
  measuring: Measuring,
  source: keyof typeof catalogueLists | 'used-online-procedures',
): Promise<readonly CountedProcedure[]> {
  if (source === 'used-online-procedures') return listUsed(measuring)
  return ofUnit(measuring, await catalogueLists[source](measuring))
}

/** Of the procedures that one can file online and that had dossiers, which had online ones. */
async function listUsed(measuring: Measuring): Promise<readonly CountedProcedure[]> {
  const { reader, agencyId, from, until } = measuring
  const offers = (await listOnlineOffers(reader, addDays(until, -1))).filter(({ meets }) => meets)
  const { within } = await sumFigures(reader, { agencyId }, [{ from, until }], 'procedure', receivedFigures)
  return offers.flatMap((offer) => {
    const sum = within[0]?.get(offer.code)
    if (sum === undefined || receivedOf(sum) === 0) return []
    return [{ ...offer, meets: sum.received_full + sum.received_partial + sum.received_unverified > 0 }]
  })
}

/** A unit answers for the procedures of the sectors that it resolves at the end of the period. */
async function ofUnit(
  { reader, agencyId, until }: Measuring,
  procedures: readonly CountedProcedure[],
): Promise<readonly CountedProcedure[]> {
  if (agencyId === undefined) return procedures
  const on = addDays(until, -1)
  const mine = new Map<string, boolean>()
  for (const { sectorId } of procedures)
    if (!mine.has(sectorId))
      mine.set(sectorId, (await agencyFor(reader, sectorId, on))?.agencyId === agencyId)
  return procedures.filter(({ sectorId }) => mine.get(sectorId))
}

/** The rows behind a part of an indicator: dossiers, page by page, or procedures, all at once. */
export async function listIndicatorRows(
  ctx: Context,
  ask: IndicatorRowsAsk,
): Promise<
  | {
      readonly dossiers: FigureRow[]
      readonly procedures: CountedProcedureRow[]
      readonly next: string | null
    }
  | Refusal<'no-index-in-force' | 'indicator-has-no-rows'>
> {
  const opened = openIndicator(ctx, ask)
  if ('refused' in opened) return opened
  if ('sql' in opened) {
    const page = await readPage(ctx.db, opened, ask.after, { now: ctx.now(), names: false })
    return { dossiers: page.rows, procedures: [], next: page.next }
  }
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), dateOf(ctx.now()))
  const counts = await countPeriod(
    ctx.db,
    { agencyId: ask.agencyId, ...period, to: addDays(period.until, -1) },
    dateOf(ctx.now()),
  )
  const listed = await listCounted(
    { reader: ctx.db, ctx, agencyId: ask.agencyId, ...period, counts },
    opened.source,
  )
  const shown = ask.part === 'denominator' ? listed : listed.filter(({ meets }) => meets)
  return {
    dossiers: [],
    procedures: shown.map(({ code, name, sectorId }) => ({ code, name, sector: sectorId })),
    next: null,
  }
}

/** What a part of an indicator opens to: a condition on dossiers, or the list of procedures. */
export function openIndicator(
  ctx: Context,
  ask: IndicatorRowsAsk,
):
  | RowCondition
  | { readonly source: keyof typeof catalogueLists | 'used-online-procedures' }
  | Refusal<'no-index-in-force' | 'indicator-has-no-rows'> {
  const found = indexVersionFor({ to: day(ask.to), trial: ask.trial === 'yes' })
  if (!found) return refuse('no-index-in-force', { to: ask.to })
  const rule = found.version.groups
    .flatMap(({ indicators }) => indicators)
    .find(({ number }) => number === ask.indicator)
  if (!rule || rule.source === null) return refuse('indicator-has-no-rows', { indicator: ask.indicator })
  if (!isDossierSource(rule.source)) return { source: rule.source }
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), dateOf(ctx.now()))
  return indicatorCondition(rule.source, ask.part, { agencyId: ask.agencyId, ...period }, ctx.now())
}
