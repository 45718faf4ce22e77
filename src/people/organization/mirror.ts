import type { Tx } from '#kit/io/database.ts'
import type { Tables } from '#kit/io/tables.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * Brings rows into a table of content in one statement: new ones are added, changed ones updated, equal ones left.
 * With `exact`, rows that content no longer has are removed. Answers how many rows changed.
 */
export async function mirror(
  tx: Tx,
  table: keyof Tables,
  keys: readonly string[],
  rows: readonly Row[],
  exact: boolean,
): Promise<number> {
  const columns = Object.keys(rows[0] ?? {})
  const rest = columns.filter((column) => !keys.includes(column))
  const source = `jsonb_populate_recordset(null::${table}, $1::jsonb)`
  const tuple = (prefix: string, of: readonly string[]) =>
    of.map((column) => `${prefix}.${column}`).join(', ')
  const content = JSON.stringify(rows)
  const removed = exact
    ? await tx.text(
        `delete from ${table} t where not exists (
           select from ${source} s where (${tuple('s', keys)}) = (${tuple('t', keys)})) returning 1`,
        [content],
      )
    : []
  if (rows.length === 0) return removed.length
  const changed = await tx.text(
    `insert into ${table} as t (${columns.join(', ')})
     select ${tuple('s', columns)} from ${source} s
     on conflict (${keys.join(', ')}) do update set (${rest.join(', ')}) = row(${tuple('excluded', rest)})
     where (${tuple('t', rest)}) is distinct from (${tuple('excluded', rest)}) returning 1`,
    [content],
  )
  return removed.length + changed.length
}
