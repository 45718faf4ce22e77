import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

/** Small contents made by hand, whole and broken, for tests of what is let in. */

/** One entry of a made ZIP; `states` writes other figures into its headers than are true. */
export type ZipEntry = {
  readonly name: string
  readonly content: string | Buffer
  readonly stored?: boolean
  readonly encrypted?: boolean
  readonly states?: { readonly size?: number; readonly crc?: number }
}

/** A ZIP archive (APPNOTE 6.3) of the entries, in order. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { local, central } = zipParts(entry, offset)
    locals.push(local)
    directory.push(central)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

function zipParts(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(entry.content)
  const packed = entry.stored ? content : deflateRawSync(content)
  const name = Buffer.from(entry.name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(0x800 | (entry.encrypted ? 1 : 0), 2)
  common.writeUInt16LE(entry.stored ? 0 : 8, 4)
  common.writeUInt32LE(entry.states?.crc ?? crc32(content), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(entry.states?.size ?? content.length, 18)
  common.writeUInt16LE(name.length, 22)
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE(offset, 10)
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]),
  }
}

const office = 'application/vnd.openxmlformats-officedocument'
const types = (type: string, part: string) =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${part}" ContentType="${type}"/></Types>`

export const docxEntries: readonly ZipEntry[] = [
  {
    name: '[Content_Types].xml',
    content: types(`${office}.wordprocessingml.document.main+xml`, 'word/document.xml'),
  },
  { name: '_rels/.rels', content: '<Relationships/>' },
  { name: 'word/document.xml', content: '<?xml version="1.0"?><w:document><w:body/></w:document>' },
]
export const xlsxEntries: readonly ZipEntry[] = [
  {
    name: '[Content_Types].xml',
    content: types(`${office}.spreadsheetml.sheet.main+xml`, 'xl/workbook.xml'),
  },
  { name: 'xl/workbook.xml', content: '\ufeff<?xml version="1.0"?><workbook/>' },
]
export const docmTypes: ZipEntry = {
  name: '[Content_Types].xml',
  content: types('application/vnd.ms-word.document.macroEnabled.main+xml', 'word/document.xml'),
}
export const docx = zipOf(docxEntries)
export const xlsx = zipOf(xlsxEntries)

export const pdf = Buffer.from(
  `%PDF-1.4\n%\u00e2\u00e3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 3\ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n95\n%%EOF\n`,
  'latin1',
)

/** A chunk of a PNG with its checksum. */
export function pngChunk(kind: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A grey PNG that says it has this many points. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(Math.min(width + 1, 1000) * Math.min(height, 1000)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}
export const png = pngOf(2, 2)

const segment = (marker: number, content: Buffer) => {
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

/** The skeleton of a JPEG: all its segments, a scan, an end. `comment` goes into a comment segment. */
export function jpegOf(options: { comment?: string; width?: number; height?: number } = {}): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(options.height ?? 16, 1)
  frame.writeUInt16BE(options.width ?? 16, 3)
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    segment(0xfe, Buffer.from(options.comment ?? 'quét')),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, frame),
    segment(0xc4, Buffer.alloc(29, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0x34, 0xff, 0x00, 0x56]),
    Buffer.of(0xff, 0xd9),
  ])
}
export const jpeg = jpegOf()
