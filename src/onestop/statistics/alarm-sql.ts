import { addDays, type PlainDate } from '#kit/values/plain-date.ts'
import type { AlarmRule } from './alarm-content.ts'
import type { AlarmCode } from './alarm-contract.ts'
import { measureSql, narrowSql } from './count-sql.ts'
import type { RowCondition } from './list-rows.ts'

const { resolved, withdrawn, rejected } = measureSql
const vn = `'Asia/Ho_Chi_Minh'`
const inPeriod = (column: string) =>
  `${column} >= ($1::date::timestamp at time zone ${vn}) and ${column} < (($2::date + 1)::timestamp at time zone ${vn})`
/** Within the last $3 hours before the due time; due times end at closing time, so these are working hours. */
const lastHours = `d.ended_at <= d.due_at and d.ended_at > d.due_at - make_interval(secs => $3 * 3600)`
const ofDossier = 'a.agency_id = d.agency_id and a.dossier_id = d.id'

/** Which rows show each sign, and which they are a share of; $1 and $2 the period, $3 hours or seconds. */
const conditions: Readonly<Record<AlarmCode, { readonly rows: string; readonly base: string | null }>> = {
  'closing-spike': {
    rows: `${resolved} and d.decision is not null and ${lastHours}`,
    base: `${resolved} and d.decision is not null and d.ended_at <= d.due_at`,
  },
  'withdrawal-spike': { rows: withdrawn, base: resolved },
  'acts-seconds-apart': {
    rows: `${resolved} and exists (
      select from (select a.recorded_at - lag(a.recorded_at) over (order by a.sequence) gap
                   from onestop.dossier_actions a where ${ofDossier} and a.kind in ('accept', 'assess', 'decide')) acts
      where gap < make_interval(secs => $3))`,
    base: null,
  },
  'second-supplement': {
    rows: `d.supplement_count > 1 and exists (
      select from onestop.dossier_actions a where ${ofDossier} and a.kind = 'ask-supplement' and ${inPeriod('a.recorded_at')}
      and exists (select from onestop.dossier_actions e where e.agency_id = a.agency_id and e.dossier_id = a.dossier_id
                  and e.kind = 'ask-supplement' and e.sequence < a.sequence))`,
    base: null,
  },
  'recorded-late': {
    rows: `(d.agency_id, d.id) in (
      select a.agency_id, a.dossier_id from onestop.dossier_actions a
      where a.recorded_at > a.occurred_at and ${inPeriod('a.recorded_at')}
      and (a.recorded_at at time zone ${vn})::date > (a.occurred_at at time zone ${vn})::date)`,
    base: null,
  },
  'refused-before-due': {
    rows: `((${withdrawn}) or (${rejected})) and ${lastHours}`,
    base: `(${withdrawn}) or (${rejected})`,
  },
}

type AlarmPeriod = {
  readonly from: PlainDate
  readonly until: PlainDate
  readonly agencyId?: string | undefined
  readonly officerPostId?: string | undefined
}

/** The rows that show a sign in a period, or those they are a share of; null where each one counts by itself. */
export function alarmCondition(
  rule: AlarmRule,
  part: 'rows' | 'base',
  ask: AlarmPeriod,
): RowCondition | null {
  const condition = conditions[rule.code][part]
  if (condition === null) return null
  const period = { from: ask.from, to: addDays(ask.until, -1), agencyId: ask.agencyId }
  const { sql, values } = narrowSql(period, [rule.hours ?? rule.seconds ?? 0])
  const all = [...values]
  const officer =
    ask.officerPostId === undefined ? '' : ` and d.case_officer_post_id = $${all.push(ask.officerPostId)}`
  return {
    sql: `($1::date, $2::date, $3::float8) is not null and (${condition})${sql}${officer}`,
    values: all,
  }
}
