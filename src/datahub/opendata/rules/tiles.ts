import type { Feature } from './features.ts'

/** A tile of Web Mercator as its address names it. */
export type TileAddress = { readonly z: number; readonly x: number; readonly y: number }

/** The deepest tiles that are made; a map draws deeper ones out of these. */
export const deepest = 18

/** Reads the address of a tile; undefined when there is none such. House rule. */
export function readTile(z: string, x: string, y: string): TileAddress | undefined {
  const row = y.replace(/\.(mvt|pbf)$/, '')
  if (![z, x, row].every((text) => /^\d{1,7}$/.test(text))) return undefined
  const tile = { z: Number(z), x: Number(x), y: Number(row) }
  const size = 2 ** tile.z
  return tile.z <= deepest && tile.x < size && tile.y < size ? tile : undefined
}

/**
 * The box of a tile in degrees, widened on each side by a share of its size, so that what is drawn across an edge is in
 * both tiles. House rule.
 */
export function boxOfTile({ z, x, y }: TileAddress, margin = 1 / 16) {
  const size = 2 ** z
  const longitude = (column: number) => Math.max(-180, Math.min(180, (column / size) * 360 - 180))
  const latitude = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / size))) * 180) / Math.PI
  return {
    west: longitude(x - margin),
    east: longitude(x + 1 + margin),
    north: latitude(Math.max(0, y - margin)),
    south: latitude(Math.min(size, y + 1 + margin)),
  }
}

/** How many points a tile shows one by one; of more it shows how many lie in each square of a grid. */
export const mostPoints = 4_000
const squares = 64

/**
 * Points gathered into squares, each shown at the mean of its points with their number as `point_count`. What is no
 * point stays as it is. House rule.
 */
export function gather(features: readonly Feature[], tile: TileAddress): readonly Feature[] {
  const points = features.filter(({ geometry }) => geometry?.type === 'Point')
  if (points.length <= mostPoints) return features
  const box = boxOfTile(tile, 0)
  const cells = new Map<number, { count: number; longitude: number; latitude: number }>()
  for (const { geometry } of points) {
    const [longitude = 0, latitude = 0] = (geometry?.coordinates ?? []).map(Number)
    const column = Math.floor(((longitude - box.west) / (box.east - box.west)) * squares)
    const row = Math.floor(((latitude - box.south) / (box.north - box.south)) * squares)
    const key = row * 4_096 + column
    const cell = cells.get(key) ?? { count: 0, longitude: 0, latitude: 0 }
    cell.count++
    cell.longitude += longitude
    cell.latitude += latitude
    cells.set(key, cell)
  }
  const gathered = [...cells].map(
    ([key, { count, longitude, latitude }]): Feature => ({
      type: 'Feature',
      id: `square-${key}`,
      geometry: { type: 'Point', coordinates: [longitude / count, latitude / count] },
      properties: { point_count: count },
    }),
  )
  return [...features.filter(({ geometry }) => geometry?.type !== 'Point'), ...gathered]
}

/** What a vector tile can hold of a property: texts, numbers, truth values; the rest as JSON. House rule. */
export function flatten(
  properties: Readonly<Record<string, unknown>>,
): Record<string, string | number | boolean> {
  const flat: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue
    flat[name] =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : JSON.stringify(value)
  }
  return flat
}
