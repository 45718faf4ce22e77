import type { Context, Reader } from '#kit/io/context.ts'
import { instantOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import {
  compileCondition,
  compileGrants,
  compileScopes,
  compileSeenBy,
  compileSieves,
  compileTypes,
  leadingTypes,
  newParameters,
  type Parameters,
} from './compile-query.ts'
import type {
  AttributePath,
  Attributes,
  Condition,
  Entity,
  EntityPage,
  EntityQuery,
  Geometry,
  Visibility,
} from './contract.ts'
import { boxFor, distanceBetween, relates } from './geo-relation.ts'
import { queryPast } from './query-past.ts'
import { geometryOf, placeAttribute } from './rules/found-by.ts'
import { valuesOf } from './rules/instances.ts'
import { cut, grantsFor, grantsOf, type NamedGrant } from './rules/visibility.ts'

/** Why a query may not be answered; undefined when it may. */
export function refusalOf(query: EntityQuery, visibility: Visibility): Refusal | undefined {
  const grants = grantsFor(query, visibility)
  if (isRefused(grants)) return grants
  const patterns = [query.idPattern, ...patternsIn(query.where)].filter((one) => one !== undefined)
  const broken = patterns.find((pattern) => !isExpression(pattern))
  return broken === undefined ? undefined : refuse('pattern-unreadable', { pattern: broken })
}

function patternsIn(condition: Condition | undefined): readonly string[] {
  if (condition?.kind === 'and' || condition?.kind === 'or') return condition.of.flatMap(patternsIn)
  if (condition?.kind !== 'compare' || !condition.comparator.endsWith('~=')) return []
  return condition.operands.map(({ value }) => String(value))
}

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return pattern.length <= 300
  } catch {
    return false
  }
}

type Row = {
  id: string
  seq: number
  types: string[]
  scopes: string[]
  owner: string
  body: Attributes
  created_at: Date
  modified_at: Date
  expires_at: Date | null
  version: number
  seen_by: number[]
}

const columns =
  'e.id, e.seq, e.types, e.scopes, e.owner, e.body, e.created_at, e.modified_at, e.expires_at, e.version'

/** A row as an entity, uncut. */
export function entityOf(row: Omit<Row, 'seen_by' | 'seq'>): Entity {
  return {
    id: row.id,
    types: row.types,
    scopes: row.scopes,
    owner: row.owner,
    attributes: row.body,
    values: valuesOf(row.body),
    createdAt: instantOf(row.created_at.getTime()),
    modifiedAt: instantOf(row.modified_at.getTime()),
    expiresAt: row.expires_at && instantOf(row.expires_at.getTime()),
    version: row.version,
  }
}

/**
 * Entities of a query, as far as the caller sees them. Refuses a condition, an order or an area on an attribute that
 * is masked for him (`attribute-masked`) and a pattern that is none (`pattern-unreadable`).
 */
export async function queryEntities(
  sql: Reader,
  query: EntityQuery,
  visibility: Visibility,
): Promise<EntityPage | Refusal> {
  const refusal = refusalOf(query, visibility)
  if (refusal) return refusal
  if (query.at !== undefined) return queryPast(sql, query, visibility)
  const asked = prepare(query, visibility)
  const total = query.count ? await count(sql, asked) : null
  if (query.limit === 0) return { entities: [], next: null, total }
  const distance = query.order?.find(({ by }) => typeof by === 'object' && 'distanceTo' in by)
  const page = distance
    ? await pageByDistance(sql, asked, distance)
    : query.geo
      ? await pageByGeo(sql, asked)
      : await pageBySql(sql, asked)
  return { ...page, total }
}

/** How many entities a query finds, for this caller. */
export async function countEntities(
  sql: Reader,
  query: EntityQuery,
  visibility: Visibility,
): Promise<number | Refusal> {
  const page = await queryEntities(sql, { ...query, limit: 0, count: true }, visibility)
  return isRefused(page) ? page : (page.total ?? 0)
}

/**
 * All entities of a query in their stable order, batch by batch, in steady memory. A query that would be refused is
 * thrown: ask `refusalOf` before.
 */
