import { booleanContains } from '@turf/boolean-contains'
import { booleanEqual } from '@turf/boolean-equal'
import { booleanIntersects } from '@turf/boolean-intersects'
import { booleanOverlap } from '@turf/boolean-overlap'
import { booleanWithin } from '@turf/boolean-within'
import { distance } from '@turf/distance'
import { pointToLineDistance } from '@turf/point-to-line-distance'
import type { LineString, Geometry as Shape } from 'geojson'
import type { GeoCondition, Geometry } from './contract.ts'
import { type Box, boxOf, grownBox } from './rules/place-code.ts'

/** Whether a geometry stands so to the geometry of a condition (NGSI-LD 1.8 clause 4.10). House rule. */
export function relates(geometry: Geometry, condition: GeoCondition): boolean {
  const { relation, geometry: asked } = condition
  switch (relation) {
    case 'near': {
      const metres = distanceBetween(geometry, asked)
      return metres <= (condition.maxDistance ?? Infinity) && metres >= (condition.minDistance ?? 0)
    }
    case 'within':
      return partsOf(geometry).every((part) => partsOf(asked).some((whole) => isWithin(part, whole)))
    case 'contains':
      return partsOf(asked).every((part) => partsOf(geometry).some((whole) => isWithin(part, whole)))
    case 'intersects':
      return touches(geometry, asked)
    case 'disjoint':
      return !touches(geometry, asked)
    case 'equals':
      return geometry.type === asked.type && booleanEqual(shape(geometry), shape(asked))
    case 'overlaps':
      return overlaps(geometry, asked)
  }
}

/** The box in which everything lies that may stand so; undefined: anywhere. House rule. */
export function boxFor({ relation, geometry, maxDistance }: GeoCondition): Box | undefined {
  const box = boxOf(geometry)
  if (relation === 'disjoint' || box === undefined) return undefined
  if (relation !== 'near') return box
  return maxDistance === undefined ? undefined : grownBox(box, maxDistance)
}

/** Metres between two geometries on the sphere; 0 when they touch. House rule. */
export function distanceBetween(one: Geometry, other: Geometry): number {
  if (one.type === 'Point' && other.type === 'Point') return distanceOf(one.coordinates, other.coordinates)
  if (touches(one, other)) return 0
  return Math.min(leastDistance(one, other), leastDistance(other, one))
}

function shape(geometry: Geometry): Shape {
  return geometry as unknown as Shape
}

function touches(one: Geometry, other: Geometry): boolean {
  return booleanIntersects(shape(one), shape(other))
}

function distanceOf(one: readonly unknown[], other: readonly unknown[]): number {
  return distance(one as number[], other as number[], { units: 'meters' })
}

/** The least distance from the positions of one geometry to the positions and lines of the other. */
function leastDistance(from: Geometry, to: Geometry): number {
  const lines = linesOf(to)
  const points = lines.length > 0 ? [] : positionsOf(to)
  return Math.min(
    ...positionsOf(from).flatMap((position) => [
      ...lines.map((line) => pointToLineDistance(position as number[], line, { units: 'meters' })),
      ...points.map((point) => distanceOf(position, point)),
    ]),
  )
}

function positionsOf({ coordinates }: Geometry): readonly (readonly number[])[] {
  const found: (readonly number[])[] = []
  const walk = (value: unknown) => {
    if (!Array.isArray(value)) return
    if (typeof value[0] === 'number') found.push(value as number[])
    else for (const inner of value) walk(inner)
  }
  walk(coordinates)
  return found
}

function linesOf({ type, coordinates }: Geometry): readonly LineString[] {
  const line = (positions: unknown): LineString => ({
    type: 'LineString',
    coordinates: positions as number[][],
  })
  switch (type) {
    case 'LineString':
      return [line(coordinates)]
    case 'MultiLineString':
    case 'Polygon':
      return coordinates.map(line)
    case 'MultiPolygon':
      return coordinates.flatMap((polygon) => (polygon as unknown[]).map(line))
    default:
      return []
  }
}

/** A geometry as single ones. */
function partsOf(geometry: Geometry): readonly Geometry[] {
  if (!geometry.type.startsWith('Multi')) return [geometry]
  const type = geometry.type.slice('Multi'.length) as Geometry['type']
  return geometry.coordinates.map((coordinates) => ({ type, coordinates: coordinates as unknown[] }))
}

const dimensions: Readonly<Record<string, number>> = { Point: 0, LineString: 1, Polygon: 2 }

/** Whether a single geometry lies in another single one, its border included for points. */
function isWithin(part: Geometry, whole: Geometry): boolean {
  const larger = (dimensions[part.type] ?? 0) > (dimensions[whole.type] ?? 0)
  if (larger) return false
  if (part.type === 'Point' && whole.type === 'Point') return booleanEqual(shape(part), shape(whole))
  if (part.type === 'Point' && whole.type === 'Polygon') return touches(part, whole)
  return booleanWithin(shape(part), shape(whole)) || booleanContains(shape(whole), shape(part))
}

function overlaps(one: Geometry, other: Geometry): boolean {
  const parts = [partsOf(one), partsOf(other)] as const
  return parts[0].some((a) =>
    parts[1].some((b) => a.type === b.type && a.type !== 'Point' && booleanOverlap(shape(a), shape(b))),
  )
}
