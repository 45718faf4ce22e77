import type { Answers, Field, FormDefinition, FormLang, Option, SummaryRow } from '../contract.ts'
import type { Moment } from './conditions.ts'
import { fieldText } from './field-types.ts'
import { pathOf } from './form-fields.ts'
import type { FormMessages } from './sentence.ts'
import { type VisibleField, viewOf, visibleFields } from './visible-fields.ts'

export type SummaryOptions = Moment & {
  readonly lang: FormLang
  /** For the words of yes and no, and the unit of money. */
  readonly messages: FormMessages
  readonly about?: 'parties' | 'answers' | 'papers'
  /** Also what was asked for and left empty. */
  readonly withEmpty?: boolean
  readonly areaName?: (code: string) => string | undefined
  readonly documentName?: (id: string) => string | undefined
}

/** What was answered, as lines of label and value in the order of the form; only what is asked for. */
export function summarise(form: FormDefinition, answers: Answers, options: SummaryOptions): SummaryRow[] {
  const visible = visibleFields(form, answers, options).filter(
    ({ step }) => options.about === undefined || step.about === options.about,
  )
  const view = viewOf(form, answers, options)
  return visible.flatMap((one) => {
    if (one.group !== undefined) return []
    if (one.field.type !== 'group')
      return one.value === undefined && !options.withEmpty ? [] : [lineOf(one, options)]
    const { field } = one
    const rows = view.filledRows(field).map((row, index) => ({
      label: `${field.rowLabel[options.lang]} ${index + 1}`,
      values: visible
        .filter((inner) => inner.group?.id === field.id && inner.row === row && inner.value !== undefined)
        .map((inner) => lineOf({ ...inner, path: pathOf(inner.field.id, { id: field.id, row }) }, options)),
    }))
    return rows.length === 0 && !options.withEmpty ? [] : [{ ...lineOf(one, options), rows }]
  })
}

function lineOf(visible: VisibleField, options: SummaryOptions): SummaryRow {
  const { field, path, step, section, value } = visible
  return {
    path,
    step: step.title[options.lang],
    section: section.title?.[options.lang] ?? '',
    label: field.label[options.lang],
    value: value === undefined ? '' : valueText(field, value, options),
  }
}

/** A value in words for a reader. */
export function valueText(field: Field, value: unknown, options: SummaryOptions): string {
  const { lang, messages } = options
  if (field.type === 'choice') return optionText(field.options, value, lang)
  if (field.type === 'choices' && Array.isArray(value))
    return value.map((each) => optionText(field.options, each, lang)).join('; ')
  if (field.type === 'yes-no' && typeof value === 'boolean')
    return messages[value ? 'word.yes' : 'word.no'] ?? ''
  if (field.type === 'area') return options.areaName?.(String(value)) ?? String(value)
  if (field.type === 'evidence' && Array.isArray(value))
    return value.map((id) => options.documentName?.(String(id)) ?? String(id)).join('; ')
  if (field.type === 'group') return ''
  const unit =
    'unit' in field ? field.unit?.[lang] : field.type === 'money' ? messages['word.dong'] : undefined
  const text = fieldText(field, value)
  return unit !== undefined && typeof value === 'number' ? `${text} ${unit}` : text
}

function optionText(options: readonly Option[], value: unknown, lang: FormLang): string {
  return options.find((option) => option.value === value)?.label[lang] ?? String(value)
}
