import type { Context } from '#kit/io/context.ts'
import { type Instant, instantOf, toLocalIso } from '#kit/values/instant.ts'
import type { DossierStatus } from '#onestop/dossiers/contract.ts'
import { punctualityOf } from '#onestop/dossiers/rules/punctuality.ts'
import type { FigureAsk, FigureRow } from './contract.ts'
import { measureSql, narrowSql } from './count-sql.ts'
import { monthWithin } from './rules/month-within.ts'

type Row = {
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
}

const pageSize = 50

/** The dossiers that a figure counts, oldest first; `total` is the figure itself, counted in the same snapshot. */
export async function listFigureRows(
  ctx: Context,
  ask: FigureAsk,
  shown: { readonly names: boolean },
): Promise<{ rows: FigureRow[]; next: string | null; total: number }> {
  const period = ask.month === undefined ? ask : { ...ask, ...monthWithin(ask, ask.month) }
  const { sql, values } = narrowSql(period)
  const counted = `from onestop.dossiers d where d.accepted_at is not null and ${measureSql[ask.measure]}${sql}`
  const after =
    ask.after && /^[0-9a-f-]{36}$/.test(ask.after) ? ask.after : '00000000-0000-0000-0000-000000000000'
  return ctx.db.transaction(async (tx) => {
    await tx.text('set transaction isolation level repeatable read')
    const [count] = await tx.text<{ total: number }>(`select count(*) as total ${counted}`, values)
    const rows = await tx.text<Row>(
      `select d.id, d.code, d.procedure_name, d.sector_id, d.applicant_name, d.status, d.filed_at, d.accepted_at, d.due_at, d.ended_at
       ${counted} and d.id > $${values.length + 1} order by d.id limit ${pageSize + 1}`,
      [...values, after],
    )
    const page = rows.slice(0, pageSize)
    return {
      rows: page.map((row) => figureRow(row, ctx.now(), shown.names)),
      next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
      total: count?.total ?? 0,
    }
  })
}

function figureRow(row: Row, now: Instant, withName: boolean): FigureRow {
  const at = (date: Date | null) => (date === null ? null : instantOf(date.getTime()))
  const text = (date: Date | null) => (date === null ? null : toLocalIso(instantOf(date.getTime())))
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
    punctuality: punctualityOf(
      {
        status: row.status,
        acceptedAt: at(row.accepted_at),
        dueAt: at(row.due_at),
        endedAt: at(row.ended_at),
      },
      now,
    ),
  }
}
