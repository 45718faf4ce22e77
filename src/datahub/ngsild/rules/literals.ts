import { findInstant, type Instant } from '#kit/values/instant.ts'

/** What stands for "take it away" in fragments (clause 4.5.0): JSON-LD would drop a bare null. */
export const ngsiNull = 'urn:ngsi-ld:null'

/** Whether a text is an absolute URI (RFC 3986): a scheme and something behind it, no blanks. */
export function isUri(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text)
}

/**
 * A moment as the standard writes it (clause 4.6.3: ISO 8601 with a zone), in UTC to the millisecond; undefined when
 * the text is none. Finer fractions are cut.
 */
export function readMoment(text: unknown): { readonly at: Instant; readonly iso: string } | undefined {
  if (typeof text !== 'string') return undefined
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(text)
  if (!parts) return undefined
  const fraction = parts[2] === undefined ? '' : `.${parts[2].slice(0, 3).padEnd(3, '0')}`
  const at = findInstant(`${parts[1]}${fraction}${parts[3]}`)
  if (at === undefined) return undefined
  const iso = parts[3] === 'Z' ? `${parts[1]}${fraction}Z` : new Date(at).toISOString()
  return { at, iso }
}

const depths: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

/** Whether a value has the shape of a GeoJSON geometry (RFC 7946), without looking into its coordinates. */
export function looksLikeGeometry(value: unknown): value is { type: string; coordinates: unknown[] } {
  if (typeof value !== 'object' || value === null) return false
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown }
  return typeof type === 'string' && Object.hasOwn(depths, type) && Array.isArray(coordinates)
}

/** Whether a value is a GeoJSON geometry with positions in range, closed rings and lines of two points at least. */
export function isGeometry(value: unknown): boolean {
  if (!looksLikeGeometry(value)) return false
  const { type, coordinates } = value
  if (!isNested(coordinates, depths[type] ?? 0)) return false
  if (type === 'LineString') return coordinates.length >= 2
  if (type === 'MultiLineString') return coordinates.every((line) => (line as unknown[]).length >= 2)
  if (type === 'Polygon') return coordinates.length > 0 && coordinates.every(isRing)
  if (type === 'MultiPolygon')
    return coordinates.every(
      (polygon) => (polygon as unknown[]).length > 0 && (polygon as unknown[]).every(isRing),
    )
  return true
}

function isNested(value: unknown, depth: number): boolean {
  if (depth === 0) return isPosition(value)
  return Array.isArray(value) && value.every((one) => isNested(one, depth - 1))
}

function isPosition(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 2 || !value.every(Number.isFinite)) return false
  const [longitude, latitude] = value as number[]
  return Math.abs(longitude ?? 999) <= 180 && Math.abs(latitude ?? 999) <= 90
}

function isRing(value: unknown): boolean {
  const ring = value as unknown[]
  return ring.length >= 4 && JSON.stringify(ring[0]) === JSON.stringify(ring.at(-1))
}

/** Whether a scope is well formed (clause 4.18): `/Level/Level`. */
export function isScope(text: unknown): text is string {
  return typeof text === 'string' && /^\/?[\p{L}_][\p{L}\p{N}_-]*(\/[\p{L}\p{N}_-]+)*$/u.test(text)
}
