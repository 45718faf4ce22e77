import type { Refusal } from '#kit/values/refusal.ts'
import { refuse } from '#kit/values/refusal.ts'
import type { RawFile } from './open-text.ts'
import { type OpenedFile, openCsv } from './read-csv.ts'
import { openJson } from './read-json.ts'
import { openLines } from './read-lines.ts'
import { openSubmissions } from './read-xlsform.ts'
import { openXlsx } from './read-xlsx.ts'

/** Why a file cannot be read. */
export type FileRefusal = Refusal<
  'no-table' | 'file-too-large' | 'file-unreadable' | 'not-a-form' | 'file-empty'
>

/**
 * Opens a file by what its first bytes are (the name decides nothing but between kinds of text): XLSX, JSON, GeoJSON
 * or CSV; with `form` it holds submissions of that survey form.
 */
export async function openFile(
  file: RawFile,
  options: { readonly form?: RawFile | undefined; readonly rowsAt?: string } = {},
): Promise<OpenedFile | FileRefusal> {
  const start = await firstBytes(file, 512)
  if (start.length === 0) return refuse('file-empty', { file: file.name })
  if (file.name.endsWith('.ndjson')) return openLines(file)
  if (options.form) return openSubmissions(options.form, file)
  if (start.subarray(0, 2).toString('latin1') === 'PK') return openXlsx(file)
  if (start.subarray(0, 4).toString('hex') === 'd0cf11e0')
    return refuse('file-unreadable', { file: file.name, reason: 'xls' })
  return /^[\ufeff\s]*[[{]/.test(start.toString('utf8')) ? openJson(file, options.rowsAt) : openCsv(file)
}

async function firstBytes(file: RawFile, count: number): Promise<Buffer> {
  const stream = file.open()
  let start = Buffer.alloc(0)
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    start = Buffer.concat([start, chunk.subarray(0, count - start.length)])
    if (start.length >= count) break
  }
  stream.destroy()
  return start
}