export async function* streamEntities(
  ctx: Pick<Context, 'db'>,
  query: EntityQuery,
  visibility: Visibility,
  batch = 500,
): AsyncGenerator<readonly Entity[]> {
  const { order, offset, count: _, ...rest } = query
  let left = query.limit
  for (let after = query.after; left > 0; ) {
    const page = await queryEntities(
      ctx.db,
      { ...rest, limit: Math.min(left, batch), ...(after === undefined ? {} : { after }) },
      visibility,
    )
    if (isRefused(page)) throw new Error(`${page.refused} ${JSON.stringify(page.facts)}`)
    if (page.entities.length > 0) yield page.entities
    left -= page.entities.length
    if (page.next === null) return
    after = page.next
  }
}

/** An entity by its identifier; where it was merged, the identifier of what it is now. */
export type Found = { readonly entity: Entity } | { readonly movedTo: string } | undefined

/** Finds an entity, as far as the caller sees it; `at`: as it was at that moment. */
export async function findEntity(
  sql: Reader,
  id: string,
  visibility: Visibility,
  at?: EntityQuery['at'],
): Promise<Found> {
  const page = await queryEntities(
    sql,
    { ids: [id], limit: 1, ...(at === undefined ? {} : { at }) },
    visibility,
  )
  if (isRefused(page)) return undefined
  const [entity] = page.entities
  return entity ? { entity } : findRedirect(sql, id, visibility)
}

/** Follows the redirects of a merged entity to one that is there and that the caller sees. */
async function findRedirect(
  sql: Reader,
  id: string,
  visibility: Visibility,
): Promise<{ movedTo: string } | undefined> {
  let from = id
  for (let hops = 0; hops < 20; hops++) {
    const [row] = await sql.hot<{ merged_into: string }>(
      'registry-redirect',
      'select merged_into from datahub.entities where tenant = $1 and id = $2 and merged_into is not null',
      [visibility.tenant, from],
    )
    if (row === undefined) break
    from = row.merged_into
  }
  if (from === id) return undefined
  const page = await queryEntities(sql, { ids: [from], limit: 1, pick: [] }, visibility)
  return !isRefused(page) && page.entities.length > 0 ? { movedTo: from } : undefined
}

type Asked = {
  readonly query: EntityQuery
  readonly visibility: Visibility
  /** All grants: by which of them a row is seen decides what is shown of it. */
  readonly grants: readonly NamedGrant[]
  /** Those by which the query may find. */
  readonly finding: readonly NamedGrant[]
}

function prepare(query: EntityQuery, visibility: Visibility): Asked {
  const finding = grantsFor(query, visibility)
  return { query, visibility, grants: grantsOf(visibility), finding: isRefused(finding) ? [] : finding }
}

/** The `from` and `where` of a query. */
function compile({ query, visibility, finding }: Asked, p: Parameters): string {
  const { tenant } = visibility
  const parts = [
    `e.tenant = ${p.add(tenant)}`,
    'e.deleted_at is null',
    '(e.expires_at is null or e.expires_at > now())',
    compileFinding(query.where, finding, p),
  ]
  const box = query.geo && boxFor(query.geo)
  if (query.ids) parts.push(`e.id = any(${p.add(query.ids)}::text[])`)
  else
    for (const sieve of compileSieves(query, tenant, leadingTypes(query, finding), box, p)) parts.push(sieve)
  if (query.types) parts.push(compileTypes(query.types, visibility, p))
  if (query.idPattern !== undefined) parts.push(`e.id ~ ${p.add(query.idPattern)}`)
  if (query.attrs) parts.push(`jsonb_exists_any(e.body, ${p.add(query.attrs)}::text[])`)
  if (query.scopes) parts.push(compileScopes(query.scopes, p))
  if (query.modifiedSince !== undefined)
    parts.push(`e.modified_at > ${p.add(new Date(query.modifiedSince))}::timestamptz`)
  if (query.geo && query.geo.attribute !== placeAttribute)
    parts.push(`jsonb_exists(e.body, ${p.add(query.geo.attribute)})`)
  if (query.geo?.attribute === placeAttribute)
    parts.push(
      box === undefined
        ? 'e.west is not null'
        : `e.west <= ${p.add(box.east)} and e.east >= ${p.add(box.west)} and e.south <= ${p.add(box.north)} and e.north >= ${p.add(box.south)}`,
    )
  return `datahub.entities e where ${parts.join('\n and ')}`
}

