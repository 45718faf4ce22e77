import type { Measure, StatisticsAsk } from './contract.ts'

/** Civil days in Việt Nam of the moments that reports count by. */
const day = (column: string) => `(d.${column} at time zone 'Asia/Ho_Chi_Minh')::date`
const accepted = day('accepted_at')
const ended = day('ended_at')
const due = day('due_at')

/**
 * Each measure as a condition on a dossier's row; $1 and $2 are the first and the last day of the period.
 * Received counts from acceptance: filings that were declined are outside (05-reporting §5.2). Early, on time and
 * overdue compare days; a dossier without appointment counts as on time.
 * @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a
 */
export const measureSql: Readonly<Record<Measure, string>> = {
  received: `${accepted} between $1 and $2`,
  'received-online': `${accepted} between $1 and $2 and d.channel = 'online'`,
  'received-counter': `${accepted} between $1 and $2 and d.channel = 'counter'`,
  'received-post': `${accepted} between $1 and $2 and d.channel = 'post'`,
  'carried-over': `${accepted} < $1 and (d.ended_at is null or ${ended} >= $1)`,
  resolved: `${accepted} <= $2 and ${ended} between $1 and $2`,
  early: `${accepted} <= $2 and ${ended} between $1 and $2 and ${ended} < ${due}`,
  'on-time': `${accepted} <= $2 and ${ended} between $1 and $2 and coalesce(${ended} = ${due}, true)`,
  overdue: `${accepted} <= $2 and ${ended} between $1 and $2 and ${ended} > ${due}`,
  'in-process': `${accepted} <= $2 and (d.ended_at is null or ${ended} > $2)`,
  'in-process-in-time': `${accepted} <= $2 and (d.ended_at is null or ${ended} > $2) and coalesce(${due} >= $2, true)`,
  'in-process-overdue': `${accepted} <= $2 and (d.ended_at is null or ${ended} > $2) and ${due} < $2`,
}

/** The narrowing conditions of an ask, with their values after $1 and $2. */
export function narrowSql(ask: StatisticsAsk): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [ask.from, ask.to]
  const conditions: string[] = []
  const narrow = (column: string, value: string | undefined) => {
    if (value !== undefined) conditions.push(`d.${column} = $${values.push(value)}`)
  }
  narrow('agency_id', ask.agencyId)
  narrow('sector_id', ask.sectorId)
  narrow('procedure_code', ask.procedureCode)
  return { sql: conditions.map((condition) => ` and ${condition}`).join(''), values }
}
