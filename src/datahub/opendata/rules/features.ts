import type { Entity, Geometry } from '../../registry/contract.ts'
import type { Dataset, DictionaryRow } from '../../sharing/contract.ts'

/** A GeoJSON feature (RFC 7946). */
export type Feature = {
  readonly type: 'Feature'
  readonly id: string
  readonly geometry: Geometry | null
  readonly properties: Readonly<Record<string, unknown>>
}

/** An entity as a feature: its place apart, all other fields of the dataset as properties, missing ones null. House rule. */
export function featureOf(
  entity: Entity,
  dataset: Pick<Dataset, 'geometry'>,
  dictionary: readonly DictionaryRow[],
): Feature {
  return {
    type: 'Feature',
    id: entity.id,
    geometry: dataset.geometry === null ? null : (geometryIn(entity.values[dataset.geometry]) ?? null),
    properties: propertiesOf(
      entity,
      dictionary.filter(({ name }) => name !== dataset.geometry),
    ),
  }
}

/** The fields of an entity in the order of the dictionary. House rule. */
export function propertiesOf(
  entity: Entity,
  dictionary: readonly DictionaryRow[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(dictionary.map(({ name }) => [name, entity.values[name] ?? null]))
}

const kinds = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'])

/** The geometry in a value, if it is one. House rule. */
export function geometryIn(value: unknown): Geometry | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('coordinates' in value))
    return undefined
  return typeof value.type === 'string' && kinds.has(value.type) ? (value as Geometry) : undefined
}
