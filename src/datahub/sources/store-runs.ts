import type { Sql } from '#kit/io/database.ts'
import type { Finding, SourceRow } from './contract.ts'
import { tenant } from './store-sources.ts'
import type { QuarantineRow, RunRow } from './tables.ts'
import './tables.ts'

type NewRun = Pick<
  RunRow,
  | 'source_id'
  | 'mapping_version'
  | 'cause'
  | 'state'
  | 'file_name'
  | 'sha256'
  | 'form_sha256'
  | 'by'
  | 'started_at'
>

/** Adds a run and answers its number. */
export async function insertRun(sql: Sql, run: NewRun): Promise<number> {
  const [row] = await sql.text<{ id: number }>(
    `insert into datahub.runs (tenant, source_id, mapping_version, cause, state, file_name, sha256, form_sha256, by, started_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      tenant,
      run.source_id,
      run.mapping_version,
      run.cause,
      run.state,
      run.file_name,
      run.sha256,
      run.form_sha256,
      run.by,
      run.started_at,
    ],
  )
  return row?.id ?? 0
}

export async function findRun(sql: Sql, id: number): Promise<RunRow | undefined> {
  const [row] = await sql.text<RunRow>('select * from datahub.runs where tenant = $1 and id = $2', [
    tenant,
    id,
  ])
  return row
}

/** The runs of a source, latest first, from before a run on. */
export async function listRunRows(
  sql: Sql,
  sourceId: string | null,
  before: number | null,
  limit: number,
): Promise<RunRow[]> {
  return sql.text<RunRow>(
    `select * from datahub.runs where tenant = $1 and ($2::text is null or source_id = $2)
       and ($3::bigint is null or id < $3) order by id desc limit $4`,
    [tenant, sourceId, before, limit],
  )
}

/** The last run of a source that took a file whole: the state of things that a new file is compared with. */
export async function lastWholeRun(sql: Sql, sourceId: string): Promise<RunRow | undefined> {
  const [row] = await sql.text<RunRow>(
    `select * from datahub.runs where tenant = $1 and source_id = $2 and state = 'done' and sha256 is not null
       and cause <> 'replay' order by id desc limit 1`,
    [tenant, sourceId],
  )
  return row
}

/** Changes some columns of a run. */
export async function changeRun(
  sql: Sql,
  id: number,
  change: Partial<Omit<RunRow, 'id' | 'tenant'>>,
): Promise<void> {
  const names = Object.keys(change)
  const sets = names.map((name, index) => `${name} = $${index + 2}`).join(', ')
  const values = Object.values(change).map((value) =>
    value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value,
  )
  await sql.text(`update datahub.runs set ${sets} where id = $1`, [id, ...values])
}

/** Takes a waiting or broken-off run into hand, unless another worker has it; the row stays locked in the transaction. */
export async function lockRun(sql: Sql, id: number): Promise<RunRow | undefined> {
  const [row] = await sql.text<RunRow>('select * from datahub.runs where id = $1 for no key update', [id])
  return row
}

/**
 * Notes the keys of a batch; answers for each key that stood before in the same file on another row, on which one.
 */
export async function noteKeys(
  sql: Sql,
  runId: number,
  keys: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  if (keys.size === 0) return new Map()
  const names = [...keys.keys()]
  await sql.hot(
    'run-keys-add',
    'insert into datahub.run_keys (run_id, natural_key, row_number) select $1, * from unnest($2::text[], $3::int[]) on conflict do nothing',
    [runId, names, [...keys.values()]],
  )
  const rows = await sql.hot<{ natural_key: string; row_number: number }>(
    'run-keys-first',
    'select natural_key, row_number from datahub.run_keys where run_id = $1 and natural_key = any($2)',
    [runId, names],
  )
  return new Map(
    rows
      .filter((row) => row.row_number !== keys.get(row.natural_key))
      .map((row) => [row.natural_key, row.row_number]),
  )
}

/** What a source last told of some keys: the hashes of their rows. */
export async function knownHashes(
  sql: Sql,
  sourceId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await sql.hot<{ natural_key: string; row_hash: string }>(
    'source-rows-known',
    'select natural_key, row_hash from datahub.source_rows where tenant = $1 and source_id = $2 and natural_key = any($3)',
    [tenant, sourceId, keys],
  )
  return new Map(rows.map((row) => [row.natural_key, row.row_hash]))
}

export type ToldSince = {
  readonly natural_key: string
  readonly run_id: number
  readonly row_number: number
  readonly same_file: boolean
}

/** Which keys a source told of in the run whose rows are taken again or later, and whether by the same file. */
export async function toldSince(
  sql: Sql,
  run: RunRow,
  originId: number,
  keys: readonly string[],
): Promise<ReadonlyMap<string, ToldSince>> {
  const rows = await sql.text<ToldSince>(
    `select r.natural_key, r.run_id, r.row_number, coalesce(u.sha256 = $4, false) same_file
     from datahub.source_rows r join datahub.runs u on u.id = r.run_id
     where r.tenant = $1 and r.source_id = $2 and r.natural_key = any($3) and r.run_id >= $5`,
    [tenant, run.source_id, keys, run.sha256, originId],
  )
  return new Map(rows.map((row) => [row.natural_key, row]))
}

export async function countKnown(sql: Sql, sourceId: string): Promise<number> {
  const [row] = await sql.text<{ n: number }>(
    'select count(*) n from datahub.source_rows where tenant = $1 and source_id = $2',
    [tenant, sourceId],
  )
  return row?.n ?? 0
}

export type TakenRow = {
  readonly key: string
  readonly entityId: string
  readonly hash: string
  readonly row: number
}

export async function keepTaken(
  sql: Sql,
  sourceId: string,
  runId: number,
  rows: readonly TakenRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql.hot(
    'source-rows-keep',
    `insert into datahub.source_rows (tenant, source_id, natural_key, entity_id, row_hash, run_id, row_number)
     select $1, $2, k, e, h, $3, r from unnest($4::text[], $5::text[], $6::text[], $7::int[]) as t (k, e, h, r)
     on conflict (tenant, source_id, natural_key) do update set entity_id = excluded.entity_id,
       row_hash = excluded.row_hash, run_id = excluded.run_id, row_number = excluded.row_number`,
    [
      tenant,
      sourceId,
      runId,
      rows.map(({ key }) => key),
      rows.map(({ entityId }) => entityId),
      rows.map(({ hash }) => hash),
      rows.map(({ row }) => row),
    ],
  )
}

/** What the source told of before and the file of this run no longer names, in order of key. */
export async function listUnnamed(
  sql: Sql,
  sourceId: string,
  runId: number,
  limit: number,
): Promise<{ natural_key: string; entity_id: string }[]> {
  return sql.text(
    `select natural_key, entity_id from datahub.source_rows r where tenant = $1 and source_id = $2
       and not exists (select from datahub.run_keys k where k.run_id = $3 and k.natural_key = r.natural_key)
     order by natural_key limit $4`,
    [tenant, sourceId, runId, limit],
  )
}

export async function countUnnamed(sql: Sql, sourceId: string, runId: number): Promise<number> {
  const [row] = await sql.text<{ n: number }>(
    `select count(*) n from datahub.source_rows r where tenant = $1 and source_id = $2
       and not exists (select from datahub.run_keys k where k.run_id = $3 and k.natural_key = r.natural_key)`,
    [tenant, sourceId, runId],
  )
  return row?.n ?? 0
}

export async function forgetTaken(sql: Sql, sourceId: string, keys: readonly string[]): Promise<void> {
  await sql.text(
    'delete from datahub.source_rows where tenant = $1 and source_id = $2 and natural_key = any($3)',
    [tenant, sourceId, keys],
  )
}

export async function forgetKeys(sql: Sql, runId: number): Promise<void> {
  await sql.text('delete from datahub.run_keys where run_id = $1', [runId])
}

export type RefusedRow = SourceRow & { readonly findings: readonly Finding[] }

/** Keeps rows that were not taken. An open row with the very same cells of an earlier run gives way to the new one. */
export async function quarantine(
  sql: Sql,
  run: RunRow,
  rows: readonly RefusedRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  const cells = rows.map((row) => JSON.stringify(row.cells))
  await sql.text(
    `update datahub.quarantined_rows set state = 'dismissed', reason = $3, decided_by = $4, decided_at = $5
     where tenant = $1 and source_id = $2 and state = 'open' and run_id <> $6 and cells = any($7::jsonb[])`,
    [tenant, run.source_id, `→ ${run.id}`, run.by, now, run.id, cells],
  )
  await sql.text(
    `insert into datahub.quarantined_rows (tenant, source_id, run_id, row_number, cells, findings)
     select $1, $2, $3, n, c, f from unnest($4::int[], $5::jsonb[], $6::jsonb[]) as t (n, c, f)
     on conflict (run_id, row_number) do update set cells = excluded.cells, findings = excluded.findings`,
    [
      tenant,
      run.source_id,
      run.id,
      rows.map(({ row }) => row),
      cells,
      rows.map(({ findings }) => JSON.stringify(findings)),
    ],
  )
}

export type QuarantineAsk = {
  readonly sourceId?: string | undefined
  readonly runId?: number | undefined
  readonly state?: QuarantineRow['state'] | undefined
  readonly after?: number | undefined
  readonly ids?: readonly number[] | undefined
}

/** Quarantined rows in order, of a source, a run or with certain numbers. */
export async function listQuarantineRows(
  sql: Sql,
  ask: QuarantineAsk,
  limit: number,
): Promise<QuarantineRow[]> {
  return sql.text<QuarantineRow>(
    `select * from datahub.quarantined_rows where tenant = $1 and ($2::text is null or source_id = $2)
       and ($3::bigint is null or run_id = $3) and ($4::text is null or state = $4) and id > $5
       and ($6::bigint[] is null or id = any($6)) order by id limit $7`,
    [
      tenant,
      ask.sourceId ?? null,
      ask.runId ?? null,
      ask.state ?? null,
      ask.after ?? 0,
      ask.ids ?? null,
      limit,
    ],
  )
}

export async function changeQuarantine(
  sql: Sql,
  id: number,
  change: Partial<Omit<QuarantineRow, 'id' | 'tenant'>>,
): Promise<void> {
  const names = Object.keys(change)
  const sets = names.map((name, index) => `${name} = $${index + 2}`).join(', ')
  const values = Object.values(change).map((value) =>
    value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value,
  )
  await sql.text(`update datahub.quarantined_rows set ${sets} where id = $1`, [id, ...values])
}

export type HealthCounts = {
  readonly source_id: string
  readonly entities: number
  readonly quarantined: number
  readonly held: number
  readonly last_run_id: number | null
  readonly last_run_state: RunRow['state'] | null
}

/** Counts for the health of all sources in one statement. */
export async function countHealth(sql: Sql): Promise<ReadonlyMap<string, HealthCounts>> {
  const rows = await sql.text<HealthCounts>(
    `select s.id source_id,
       (select count(distinct entity_id) from datahub.source_rows r where r.tenant = s.tenant and r.source_id = s.id) entities,
       (select count(*) from datahub.quarantined_rows q where q.tenant = s.tenant and q.source_id = s.id and q.state = 'open') quarantined,
       (select count(*) from datahub.runs u where u.tenant = s.tenant and u.source_id = s.id and u.state = 'held') held,
       l.id last_run_id, l.state last_run_state
     from datahub.sources s left join lateral (
       select id, state from datahub.runs u where u.tenant = s.tenant and u.source_id = s.id order by id desc limit 1) l on true
     where s.tenant = $1`,
    [tenant],
  )
  return new Map(rows.map((row) => [row.source_id, row]))
}
