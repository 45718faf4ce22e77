import proj4 from 'proj4'
import { refuse } from '#kit/values/refusal.ts'
import { pointOf } from './rules/places.ts'

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
