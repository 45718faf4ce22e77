import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import type { MediaType } from '../contract.ts'
import type { ByteSource, Fault } from './byte-source.ts'

const mostEntries = 10_000
/** Unfolded bytes at which reading stops: a document of 20 MB that holds more is a trap, not a paper. */
const mostUnfolded = 200 * 1024 * 1024

const office = 'application/vnd.openxmlformats-officedocument'
const kinds = [
  { mediaType: `${office}.wordprocessingml.document`, main: 'word/document.xml' },
  { mediaType: `${office}.spreadsheetml.sheet`, main: 'xl/workbook.xml' },
] as const satisfies readonly { mediaType: MediaType; main: string }[]

/**
 * A ZIP is DOCX or XLSX when its list of content types names the main part without macros, that part is there,
 * and every entry unfolds to what it states. Checked by unfolding all of it, counting, into nothing.
 */
export async function inspectOffice(source: ByteSource): Promise<MediaType | Fault> {
  try {
    const zip = await fromFdPromise(source.fd, {
      autoClose: false,
      lazyEntries: true,
      strictFileNames: false,
    })
    return await inspectEntries(zip)
  } catch {
    return 'broken' // yauzl throws for every malformed archive
  }
}

async function inspectEntries(zip: ZipFile): Promise<MediaType | Fault> {
  if (zip.entryCount > mostEntries) return 'expands'
  const kept = new Map<string, string>()
  let unfolded = 0
  for await (const entry of zip.eachEntry()) {
    const fault = nameFault(entry)
    if (fault) return fault
    if (unfolded + entry.uncompressedSize > mostUnfolded) return 'expands'
    if (entry.fileName.endsWith('/')) continue
    const part = await unfold(zip, entry, mostUnfolded - unfolded)
    if (part === undefined) return 'expands'
    unfolded += part.size
    if (isNeeded(entry.fileName)) {
      if (kept.has(entry.fileName)) return 'broken' // which of two would be opened is anybody's guess
      kept.set(entry.fileName, part.head)
    }
  }
  return judge(kept)
}

function isNeeded(name: string): boolean {
  return name === '[Content_Types].xml' || kinds.some((kind) => kind.main === name)
}

function nameFault(entry: Entry): Fault | undefined {
  if (entry.isEncrypted()) return 'broken'
  return /vbaproject\.bin$|(^|\/)activex\/.*\.bin$|\.(exe|dll|scr|js|vbs|bat|cmd|ps1|html?|hta|svg)$/i.test(
    entry.fileName,
  )
    ? 'active'
    : undefined
}

/** Unfolds an entry, keeping its first 512 KB; undefined when it grows past `limit`. */
async function unfold(
  zip: ZipFile,
  entry: Entry,
  limit: number,
): Promise<{ readonly size: number; readonly head: string } | undefined> {
  const stream = await zip.openReadStreamPromise(entry)
  const kept: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return undefined
    if (size <= 512 * 1024 && isNeeded(entry.fileName)) kept.push(chunk)
  }
  return { size, head: Buffer.concat(kept).toString('utf8') }
}

function judge(kept: ReadonlyMap<string, string>): MediaType | Fault {
  const types = kept.get('[Content_Types].xml')
  if (types === undefined) return 'unknown-type'
  for (const { mediaType, main } of kinds) {
    const part = kept.get(main)
    if (part === undefined) continue
    if (!types.includes(`${mediaType}.main+xml`))
      return types.includes('macroEnabled') ? 'active' : 'unknown-type'
    return part
      .replace(/^\ufeff/, '')
      .trimStart()
      .startsWith('<')
      ? mediaType
      : 'broken'
  }
  return 'unknown-type'
}
