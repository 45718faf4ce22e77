import type { Context, Reader } from '#kit/io/context.ts'
import { dateOf, type Instant, instantOf, toLocalIso } from '#kit/values/instant.ts'
import { addDays, day } from '#kit/values/plain-date.ts'
import type { DossierStatus } from '#onestop/dossiers/contract.ts'
import { punctualityOf } from '#onestop/dossiers/rules/punctuality.ts'
import type { FigureAsk, FigureRow } from './contract.ts'
import { measureSql, narrowSql } from './count-sql.ts'
import { countPeriod } from './count-statistics.ts'
import { passedPart } from './rules/month-starts.ts'
import { monthWithin } from './rules/month-within.ts'

/** A dossier's row as the lists behind figures show it. */
export type ListedRow = {
  id: string
  code: string
  procedure_name: string
  sector_id: string
  applicant_name: string
  status: DossierStatus
  filed_at: Date
  accepted_at: Date | null
  due_at: Date | null
  ended_at: Date | null
  finish_at: Date | null
}

export const listedColumns =
  'd.id, d.code, d.procedure_name, d.sector_id, d.applicant_name, d.status, d.filed_at, d.accepted_at, d.due_at, d.ended_at, d.finish_at'
const pageSize = 50
export const beforeAll = '00000000-0000-0000-0000-000000000000'

/** The dossiers that a figure counts, oldest first; `total` is the figure itself, in the same snapshot. */
export async function listFigureRows(
  ctx: Context,
  ask: FigureAsk,
  shown: { readonly names: boolean },
): Promise<{ rows: FigureRow[]; next: string | null; total: number }> {
  const period = periodOf(ask)
  const today = dateOf(ctx.now())
  const after = ask.after && /^[0-9a-f-]{36}$/.test(ask.after) ? ask.after : beforeAll
  return ctx.db.transaction(async (tx) => {
    await tx.text('set transaction isolation level repeatable read, read only')
    const { total } = await countPeriod(tx, { ...ask, ...period }, today)
    const rows = await readFigureRows(tx, ask, today, after, pageSize + 1)
    const page = rows.slice(0, pageSize)
    return {
      rows: page.map((row) => figureRow(row, ctx.now(), shown.names)),
      next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
      total: total[ask.measure],
    }
  })
}

function periodOf(ask: FigureAsk) {
  return ask.month === undefined ? { from: day(ask.from), to: day(ask.to) } : monthWithin(ask, ask.month)
}

/** The next rows of a figure after an id; the period ends today at the latest. */
export async function readFigureRows(
  reader: Reader,
  ask: FigureAsk,
  today: ReturnType<typeof day>,
  after: string,
  most: number,
): Promise<ListedRow[]> {
  const period = periodOf(ask)
  const passed = passedPart(period.from, addDays(period.to, 1), today)
  const { sql, values } = narrowSql({ ...ask, from: passed.from, to: addDays(passed.until, -1) })
  return reader.text<ListedRow>(
    `select ${listedColumns} from onestop.dossiers d
     where ($1::date, $2::date) is not null and ${measureSql[ask.measure]}${sql} and d.id > $${values.length + 1} order by d.id limit ${most}`,
    [...values, after],
  )
}

/** A row as shown; the public sees no name. */
export function figureRow(row: ListedRow, now: Instant, withName: boolean): FigureRow {
  const at = (date: Date | null) => (date === null ? null : instantOf(date.getTime()))
  const text = (date: Date | null) => (date === null ? null : toLocalIso(instantOf(date.getTime())))
  const [acceptedAt, dueAt, endedAt] = [at(row.accepted_at), at(row.due_at), at(row.ended_at)]
  const finishedAt = endedAt && (at(row.finish_at) ?? endedAt) // as the figures compare
  return {
    code: row.code,
    procedureName: row.procedure_name,
    sector: row.sector_id,
    applicantName: withName ? row.applicant_name : null,
    filedAt: toLocalIso(instantOf(row.filed_at.getTime())),
    acceptedAt: text(row.accepted_at),
    dueAt: text(row.due_at),
    endedAt: text(row.ended_at),
    status: row.status,
    punctuality: punctualityOf({ status: row.status, acceptedAt, dueAt, endedAt: finishedAt }, now),
  }
}