/** Rights and condition; words of any attribute are looked for only among those that each grant shows. */
function compileFinding(where: Condition | undefined, finding: readonly NamedGrant[], p: Parameters): string {
  if (where === undefined) return compileGrants(finding, p)
  if (!looksAnywhere(where) || finding.every(({ grant }) => grant.attributes === null))
    return `${compileGrants(finding, p)} and ${compileCondition(where, p)}`
  const each = finding.map(
    (one) => `(${compileGrants([one], p)} and ${compileCondition(where, p, one.grant.attributes)})`,
  )
  return each.length === 0 ? 'false' : `(${each.join(' or ')})`
}

function looksAnywhere(condition: Condition): boolean {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.some(looksAnywhere)
  return condition.kind === 'words' && condition.paths === 'any'
}

async function count(sql: Reader, asked: Asked): Promise<number> {
  const { geo } = asked.query
  const p = newParameters()
  if (geo === undefined) {
    const [row] = await sql.text<{ n: number }>(`select count(*) n from ${compile(asked, p)}`, p.values)
    return row?.n ?? 0
  }
  const from = compile(asked, p)
  const place = p.add(geo.attribute)
  const rows = await sql.text<{ place: Attributes[string] }>(
    `select e.body -> ${place} place from ${from}`,
    p.values,
  )
  return rows.filter(({ place }) => isThere(place, asked.query)).length
}

function isThere(place: Attributes[string] | undefined, { geo }: EntityQuery): boolean {
  const geometry = geometryOf(place)
  return geo === undefined || (geometry !== undefined && relates(geometry, geo))
}

// Questions of one shape are prepared once a connection; but only so many shapes, for callers may make up any.
const shapes = new Map<string, string>()
const mostShapes = 200

function ask<Found>(sql: Reader, text: string, values: readonly unknown[]): Promise<Found[]> {
  const known = shapes.get(text)
  if (known === undefined && shapes.size >= mostShapes) return sql.text<Found>(text, values)
  const name = known ?? `registry-query-${shapes.size}`
  shapes.set(text, name)
  return sql.hot<Found>(name, text, values)
}

type Page = Omit<EntityPage, 'total'>

async function rowsOf(sql: Reader, asked: Asked, tail: (p: Parameters) => string): Promise<Row[]> {
  const p = newParameters()
  const from = compile(asked, p)
  const end = tail(p)
  const seenBy = compileSeenBy(asked.grants, p)
  return ask<Row>(sql, `select ${columns}, ${seenBy} seen_by from ${from} ${end}`, p.values)
}

function shown(row: Row, { query, visibility, grants }: Asked): Entity {
  const by = row.seen_by.flatMap((index) => grants[index] ?? [])
  return cut(entityOf(row), visibility, by, query)
}

const cursorOf = (kind: 's' | 'o', value: number) => Buffer.from(`${kind}${value}`).toString('base64url')

/** What a cursor says: after which `seq`, or from which offset. */
function readCursor(cursor: string | undefined): { seq: number; offset: number } {
  const text = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString()
  const value = Number(text.slice(1))
  if (!/^[so]\d{1,15}$/.test(text)) return { seq: 0, offset: 0 }
  return text[0] === 's' ? { seq: value, offset: 0 } : { seq: 0, offset: value }
}

async function pageBySql(sql: Reader, asked: Asked): Promise<Page> {
  const { query } = asked
  const cursor = readCursor(query.after)
  const offset = (query.offset ?? 0) + cursor.offset
  const rows = await rowsOf(sql, asked, (p) => {
    const from = cursor.seq > 0 ? ` and e.seq > ${p.add(cursor.seq)}` : ''
    const order = compileOrder(query, p)
    return `${from} order by ${order} limit ${p.add(query.limit + 1)} offset ${p.add(offset)}`
  })
  const page = rows.slice(0, query.limit)
  const more = rows.length > query.limit
  const next = query.order?.length
    ? cursorOf('o', offset + query.limit)
    : cursorOf('s', page.at(-1)?.seq ?? 0)
  return { entities: page.map((row) => shown(row, asked)), next: more ? next : null }
}

