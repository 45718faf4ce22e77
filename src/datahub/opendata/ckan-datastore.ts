import type { Context } from '#kit/io/context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { Condition, EntityQuery } from '../registry/contract.ts'
import { queryEntities } from '../registry/public.ts'
import type { DictionaryRow } from '../sharing/contract.ts'
import { type DatasetReader, openDataset } from '../sharing/public.ts'
import { type ActionAnswer, countOf, faultOf, type Given, wrong } from './ckan-answers.ts'
import { propertiesOf } from './rules/features.ts'
import { operandOf, typeOf } from './rules/read-parameters.ts'

const idRow: DictionaryRow = {
  name: '_id',
  kind: 'property',
  label: { vi: '_id', en: '_id' },
  schema: { type: 'string' },
  unit: null,
  sensitivity: 'open',
  source: 'house',
}

/**
 * The rows of a dataset (`datastore_search`): filters (equal, or any of a list), q (words in any field), fields, sort,
 * limit (at most 32,000) and offset. `resource_id` is the id of a resource or of its package. A field that the caller
 * may not see is an error, in filters, fields and sort alike.
 */
export async function searchDatastore(
  ctx: Context,
  given: Given,
  reader: DatasetReader,
): Promise<ActionAnswer> {
  const id = given.resource_id ?? given.id
  if (typeof id !== 'string') return wrong('resource_id: Missing value')
  const opened = await openDataset(ctx, reader, id.split('--')[0] ?? '')
  if (isRefused(opened)) return faultOf(opened)
  const { dictionary, visibility } = opened
  const query = readQuery(given, dictionary)
  if (typeof query === 'string') return wrong(query)
  const page = await queryEntities(ctx.db, { ...query.ask, count: true }, visibility)
  if (isRefused(page)) return faultOf(page)
  const withId = query.shown.includes(idRow)
  const shown = query.shown.filter((row) => row !== idRow)
  const records = page.entities.map((entity) => ({
    ...(withId ? { _id: entity.id } : {}),
    ...propertiesOf(entity, shown),
  }))
  const { limit, offset = 0 } = query.ask
  return {
    rows: records.length,
    result: {
      resource_id: id,
      fields: query.shown.map((row) => ({
        id: row.name,
        type: datastoreType(row),
        info: { label: row.label.vi },
      })),
      records,
      records_format: 'objects',
      total: page.total,
      total_was_estimated: false,
      limit,
      offset,
      include_total: true,
    },
  }
}

function datastoreType(row: DictionaryRow): string {
  if (row.kind === 'geo') return 'json'
  const types: Readonly<Record<string, string>> = {
    number: 'numeric',
    integer: 'int',
    boolean: 'bool',
    array: 'json',
    object: 'json',
  }
  return types[typeOf(row.schema)] ?? 'text'
}

type Read = { readonly ask: EntityQuery; readonly shown: readonly DictionaryRow[] }

function readQuery(given: Given, dictionary: readonly DictionaryRow[]): Read | string {
  const limit = countOf(given.limit, 100, 32_000)
  const offset = countOf(given.offset, 0, 1e9)
  if (limit === undefined) return 'limit: Invalid integer'
  if (offset === undefined) return 'offset: Invalid integer'
  const where = readFilters(given.filters, dictionary)
  if (typeof where === 'string') return where
  if (typeof given.q === 'string' && given.q !== '')
    where.push({ kind: 'words', paths: 'any', text: given.q })
  else if (given.q !== undefined && given.q !== '') return 'q: only a text is understood'
  const shown = readFields(given.fields, dictionary)
  if (typeof shown === 'string') return shown
  const order = readSort(given.sort, dictionary)
  if (typeof order === 'string') return order
  const ask: EntityQuery = {
    limit,
    offset,
    ...(where.length > 0 ? { where: { kind: 'and', of: where } } : {}),
    ...(order.length > 0 ? { order } : {}),
  }
  return { ask, shown }
}

function readFilters(value: unknown, dictionary: readonly DictionaryRow[]): Condition[] | string {
  const filters = typeof value === 'string' ? parse(value) : (value ?? {})
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters))
    return 'filters: Invalid object'
  const conditions: Condition[] = []
  for (const [name, wanted] of Object.entries(filters)) {
    const row = dictionary.find((each) => each.name === name)
    if (!row) return `filters: field "${name}" does not exist`
    const operands = [wanted].flat().map((each) => operandOf(row, each))
    const known = operands.filter((operand) => operand !== undefined)
    if (known.length === 0 || known.length < operands.length) return `filters: wrong value of "${name}"`
    const path = { attribute: name, subs: [], trail: [] }
    conditions.push({ kind: 'compare', path, comparator: '==', operands: known })
  }
  return conditions
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function readFields(value: unknown, dictionary: readonly DictionaryRow[]): DictionaryRow[] | string {
  const all = [idRow, ...dictionary]
  if (value === undefined || value === '') return all
  const names = Array.isArray(value) ? value.map(String) : String(value).split(',')
  const shown: DictionaryRow[] = []
  for (const name of names.map((each) => each.trim())) {
    const row = all.find((each) => each.name === name)
    if (!row) return `fields: field "${name}" does not exist`
    shown.push(row)
  }
  return shown
}

function readSort(
  value: unknown,
  dictionary: readonly DictionaryRow[],
): NonNullable<EntityQuery['order']> | string {
  if (value === undefined || value === '') return []
  const order: NonNullable<EntityQuery['order']>[number][] = []
  for (const part of String(value).split(',')) {
    const [, name = '', direction = 'asc'] = /^\s*"?(\w+)"?(?:\s+(asc|desc))?\s*$/.exec(part) ?? []
    if (name === '_id') order.push({ by: 'id', direction: direction === 'desc' ? 'desc' : 'asc' })
    else if (dictionary.some((row) => row.name === name))
      order.push({
        by: { attribute: name, subs: [], trail: [] },
        direction: direction === 'desc' ? 'desc' : 'asc',
      })
    else return `sort: field "${name}" does not exist`
  }
  return order
}
