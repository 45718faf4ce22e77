import type { Reader } from '#kit/io/context.ts'
import { type Instant, instantOf, toLocalIso } from '#kit/values/instant.ts'
import type { DossierStatus } from '#onestop/dossiers/contract.ts'
import { punctualityOf } from '#onestop/dossiers/rules/punctuality.ts'
import type { FigureRow } from './contract.ts'
import type { RowOrder } from './count-sql.ts'
import type { Cell } from './rules/csv.ts'

/** A dossier's row as the lists behind figures read it. */
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
  /** Where the list goes on after this row. */
  cursor: string
}

/**
 * Which dossiers: a condition on `onestop.dossiers d` with the values of its parameters, all of which it names. `parts`
 * are the same in pieces without a row in common, each found by an index in order.
 */
export type RowCondition = {
  readonly sql: string
  readonly values: readonly unknown[]
  readonly order?: RowOrder
  readonly parts?: readonly string[]
}

const columns =
  'd.id, d.code, d.procedure_name, d.sector_id, d.applicant_name, d.status, d.filed_at, d.accepted_at, d.due_at, d.ended_at, d.finish_at'
export const pageSize = 50

/** Where a page ends: the microsecond of its order and the id. */
type Cursor = { readonly at: string; readonly id: string }

const beforeAll: Cursor = { at: '-62135596800000000', id: '00000000-0000-0000-0000-000000000000' }

/** Reads a cursor; what is none begins at the first row. */
function readCursor(after: string | undefined): Cursor {
  const [, at, id] = /^(-?\d{1,17})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(after ?? '') ?? []
  return at === undefined || id === undefined ? beforeAll : { at, id }
}

/** The next rows after a cursor, oldest first. */
async function readRows(
  reader: Reader,
  condition: RowCondition,
  after: string | undefined,
  most: number,
): Promise<ListedRow[]> {
  const { at, id } = readCursor(after)
  const order = condition.order ?? 'filed_at'
  const values = [...condition.values, at, id]
  const moment = `(timestamptz 'epoch' + $${values.length - 1}::bigint * interval '1 microsecond')`
  const later = `d.${order} >= ${moment} and (d.${order}, d.id) > (${moment}, $${values.length}::uuid)`
  const listed = `${columns}, (extract(epoch from d.${order}) * 1000000)::bigint::text || '_' || d.id cursor`
  const parts = (condition.parts ?? [condition.sql]).map(
    (sql) =>
      `(select ${listed} from onestop.dossiers d where ${sql} and ${later} order by d.${order}, d.id limit ${most})`,
  )
  return reader.text<ListedRow>(
    `select * from (${parts.join(' union all ')}) d order by d.${order}, d.id limit ${most}`,
    values,
  )
}

/** How many rows meet a condition. */
export async function countRows(reader: Reader, { sql, values }: RowCondition): Promise<number> {
  const [row] = await reader.text<{ n: number }>(
    `select count(*) n from onestop.dossiers d where ${sql}`,
    values,
  )
  return row?.n ?? 0
}

/** A page of rows with the cursor of the next one. */
export async function readPage(
  reader: Reader,
  condition: RowCondition,
  after: string | undefined,
  shown: { readonly now: Instant; readonly names: boolean },
): Promise<{ rows: FigureRow[]; next: string | null }> {
  const rows = await readRows(reader, condition, after, pageSize + 1)
  const page = rows.slice(0, pageSize)
  return {
    rows: page.map((row) => figureRow(row, shown.now, shown.names)),
    next: rows.length > pageSize ? (page.at(-1)?.cursor ?? null) : null,
  }
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

/** A row as cells of a file, in order of `rowHead`; without names. */
export function rowCells(row: FigureRow): readonly Cell[] {
  return [
    row.code,
    row.procedureName,
    row.sector,
    row.filedAt,
    row.acceptedAt,
    row.dueAt,
    row.endedAt,
    row.status,
    row.punctuality,
  ]
}

/** Hands every row that meets a condition to `put`, in one snapshot, page by page. */
export async function eachRow(
  reader: Reader,
  condition: RowCondition,
  now: Instant,
  put: (cells: readonly Cell[]) => Promise<void>,
): Promise<void> {
  for (let after: string | undefined; ; ) {
    const rows = await readRows(reader, condition, after, 2_000)
    for (const row of rows) await put(rowCells(figureRow(row, now, false)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < 2_000) return
    after = last.cursor
  }
}