function compileOrder({ order = [] }: EntityQuery, p: Parameters): string {
  const named = { id: 'e.id', createdAt: 'e.created_at', modifiedAt: 'e.modified_at' } as const
  const each = order.map(({ by, direction }) => {
    const value = typeof by === 'string' ? named[by] : 'distanceTo' in by ? 'e.seq' : compileOrderPath(by, p)
    return `${value} ${direction} nulls last`
  })
  return [...each, 'e.seq'].join(', ')
}

/** The first value of a path: numbers by size, texts by letters. */
function compileOrderPath(path: AttributePath, p: Parameters): string {
  const column = path.subs.length === 0 ? 'e.kv' : 'e.body'
  const steps = [path.attribute, ...path.subs, ...path.trail].map((key) => `.${JSON.stringify(key)}`).join('')
  const value = path.subs.length === 0 ? '' : '."value"'
  return `jsonb_path_query_first(${column}, ${p.add(`lax $${steps}${value}`)}::jsonpath, '{}', true)`
}

/** A page of an area: candidates in their order, tried one by one until the page is full. */
async function pageByGeo(sql: Reader, asked: Asked): Promise<Page> {
  const { query } = asked
  const cursor = readCursor(query.after)
  let skip = (query.offset ?? 0) + cursor.offset
  let seq = cursor.seq
  let at = cursor.seq > 0 ? 0 : cursor.offset
  const found: Row[] = []
  const ordered = (query.order ?? []).length > 0
  const size = ordered ? 1_000_000 : Math.max(2 * (query.limit + 1), 100)
  for (let more = true; more && found.length <= query.limit; ) {
    const rows = await rowsOf(sql, asked, (p) => {
      const from = seq > 0 ? ` and e.seq > ${p.add(seq)}` : ''
      return `${from} order by ${compileOrder(query, p)} limit ${p.add(size)}`
    })
    for (const row of rows)
      if (isThere(row.body[query.geo?.attribute ?? ''], query)) {
        if (skip > 0) skip--
        else found.push(row)
        if (found.length > query.limit) break
      }
    more = rows.length === size && !ordered
    seq = rows.at(-1)?.seq ?? seq
  }
  at += query.limit
  const page = found.slice(0, query.limit)
  const next = ordered ? cursorOf('o', at) : cursorOf('s', page.at(-1)?.seq ?? 0)
  return { entities: page.map((row) => shown(row, asked)), next: found.length > query.limit ? next : null }
}

/** A page by distance: all candidates' places are measured, then only the page is read. */
async function pageByDistance(
  sql: Reader,
  asked: Asked,
  order: NonNullable<EntityQuery['order']>[number],
): Promise<Page> {
  const { query } = asked
  const target = (order.by as { distanceTo: Geometry }).distanceTo
  const p = newParameters()
  const from = compile(asked, p)
  const location = p.add(placeAttribute)
  const other = p.add(query.geo?.attribute ?? placeAttribute)
  const rows = await sql.text<{
    id: string
    seq: number
    place: Attributes[string]
    other: Attributes[string]
  }>(`select e.id, e.seq, e.body -> ${location} place, e.body -> ${other} other from ${from}`, p.values)
  const sign = order.direction === 'asc' ? 1 : -1
  const measured = rows
    .filter((row) => isThere(row.other, query))
    .map((row) => {
      const geometry = geometryOf(row.place)
      return { ...row, metres: geometry === undefined ? null : distanceBetween(geometry, target) }
    })
    .sort((a, b) => {
      if (a.metres === null || b.metres === null)
        return a.metres === b.metres ? a.seq - b.seq : a.metres === null ? 1 : -1
      return sign * (a.metres - b.metres) || a.seq - b.seq
    })
  const offset = (query.offset ?? 0) + readCursor(query.after).offset
  const ids = measured.slice(offset, offset + query.limit).map(({ id }) => id)
  const { geo: _, ...rest } = query
  const read = await rowsOf(sql, { ...asked, query: { ...rest, ids } }, () => '')
  const byId = new Map(read.map((row) => [row.id, row]))
  return {
    entities: ids.flatMap((id) => {
      const row = byId.get(id)
      return row ? [shown(row, asked)] : []
    }),
    next: measured.length > offset + query.limit ? cursorOf('o', offset + query.limit) : null,
  }
}
