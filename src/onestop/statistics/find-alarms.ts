import type { Context, Reader } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import { findPost, listAgencies } from '#people/organization/public.ts'
import { type AlarmRule, alarmRuleOf, getAlarmRules } from './alarm-content.ts'
import type { Alarm, AlarmAsk, AlarmRowsAsk } from './alarm-contract.ts'
import { alarmCondition } from './alarm-sql.ts'
import type { FigureRow } from './contract.ts'
import { countRows, type RowCondition, readPage } from './list-rows.ts'
import { alarmSentence, isAlarm } from './rules/judge-alarm.ts'
import { passedPart } from './rules/month-starts.ts'

type Counted = { readonly agencyId: string; readonly officerPostId: string | null; readonly n: number }
type Ask = { readonly from: PlainDate; readonly until: PlainDate; readonly agencyId?: string | undefined }

/**
 * Signs that figures are made rather than earned, of a period, by agency and, where shares are compared, by case
 * officer. Each opens to its dossiers; thresholds and sentences are content. A sign is not a finding.
 */
export async function findAlarms(ctx: Context, ask: AlarmAsk): Promise<readonly Alarm[]> {
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), dateOf(ctx.now()))
  return ctx.db.transaction(async (tx) => {
    await tx.text('set transaction isolation level repeatable read, read only')
    const names = await readNames(tx, [period.from, addDays(period.until, -1)])
    const found: Alarm[] = []
    for (const rule of getAlarmRules())
      found.push(...(await judge(tx, rule, { ...period, agencyId: ask.agencyId }, ask, names)))
    return found
  })
}

async function judge(
  reader: Reader,
  rule: AlarmRule,
  period: Ask,
  asked: AlarmAsk,
  names: ReadonlyMap<string, string>,
): Promise<Alarm[]> {
  const rows = await countByUnit(reader, alarmCondition(rule, 'rows', period))
  const bases = indexed(await countByUnit(reader, alarmCondition(rule, 'base', period)))
  const usual = rule.factor === undefined ? undefined : await usualShares(reader, rule, period)
  const hasBase = alarmCondition(rule, 'base', period) !== null
  const titles = await readTitles(reader, rows)
  return rows.flatMap(({ agencyId, officerPostId, n: count }) => {
    if (!hasBase && officerPostId !== null) return [] // told once, of the agency
    const key = `${agencyId} ${officerPostId ?? ''}`
    const base = hasBase ? (bases.get(key) ?? 0) : null
    const counted = { count, base, usual: usual?.get(key) ?? (usual ? 0 : null) }
    if (!isAlarm(counted, rule)) return []
    const share = base === null || base === 0 ? null : count / base
    const agencyName = names.get(agencyId) ?? agencyId
    const title = officerPostId === null ? null : (titles.get(officerPostId) ?? officerPostId)
    const unit = title === null ? agencyName : `${title}, ${agencyName}`
    const facts = {
      ...counted,
      share,
      unit,
      hours: rule.hours ?? null,
      seconds: rule.seconds ?? null,
      factor: rule.factor ?? null,
    }
    return [
      {
        code: rule.code,
        agencyId,
        agencyName,
        officerPostId,
        officerPostTitle: title,
        ...counted,
        share,
        threshold: { count: rule.count, share: rule.share ?? null, factor: rule.factor ?? null },
        sentence: alarmSentence(rule.sentence, facts),
        from: asked.from,
        to: asked.to,
      },
    ]
  })
}

/** The share of each unit in the twelve months before the period. */
async function usualShares(
  reader: Reader,
  rule: AlarmRule,
  period: Ask,
): Promise<ReadonlyMap<string, number>> {
  const before = { ...period, from: addDays(period.from, -365), until: period.from }
  const rows = indexed(await countByUnit(reader, alarmCondition(rule, 'rows', before)))
  const bases = await countByUnit(reader, alarmCondition(rule, 'base', before))
  return new Map(
    [...indexed(bases)].map(([key, base]) => [key, base === 0 ? 0 : (rows.get(key) ?? 0) / base]),
  )
}

function indexed(counted: readonly Counted[]): Map<string, number> {
  return new Map(counted.map(({ agencyId, officerPostId, n }) => [`${agencyId} ${officerPostId ?? ''}`, n]))
}

/** How many rows each case officer has (who has one), and each agency in all. */
async function countByUnit(reader: Reader, condition: RowCondition | null): Promise<readonly Counted[]> {
  if (condition === null) return []
  const byOfficer = await reader.text<Counted>(
    `select d.agency_id "agencyId", d.case_officer_post_id "officerPostId", count(*) n
     from onestop.dossiers d where ${condition.sql} group by 1, 2 order by 1, 2`,
    condition.values,
  )
  const agencies = new Map<string, number>()
  for (const { agencyId, n } of byOfficer) agencies.set(agencyId, (agencies.get(agencyId) ?? 0) + n)
  return [
    ...[...agencies].map(([agencyId, n]) => ({ agencyId, officerPostId: null, n })),
    ...byOfficer.filter(({ officerPostId }) => officerPostId !== null),
  ]
}

async function readNames(reader: Reader, days: readonly PlainDate[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const on of days) for (const { id, name } of await listAgencies(reader, { on })) names.set(id, name)
  return names
}

async function readTitles(reader: Reader, rows: readonly Counted[]): Promise<ReadonlyMap<string, string>> {
  const titles = new Map<string, string>()
  for (const { officerPostId } of rows) {
    if (officerPostId === null || titles.has(officerPostId)) continue
    const post = await findPost(reader, officerPostId)
    if (post) titles.set(officerPostId, post.title)
  }
  return titles
}

/** The dossiers behind an alarm, with names: for officers. */
export async function listAlarmRows(
  ctx: Context,
  ask: AlarmRowsAsk,
): Promise<{ rows: FigureRow[]; next: string | null; total: number }> {
  const period = passedPart(day(ask.from), addDays(day(ask.to), 1), dateOf(ctx.now()))
  const { agencyId, officerPostId } = ask
  const condition = alarmCondition(alarmRuleOf(ask.code), 'rows', { ...period, agencyId, officerPostId })
  if (condition === null) throw new Error(`${ask.code} counts no rows`)
  return ctx.db.transaction(async (tx) => {
    await tx.text('set transaction isolation level repeatable read, read only')
    const page = await readPage(tx, condition, ask.after, { now: ctx.now(), names: true })
    return { ...page, total: await countRows(tx, condition) }
  })
}
