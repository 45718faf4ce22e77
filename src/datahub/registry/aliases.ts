import type { Reader } from '#kit/io/context.ts'
import type { Sql } from '#kit/io/database.ts'
import type { Instant } from '#kit/values/instant.ts'

/** By which entity each of some keys of a source is known. */
export async function findAliases(
  sql: Reader,
  tenant: string,
  source: string,
  naturalKeys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (naturalKeys.length === 0) return new Map()
  const rows = await sql.hot<{ natural_key: string; entity_id: string }>(
    'registry-aliases',
    'select natural_key, entity_id from datahub.aliases where tenant = $1 and source = $2 and natural_key = any($3)',
    [tenant, source, naturalKeys],
  )
  return new Map(rows.map((row) => [row.natural_key, row.entity_id]))
}

/** Keeps by which keys a source knows entities; what is known already stays as it is. The entities must be there. */
export async function keepAliases(
  sql: Sql,
  tenant: string,
  source: string,
  aliases: readonly { readonly naturalKey: string; readonly entityId: string }[],
  now: Instant,
): Promise<void> {
  if (aliases.length === 0) return
  await sql.hot(
    'registry-keep-aliases',
    `insert into datahub.aliases (tenant, source, natural_key, entity_id, made_at)
     select $1, $2, a.key, a.id, $5 from unnest($3::text[], $4::text[]) as a (key, id)
     on conflict (tenant, source, natural_key) do nothing`,
    [
      tenant,
      source,
      aliases.map(({ naturalKey }) => naturalKey),
      aliases.map(({ entityId }) => entityId),
      new Date(now),
    ],
  )
}

/** By which keys the sources know an entity. */
export function aliasesOf(
  sql: Reader,
  tenant: string,
  entityId: string,
): Promise<readonly { readonly source: string; readonly naturalKey: string }[]> {
  return sql.text(
    `select source, natural_key "naturalKey" from datahub.aliases where tenant = $1 and entity_id = $2 order by 1, 2`,
    [tenant, entityId],
  )
}
