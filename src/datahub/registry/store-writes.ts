import type { Sql, Tx } from '#kit/io/database.ts'
import type { Attributes } from './contract.ts'

/** A row of `datahub.entities`, locked for a write. */
export type LockedRow = {
  readonly id: string
  readonly seq: number
  readonly types: readonly string[]
  readonly scopes: readonly string[]
  readonly owner: string
  readonly body: Attributes
  readonly lineage: Readonly<Record<string, unknown>>
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly deleted_at: Date | null
  readonly merged_into: string | null
  readonly version: number
}

const rowText = `select id, seq, types, scopes, owner, body, lineage, created_at, expires_at, deleted_at, merged_into, version
  from datahub.entities where tenant = $1 and id = any($2) order by id`

type RowMap = ReadonlyMap<string, LockedRow>
const byId = (rows: readonly LockedRow[]): RowMap => new Map(rows.map((row) => [row.id, row]))

/** Locks some entities, in order of their identifiers so that two writers do not wait for each other. */
export async function lockRows(tx: Tx, tenant: string, ids: readonly string[]): Promise<RowMap> {
  return byId(await tx.hot<LockedRow>('registry-lock', `${rowText} for no key update`, [tenant, ids]))
}

/** Reads some entities without locking them: what is then written must ask whether they are still the same. */
export async function readRows(sql: Sql, tenant: string, ids: readonly string[]): Promise<RowMap> {
  return byId(await sql.hot<LockedRow>('registry-read', rowText, [tenant, ids]))
}

/** A row to write. `seq` null: it is new. */
export type WrittenRow = {
  readonly id: string
  readonly seq: number | null
  /** The version that it must still have. */
  readonly was: number
  readonly types: readonly string[]
  readonly scopes: readonly string[]
  readonly owner: string
  readonly body: string
  readonly kv: string
  readonly lineage: string
  readonly box: {
    readonly west: number
    readonly south: number
    readonly east: number
    readonly north: number
  } | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly deletedAt: Date | null
  readonly version: number
}

