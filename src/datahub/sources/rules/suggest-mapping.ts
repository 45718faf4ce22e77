import { isRefused } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { Model, ModelField } from '../../models/contract.ts'
import type { Cell, Conversion, FieldMapping, Mapping, SourceRow } from '../contract.ts'
import letters from './letters.vi.json' with { type: 'json' }
import { readMeasure, readNumber } from './numbers.ts'

/**
 * A first mapping for a file that nobody has mapped: columns go to the fields whose label or name is nearest to their
 * own, with the conversions that the field's schema and the sample ask for. A proposal for a person, never used by
 * itself. House rule.
 */
export function suggestMapping(
  columns: readonly string[],
  sample: readonly SourceRow[],
  model: Model,
): Mapping {
  const free = new Set(columns)
  const fields: FieldMapping[] = []
  for (const field of model.fields.filter(({ kind }) => kind === 'geo')) {
    const found = placeColumns(free)
    if (!found) continue
    for (const column of found.from) free.delete(column)
    fields.push({ field: field.name, ...found, required: field.required, observedAt: null })
  }
  const pairs = model.fields
    .filter(({ kind }) => kind !== 'geo')
    .flatMap((field) => [...free].map((column) => ({ field, column, score: likeness(column, field) })))
    .filter(({ score }) => score >= 0.5)
    .sort((left, right) => right.score - left.score)
  const taken = new Set<string>()
  for (const { field, column } of pairs) {
    if (taken.has(field.name) || !free.has(column)) continue
    taken.add(field.name)
    free.delete(column)
    const cells = sample.map(({ cells }) => cells[column] ?? null)
    const conversions = conversionsFor(field, cells)
    fields.push({
      field: field.name,
      from: [column],
      conversions,
      required: field.required,
      observedAt: null,
    })
  }
  return { fields, key: [...model.key], rules: [] }
}

function placeColumns(columns: ReadonlySet<string>): Pick<FieldMapping, 'from' | 'conversions'> | undefined {
  const find = (pattern: RegExp) => [...columns].find((column) => pattern.test(foldVietnamese(column)))
  if (columns.has('geometry')) return { from: ['geometry'], conversions: [] }
  const latitude = find(/vi do|^lat(itude)?$/)
  const longitude = find(/kinh do|^(lon|lng|long|longitude)$/)
  if (latitude && longitude) return { from: [latitude, longitude], conversions: [{ kind: 'point' }] }
  const x = find(/(^|[\s(/])x([\s)(]|$)/)
  const y = find(/(^|[\s(/])y([\s)(]|$)/)
  if (x && y) return { from: [x, y], conversions: [{ kind: 'vn2000', meridian: 105.5, zone: 3 }] }
  const both = find(/toa do|vi tri|location|gps/)
  return both ? { from: [both], conversions: [{ kind: 'point' }] } : undefined
}

/** How near a column's name is to a field: 1 the same, else the share of common words. */
function likeness(column: string, field: ModelField): number {
  const told = wordsIn(column)
  const names = [field.label.vi, field.label.en, field.name.replace(/([A-Z])/g, ' $1')].map(wordsIn)
  return Math.max(
    ...names.map((words) => {
      const common = words.filter((word) => told.includes(word)).length
      return (2 * common) / (words.length + told.length)
    }),
  )
}

function wordsIn(text: string): string[] {
  return foldVietnamese(text).match(/[a-z0-9]+/g) ?? []
}

function conversionsFor(field: ModelField, cells: readonly Cell[]): Conversion[] {
  const trim: Conversion = { kind: 'trim' }
  const { type, format } = field.schema
  const texts = cells.filter((cell): cell is string => typeof cell === 'string' && cell.trim() !== '')
  const decimal = decimalOf(texts)
  if (field.kind === 'relationship')
    return field.references ? [trim, { kind: 'entity', model: field.references }] : [trim]
  if (/commune|areaCode|addressCode/i.test(field.name)) return [trim, { kind: 'commune' }]
  if (format === 'date') return [trim, { kind: 'day' }]
  if (format === 'date-time') return [trim, { kind: 'moment' }]
  if (type === 'integer') return [trim, { kind: 'integer' }]
  if (type === 'boolean')
    return [
      trim,
      {
        kind: 'yes-no',
        yes: letters.yes,
        no: letters.no,
      },
    ]
  if (type === 'array')
    return [trim, { kind: 'list', separator: texts.some((text) => text.includes(';')) ? ';' : ',' }]
  if (type === 'number' && field.unit && texts.some((text) => /\p{L}/u.test(text)))
    return [trim, { kind: 'measure', unit: field.unit, decimal: measures(texts, field.unit) }]
  if (type === 'number') return [trim, { kind: 'number', decimal }]
  return [trim]
}

function decimalOf(texts: readonly string[]): ',' | '.' {
  const fits = (decimal: ',' | '.') => texts.filter((text) => !isRefused(readNumber(text, decimal))).length
  return fits('.') > fits(',') ? '.' : ','
}

function measures(texts: readonly string[], unit: string): ',' | '.' {
  const fits = (decimal: ',' | '.') =>
    texts.filter((text) => !isRefused(readMeasure(text, unit, decimal))).length
  return fits('.') > fits(',') ? '.' : ','
}
