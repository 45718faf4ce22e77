import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Cell, ReadingNotes, SourceRow } from '../contract.ts'
import { repairLetters } from '../rules/detection.ts'
import type { RawFile } from './open-text.ts'
import type { OpenedFile } from './read-csv.ts'

/** JSON is read as a whole. */
const mostBytes = 100 * 1024 * 1024

/** Reads a file as JSON. Refuses `file-too-large`, `file-unreadable`. */
export async function readJson(
  file: RawFile,
): Promise<{ readonly value: unknown } | Refusal<'file-too-large' | 'file-unreadable'>> {
  if (file.size > mostBytes)
    return refuse('file-too-large', { file: file.name, limit: mostBytes / 1024 / 1024 })
  const pieces: Buffer[] = []
  for await (const chunk of file.open() as AsyncIterable<Buffer>) pieces.push(chunk)
  try {
    return {
      value: JSON.parse(
        Buffer.concat(pieces)
          .toString('utf8')
          .replace(/^\ufeff/, ''),
      ),
    }
  } catch (error) {
    return refuse('file-unreadable', { file: file.name, reason: error instanceof Error ? error.message : '' })
  }
}

/**
 * Opens a list of objects (at `rowsAt`, `data.items`; empty: the file is the list) or a GeoJSON FeatureCollection,
 * whose geometries become the column `geometry`. Nested values get columns `outer.inner`. Refuses `no-table`.
 */
export async function openJson(
  file: RawFile,
  rowsAt = '',
): Promise<OpenedFile | Refusal<'no-table' | 'file-too-large' | 'file-unreadable'>> {
  const read = await readJson(file)
  if ('refused' in read) return read
  const list = listIn(read.value, rowsAt)
  if (!list) return refuse('no-table', { file: file.name })
  const isGeo = isFeatureCollection(read.value)
  const rows = list.map((item, index) => ({
    row: index + 1,
    cells: isGeo ? featureCells(item) : flatten(item),
  }))
  const columns = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))]
  return { notes: notesOf(isGeo ? 'geojson' : 'json', columns), rows: iterate(rows) }
}

/** What to note about a file that needed no guessing. */
export function notesOf(format: string, columns: readonly string[]): ReadingNotes {
  return {
    format,
    encoding: 'utf-8',
    font: 'unicode',
    certainty: 1,
    delimiter: null,
    sheet: null,
    headerRows: [],
    columns: [...columns],
    skipped: 0,
  }
}

export async function* iterate(rows: Iterable<SourceRow>): AsyncGenerator<SourceRow> {
  yield* rows
}

/** The list of rows inside an answer; an answer that is one object with one list in it needs no path. */
export function listIn(value: unknown, rowsAt: string): readonly unknown[] | undefined {
  const at = rowsAt === '' ? value : valueAt(value, rowsAt)
  if (Array.isArray(at)) return at
  if (isFeatureCollection(at)) return (at as { features: unknown[] }).features
  const inner = isObject(at) ? at.results : undefined
  return Array.isArray(inner) ? inner : undefined
}

/** The value at a path of names: `meta.next`. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value)
}

/** An object as cells, nested names joined by `separator`. */
export function flatten(value: unknown, separator = '.', prefix = ''): { [column: string]: Cell } {
  if (!isObject(value)) return { [prefix || 'value']: cellOf(value) }
  const cells: { [column: string]: Cell } = {}
  for (const [name, inner] of Object.entries(value)) {
    const column = prefix + name
    if (isObject(inner) && !isGeometry(inner))
      Object.assign(cells, flatten(inner, separator, column + separator))
    else cells[column] = cellOf(inner)
  }
  return cells
}

function featureCells(feature: unknown): { [column: string]: Cell } {
  if (!isObject(feature)) return {}
  const cells: { [column: string]: Cell } = flatten(feature.properties ?? {})
  if (typeof feature.id === 'string' || typeof feature.id === 'number') cells.id ??= feature.id
  cells.geometry = (feature.geometry ?? null) as Cell
  return cells
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return repairLetters(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  if (Array.isArray(value))
    return value.every((one) => typeof one !== 'object') ? value.join('; ') : JSON.stringify(value)
  return value as Cell
}

function isFeatureCollection(value: unknown): boolean {
  return isObject(value) && value.type === 'FeatureCollection' && Array.isArray(value.features)
}

function isGeometry(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value.type === 'string' && Array.isArray(value.coordinates)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
