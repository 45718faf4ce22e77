import ExcelJs from 'exceljs'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Cell, SourceRow } from '../contract.ts'
import { detectFont, encodingOfFont, readFont, repairLetters } from '../rules/detection.ts'
import { findHead, isSumRow, type MergedBlock } from '../rules/head.ts'
import { hasMarks } from '../rules/syllables.ts'
import type { RawFile } from './open-text.ts'
import { cellsOf, type OpenedFile } from './read-csv.ts'

/** A worksheet as plain cells, with what is drawn as one. */
export type Sheet = {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
  readonly merged: readonly MergedBlock[]
  readonly font: string
  readonly certainty: number
}

/** Spreadsheets are read as a whole; larger ones are to be saved as CSV. */
const mostBytes = 64 * 1024 * 1024

/** Reads the worksheets of an XLSX file. Refuses `file-too-large`, `file-unreadable`. */
export async function readSheets(
  file: RawFile,
): Promise<readonly Sheet[] | Refusal<'file-too-large' | 'file-unreadable'>> {
  if (file.size > mostBytes)
    return refuse('file-too-large', { file: file.name, limit: mostBytes / 1024 / 1024 })
  const book = new ExcelJs.Workbook()
  try {
    await book.xlsx.read(file.open())
  } catch (error) {
    return refuse('file-unreadable', { file: file.name, reason: error instanceof Error ? error.message : '' })
  }
  return book.worksheets.filter((sheet) => sheet.actualRowCount > 0).map(readSheet)
}

/**
 * Opens the first worksheet with a table: merged cells filled, heads of several rows joined, rows of sums passed over;
 * text typed for old fonts is known by the font of its cell, else by its syllables. Refuses `no-table` and as `readSheets`.
 */
export async function openXlsx(
  file: RawFile,
): Promise<OpenedFile | Refusal<'no-table' | 'file-too-large' | 'file-unreadable'>> {
  const sheets = await readSheets(file)
  if ('refused' in sheets) return sheets
  for (const sheet of sheets) {
    const head = findHead(sheet.rows, sheet.merged)
    if (!head) continue
    const notes = {
      format: 'xlsx',
      encoding: null,
      font: sheet.font,
      certainty: sheet.certainty,
      delimiter: null,
      sheet: sheet.name,
      headerRows: head.rows.map((row) => row + 1),
      columns: [...head.columns],
      skipped: 0,
    }
    return { notes, rows: rowsOf(sheet, head.columns, head.firstDataRow, notes) }
  }
  return refuse('no-table', { file: file.name })
}

async function* rowsOf(
  sheet: Sheet,
  columns: readonly string[],
  first: number,
  notes: { skipped: number },
): AsyncGenerator<SourceRow> {
  for (const [index, row] of sheet.rows.entries()) {
    if (index < first || row.every((cell) => cell === null || cell === '')) continue
    if (isSumRow(row)) notes.skipped++
    else yield { row: index + 1, cells: cellsOf(columns, row) }
  }
}

function readSheet(sheet: ExcelJs.Worksheet): Sheet {
  const plain: string[] = []
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (!encodingOfFont(cell.font?.name ?? '') && typeof cell.value === 'string') plain.push(cell.value)
    }),
  )
  const { font, certainty } = detectFont(plain.join('\n').slice(0, 200_000))
  const fonts = new Set<string>([font])
  const rows: Cell[][] = []
  for (let number = 1; number <= sheet.rowCount; number++) {
    const row = sheet.getRow(number)
    rows.push(
      Array.from({ length: sheet.columnCount }, (_, column) => {
        const cell = row.getCell(column + 1)
        const told = encodingOfFont((cell.isMerged ? cell.master : cell).font?.name ?? '')
        const value = plainValue(cell.value)
        if (typeof value !== 'string') return value
        if (told && hasMarks(value)) fonts.add(told.font)
        const text = repairLetters(readFont(value, told?.font ?? font))
        return told?.capitals ? text.toUpperCase() : text
      }),
    )
  }
  return {
    name: sheet.name,
    rows,
    merged: mergedBlocks(sheet),
    font: [...fonts].filter((one) => fonts.size === 1 || one !== 'unicode').join('+'),
    certainty: Number(certainty.toFixed(3)),
  }
}

function mergedBlocks(sheet: ExcelJs.Worksheet): MergedBlock[] {
  return ((sheet.model as { merges?: string[] }).merges ?? []).flatMap((range) => {
    const parts = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(range)
    if (!parts) return []
    const [, left = '', top = '', right = '', bottom = ''] = parts
    return [
      { top: Number(top) - 1, left: columnOf(left), bottom: Number(bottom) - 1, right: columnOf(right) },
    ]
  })
}

function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function plainValue(value: ExcelJs.CellValue): Cell {
  if (value === null || value === undefined) return null
  if (value instanceof Date) {
    const iso = value.toISOString()
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16)
  }
  if (typeof value !== 'object') return value
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('result' in value || 'formula' in value || 'sharedFormula' in value)
    return plainValue((value as { result?: ExcelJs.CellValue }).result ?? null)
  if ('text' in value) return plainValue(value.text as ExcelJs.CellValue)
  return 'error' in value ? String(value.error) : null
}
