import { createInterface } from 'node:readline'
import type { SourceRow } from '../contract.ts'
import type { RawFile } from './open-text.ts'
import type { OpenedFile } from './read-csv.ts'
import { flatten, notesOf } from './read-json.ts'

/** Opens a file of JSON objects, one a line, as pulls keep them; rows stream. */
export function openLines(file: RawFile): OpenedFile {
  return { notes: notesOf('ndjson', []), rows: rowsOf(file) }
}

async function* rowsOf(file: RawFile): AsyncGenerator<SourceRow> {
  let row = 0
  for await (const line of createInterface({ input: file.open(), crlfDelay: Number.POSITIVE_INFINITY })) {
    row++
    if (line !== '') yield { row, cells: flatten(JSON.parse(line)) }
  }
}
