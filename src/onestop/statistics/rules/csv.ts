/** What a cell of a table holds. */
export type Cell = string | number | null

/**
 * One line of CSV (RFC 4180, CR LF). Text that a spreadsheet would take for a formula is put behind an apostrophe:
 * names and codes come from outside.
 * @law house rule: OWASP, CSV injection
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r\n]|^\s+[=+\-@]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
