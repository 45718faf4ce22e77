import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import type { Model } from '../../models/contract.ts'
import type { Attribute, Attributes } from '../../registry/contract.ts'
import type { Cell, FieldMapping, Finding, Mapping, SourceRow } from '../contract.ts'
import { convert, type Surroundings } from './convert.ts'
import { readMoment } from './days.ts'

/** What a row became: its key and entity, its values by field (null: empty), its attributes; and what is wrong. */
export type MappedRow = {
  readonly row: number
  readonly cells: Readonly<Record<string, Cell>>
  /** The natural key, of measurements with their moment; null when a part of it is missing. */
  readonly key: string | null
  readonly entityId: string | null
  readonly values: Readonly<Record<string, Cell | readonly Cell[]>>
  readonly attributes: Attributes
  readonly findings: readonly Finding[]
}

/**
 * Takes a row through a mapping. Every field is tried, so that one look shows all that is wrong with a row; a row with
 * any finding is not to be taken. House rule.
 */
export function mapRow(row: SourceRow, mapping: Mapping, model: Model, around: Surroundings): MappedRow {
  const findings: Finding[] = []
  const values: { [field: string]: Cell | readonly Cell[] } = {}
  const attributes: { [field: string]: Attribute } = {}
  const extra = Object.keys(row.cells).filter((column) => /^\+\d+$/.test(column))
  if (extra.length > 0)
    findings.push({ column: null, code: 'too-many-cells', facts: { count: extra.length } })
  for (const field of mapping.fields) {
    const value = mapField(row, field, around)
    const column = field.from.join(' + ') || field.field
    if (isRefused(value)) findings.push({ column, code: value.refused, facts: value.facts })
    else {
      values[field.field] = value
      if (value === null && field.required) findings.push({ column, code: 'value-missing', facts: {} })
      const attribute = value === null ? undefined : attributeOf(field, value, row, model)
      if (isRefused(attribute))
        findings.push({ column: field.observedAt, code: attribute.refused, facts: attribute.facts })
      else if (attribute) attributes[field.field] = attribute
    }
  }
  const parts = mapping.key.map((field) => values[field])
  const isWhole = parts.every((part) => part !== null && part !== undefined && part !== '')
  if (!isWhole && findings.length === 0)
    findings.push({ column: mapping.key.join(' + '), code: 'key-missing', facts: {} })
  const key = isWhole ? parts.map(String) : null
  const moment = momentOf(mapping, attributes)
  return {
    row: row.row,
    cells: row.cells,
    key: key && `${key.join('-')}${moment ? `@${moment}` : ''}`,
    entityId: key && entityIdOf(model.name, key),
    values,
    attributes,
    findings,
  }
}

/** Of rows that are measurements each moment is a row of its own: two moments of one thing are no duplicates. */
function momentOf({ fields }: Mapping, attributes: Attributes): string | undefined {
  for (const { field, observedAt } of fields) {
    const attribute = observedAt === null ? undefined : attributes[field]
    if (attribute && 'observedAt' in attribute) return String(attribute.observedAt)
  }
  return undefined
}

/** The identifier of an entity: `urn:ngsi-ld:<Model>:<key>`, the parts of the key as an address may hold them. House rule. */
export function entityIdOf(model: string, key: readonly string[]): string {
  return `urn:ngsi-ld:${model}:${key.map((part) => encodeURIComponent(part.trim())).join('-')}`
}

function mapField(row: SourceRow, field: FieldMapping, around: Surroundings) {
  const cells = field.from.map((column) => row.cells[column] ?? null)
  const [only = null] = cells
  const found = convert(cells.length > 1 ? cells : only, field.conversions, around)
  if (isRefused(found) || typeof found !== 'string') return found
  return found.trim() === '' ? null : found
}

function attributeOf(
  { field, observedAt }: FieldMapping,
  value: Cell | readonly Cell[],
  row: SourceRow,
  model: Model,
): Attribute | Refusal {
  const found = model.fields.find(({ name }) => name === field)
  const told = observedAt === null ? null : (row.cells[observedAt] ?? null)
  const moment = told === null || told === '' ? null : readMoment(String(told))
  if (isRefused(moment)) return moment
  const more = { ...(moment ? { observedAt: moment } : {}), ...(found?.unit ? { unitCode: found.unit } : {}) }
  if (found?.kind === 'relationship')
    return { type: 'Relationship', object: value, ...(moment ? { observedAt: moment } : {}) }
  if (found?.kind === 'geo') return { type: 'GeoProperty', value, ...(moment ? { observedAt: moment } : {}) }
  if (found?.kind === 'language') return { type: 'LanguageProperty', languageMap: { vi: value } }
  return { type: 'Property', value, ...more }
}
