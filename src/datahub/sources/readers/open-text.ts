import { isUtf8 } from 'node:buffer'
import type { Duplex, Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { type ByteEncoding, type ByteSurvey, type Detection, detectEncoding } from '../rules/detection.ts'

/** A stored file: its name and its bytes, which may be read several times. */
export type RawFile = { readonly name: string; readonly size: number; open(): Readable }

const sampleSize = 65_536

/**
 * Looks at all bytes of a file once, in constant memory, and says how they become letters. The sample that decides
 * is taken from the lines that carry letters beyond ASCII, wherever they stand.
 */
export async function surveyText(file: RawFile): Promise<Detection & { readonly sample: string }> {
  const start: Buffer[] = []
  const telling: Buffer[] = []
  let startSize = 0
  let tellingSize = 0
  let valid = true
  let rest = Buffer.alloc(0)
  for await (const chunk of file.open() as AsyncIterable<Buffer>) {
    if (startSize < sampleSize) {
      start.push(chunk.subarray(0, sampleSize - startSize))
      startSize += chunk.length
    }
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const end = wholeLetters(bytes)
    valid &&= isUtf8(bytes.subarray(0, end))
    rest = Buffer.from(bytes.subarray(end))
    if (!valid && tellingSize < sampleSize) {
      const lines = tellingLines(chunk, sampleSize - tellingSize)
      telling.push(lines)
      tellingSize += lines.length
    }
    if (!valid && tellingSize >= sampleSize) break
  }
  valid &&= isUtf8(rest)
  const head = Buffer.concat(start)
  const survey: ByteSurvey = { mark: markOf(head), validUtf8: valid, zeros: zerosOf(head) }
  const sample = valid || survey.mark || survey.zeros ? head : Buffer.concat(telling)
  const found = detectEncoding(survey, (encoding) => decode(sample, encoding))
  return { ...found, sample: decode(cutAtLine(head, startSize > sampleSize), found.bytes) }
}

/** The letters of a file as a stream. */
export function readText(file: RawFile, encoding: ByteEncoding): Readable {
  const decoder = iconv.decodeStream(encoding) as unknown as Duplex
  const source = file.open()
  source.on('error', (error) => decoder.destroy(error))
  decoder.on('close', () => source.destroy())
  return source.pipe(decoder)
}

function decode(bytes: Buffer, encoding: ByteEncoding): string {
  return iconv.decode(bytes, encoding)
}

function cutAtLine(bytes: Buffer, isCut: boolean): Buffer {
  const end = bytes.lastIndexOf(0x0a)
  return isCut && end > 0 ? bytes.subarray(0, end) : bytes
}

/** Up to where a piece of UTF-8 holds whole letters. */
function wholeLetters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

function markOf(head: Buffer): ByteSurvey['mark'] {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null
}

function zerosOf(head: Buffer): ByteSurvey['zeros'] {
  let even = 0
  let odd = 0
  for (let at = 0; at + 1 < Math.min(head.length, 4_096); at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  const pairs = Math.min(head.length, 4_096) / 2
  if (odd > pairs / 4) return 'odd'
  return even > pairs / 4 ? 'even' : null
}

function tellingLines(chunk: Buffer, most: number): Buffer {
  const found: Buffer[] = []
  let size = 0
  for (let from = 0; from < chunk.length && size < most; ) {
    const next = chunk.indexOf(0x0a, from)
    const line = chunk.subarray(from, next < 0 ? chunk.length : next + 1)
    if (line.some((byte) => byte >= 0x80)) {
      found.push(line)
      size += line.length
    }
    from += line.length
  }
  return Buffer.concat(found)
}
