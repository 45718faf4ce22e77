import type { Entity } from '../../registry/contract.ts'
import type { DictionaryRow } from '../../sharing/contract.ts'
import { geometryIn } from './features.ts'

/** What stands in a cell of a table. */
export type Cell = string | number | boolean | null

/** The heads of a table: the identifier, then the fields; a point takes two columns. House rule. */
export function headsOf(dictionary: readonly DictionaryRow[]): string[] {
  return [
    'id',
    ...dictionary.flatMap(({ name, kind }) =>
      kind === 'geo' ? [`${name}_longitude`, `${name}_latitude`, name] : [name],
    ),
  ]
}

/** An entity as the row below those heads; a geometry that is no point stands as GeoJSON text. House rule. */
export function cellsOf(entity: Entity, dictionary: readonly DictionaryRow[]): Cell[] {
  return [
    entity.id,
    ...dictionary.flatMap((row) =>
      row.kind === 'geo' ? placeCells(entity.values[row.name]) : [cellOf(entity.values[row.name])],
    ),
  ]
}

function placeCells(value: unknown): Cell[] {
  const geometry = geometryIn(value)
  if (!geometry) return [null, null, null]
  if (geometry.type !== 'Point') return [null, null, JSON.stringify(geometry)]
  const [longitude, latitude] = geometry.coordinates.map(Number)
  return [longitude ?? null, latitude ?? null, null]
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (isTimeLiteral(value)) return value['@value']
  return JSON.stringify(value)
}

function isTimeLiteral(value: unknown): value is { readonly '@value': string } {
  return (
    typeof value === 'object' && value !== null && '@value' in value && typeof value['@value'] === 'string'
  )
}

/**
 * A line of CSV (RFC 4180). Texts that a spreadsheet would take for a formula get an apostrophe before them, except
 * numbers. House rule.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+([.,]\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
