import type { RowEdit } from '#app/datahub-contract.ts'
import type { QuarantinedRow } from '#datahub/sources/contract.ts'

/** The name of the input of a cell of a quarantined row. */
export function cellName(rowId: number, column: string): string {
  return `o:${rowId}:${column}`
}

/** The cells that were mended: of each open row those that read otherwise than they stood. */
export function readEdits(form: FormData, rows: readonly QuarantinedRow[]): RowEdit[] {
  return rows
    .filter((row) => row.state === 'open')
    .map((row) => {
      const cells: Record<string, string> = {}
      for (const column of Object.keys(row.cells)) {
        const typed = form.get(cellName(row.id, column))
        if (typeof typed !== 'string') continue
        const text = typed.normalize('NFC').trim()
        if (text !== cellText(cellOf(row, column))) cells[column] = text
      }
      return { rowId: row.id, cells }
    })
}

/** A cell as it stands now: mended or as it was read. */
export function cellOf(row: QuarantinedRow, column: string): unknown {
  return Object.hasOwn(row.edits, column) ? row.edits[column] : row.cells[column]
}

/** A cell as text to be mended. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
