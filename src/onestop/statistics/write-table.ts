import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import excel from 'exceljs'
import { type Cell, csvLine } from './rules/csv.ts'

/** A table as it goes out: its name, lines above the head, and the rows as they come. */
export type OutTable = {
  readonly name: string
  readonly above: readonly string[]
  readonly head: readonly string[]
  /** Hands each row to `put`, in order; waits for it. */
  readonly rows: (put: (cells: readonly Cell[]) => Promise<void>) => Promise<void>
}
export type TableFormat = 'csv' | 'xlsx'

export const tableTypes: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** Writes a table while it is read, whatever its length; an error of the rows breaks the stream off. */
export function streamTable(table: OutTable, format: TableFormat): Readable {
  const out = new PassThrough()
  const written = format === 'csv' ? writeCsv(table, out) : writeXlsx(table, out)
  written.catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))))
  return out
}

async function writeCsv(table: OutTable, out: PassThrough): Promise<void> {
  const put = async (cells: readonly Cell[]) => {
    if (!out.write(csvLine(cells))) await drained(out)
  }
  out.write('\ufeff') // so that spreadsheets read UTF-8
  for (const line of table.above) await put([line])
  await put(table.head)
  await table.rows(put)
  out.end()
}

async function writeXlsx(table: OutTable, out: PassThrough): Promise<void> {
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true })
  const sheet = book.addWorksheet(table.name.replaceAll(/[[\]*?:/\\]/g, ' ').slice(0, 31))
  for (const line of table.above) sheet.addRow([line]).commit()
  const head = sheet.addRow([...table.head])
  head.font = { bold: true }
  head.commit()
  await table.rows(async (cells) => {
    sheet.addRow([...cells]).commit() // text stays text: a string cell is never a formula
    if (out.writableNeedDrain) await drained(out)
  })
  await book.commit()
}

async function drained(out: PassThrough): Promise<void> {
  if (out.destroyed) throw new Error('the reader went away')
  await Promise.race([once(out, 'drain'), once(out, 'close')])
  if (out.destroyed) throw new Error('the reader went away')
}
