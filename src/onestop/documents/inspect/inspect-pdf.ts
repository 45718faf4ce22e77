import type { ByteSource, Fault } from './byte-source.ts'

/** Bytes after the last %%EOF that careless writers leave. */
const slack = 1024
const tailLength = 64 * 1024 + 22

/**
 * A PDF starts with `%PDF-` on its first byte, ends with `startxref … %%EOF`, and is nothing else beside: not a
 * ZIP by its end, not a page by its beginning (the latter is checked for every type).
 */
export async function inspectPdf(source: ByteSource): Promise<Fault | undefined> {
  const head = await source.read(0, 8)
  if (!/^%PDF-[12]\.\d$/.test(head.toString('latin1'))) return 'broken'
  const start = Math.max(0, source.size - tailLength)
  const tail = await source.read(start, tailLength)
  if (endsAsZip(tail)) return 'active'
  const end = tail.lastIndexOf('%%EOF', undefined, 'latin1')
  if (end < 0 || tail.lastIndexOf('startxref', end, 'latin1') < 0) return 'broken'
  const after = tail
    .subarray(end + 5)
    .toString('latin1')
    .trim()
  if (after.includes('<')) return 'active'
  return after.length > slack ? 'broken' : undefined
}

/** Whether the content could also be opened as a ZIP: an end record whose comment reaches exactly to the end. */
export function endsAsZip(tail: Buffer): boolean {
  for (
    let at = tail.lastIndexOf('PK\x05\x06');
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf('PK\x05\x06', at - 1)
  ) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return true
  }
  return false
}
