import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import type { FigureAsk, FigureRow, Measure } from './contract.ts'
import { measureSql, narrowSql, orderOf, piecesOfMeasure } from './count-sql.ts'
import { countPeriod } from './count-statistics.ts'
import type { Narrowed } from './cube-store.ts'
import { type RowCondition, readPage } from './list-rows.ts'
import { passedPart } from './rules/month-starts.ts'
import { monthWithin } from './rules/month-within.ts'

/** The dossiers that a figure counts, oldest first; `total` is the figure itself, in the same snapshot. */
export async function listFigureRows(
  ctx: Context,
  ask: FigureAsk,
  shown: { readonly names: boolean },
): Promise<{ rows: FigureRow[]; next: string | null; total: number }> {
  const period = periodOf(ask)
  return listMeasureRows(ctx, { ...ask, ...period }, [ask.measure], ask.after, shown)
}

/** The rows of several measures that have none in common, and how many they are by the cubes. */
export async function listMeasureRows(
  ctx: Context,
  ask: Narrowed & { readonly from: PlainDate; readonly to: PlainDate },
  measures: readonly Measure[],
  after: string | undefined,
  shown: { readonly names: boolean },
): Promise<{ rows: FigureRow[]; next: string | null; total: number }> {
  const today = dateOf(ctx.now())
  return ctx.db.transaction(async (tx) => {
    await tx.text('set transaction isolation level repeatable read, read only')
    const { total } = await countPeriod(tx, ask, today)
    const condition = measureCondition(ask, measures, today)
    const page = await readPage(tx, condition, after, { now: ctx.now(), names: shown.names })
    return { ...page, total: measures.reduce((sum, measure) => sum + total[measure], 0) }
  })
}

/** The days that a figure covers: its period, or the month of it. */
export function periodOf(ask: FigureAsk): { from: PlainDate; to: PlainDate } {
  return ask.month === undefined ? { from: day(ask.from), to: day(ask.to) } : monthWithin(ask, ask.month)
}

/** Which rows measures count, which have none in common and one order; the period ends today at the latest. */
export function measureCondition(
  ask: Narrowed & { readonly from: PlainDate; readonly to: PlainDate },
  measures: readonly Measure[],
  today: PlainDate,
): RowCondition {
  const passed = passedPart(ask.from, addDays(ask.to, 1), today)
  const { sql, values } = narrowSql({ ...ask, from: passed.from, to: addDays(passed.until, -1) })
  const used = (condition: string) => `($1::date, $2::date) is not null and (${condition})${sql}`
  const [first] = measures
  return {
    sql: used(measures.map((measure) => `(${measureSql[measure]})`).join(' or ')),
    values,
    order: first === undefined ? 'filed_at' : orderOf(first),
    parts: measures.flatMap((measure) => piecesOfMeasure(measure).map(used)),
  }
}
