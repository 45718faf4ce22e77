import { crc32 } from 'node:zlib'
import type { ByteSource, Fault } from './byte-source.ts'
import { endsAsZip } from './inspect-pdf.ts'

/** More picture points than any scan of a paper has; a small content may unfold to far more than it weighs. */
const mostPoints = 200_000_000
const block = 64 * 1024

/** A PNG is its signature and whole chunks, each with its checksum, from IHDR over IDAT to IEND, and no more. */
export async function inspectPng(source: ByteSource): Promise<Fault | undefined> {
  let hasPicture = false
  for (let at = 8; ; ) {
    const head = await source.read(at, 8)
    if (head.length < 8) return 'broken'
    const length = head.readUInt32BE(0)
    const kind = head.toString('latin1', 4, 8)
    if (at + 12 + length > source.size || (at === 8) !== (kind === 'IHDR')) return 'broken'
    if (!(await chunkIsWhole(source, at + 4, length))) return 'broken'
    if (kind === 'IHDR') {
      const size = await source.read(at + 8, 8)
      if (length !== 13) return 'broken'
      const fault = sizeFault(size.readUInt32BE(0), size.readUInt32BE(4))
      if (fault) return fault
    }
    hasPicture ||= kind === 'IDAT'
    at += 12 + length
    if (kind === 'IEND') return hasPicture && at === source.size ? undefined : 'broken'
  }
}

async function chunkIsWhole(source: ByteSource, from: number, length: number): Promise<boolean> {
  let sum = 0
  for (let done = 0; done < length + 4; done += block)
    sum = crc32(await source.read(from + done, Math.min(block, length + 4 - done)), sum)
  const stored = await source.read(from + 4 + length, 4)
  return stored.length === 4 && stored.readUInt32BE(0) === sum
}

/** Start-of-frame markers: C0–CF without the tables C4 and CC and the reserved C8. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/**
 * A JPEG is SOI and segments of stated length up to the scan, with a frame that has a size, and an end marker.
 * What cameras append after the end is let be, unless it makes the content a ZIP as well.
 */
export async function inspectJpeg(source: ByteSource): Promise<Fault | undefined> {
  let framed = false
  for (let at = 2, segments = 0; segments < 10_000; segments++) {
    const head = await source.read(at, 9)
    if (head.length < 9 || head[0] !== 0xff) return 'broken'
    const marker = head[1] ?? 0
    if (marker === 0xff) {
      at += 1 // a fill byte
      continue
    }
    const length = head.readUInt16BE(2)
    if (length < 2 || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9)) return 'broken'
    if (isFrame(marker)) {
      const fault = sizeFault(head.readUInt16BE(7), head.readUInt16BE(5), 'height may follow')
      if (fault) return fault
      framed = true
    }
    at += 2 + length
    if (marker === 0xda) return framed ? scanFault(source, at) : 'broken'
  }
  return 'broken'
}

async function scanFault(source: ByteSource, from: number): Promise<Fault | undefined> {
  const tail = await source.read(Math.max(0, source.size - block - 22), block + 22)
  if (endsAsZip(tail)) return 'active'
  for (let at = from; at < source.size; at += block)
    if ((await source.read(at, block + 1)).includes(Buffer.of(0xff, 0xd9))) return undefined
  return 'broken'
}

function sizeFault(width: number, height: number, height0?: 'height may follow'): Fault | undefined {
  if (width === 0 || (height === 0 && !height0)) return 'broken'
  return width * height > mostPoints ? 'expands' : undefined
}
