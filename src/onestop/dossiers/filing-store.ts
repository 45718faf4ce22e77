import type { Sql } from '#kit/io/database.ts'
import { gather } from '#kit/io/gather.ts'
import type { FigureChanges } from './counted-row.ts'
import {
  actionColumns,
  actionValues,
  changingColumns,
  type Entry,
  hashSql,
  positionSql,
  type RowChanges,
} from './store.ts'
import type { DossierRow } from './tables.ts'

/** The columns of the row that are fixed at filing. */
export type RowHeader = Omit<
  DossierRow,
  keyof RowChanges | keyof FigureChanges | 'head_hash' | 'online_mode'
> & { readonly online_mode?: string | null }

/** With their types, because PostgreSQL sees only values here. */
const headerTypes = {
  code: 'text',
  counter_id: 'text',
  procedure_id: 'uuid',
  procedure_version_id: 'uuid',
  procedure_code: 'text',
  procedure_name: 'text',
  sector_id: 'text',
  channel: 'text',
  applicant_name: 'text',
  applicant_fold: 'text',
  applicant_identifier: 'text',
  applicant_phone: 'text',
  filed_at: 'timestamptz',
  synthetic: 'boolean',
  online_mode: 'text',
} as const satisfies Partial<Record<keyof RowHeader, string>>
const changeTypes = {
  status: 'text',
  accepted_at: 'timestamptz',
  due_at: 'timestamptz',
  original_due_at: 'timestamptz',
  ended_at: 'timestamptz',
  delivered_at: 'timestamptz',
  holder_kind: 'text',
  holder_id: 'text',
  holder_since: 'timestamptz',
  case_officer_post_id: 'text',
  supplement_count: 'int',
  extension_count: 'int',
  on_time: 'boolean',
  finish_at: 'timestamptz',
  decision: 'text',
  on_the_spot: 'boolean',
  clock_version: 'text',
} as const satisfies Record<Exclude<keyof RowChanges, 'sequence'>, string>
const actionTypes = {
  agency_id: 'text',
  dossier_id: 'uuid',
  sequence: 'int',
  kind: 'text',
  actor: 'text',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  content: 'text',
  salt: 'bytea',
  request_id: 'uuid',
  request_hash: 'bytea',
} as const satisfies Record<(typeof actionColumns)[number], string>

const headers = Object.keys(headerTypes) as (keyof typeof headerTypes)[]
const changes = changingColumns.filter((column) => column !== 'sequence')
const types: Readonly<Record<string, string>> = {
  ...actionTypes,
  lines: 'text',
  ...headerTypes,
  ...changeTypes,
}
const given = [...actionColumns, 'lines', ...headers, ...changes]

/**
 * Some filings as one statement: their entries, their rows and the messages to reactions. An entry whose request has
 * acted meanwhile is left out with all that hangs on it.
 */
const fileSql = (count: number) => `
with given (${given.join(', ')}) as (values ${Array.from({ length: count }, (_, row) => `(${given.map((column, index) => `$${row * given.length + index + 1}::${types[column]}`).join(', ')})`).join(',\n')}),
     placed as materialized (select given.*, ${positionSql} as position from given),
     entry as (
  insert into onestop.dossier_actions (${actionColumns.join(', ')}, position, hash, hash_scheme) overriding system value
  select ${actionColumns.join(', ')}, position, ${hashSql('lines', 'position')}, 2 from placed
  on conflict (agency_id, request_id) do nothing
  returning dossier_id, hash),
     message as (
  insert into kit.outbox (topic, key, payload)
  select 'dossier-acted', dossier_id::text,
    jsonb_build_object('agencyId', agency_id, 'dossierId', dossier_id, 'sequence', sequence, 'kind', kind)
  from placed join entry using (dossier_id) order by position)
insert into onestop.dossiers (agency_id, id, ${headers.join(', ')}, ${changes.join(', ')}, sequence, head_hash)
select agency_id, dossier_id, ${headers.join(', ')}, ${changes.join(', ')}, sequence, entry.hash
from placed join entry using (dossier_id)
returning id`
const texts = new Map<number, string>()

type Filing = { readonly header: RowHeader; readonly changes: RowChanges; readonly entry: Entry }

const insertTogether = gather<Filing, boolean>(async (sql, filings) => {
  const text = texts.get(filings.length) ?? fileSql(filings.length)
  texts.set(filings.length, text)
  const rows = await sql.hot<{ id: string }>(
    `file-dossiers-${filings.length}`,
    text,
    filings.flatMap(({ header, changes: row, entry }) => [
      ...actionValues(header.agency_id, header.id, entry),
      ...headers.map((column) => parameterOf(header[column])),
      ...changes.map((column) => parameterOf(row[column])),
    ]),
  )
  return filings.map(({ header }) => rows.some(({ id }) => id === header.id))
}, 8)

function parameterOf(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : (value ?? null)
}

/**
 * Writes the filing, the row and the message to reactions, in one statement with the filings that come at the same time.
 * Answers false when the request has acted before: nothing of it was written.
 */
export function insertFiling(sql: Sql, header: RowHeader, row: RowChanges, entry: Entry): Promise<boolean> {
  return insertTogether(sql, { header, changes: row, entry })
}
