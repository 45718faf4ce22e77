import type { MediaType } from '../contract.ts'
import type { ByteSource, Fault } from './byte-source.ts'
import { inspectJpeg, inspectPng } from './inspect-image.ts'
import { inspectOffice } from './inspect-office.ts'
import { inspectPdf } from './inspect-pdf.ts'

type Check = (source: ByteSource) => Promise<Fault | undefined>

/** The first bytes by which a content says what it is, and the check that it is so throughout. */
const signatures: readonly { starts: Buffer; mediaType: MediaType; check: Check }[] = [
  { starts: Buffer.from('%PDF-'), mediaType: 'application/pdf', check: inspectPdf },
  { starts: Buffer.of(0xff, 0xd8, 0xff), mediaType: 'image/jpeg', check: inspectJpeg },
  {
    starts: Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    mediaType: 'image/png',
    check: inspectPng,
  },
]
const zip = Buffer.from('PK\x03\x04')

/** What a browser would take for a page or a script if it guessed from the first bytes. */
const page = /<(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|style|title|img)[\s>/]|<\?php/i
const guessed = 2048

/** What a content is, found from the content alone, and whether it is whole; or what is wrong with it. */
export async function inspectContent(source: ByteSource): Promise<{
  readonly mediaType: MediaType | undefined
  readonly fault: Fault | undefined
}> {
  const head = await source.read(0, guessed)
  if (head.subarray(0, zip.length).equals(zip)) {
    if (isAlsoSomethingElse(head)) return { mediaType: undefined, fault: 'active' }
    const found = await inspectOffice(source)
    return found.includes('/')
      ? { mediaType: found as MediaType, fault: undefined }
      : { mediaType: undefined, fault: found as Fault }
  }
  const signature = signatures.find(({ starts }) => head.subarray(0, starts.length).equals(starts))
  if (!signature) return { mediaType: undefined, fault: 'unknown-type' }
  const fault = isAlsoSomethingElse(head) ? 'active' : await signature.check(source)
  return { mediaType: signature.mediaType, fault }
}

/** A page by a browser's guess, or a PDF by the leniency of its readers (a header within the first kilobyte). */
function isAlsoSomethingElse(head: Buffer): boolean {
  const text = head.toString('latin1')
  return page.test(text) || text.indexOf('%PDF-', 1) > 0
}
