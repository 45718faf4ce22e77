import type { Geometry } from '../contract.ts'

/** A box in degrees. West is less than or equal to east: nothing here crosses the 180th meridian. */
export type Box = {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** The positions of a geometry, in any depth of nesting. House rule. */
function* positionsOf(coordinates: unknown): Generator<readonly [number, number]> {
  if (!Array.isArray(coordinates)) return
  const [first, second] = coordinates
  if (typeof first === 'number' && typeof second === 'number') yield [first, second]
  else for (const inner of coordinates) yield* positionsOf(inner)
}

/** The box around a geometry; undefined when it has no position. House rule. */
export function boxOf(geometry: Geometry): Box | undefined {
  let box: { west: number; south: number; east: number; north: number } | undefined
  for (const [east, north] of positionsOf(geometry.coordinates)) {
    box ??= { west: east, south: north, east, north }
    box.west = Math.min(box.west, east)
    box.east = Math.max(box.east, east)
    box.south = Math.min(box.south, north)
    box.north = Math.max(box.north, north)
  }
  return box
}

/** The box that holds everything within some metres of a box. A little too large, never too small. House rule. */
export function grownBox(box: Box, metres: number): Box {
  const north = (metres * 1.01) / 111_194
  const furthest = Math.min(89, Math.max(Math.abs(box.south), Math.abs(box.north)) + north)
  const east = Math.min(180, north / Math.cos((furthest * Math.PI) / 180))
  return {
    west: Math.max(-180, box.west - east),
    east: Math.min(180, box.east + east),
    south: box.south - north,
    north: box.north + north,
  }
}

const zoom = 31
const cells = 2 ** zoom
const northmost = 85.05112877980659 // where Web Mercator ends

/** The zoom-31 tile of a position, as column and row from the north-west. House rule (slippy map tiles). */
function tileOf(longitude: number, latitude: number): readonly [number, number] {
  const sine = Math.sin((Math.max(-northmost, Math.min(northmost, latitude)) * Math.PI) / 180)
  const column = Math.floor(((longitude + 180) / 360) * cells)
  const row = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * cells)
  const within = (tile: number) => Math.max(0, Math.min(cells - 1, tile))
  return [within(column), within(row)]
}

/** The bits of column and row in turn, row first: tiles that lie together have codes that lie together. */
function interleave(column: number, row: number): bigint {
  let code = 0n
  for (let bit = zoom - 1; bit >= 0; bit--) {
    const place = 2 ** bit
    code = (code << 2n) | BigInt((Math.floor(row / place) % 2) * 2 + (Math.floor(column / place) % 2))
  }
  return code
}

/**
 * The place code of a box: the zoom-31 code of the north-western corner of the smallest tile that holds it all, as
 * text (62 bits do not fit a number). House rule.
 */
export function placeCodeOf(box: Box): string {
  const [left, top] = tileOf(box.west, box.north)
  const [right, bottom] = tileOf(box.east, box.south)
  let size = 1
  while (
    Math.floor(left / size) !== Math.floor(right / size) ||
    Math.floor(top / size) !== Math.floor(bottom / size)
  )
    size *= 2
  return interleave(Math.floor(left / size) * size, Math.floor(top / size) * size).toString()
}

/** Where the place codes of all that can touch a box lie: ranges (both ends in them), and single codes of larger tiles. */
export type PlaceCover = {
  readonly ranges: readonly { readonly from: string; readonly to: string }[]
  readonly ancestors: readonly string[]
}

/**
 * Covers a box by at most `most` ranges of place codes, with the codes of the tiles around them in which larger
 * shapes may stand. House rule.
 */
export function coverOf(box: Box, most = 12): PlaceCover {
  const [left, top] = tileOf(box.west, box.north)
  const [right, bottom] = tileOf(box.east, box.south)
  let size = 1
  const count = (of: number) =>
    (Math.floor(right / of) - Math.floor(left / of) + 1) *
    (Math.floor(bottom / of) - Math.floor(top / of) + 1)
  while (count(size) > most * 2) size *= 2
  const codes: bigint[] = []
  for (let row = Math.floor(top / size); row <= Math.floor(bottom / size); row++)
    for (let column = Math.floor(left / size); column <= Math.floor(right / size); column++)
      codes.push(interleave(column * size, row * size))
  codes.sort((one, other) => (one < other ? -1 : 1))
  const ancestors = new Set<bigint>()
  for (const code of codes)
    for (let level = BigInt(Math.log2(size)); level <= BigInt(zoom); level++)
      ancestors.add((code >> (2n * level)) << (2n * level))
  return { ranges: joined(codes, BigInt(size) * BigInt(size)), ancestors: [...ancestors].map(String) }
}

/** Neighbouring tiles as one range. */
function joined(codes: readonly bigint[], width: bigint): { from: string; to: string }[] {
  const ranges: { from: bigint; to: bigint }[] = []
  for (const code of codes) {
    const last = ranges.at(-1)
    if (last !== undefined && last.to + 1n === code) last.to = code + width - 1n
    else ranges.push({ from: code, to: code + width - 1n })
  }
  return ranges.map(({ from, to }) => ({ from: String(from), to: String(to) }))
}
