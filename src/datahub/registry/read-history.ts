import type { Reader } from '#kit/io/context.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { compileGrants, newParameters } from './compile-query.ts'
import type { EntityQuery, HourlyFigure, Lineage, Observation, StoredName, Visibility } from './contract.ts'
import { queryEntities } from './query-entities.ts'
import { grantsOf, type NamedGrant, shownBy } from './rules/visibility.ts'
import { readObservations } from './store-history.ts'

/** Which history to read: of some entities, or of those that a query finds now. Deleted entities have theirs still. */
export type HistoryQuery = {
  readonly ids?: readonly string[]
  readonly query?: EntityQuery
  readonly attributes?: readonly StoredName[]
  /** From this moment (included) to that one (excluded). */
  readonly from?: Instant
  readonly to?: Instant
  /** At most so many of each attribute of each entity, the latest first. */
  readonly lastN?: number
  readonly offset?: number
}

type SeenRow = {
  id: string
  seq: number
  types: string[]
  seen_by: number[]
  lineage: Record<string, LineageRow>
}
type LineageRow = readonly [number | null, number | null, number | null, string, string]

/** The rows that a caller sees, with what each shows him; deleted ones by what they were last. */
async function seenRows(
  sql: Reader,
  ids: readonly string[],
  visibility: Visibility,
): Promise<readonly (SeenRow & { readonly by: readonly NamedGrant[] })[]> {
  const grants = grantsOf(visibility)
  const p = newParameters()
  const tenant = p.add(visibility.tenant)
  const asked = p.add(ids)
  const each = grants.map((grant, index) => `case when ${compileGrants([grant], p)} then ${index} end`)
  const rows = await sql.text<SeenRow>(
    `select * from (select e.id, e.seq, e.types, e.lineage, array_remove(array[${each.join(', ')}]::int[], null) seen_by
       from datahub.entities e where e.tenant = ${tenant} and e.id = any(${asked}::text[])) r
     where cardinality(seen_by) > 0 order by seq`,
    p.values,
  )
  return rows.map((row) => ({ ...row, by: row.seen_by.flatMap((index) => grants[index] ?? []) }))
}

/**
 * The values that attributes had, in order of entity, attribute and time. Only what the caller sees of the entity as
 * it is now; a masked attribute that is asked for by name is refused (`attribute-masked`).
 */
export async function historyOf(
  sql: Reader,
  ask: HistoryQuery,
  visibility: Visibility,
): Promise<readonly Observation[] | Refusal> {
  let { ids } = ask
  if (ids === undefined && ask.query !== undefined) {
    const page = await queryEntities(sql, { ...ask.query, pick: [] }, visibility)
    if (isRefused(page)) return page
    ids = page.entities.map(({ id }) => id)
  }
  const rows = await seenRows(sql, ids ?? [], visibility)
  const found: Observation[] = []
  for (const group of Map.groupBy(rows, ({ seen_by }) => seen_by.join()).values()) {
    const [first] = group
    if (first === undefined) continue
    const shows = shownBy(first.by)
    const masked = ask.attributes?.find((name) => !shows(name))
    if (masked !== undefined) return refuse('attribute-masked', { attribute: masked })
    const open = first.by.some(({ grant }) => grant.attributes === null)
    const shown = open ? null : first.by.flatMap(({ grant }) => grant.attributes ?? [])
    const read = await readObservations(sql, {
      seqs: group.map(({ seq }) => seq),
      attributes: ask.attributes ?? shown,
      ...(ask.from === undefined ? {} : { from: ask.from }),
      ...(ask.to === undefined ? {} : { to: ask.to }),
      ...(ask.lastN === undefined ? {} : { lastN: ask.lastN }),
      ...(ask.offset === undefined ? {} : { offset: ask.offset }),
    })
    found.push(...read)
  }
  return found
}

/** The numbers of one series by hour, out of the roll-up: of the default instance, hours without any left out. */
export async function hourlyFigures(
  sql: Reader,
  ask: {
    readonly entityId: string
    readonly attribute: StoredName
    readonly from: Instant
    readonly to: Instant
  },
  visibility: Visibility,
): Promise<readonly HourlyFigure[] | Refusal<'entity-unknown' | 'attribute-masked'>> {
  const [row] = await seenRows(sql, [ask.entityId], visibility)
  if (row === undefined) return refuse('entity-unknown', { id: ask.entityId })
  if (!shownBy(row.by)(ask.attribute)) return refuse('attribute-masked', { attribute: ask.attribute })
  const rows = await sql.hot<{
    hour: number
    n: number
    sum: number
    min: number
    max: number
    last: number
  }>(
    'registry-hours',
    `select (extract(epoch from hour) * 1000)::float8 as hour, n, sum, min, max, last from datahub.observation_hours
     where entity_seq = $1 and attribute = $2 and hour >= $3 and hour < $4 order by 1`,
    [row.seq, ask.attribute, new Date(ask.from), new Date(ask.to)],
  )
  return rows.map(({ hour, n, sum, min, max, last }) => ({
    hour: instantOf(hour),
    count: n,
    sum,
    min,
    max,
    last,
  }))
}

/** Where the present value of each attribute comes from; only of attributes that the caller sees. */
export async function lineageOf(
  sql: Reader,
  id: string,
  visibility: Visibility,
): Promise<readonly Lineage[]> {
  const [row] = await seenRows(sql, [id], visibility)
  if (row === undefined) return []
  const shows = shownBy(row.by)
  return Object.entries(row.lineage)
    .filter(([attribute]) => shows(attribute))
    .map(([attribute, [runId, rowNumber, mappingVersion, by, at]]) => ({
      attribute,
      runId,
      row: rowNumber,
      mappingVersion,
      by,
      at: instantOf(Date.parse(at)),
    }))
}

/** Where one value of the history comes from. */
export type ObservationOrigin = {
  readonly instanceId: string
  readonly runId: number | null
  readonly row: number | null
  readonly mappingVersion: number | null
  readonly by: string
}

/** Where every value of an attribute came from, the latest first: to be followed from a chart to the row of a file. */
export async function originsOf(
  sql: Reader,
  ask: { readonly entityId: string; readonly attribute: StoredName; readonly limit: number },
  visibility: Visibility,
): Promise<readonly ObservationOrigin[] | Refusal<'attribute-masked'>> {
  const [row] = await seenRows(sql, [ask.entityId], visibility)
  if (row === undefined) return []
  if (!shownBy(row.by)(ask.attribute)) return refuse('attribute-masked', { attribute: ask.attribute })
  return sql.text<ObservationOrigin>(
    `select instance_id "instanceId", run_id "runId", row_number "row", mapping_version "mappingVersion", by
     from datahub.observations where entity_seq = $1 and attribute = $2 order by at desc, ordinal desc limit $3`,
    [row.seq, ask.attribute, ask.limit],
  )
}
