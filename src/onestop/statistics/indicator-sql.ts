import type { Instant } from '#kit/values/instant.ts'
import { addDays, type PlainDate } from '#kit/values/plain-date.ts'
import { measureSql, narrowSql } from './count-sql.ts'
import type { Narrowed } from './cube-store.ts'
import type { IndicatorSource } from './index-content.ts'
import type { RowCondition } from './list-rows.ts'

/** The indicators whose numerator and denominator are dossiers. */
export type DossierSource = Exclude<
  IndicatorSource,
  | 'published-on-time'
  | 'posted-on-time'
  | 'complete-procedures'
  | 'online-procedures'
  | 'used-online-procedures'
>

/** The moment to which an open dossier is compared: the end of the period, or now. */
const asOf = `least((($2::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh') - interval '1 millisecond', $3::timestamptz)`
/** An open dossier that would be on time were the period's end its finish. */
export const openOnTimeSql = `d.ended_at is null and d.supplement_count <= 1 and coalesce(d.finish_at, ${asOf}) <= d.original_due_at`

const endedSources: readonly DossierSource[] = ['mean-days', 'result-files', 'digitised', 'not-late']

/** Numerator and denominator of each as conditions on rows: what a figure opens to, and the recount of tests. */
const conditions: Readonly<
  Record<DossierSource, { readonly numerator: string; readonly denominator: string }>
> = {
  'on-time-766': {
    numerator: `${measureSql.received} and ((d.ended_at is not null and d.on_time) or (${openOnTimeSql}))`,
    denominator: measureSql.received,
  },
  'mean-days': { numerator: measureSql.resolved, denominator: measureSql.resolved },
  'online-dossiers': {
    numerator: `${measureSql['received-online']} and not (d.ended_at is not null and d.decision is not null and not d.result_file)`,
    denominator: measureSql.received,
  },
  'result-files': {
    numerator: `${measureSql.resolved} and d.result_file`,
    denominator: `${measureSql.resolved} and d.decision is not null`,
  },
  digitised: {
    numerator: `${measureSql.resolved} and d.result_file and d.digitised`,
    denominator: `${measureSql.resolved} and d.decision is not null`,
  },
  'not-late': {
    numerator: `(${measureSql.early}) or (${measureSql['on-time']}) or (${measureSql['without-term']})`,
    denominator: measureSql.resolved,
  },
}

/** The rows of one part of an indicator in a period that ends today at the latest. */
export function indicatorCondition(
  source: DossierSource,
  part: 'numerator' | 'denominator',
  ask: Narrowed & { readonly from: PlainDate; readonly until: PlainDate },
  now: Instant,
): RowCondition {
  // The moment is the third parameter: what narrows comes after it.
  const { sql, values } = narrowSql({ ...ask, to: addDays(ask.until, -1) }, [new Date(now)])
  const condition = conditions[source][part]
  return {
    sql: `($1::date, $2::date, $3::timestamptz) is not null and (${condition})${sql}`,
    values,
    order: endedSources.includes(source) ? 'ended_at' : 'accepted_at',
  }
}
