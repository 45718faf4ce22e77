import { Value } from 'typebox/value'
import type { Model } from '#datahub/models/contract.ts'
import { Conversion, type FieldMapping, type Mapping } from '#datahub/sources/contract.ts'
import { mappingRows, stepsOffered } from '#web/ui/mapping-rows.ts'
import { textOf } from './form.ts'

/** The mapping that the table of the editor sends; what it does not show is kept from `before`. */
export function readMapping(form: FormData, model: Model, before: Mapping | null): Mapping {
  const fields = mappingRows(model, before).flatMap(({ name }) => {
    const kept = before?.fields.find((one) => one.field === name)
    const read = readField(form, name, kept)
    return read ? [read] : []
  })
  return { fields, key: before?.key ?? model.key, rules: before?.rules ?? [] }
}

function readField(form: FormData, field: string, kept: FieldMapping | undefined): FieldMapping | undefined {
  const columns = [textOf(form, `cot:${field}`), textOf(form, `cot2:${field}`)].filter(
    (column) => column !== '',
  )
  const from = [...columns, ...(columns.length === 2 ? (kept?.from.slice(2) ?? []) : [])]
  const chosen = Array.from({ length: stepsOffered }, (_, step) => textOf(form, `doi:${field}:${step}`))
  const conversions = [...chosen.flatMap(readConversion), ...(kept?.conversions.slice(stepsOffered) ?? [])]
  if (from.length === 0 && !conversions.some((one) => one.kind === 'constant')) return undefined
  return {
    field,
    from,
    conversions,
    required: textOf(form, `can:${field}`) === 'yes',
    observedAt: kept?.observedAt ?? null,
  }
}

function readConversion(text: string): Conversion[] {
  if (text === '') return []
  try {
    const read: unknown = JSON.parse(text)
    return Value.Check(Conversion, read) ? [read] : []
  } catch {
    return [] // not one of the offered values: the select was tampered with
  }
}
