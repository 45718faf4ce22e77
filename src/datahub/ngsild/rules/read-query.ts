import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { EntityQuery, GeoCondition, Geometry, StoredName } from '../../registry/contract.ts'
import type { CompiledContext } from './compile-context.ts'
import { isGeometry, isUri } from './literals.ts'
import { parseQ, readPath } from './q.ts'
import { scan } from './q-scanner.ts'
import { parseScopes, parseTypes } from './selections.ts'
import { expandName, isName } from './stored-names.ts'

/** The parameters of a query by name; a POSTed query is brought into the same shape. */
export type Parameters = Readonly<Record<string, string | undefined>>

/** The "no" to a query that cannot be read; BadRequestData but for the last two. */
export type QueryFault =
  | 'q-unreadable'
  | 'selection-unreadable'
  | 'parameter-malformed'
  | 'query-too-wide'
  | 'uri-expected'
  | 'name-not-allowed'
  | 'too-many-results'
  | 'query-too-complex'

type Fault = Refusal<QueryFault>

/** Which members of the entity itself `pick` and `omit` speak of, beside its attributes. */
export type Projection = { readonly pick: readonly string[] | null; readonly omit: readonly string[] }

/** A query of the standard, understood. */
export type ReadQuery = { readonly query: EntityQuery; readonly projection: Projection }

const mostAtOnce = 1_000
const usualLimit = 20
const members = new Set(['id', 'type', 'scope', 'expiresAt'])

/**
 * Reads the parameters of a query (clauses 4.9, 4.10, 4.17–4.21, 5.7.2, 6.4.3.2). One of type, attributes, `q`, area,
 * ids or scope must narrow it, unless it is local.
 */
export function readQuery(given: Parameters, context: CompiledContext): ReadQuery | Fault {
  const paging = readPaging(given)
  if ('refused' in paging) return paging
  const who = readWho(given, context)
  if ('refused' in who) return who
  const conditions = readConditions(given, context)
  if ('refused' in conditions) return conditions
  const geo = readGeo(given, context)
  if (geo !== undefined && 'refused' in geo) return geo
  const order = readOrder(given, context)
  if ('refused' in order) return order
  const projection = readProjection(given, context)
  if ('refused' in projection) return projection
  const narrowed = ['type', 'attrs', 'q', 'georel', 'id', 'idPattern', 'scopeQ'].some((name) => given[name])
  if (!narrowed && given.local !== 'true') return refuse('query-too-wide')
  const { pick, omit, ...heads } = projection
  return {
    query: {
      ...who,
      ...conditions,
      ...(geo === undefined ? {} : { geo }),
      ...(order.length === 0 ? {} : { order }),
      ...(pick === undefined ? {} : { pick }),
      ...(omit === undefined ? {} : { omit }),
      ...paging,
    },
    projection: heads.projection,
  }
}

function readPaging(given: Parameters): Pick<EntityQuery, 'limit' | 'offset' | 'after' | 'count'> | Fault {
  const count = given.count === 'true' || splitList(given.options).includes('count')
  const limit = given.limit === undefined ? usualLimit : wholeNumber(given.limit)
  if (limit === undefined || (limit === 0 && !count)) return malformed('limit', given.limit)
  if (limit > mostAtOnce) return refuse('too-many-results', { most: mostAtOnce })
  const offset = given.offset === undefined ? undefined : wholeNumber(given.offset)
  if (given.offset !== undefined && offset === undefined) return malformed('offset', given.offset)
  const page = given.after === undefined ? { offset: offset ?? 0 } : { after: given.after }
  return { limit, ...page, ...(count ? { count } : {}) }
}

/** A whole number that is not negative. */
export function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** The parts of a list with commas, without blanks. */
export function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The "no" to a parameter that makes no sense. */
export function malformed(name: string, value: unknown): Refusal<'parameter-malformed'> {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '')
  return refuse('parameter-malformed', { name, value: text.slice(0, 100) })
}

function readWho(
  given: Parameters,
  context: CompiledContext,
): Pick<EntityQuery, 'ids' | 'idPattern' | 'types'> | Fault {
  const ids = given.id === undefined ? undefined : splitList(given.id)
  const wrong = ids?.find((id) => !isUri(id))
  if (wrong !== undefined || ids?.length === 0)
    return refuse('uri-expected', { name: 'id', value: wrong ?? '' })
  const types = given.type === undefined ? undefined : parseTypes(given.type, context)
  if (types !== undefined && 'refused' in types) return types
  return {
    ...(ids === undefined ? {} : { ids }),
    ...(given.idPattern === undefined ? {} : { idPattern: given.idPattern }),
    ...(types === undefined ? {} : { types }),
  }
}

