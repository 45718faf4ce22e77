import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import './tables.ts'

/** A doubt about a field of an imported procedure. */
export type ImportDoubt = {
  readonly procedureCode: string
  readonly field: string
  readonly code: string
  readonly text: string
}

export async function insertDoubts(
  tx: Tx,
  publicationId: string,
  doubts: readonly ImportDoubt[],
): Promise<void> {
  await tx.text(
    `insert into onestop.import_doubts (publication_id, number, procedure_code, field, doubt, text)
     select $1, t.number, t.procedure_code, t.field, t.doubt, t.text
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
       as t (procedure_code, field, doubt, text, number)`,
    [
      publicationId,
      doubts.map((doubt) => doubt.procedureCode),
      doubts.map((doubt) => doubt.field),
      doubts.map((doubt) => doubt.code),
      doubts.map((doubt) => doubt.text),
    ],
  )
}

export async function findDoubts(
  sql: Reader,
  number: string,
  procedureCode?: string,
): Promise<ImportDoubt[]> {
  return sql.text<ImportDoubt>(
    `select d.procedure_code "procedureCode", d.field, d.doubt code, d.text
     from onestop.import_doubts d join onestop.publications u on u.id = d.publication_id
     where u.number = $1 and ($2::text is null or d.procedure_code = $2) order by d.number`,
    [number, procedureCode ?? null],
  )
}

export type DoubtCount = { readonly field: string; readonly code: string; readonly count: number }

export async function countDoubts(sql: Reader, number: string): Promise<DoubtCount[]> {
  return sql.text<DoubtCount>(
    `select d.field, d.doubt code, count(*) count
     from onestop.import_doubts d join onestop.publications u on u.id = d.publication_id
     where u.number = $1 group by d.field, d.doubt order by count(*) desc, d.field, d.doubt`,
    [number],
  )
}

/** The numbers of the publications whose import left doubts. */
export async function listDoubted(sql: Reader): Promise<string[]> {
  const rows = await sql.text<{ number: string }>(
    `select number from onestop.publications p
     where exists (select from onestop.import_doubts d where d.publication_id = p.id) order by number`,
  )
  return rows.map((row) => row.number)
}
