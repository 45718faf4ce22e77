import type { Sql } from '#kit/io/database.ts'
import { type Instant, instantOf, toIso } from '#kit/values/instant.ts'
import { defaultTenant } from '../registry/public.ts'
import type { Mapping, MappingVersion, SourceSettings } from './contract.ts'
import type { StateRow } from './tables.ts'
import './tables.ts'

/** The one province that this installation keeps. */
export const tenant = defaultTenant

/** A source as it is kept. The secret stays inside the program. */
export type StoredSource = {
  readonly settings: SourceSettings
  readonly mappingVersion: number
  readonly secret: string | null
  readonly hasKey: boolean
  readonly state: StateRow
}

type Row = StateRow & {
  settings: SourceSettings
  secret: string | null
  has_key: boolean
  mapping_version: number
}

const columns = `s.settings, s.secret, s.key_hash is not null has_key, t.*,
  coalesce((select max(version) from datahub.mappings m where m.tenant = s.tenant and m.source_id = s.id), 0) mapping_version`

const joined = 'datahub.sources s join datahub.source_states t on t.tenant = s.tenant and t.source_id = s.id'

/** A source by its id. */
export async function findSource(sql: Sql, id: string): Promise<StoredSource | undefined> {
  const [row] = await sql.text<Row>(`select ${columns} from ${joined} where s.tenant = $1 and s.id = $2`, [
    tenant,
    id,
  ])
  return row && read(row)
}

/** The source that signs in with a key. */
export async function findSourceByKey(sql: Sql, keyHash: string): Promise<StoredSource | undefined> {
  const [row] = await sql.text<Row>(`select ${columns} from ${joined} where s.key_hash = $1 and s.enabled`, [
    keyHash,
  ])
  return row && read(row)
}

/** All sources by name; of one agency when one is named. */
export async function listStoredSources(sql: Sql, agencyId: string | null): Promise<StoredSource[]> {
  const rows = await sql.text<Row>(
    `select ${columns} from ${joined} where s.tenant = $1 and ($2::text is null or s.agency_id = $2) order by s.id`,
    [tenant, agencyId],
  )
  return rows.map(read)
}

function read(row: Row): StoredSource {
  return {
    settings: row.settings,
    mappingVersion: row.mapping_version,
    secret: row.secret,
    hasKey: row.has_key,
    state: row,
  }
}

/** Writes a source, new or changed. `secret` undefined leaves the one that is there. */
export async function keepSource(
  sql: Sql,
  settings: SourceSettings,
  kept: { readonly secret: string | undefined; readonly by: string; readonly now: Instant },
): Promise<void> {
  await sql.text(
    `insert into datahub.sources (tenant, id, model, agency_id, settings, secret, enabled, created_at, changed_at, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
     on conflict (tenant, id) do update set model = excluded.model, agency_id = excluded.agency_id,
       settings = excluded.settings, secret = coalesce(excluded.secret, sources.secret),
       enabled = excluded.enabled, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    [
      tenant,
      settings.id,
      settings.model,
      settings.agencyId,
      JSON.stringify(settings),
      kept.secret ?? null,
      settings.enabled,
      new Date(kept.now),
      kept.by,
    ],
  )
  await sql.text(
    'insert into datahub.source_states (tenant, source_id) values ($1, $2) on conflict do nothing',
    [tenant, settings.id],
  )
}

/** Gives a source a new key to push with; the one before stops working. */
export async function keepKey(sql: Sql, id: string, keyHash: string): Promise<void> {
  await sql.text('update datahub.sources set key_hash = $3 where tenant = $1 and id = $2', [
    tenant,
    id,
    keyHash,
  ])
}

/** Changes some columns of a source's state. */
export async function changeState(
  sql: Sql,
  id: string,
  change: Partial<Omit<StateRow, 'tenant' | 'source_id'>>,
): Promise<void> {
  const names = Object.keys(change)
  if (names.length === 0) return
  const sets = names.map((name, index) => `${name} = $${index + 3}`).join(', ')
  await sql.text(`update datahub.source_states set ${sets} where tenant = $1 and source_id = $2`, [
    tenant,
    id,
    ...Object.values(change),
  ])
}

type MappingRow = { version: number; mapping: Mapping; note: string; created_by: string; created_at: Date }

/** The versions of a source's mapping, latest first. */
export async function listMappings(sql: Sql, sourceId: string): Promise<MappingVersion[]> {
  const rows = await sql.text<MappingRow>(
    'select version, mapping, note, created_by, created_at from datahub.mappings where tenant = $1 and source_id = $2 order by version desc',
    [tenant, sourceId],
  )
  return rows.map(({ version, mapping, note, created_by, created_at }) => ({
    version,
    mapping,
    note,
    createdBy: created_by,
    createdAt: toIso(instantOf(created_at.getTime())),
  }))
}

/** One version of a source's mapping. */
export async function findMapping(sql: Sql, sourceId: string, version: number): Promise<Mapping | undefined> {
  const [row] = await sql.hot<{ mapping: Mapping }>(
    'find-mapping',
    'select mapping from datahub.mappings where tenant = $1 and source_id = $2 and version = $3',
    [tenant, sourceId, version],
  )
  return row?.mapping
}

/** Adds a version of a mapping and answers its number. */
export async function insertMapping(
  sql: Sql,
  sourceId: string,
  mapping: Mapping,
  kept: { readonly note: string; readonly by: string; readonly now: Instant },
): Promise<number> {
  const [row] = await sql.text<{ version: number }>(
    `insert into datahub.mappings (tenant, source_id, version, mapping, note, created_by, created_at)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6 from datahub.mappings where tenant = $1 and source_id = $2
     returning version`,
    [tenant, sourceId, JSON.stringify(mapping), kept.note, kept.by, new Date(kept.now)],
  )
  return row?.version ?? 0
}
