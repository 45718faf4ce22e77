import { parse } from 'csv-parse'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Cell, ReadingNotes, SourceRow } from '../contract.ts'
import { findStyle } from '../rules/delimiter.ts'
import { type FontEncoding, readFont, repairLetters } from '../rules/detection.ts'
import { findHead, type Head, isSumRow } from '../rules/head.ts'
import { hasMarks } from '../rules/syllables.ts'
import { type RawFile, readText, surveyText } from './open-text.ts'

/** A file that was looked at: what was found out, and its rows in order. `notes.skipped` is whole after the last row. */
export type OpenedFile = { readonly notes: ReadingNotes; readonly rows: AsyncIterable<SourceRow> }

/**
 * Opens a table in text (CSV): encoding, fonts, delimiter, quote and head are found by looking. Rows stream; memory
 * stays the same however long the file is. Refuses `no-table`.
 */
export async function openCsv(file: RawFile): Promise<OpenedFile | Refusal<'no-table'>> {
  const found = await surveyText(file)
  const style = findStyle(found.sample)
  const repair = repairWith(found.font)
  const head = await findHeadOf(file, found.bytes, style, repair)
  if (isRefused(head)) return head
  const notes = {
    format: 'csv',
    encoding: found.mark ? `${found.bytes} (BOM)` : found.bytes,
    font: found.font,
    certainty: Number(found.certainty.toFixed(3)),
    delimiter: style.delimiter,
    sheet: null,
    headerRows: head.rows.map((row) => row + 1),
    columns: [...head.columns],
    skipped: 0,
  }
  return { notes, rows: rowsOf(file, found.bytes, style, repair, head, notes) }
}

type Style = ReturnType<typeof findStyle>
type Encoding = Awaited<ReturnType<typeof surveyText>>['bytes']
type Record = { record: string[]; info: { lines: number } }

function records(file: RawFile, encoding: Encoding, style: Style) {
  const parser = parse({
    delimiter: style.delimiter,
    quote: style.quote,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  const text = readText(file, encoding)
  text.on('error', (error) => parser.destroy(error))
  parser.on('close', () => text.destroy())
  return text.pipe(parser) as AsyncIterable<Record> & { destroy(): void }
}

async function findHeadOf(
  file: RawFile,
  encoding: Encoding,
  style: Style,
  repair: (text: string) => string,
): Promise<Head | Refusal<'no-table'>> {
  const first: string[][] = []
  for await (const { record } of records(file, encoding, style)) {
    first.push(record.map(repair))
    if (first.length >= 40) break
  }
  return findHead(first) ?? refuse('no-table', { file: file.name })
}

async function* rowsOf(
  file: RawFile,
  encoding: Encoding,
  style: Style,
  repair: (text: string) => string,
  head: Head,
  notes: { skipped: number },
): AsyncGenerator<SourceRow> {
  let index = 0
  for await (const { record, info } of records(file, encoding, style)) {
    if (index++ < head.firstDataRow) continue
    if (record.every((text) => text.trim() === '')) continue
    if (isSumRow(record)) notes.skipped++
    else yield { row: info.lines, cells: cellsOf(head.columns, record.map(repair)) }
  }
}

/** Cells by column; what stands beyond the head is kept under `+1`, `+2`…, so that it is seen. */
export function cellsOf(columns: readonly string[], row: readonly Cell[]): { [column: string]: Cell } {
  const cells: { [column: string]: Cell } = {}
  for (const [index, value] of row.entries())
    if (index < columns.length) cells[columns[index] ?? ''] = value
    else if (value !== '' && value !== null) cells[`+${index - columns.length + 1}`] = value
  return cells
}

/** Makes texts Unicode: fonts read, letters composed, Đ mended. */
export function repairWith(font: FontEncoding): (text: string) => string {
  return (text) => (hasMarks(text) ? repairLetters(readFont(text, font)) : text)
}