/** Writes new entities; answers their places in the stable order. Fewer than asked for: another one was quicker. */
export async function insertRows(
  tx: Tx,
  tenant: string,
  rows: readonly WrittenRow[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  if (rows.length === 0) return new Map()
  const made = await tx.hot<{ id: string; seq: number }>(
    'registry-insert',
    `insert into datahub.entities (tenant, id, types, scopes, owner, body, kv, lineage, west, south, east, north,
       created_at, modified_at, expires_at, deleted_at, version)
     select $1, r.id, array(select jsonb_array_elements_text(r.types)), array(select jsonb_array_elements_text(r.scopes)),
       r.owner, r.body, r.kv, r.lineage, r.west, r.south, r.east, r.north, r.created_at, $2, r.expires_at, r.deleted_at, r.version
     from unnest($3::text[], $4::jsonb[], $5::jsonb[], $6::text[], $7::jsonb[], $8::jsonb[], $9::jsonb[], $10::float8[],
       $11::float8[], $12::float8[], $13::float8[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::int[], $18::int[])
       with ordinality as r (id, types, scopes, owner, body, kv, lineage, west, south, east, north, created_at, expires_at,
         deleted_at, version, was, n)
     order by r.n
     on conflict (tenant, id) do nothing returning id, seq`,
    [tenant, now, ...columnsOf(rows)],
  )
  return new Map(made.map(({ id, seq }) => [id, seq]))
}

function columnsOf(rows: readonly WrittenRow[]): unknown[] {
  return [
    rows.map(({ id }) => id),
    rows.map(({ types }) => JSON.stringify(types)),
    rows.map(({ scopes }) => JSON.stringify(scopes)),
    rows.map(({ owner }) => owner),
    rows.map(({ body }) => body),
    rows.map(({ kv }) => kv),
    rows.map(({ lineage }) => lineage),
    rows.map(({ box }) => box?.west ?? null),
    rows.map(({ box }) => box?.south ?? null),
    rows.map(({ box }) => box?.east ?? null),
    rows.map(({ box }) => box?.north ?? null),
    rows.map(({ createdAt }) => createdAt),
    rows.map(({ expiresAt }) => expiresAt),
    rows.map(({ deletedAt }) => deletedAt),
    rows.map(({ version }) => version),
    rows.map(({ was }) => was),
  ]
}

/** A value to keep in the history. */
export type WrittenObservation = {
  readonly seq: number
  readonly attribute: string
  readonly datasetId: string | null
  readonly at: Date
  readonly ordinal: number
  readonly num: number | null
  readonly instance: string | null
  readonly instanceId: string
  readonly row: number | null
}

/** A message of a change. */
export type WrittenMessage = { readonly key: string; readonly payload: string }

export type Recording = {
  readonly now: Date
  readonly by: string
  readonly runId: number | null
  readonly mappingVersion: number | null
  readonly topic: string
}

/**
 * Updates entities that are there, adds to the history and to the hours, and tells the outbox: one statement, however
 * many entities. It fails as a whole (`isOutrun`) when one of them has not the version any more that the caller read.
 */
export async function recordChanges(
  sql: Sql,
  tenant: string,
  updated: readonly WrittenRow[],
  observations: readonly WrittenObservation[],
  messages: readonly WrittenMessage[],
  recording: Recording,
): Promise<void> {
  await sql.hot(
    'registry-record',
    `with r as (
       select * from unnest($2::text[], $3::jsonb[], $4::jsonb[], $5::text[], $6::jsonb[], $7::jsonb[], $8::jsonb[],
         $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::int[], $17::int[])
         as r (id, types, scopes, owner, body, kv, lineage, west, south, east, north, created_at, expires_at, deleted_at, version, was)),
     changed as (
       update datahub.entities e set
         types = case when r.types is null then e.types else array(select jsonb_array_elements_text(r.types)) end,
         scopes = case when r.scopes is null then e.scopes else array(select jsonb_array_elements_text(r.scopes)) end,
         owner = r.owner, body = r.body, kv = r.kv, lineage = r.lineage, west = r.west, south = r.south, east = r.east,
         north = r.north, created_at = r.created_at, modified_at = $18, expires_at = r.expires_at, deleted_at = r.deleted_at,
         version = r.version
       from r where e.tenant = $1 and e.id = r.id and e.version = r.was returning 1),
     same as (select 1 / (case when (select count(*) from changed) = cardinality($2::text[]) then 1 else 0 end) ok),
     o as (
       select * from unnest($19::bigint[], $20::text[], $21::text[], $22::timestamptz[], $23::int[], $24::float8[],
         $25::jsonb[], $26::uuid[], $27::int[])
         as o (seq, attribute, dataset_id, at, ordinal, num, instance, instance_id, row_number)),
     kept as (
       insert into datahub.observations (entity_seq, attribute, dataset_id, at, recorded_at, ordinal, num, instance,
         instance_id, by, run_id, row_number, mapping_version)
       select o.seq, o.attribute, o.dataset_id, o.at, $18, o.ordinal, o.num, o.instance, o.instance_id, $28, $29,
         o.row_number, $30 from o),
     hours as (
       insert into datahub.observation_hours as h (entity_seq, attribute, hour, n, sum, min, max, last, last_at)
       select o.seq, o.attribute, date_trunc('hour', o.at at time zone 'UTC') at time zone 'UTC', count(*), sum(o.num), min(o.num), max(o.num),
         (array_agg(o.num order by o.at desc, o.ordinal desc))[1], max(o.at)
       from o where o.num is not null and o.dataset_id is null
       group by 1, 2, 3 order by 1, 2, 3
       on conflict (entity_seq, attribute, hour) do update set n = h.n + excluded.n, sum = h.sum + excluded.sum,
         min = least(h.min, excluded.min), max = greatest(h.max, excluded.max),
         last = case when excluded.last_at >= h.last_at then excluded.last else h.last end,
         last_at = greatest(h.last_at, excluded.last_at))
     insert into kit.outbox (topic, key, payload)
     select $31, m.key, m.payload from unnest($32::text[], $33::jsonb[]) with ordinality as m (key, payload, n), same where same.ok = 1 order by m.n`,
    [
      tenant,
      ...columnsOf(updated),
      recording.now,
      observations.map(({ seq }) => seq),
      observations.map(({ attribute }) => attribute),
      observations.map(({ datasetId }) => datasetId),
      observations.map(({ at }) => at),
      observations.map(({ ordinal }) => ordinal),
      observations.map(({ num }) => num),
      observations.map(({ instance }) => instance),
      observations.map(({ instanceId }) => instanceId),
      observations.map(({ row }) => row),
      recording.by,
      recording.runId,
      recording.mappingVersion,
      recording.topic,
      messages.map(({ key }) => key),
      messages.map(({ payload }) => payload),
    ],
  )
}

/** Whether `recordChanges` failed since another writer was quicker: its guard divides by nothing (22012). */
export function isOutrun(error: unknown): boolean {
  return ['22012', '40001', '40P01'].includes(String((error as { code?: unknown }).code))
}

/** By what an entity is found. `types` empty: it is not found at all. */
export type FoundBy = {
  readonly seq: number
  readonly types: readonly string[]
  readonly placeCode: string | null
  readonly keys: string
  readonly words: readonly string[]
}

/** Writes the types and the place of some entities. */
export async function writeTypes(tx: Tx, tenant: string, found: readonly FoundBy[]): Promise<void> {
  const pairs = found.flatMap(({ seq, types, placeCode }) => types.map((type) => ({ seq, type, placeCode })))
  if (pairs.length === 0) return
  await tx.hot(
    'registry-type',
    `insert into datahub.entity_types (tenant, type, seq, place_code)
     select $1, t.type, t.seq, t.code from unnest($2::text[], $3::bigint[], $4::bigint[]) as t (type, seq, code)
     on conflict (tenant, type, seq) do update set place_code = excluded.place_code`,
    [
      tenant,
      pairs.map(({ type }) => type),
      pairs.map(({ seq }) => seq),
      pairs.map(({ placeCode }) => placeCode),
    ],
  )
}

/** Takes entities out of the types that they had. */
export async function removeTypes(
  tx: Tx,
  tenant: string,
  pairs: readonly { readonly seq: number; readonly type: string }[],
): Promise<void> {
  if (pairs.length === 0) return
  await tx.hot(
    'registry-remove-types',
    `delete from datahub.entity_types t using unnest($2::text[], $3::bigint[]) as g (type, seq)
     where t.tenant = $1 and t.type = g.type and t.seq = g.seq`,
    [tenant, pairs.map(({ type }) => type), pairs.map(({ seq }) => seq)],
  )
}

/** Writes by which texts and words some entities are found. */
export async function writeKeys(tx: Tx, found: readonly FoundBy[]): Promise<void> {
  if (found.length === 0) return
  await tx.hot(
    'registry-keys',
    `insert into datahub.entity_keys (seq, keys, words)
     select k.seq, k.keys, array_to_tsvector(array(select jsonb_array_elements_text(k.words)))
     from unnest($1::bigint[], $2::jsonb[], $3::jsonb[]) as k (seq, keys, words)
     on conflict (seq) do update set keys = excluded.keys, words = excluded.words`,
    [
      found.map(({ seq }) => seq),
      found.map(({ keys }) => keys),
      found.map(({ words }) => JSON.stringify(words)),
    ],
  )
}

/** Makes the partitions of some moments; true for those that were not there. */
export async function makeMonths(sql: Pick<Tx, 'text'>, moments: readonly Date[]): Promise<void> {
  await sql.text('select datahub.make_observation_month(m) from unnest($1::timestamptz[]) m', [moments])
}
