import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Measure } from './contract.ts'
import type { Narrowed } from './cube-store.ts'

/** The first moment of $1, and of the day after $2, on the clocks of Việt Nam. */
const start = `($1::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`
const end = `(($2::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')`
const day = (column: string) => `(d.${column} at time zone 'Asia/Ho_Chi_Minh')::date`

const received = `d.accepted_at >= ${start} and d.accepted_at < ${end}`
const online = `${received} and d.channel = 'online'`
const resolved = `d.ended_at >= ${start} and d.ended_at < ${end} and d.accepted_at is not null`
const open = `d.accepted_at < ${end} and (d.ended_at is null or d.ended_at >= ${end})`
const [finished, due] = [day('finish_at'), day('due_at')]

/**
 * Each measure as a condition on a dossier's row; $1 and $2 are the first and the last day of the period, the last
 * one not after today. This is the second way to count: the drill-down, and the recount that tests hold against the
 * sums of deltas.
 * @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a
 */
export const measureSql: Readonly<Record<Measure, string>> = {
  received,
  'received-online': online,
  'received-counter': `${received} and d.channel = 'counter'`,
  'received-post': `${received} and d.channel = 'post'`,
  'received-full': `${online} and d.online_mode = 'full'`,
  'received-partial': `${online} and d.online_mode is distinct from 'full'`,
  'received-unverified': `${online} and d.online_mode is null`,
  'carried-over': `d.accepted_at < ${start} and (d.ended_at is null or d.ended_at >= ${start})`,
  resolved,
  early: `${resolved} and ${finished} < ${due}`,
  'on-time': `${resolved} and ${finished} = ${due}`,
  overdue: `${resolved} and ${finished} > ${due}`,
  'without-term': `${resolved} and d.due_at is null`,
  'in-process': open,
  'in-process-in-time': `${open} and not d.overdue_in @> $2::date`,
  'in-process-overdue': `${open} and d.overdue_in @> $2::date`,
  rejected: `${resolved} and d.decision = 'reject'`,
  withdrawn: `${resolved} and d.status = 'withdrawn'`,
  stopped: `${resolved} and d.status = 'stopped'`,
}

/** By which moment the rows behind a measure stand in order: there is an index for it. */
export function orderOf(measure: Measure): RowOrder {
  return measureSql[measure].startsWith(resolved) ? 'ended_at' : 'accepted_at'
}
export type RowOrder = 'filed_at' | 'accepted_at' | 'ended_at'

/**
 * The rows of a measure in pieces without a row in common, each a range of one index: what stood open at a moment still
 * does, or was accepted no longer before than dossiers of its class lasted (the index dossiers_stood), class by class.
 */
export function piecesOfMeasure(measure: Measure): readonly string[] {
  const moment = measure === 'carried-over' ? start : measure.startsWith('in-process') ? end : undefined
  const condition = measureSql[measure]
  return moment === undefined ? [condition] : stoodSql(moment).map((piece) => `${piece} and ${condition}`)
}

/** Days that end the classes; the index is made of the same, in seconds. */
const classDays = [4, 8, 16, 32, 64, 128, 256]

function stoodSql(moment: string): readonly string[] {
  const seconds = classDays.map((days) => days * 86_400).join(', ')
  const lasted = `width_bucket(extract(epoch from d.ended_at - d.accepted_at), array[${seconds}]::numeric[])`
  const ended = `d.accepted_at < ${moment} and d.ended_at is not null and d.ended_at >= ${moment}`
  return [
    `d.accepted_at < ${moment} and d.ended_at is null`,
    ...[...classDays, null].map((days, index) => {
      const since = days === null ? '' : ` and d.accepted_at > ${moment} - interval '${days} days'`
      return `${lasted} = ${index} and ${ended}${since}`
    }),
  ]
}

/** The narrowing conditions of an ask, with their values after $1, $2 and those of `before`. */
export function narrowSql(
  ask: Narrowed & { readonly from: PlainDate; readonly to: PlainDate },
  before: readonly unknown[] = [],
): {
  readonly sql: string
  readonly values: readonly unknown[]
} {
  const values: unknown[] = [ask.from, ask.to, ...before]
  const conditions: string[] = []
  const narrow = (column: string, value: string | undefined) => {
    if (value !== undefined) conditions.push(`d.${column} = $${values.push(value)}`)
  }
  narrow('agency_id', ask.agencyId)
  if (ask.agencyIds !== undefined)
    conditions.push(`d.agency_id = any ($${values.push(ask.agencyIds)}::text[])`)
  narrow('sector_id', ask.sectorId)
  narrow('procedure_code', ask.procedureCode)
  return { sql: conditions.map((condition) => ` and ${condition}`).join(''), values }
}