function readConditions(
  given: Parameters,
  context: CompiledContext,
): Pick<EntityQuery, 'where' | 'scopes' | 'attrs'> | Fault {
  const where =
    given.q === undefined
      ? undefined
      : parseQ(given.q, { context, expandValues: splitList(given.expandValues) })
  if (where !== undefined && 'refused' in where) return where
  const scopes = given.scopeQ === undefined ? undefined : parseScopes(given.scopeQ)
  if (scopes !== undefined && 'refused' in scopes) return scopes
  const attrs = readNames('attrs', given.attrs, context)
  if (attrs !== undefined && 'refused' in attrs) return attrs
  return {
    ...(where === undefined ? {} : { where }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(attrs === undefined ? {} : { attrs }),
  }
}

function readNames(
  name: string,
  given: string | undefined,
  context: CompiledContext,
): readonly StoredName[] | undefined | Fault {
  if (given === undefined) return undefined
  const names = splitList(given)
  const wrong = names.find((one) => !isName(one))
  if (wrong !== undefined) return refuse('name-not-allowed', { name: wrong })
  if (names.length === 0) return malformed(name, given)
  return names.map((one) => expandName(one, context))
}

function readProjection(
  given: Parameters,
  context: CompiledContext,
): (Pick<EntityQuery, 'pick' | 'omit'> & { readonly projection: Projection }) | Fault {
  const pick = readNames('pick', given.pick, context)
  if (pick !== undefined && 'refused' in pick) return pick
  const omit = readNames('omit', given.omit, context)
  if (omit !== undefined && 'refused' in omit) return omit
  const attrs = readNames('attrs', given.attrs, context)
  if (attrs !== undefined && 'refused' in attrs) return attrs
  const both = pick?.find((name) => omit?.includes(name))
  if (both !== undefined) return malformed('omit', both)
  const isAttribute = (name: string) => !members.has(name)
  const shown = pick?.filter(isAttribute) ?? attrs
  return {
    ...(shown === undefined ? {} : { pick: shown }),
    ...(omit === undefined ? {} : { omit: omit.filter(isAttribute) }),
    projection: {
      pick: pick?.filter((name) => members.has(name)) ?? null,
      omit: omit?.filter((name) => members.has(name)) ?? [],
    },
  }
}

const relations = ['near', 'within', 'contains', 'intersects', 'equals', 'disjoint', 'overlaps'] as const

/** Reads a spatial condition (clause 4.10): `georel`, `geometry`, `coordinates`, `geoproperty`. */
export function readGeo(given: Parameters, context: CompiledContext): GeoCondition | undefined | Fault {
  const { georel, geometry: type, coordinates, geoproperty } = given
  if (georel === undefined)
    return type === undefined && coordinates === undefined ? undefined : malformed('georel', '')
  const [name, ...modifiers] = georel.split(';')
  const relation = relations.find((one) => one === name)
  if (relation === undefined) return malformed('georel', georel)
  const geometry = geometryOf(type, coordinates)
  if (geometry === undefined) return malformed('coordinates', coordinates)
  if (geoproperty !== undefined && !isName(geoproperty))
    return refuse('name-not-allowed', { name: geoproperty })
  const attribute = geoproperty === undefined ? 'location' : expandName(geoproperty, context)
  if (relation !== 'near')
    return modifiers.length > 0 ? malformed('georel', georel) : { attribute, relation, geometry }
  const distances: { maxDistance?: number; minDistance?: number } = {}
  for (const modifier of modifiers) {
    const parts = /^(maxDistance|minDistance)==?(\d+(?:\.\d+)?)$/.exec(modifier)
    if (!parts) return malformed('georel', georel)
    distances[parts[1] as 'maxDistance' | 'minDistance'] = Number(parts[2])
  }
  return modifiers.length === 0
    ? malformed('georel', georel)
    : { attribute, relation, geometry, ...distances }
}

/** A geometry of its two parameters; undefined when they are none. */
function geometryOf(type: string | undefined, coordinates: string | undefined): Geometry | undefined {
  try {
    const geometry = { type, coordinates: JSON.parse(coordinates ?? '') as unknown }
    return isGeometry(geometry) ? (geometry as Geometry) : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads `orderBy`: names or paths with commas, each with `;asc`, `;desc`, or `;dist-asc`, `;dist-desc` from the
 * geometry of `orderGeometry` and `orderCoordinates`, else that of the query. House rule after clause 4.23.
 */
function readOrder(given: Parameters, context: CompiledContext): NonNullable<EntityQuery['order']> | Fault {
  const order: NonNullable<EntityQuery['order']>[number][] = []
  if (given.collation !== undefined && !/^(default|vi|und)$/.test(given.collation))
    return malformed('collation', given.collation)
  for (const part of splitList(given.orderBy)) {
    const [path = '', way = 'asc'] = part.startsWith('!') ? [part.slice(1), 'desc'] : part.split(';')
    const found = /^(dist-)?(asc|desc)$/.exec(way)
    if (!found) return malformed('orderBy', part)
    const by = found[1] ? distanceOf(given) : readOrderPath(path, context)
    if (by === undefined) return malformed('orderBy', part)
    order.push({ by, direction: found[2] as 'asc' | 'desc' })
  }
  return order
}

function distanceOf(given: Parameters): { distanceTo: Geometry } | undefined {
  const geometry = geometryOf(
    given.orderGeometry ?? given.geometry,
    given.orderCoordinates ?? given.coordinates,
  )
  return geometry && { distanceTo: geometry }
}

function readOrderPath(text: string, context: CompiledContext) {
  if (text === 'id' || text === 'createdAt' || text === 'modifiedAt') return text
  const scanner = scan(text)
  const path = readPath(scanner, context)
  return 'refused' in path || !scanner.ended() ? undefined : path
}

/**
 * Brings a POSTed query (clause 5.2.23) into the shape of parameters. Selectors that are not one product of ids and
 * types are refused (`query-too-complex`) rather than answered wrongly.
 */
export function parametersOfBody(body: unknown, url: Parameters): Parameters | Fault {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return malformed('body', body)
  const query = body as Readonly<Record<string, unknown>>
  if (query.type !== 'Query') return malformed('type', query.type)
  const selector = readSelectors(query.entities)
  if ('refused' in selector) return selector as Fault
  const geo = query.geoQ
  if (geo !== undefined && (typeof geo !== 'object' || geo === null)) return malformed('geoQ', geo)
  const temporal = query.temporalQ
  if (temporal !== undefined && (typeof temporal !== 'object' || temporal === null))
    return malformed('temporalQ', temporal)
  const { '@context': _, type: __, entities: ___, geoQ: ____, temporalQ: _____, ...others } = query
  const flat = { ...others, ...(geo as object), ...(temporal as object) }
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(flat)) {
    const text = textOf(name, value)
    if (text === undefined) return malformed(name, value)
    texts[name] = text
  }
  return { ...url, ...texts, ...selector }
}

function textOf(name: string, value: unknown): string | undefined {
  if (name === 'coordinates' || name === 'orderCoordinates')
    return typeof value === 'string' ? value : JSON.stringify(value)
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(',') : undefined
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined
}

function readSelectors(given: unknown): Parameters | Fault {
  if (given === undefined) return {}
  if (!Array.isArray(given) || given.length === 0) return malformed('entities', given)
  const all: { id: string[]; type: string[]; idPattern: string[] }[] = []
  for (const one of given as readonly Readonly<Record<string, unknown>>[]) {
    if (typeof one !== 'object' || one === null) return malformed('entities', one)
    const { id = [], type = [], idPattern = [] } = one
    const lists = { id: [id].flat(), type: [type].flat(), idPattern: [idPattern].flat() }
    if (
      !Object.values(lists)
        .flat()
        .every((text) => typeof text === 'string') ||
      lists.type.length + lists.id.length + lists.idPattern.length === 0
    )
      return malformed('entities', one)
    all.push(lists as (typeof all)[number])
  }
  const differing = (['id', 'type', 'idPattern'] as const).filter(
    (name) => new Set(all.map((one) => JSON.stringify(one[name]))).size > 1,
  )
  const [varies] = differing
  if (differing.length > 1 || (varies !== undefined && all.some((one) => one[varies].length === 0)))
    return refuse('query-too-complex', { name: 'entities' })
  const merged = (name: 'id' | 'type' | 'idPattern') => [...new Set(all.flatMap((one) => one[name]))]
  const patterns = merged('idPattern')
  return {
    ...(merged('id').length > 0 ? { id: merged('id').join(',') } : {}),
    ...(merged('type').length > 0 ? { type: merged('type').join(',') } : {}),
    ...(patterns.length > 0
      ? { idPattern: patterns.length === 1 ? patterns[0] : patterns.map((one) => `(?:${one})`).join('|') }
      : {}),
  }
}
