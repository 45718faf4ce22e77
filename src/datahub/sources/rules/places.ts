import { refuse } from '#kit/values/refusal.ts'
import { readNumber } from './numbers.ts'

/** A place in WGS 84, longitude first, to seven decimals (a centimetre). */
export type Point = { readonly type: 'Point'; readonly coordinates: readonly [number, number] }

/** A point to seven decimals. House rule. */
export function pointOf(longitude: number, latitude: number): Point {
  return { type: 'Point', coordinates: [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))] }
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
