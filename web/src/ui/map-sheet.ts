import type { Geometry, Position } from 'geojson'
import map from '#content/geo/map.json'

/** The box of the province in degrees: west, south, east, north, with a little room around. */
const provinceBox = map.box as unknown as readonly [number, number, number, number]

const mercator = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))
const [west, south, east, north] = provinceBox
const top = mercator(north)
const scale = 1000 / (((east - west) * Math.PI) / 180)

/** The sheet that maps are drawn on by the server: Web Mercator, a thousand units wide. */
export const sheet = { width: 1000, height: Math.round((top - mercator(south)) * scale) }

/** A place in degrees as a place on the sheet. */
export function placeOf([lon = 0, lat = 0]: Position): readonly [number, number] {
  return [round((((lon - west) * Math.PI) / 180) * scale), round((top - mercator(lat)) * scale)]
}

/** Lines and areas as the data of an SVG path; points as small squares that a round line cap makes dots. */
export function pathOf(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return dot(geometry.coordinates)
    case 'MultiPoint':
      return geometry.coordinates.map(dot).join('')
    case 'LineString':
      return line(geometry.coordinates)
    case 'MultiLineString':
      return geometry.coordinates.map(line).join('')
    case 'Polygon':
      return geometry.coordinates.map((ring) => `${line(ring)}z`).join('')
    case 'MultiPolygon':
      return geometry.coordinates.flatMap((rings) => rings.map((ring) => `${line(ring)}z`)).join('')
    case 'GeometryCollection':
      return geometry.geometries.map(pathOf).join('')
  }
}

/** The part of the sheet that shows geometries with room around them; all of it where there are none. */
export function viewBoxOf(geometries: readonly Geometry[]): string {
  const places = geometries.flatMap(positionsOf).map(placeOf)
  if (places.length === 0) return `0 0 ${sheet.width} ${sheet.height}`
  const xs = places.map(([x]) => x)
  const ys = places.map(([, y]) => y)
  const [left, upper] = [Math.min(...xs), Math.min(...ys)]
  const width = Math.max(Math.max(...xs) - left, 0)
  const height = Math.max(Math.max(...ys) - upper, 0)
  const shown = Math.min(Math.max(width * 1.3, (height * 1.3 * sheet.width) / sheet.height, 160), sheet.width)
  const tall = (shown * sheet.height) / sheet.width
  return [left + width / 2 - shown / 2, upper + height / 2 - tall / 2, shown, tall].map(round).join(' ')
}

/** All positions of a geometry. */
export function positionsOf(geometry: Geometry): Position[] {
  if (geometry.type === 'GeometryCollection') return geometry.geometries.flatMap(positionsOf)
  return flatten(geometry.coordinates)
}

function flatten(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return []
  if (typeof coordinates[0] === 'number') return [coordinates as Position]
  return coordinates.flatMap(flatten)
}

function line(positions: readonly Position[]): string {
  return positions.map((one, index) => `${index === 0 ? 'M' : 'L'}${placeOf(one).join(' ')}`).join('')
}

function dot(position: Position): string {
  return `M${placeOf(position).join(' ')}h.01`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
