import proj4 from 'proj4'
import { refuse } from '#kit/values/refusal.ts'
import { readNumber } from './numbers.ts'

/** A place in WGS 84, longitude first, to seven decimals (a centimetre). */
export type Point = { readonly type: 'Point'; readonly coordinates: readonly [number, number] }

function pointOf(longitude: number, latitude: number): Point {
  return { type: 'Point', coordinates: [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))] }
}

/**
 * Seven parameters from VN-2000 to WGS 84 (Helmert, position vector): shifts in metres, turns in seconds of arc,
 * scale in millionths. The decision gives them from WGS 84 to VN-2000; here with the other sign.
 * @law Quyết định 05/2007/QĐ-BTNMT ngày 27/02/2007
 */
const towgs84 = '-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278'

/** Scale on the central meridian: 0.9999 in 3° zones, 0.9996 in 6° zones (Thông tư 973/2001/TT-TCĐC). */
const scaleOf = { 3: 0.9999, 6: 0.9996 } as const

/**
 * Northing and easting in VN-2000 as a point in WGS 84. Surveyors write X for north and Y for east, others the other
 * way round: in Việt Nam the larger number (beyond 900 km) is the northing. Refuses `not-vn2000`.
 * @law Thông tư 973/2001/TT-TCĐC: Bắc Ninh 105°30′, Bắc Giang 107°00′
 */
export function fromVn2000(first: number, second: number, meridian: number, zone: 3 | 6) {
  const [easting, northing] = first > second ? [second, first] : [first, second]
  if (northing < 900_000 || northing > 2_600_000 || easting < 100_000 || easting > 900_000)
    return refuse('not-vn2000', { first, second })
  const [longitude, latitude] = proj4(projectionOf(meridian, zone), 'WGS84', [easting, northing])
  return pointOf(longitude ?? Number.NaN, latitude ?? Number.NaN)
}

/**
 * A place in WGS 84 as easting and northing in VN-2000.
 * @law Quyết định 05/2007/QĐ-BTNMT; Thông tư 973/2001/TT-TCĐC
 */
export function toVn2000(
  longitude: number,
  latitude: number,
  meridian: number,
  zone: 3 | 6,
): [number, number] {
  const [easting = Number.NaN, northing = Number.NaN] = proj4('WGS84', projectionOf(meridian, zone), [
    longitude,
    latitude,
  ])
  return [easting, northing]
}

function projectionOf(meridian: number, zone: 3 | 6): string {
  return `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=${scaleOf[zone]} +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=${towgs84} +units=m +no_defs`
}

/**
 * Latitude and longitude as a point: decimal degrees with point or comma, or degrees, minutes and seconds with N/B
 * and E/Đ. Latitude comes first; when only the other order lies in Việt Nam it is taken so. Refuses `not-a-place`. House rule.
 * @example readPoint(['21°11′10″N', '106°04′35″E'])
 */
export function readPoint(texts: readonly string[]) {
  const parts = texts.length === 1 ? partsOf(texts[0] ?? '') : texts
  const [first, second] = parts.map(readDegrees)
  if (first === undefined || second === undefined) return refuse('not-a-place', { text: texts.join(' ') })
  const [latitude, longitude] =
    Math.abs(first) > 90 || (first > 100 && second < 30) ? [second, first] : [first, second]
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    return refuse('not-a-place', { text: texts.join(' ') })
  return pointOf(longitude, latitude)
}

function partsOf(text: string): string[] {
  const bare = text.trim().replace(/^POINT\s*\(([^ ]+) ([^ )]+)\)$/i, '$2 $1')
  const pieces = bare.split(/\s*;\s*|,\s+|(?<=[NBSEĐDW])\s*,?\s+|(?<=\d)\s+(?=[+-]?\d)/i)
  return pieces.length >= 2 ? pieces.slice(0, 2) : bare.split(',')
}

function readDegrees(text: string): number | undefined {
  const bare = text.trim()
  const parts =
    /^(\d{1,3})\s*[°º]\s*(?:(\d{1,2})\s*['′’]\s*)?(?:([\d.,]+)\s*(?:"|″|”|''|′′)\s*)?([NBSEĐDW]?)$/i.exec(
      bare,
    )
  if (parts) {
    const minutes = Number(parts[2] ?? 0)
    const seconds = Number((parts[3] ?? '0').replace(',', '.'))
    if (minutes >= 60 || seconds >= 60) return undefined
    const degrees = Number(parts[1]) + minutes / 60 + seconds / 3600
    return /[SW]/i.test(parts[4] ?? '') ? -degrees : degrees
  }
  const value = readNumber(bare, bare.includes(',') ? ',' : '.')
  return typeof value === 'number' ? value : undefined
}
