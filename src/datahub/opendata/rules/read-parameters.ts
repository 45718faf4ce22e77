import { findInstant } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Condition, EntityQuery, Geometry, Operand } from '../../registry/contract.ts'
import type { Dataset, DictionaryRow } from '../../sharing/contract.ts'

/** The parameters of a page of items, as OGC API Features 1.0 Part 1 (clause 7.15) names them. */
export type FeaturesAsk = {
  readonly query: EntityQuery
  readonly limit: number
  readonly format: string | undefined
}
type Wrong = Refusal<'parameter-unknown' | 'parameter-wrong'>
type Given = Readonly<Record<string, unknown>>

const own = new Set(['bbox', 'bbox-crs', 'crs', 'datetime', 'limit', 'cursor', 'offset', 'f'])
export const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
export const mostFeatures = 10_000

/**
 * Reads the parameters of a page of items. Refuses `parameter-unknown` (clause 7.15.8: a name that the description of
 * the API lacks is an error) and `parameter-wrong`.
 */
export function readFeatureParameters(
  given: Given,
  dataset: Pick<Dataset, 'geometry' | 'temporal'>,
  dictionary: readonly DictionaryRow[],
): FeaturesAsk | Wrong {
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') return wrong(name)
    texts.set(name, value)
  }
  const where: Condition[] = []
  for (const [name, value] of texts) {
    if (own.has(name)) continue
    const condition = readProperty(name, value, dictionary)
    if ('refused' in condition) return condition
    where.push(condition)
  }
  for (const name of ['crs', 'bbox-crs']) if ((texts.get(name) ?? crs84) !== crs84) return wrong(name)
  const limit = readCount(texts.get('limit'), 100)
  const offset = readCount(texts.get('offset'), 0)
  if (limit === undefined || limit < 1) return wrong('limit')
  if (offset === undefined) return wrong('offset')
  const box = texts.has('bbox') ? readBox(texts.get('bbox') ?? '') : null
  if (box === undefined) return wrong('bbox')
  const time = texts.has('datetime') ? readDatetime(texts.get('datetime') ?? '', dataset.temporal) : null
  if (time === undefined) return wrong('datetime')
  if (time) where.push(time)
  const cursor = texts.get('cursor')
  const most = Math.min(limit, mostFeatures)
  return {
    limit: most,
    format: texts.get('f'),
    query: {
      limit: most,
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(offset > 0 ? { offset } : {}),
      ...(where.length > 0 ? { where: { kind: 'and', of: where } } : {}),
      ...(box && dataset.geometry !== null
        ? { geo: { attribute: dataset.geometry, relation: 'intersects', geometry: box } }
        : {}),
    },
  }
}

function wrong(parameter: string): Wrong {
  return refuse('parameter-wrong', { parameter })
}

function readCount(text: string | undefined, standard: number): number | undefined {
  if (text === undefined) return standard
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** A box of four numbers, or six with heights, which are left aside; one over the date line is two. */
export function readBox(text: string): Geometry | undefined {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if ((numbers.length !== 4 && numbers.length !== 6) || numbers.some((each) => !Number.isFinite(each)))
    return undefined
  const [west, south, east, north] =
    numbers.length === 4 ? numbers : [...numbers.slice(0, 2), ...numbers.slice(3, 5)]
  if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined
  if (south > north || Math.abs(south) > 90 || Math.abs(north) > 90) return undefined
  if (Math.abs(west) > 180 || Math.abs(east) > 180) return undefined
  if (west <= east) return { type: 'Polygon', coordinates: ring(west, south, east, north) }
  return {
    type: 'MultiPolygon',
    coordinates: [ring(west, south, 180, north), ring(-180, south, east, north)],
  }
}

function ring(west: number, south: number, east: number, north: number): readonly unknown[] {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ]
}

/** A moment or an interval, each end open as `..` or empty; null where the dataset has no time: then all match. */
function readDatetime(text: string, temporal: string | null): Condition | null | undefined {
  const ends = text.split('/')
  if (ends.length > 2) return undefined
  const [from, to] = ends.length === 1 ? [ends[0], ends[0]] : ends
  const low = readEnd(from)
  const high = readEnd(to)
  if (low === undefined || high === undefined || (ends.length === 1 && low === null)) return undefined
  if (temporal === null) return null
  const path = { attribute: temporal, subs: [], trail: [] }
  if (low !== null && low === high)
    return { kind: 'compare', path, comparator: '==', operands: [moment(low)] }
  const bounds: Condition[] = []
  if (low !== null) bounds.push({ kind: 'compare', path, comparator: '>=', operands: [moment(low)] })
  if (high !== null) bounds.push({ kind: 'compare', path, comparator: '<=', operands: [moment(high)] })
  return bounds.length === 0 ? null : { kind: 'and', of: bounds }
}

function readEnd(text: string | undefined): string | null | undefined {
  if (text === undefined || text === '..' || text === '') return null
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
  return findInstant(whole) === undefined ? undefined : whole
}

function moment(value: string): Operand {
  return { kind: 'moment', value }
}

/** Whether a field can be asked for by a parameter: texts, numbers, truth values and targets can. */
export function isQueryable({ kind, schema }: DictionaryRow): boolean {
  return kind !== 'geo' && schema.type !== 'object' && schema.type !== 'array'
}

function readProperty(name: string, value: string, dictionary: readonly DictionaryRow[]): Condition | Wrong {
  const row = dictionary.find((each) => each.name === name)
  if (!row || !isQueryable(row)) return refuse('parameter-unknown', { parameter: name })
  const operand = operandOf(row, value)
  if (!operand) return wrong(name)
  return {
    kind: 'compare',
    path: { attribute: name, subs: [], trail: [] },
    comparator: '==',
    operands: [operand],
  }
}

/** The value of a parameter as its field has it; undefined when it cannot be one. House rule. */
export function operandOf(row: DictionaryRow, value: unknown): Operand | undefined {
  if (row.kind === 'relationship') return { kind: 'iri', value: String(value) }
  const type = typeOf(row.schema)
  if (type === 'number' || type === 'integer') {
    const number =
      typeof value === 'number' ? value : String(value).trim() === '' ? Number.NaN : Number(value)
    return Number.isFinite(number) ? { kind: 'number', value: number } : undefined
  }
  if (type === 'boolean') {
    const text = String(value)
    return text === 'true' || text === 'false' ? { kind: 'boolean', value: text === 'true' } : undefined
  }
  return { kind: 'text', value: String(value) }
}

/** The JSON type of a field; where a schema allows null beside, the other one. House rule. */
export function typeOf(schema: Readonly<Record<string, unknown>>): string {
  const { type } = schema
  if (Array.isArray(type)) return String(type.find((each) => each !== 'null') ?? 'string')
  return typeof type === 'string' ? type : 'string'
}
