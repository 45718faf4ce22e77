import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { Model, Sensitivity } from '../../models/contract.ts'
import type { DictionaryRow } from '../contract.ts'

type Described = { readonly fields: readonly string[]; readonly model: string }

/** The dictionary of a dataset: its fields as the model tells them. Refuses `dataset-field-unknown`. */
export function dictionaryOf(
  dataset: Described,
  model: Model,
): readonly DictionaryRow[] | Refusal<'dataset-field-unknown'> {
  const rows: DictionaryRow[] = []
  for (const name of dataset.fields) {
    const row = findField(model, name)
    if (row === undefined) return refuse('dataset-field-unknown', { field: name, model: model.name })
    rows.push(row)
  }
  return rows
}

function findField(model: Model, name: string): DictionaryRow | undefined {
  const field = model.fields.find((each) => each.name === name)
  if (field)
    return {
      name,
      kind: field.kind,
      label: field.label,
      schema: field.schema,
      unit: field.unit,
      sensitivity: field.sensitivity,
      source: field.source,
    }
  const derived = model.derived.find((each) => each.name === name)
  if (!derived) return undefined
  const { label, schema, sensitivity, source } = derived
  return { name, kind: 'derived', label, schema, unit: null, sensitivity, source }
}

const ranks: readonly Sensitivity[] = ['open', 'internal', 'personal', 'secret']

/** The sensitivity of a dataset: that of its most sensitive field. House rule. */
export function sensitivityOf(dictionary: readonly DictionaryRow[]): Sensitivity {
  return ranks[Math.max(0, ...dictionary.map(({ sensitivity }) => ranks.indexOf(sensitivity)))] ?? 'open'
}

/** Names of fields, and folded words of their labels, that speak of a person. */
const personNames =
  /phone|mobile|telephone|email|mailbox|fullname|firstname|lastname|surname|familyname|givenname|personname|ownername|representative|reporter|surveyor|siteowner|director|editorinchief|contactperson|citizen|identitycard|idnumber|nationalid|passport|birth|gender|householder|signature|taxpayer|bankaccount/
const personLabels =
  /\b(ho (va )?ten|dien thoai|di dong|thu dien tu|email|can cuoc|cccd|cmnd|chung minh nhan dan|dinh danh ca nhan|ho chieu|ngay sinh|nam sinh|gioi tinh|dan toc|nguoi dai dien|chu ho|nguoi phu trach|nguoi lien he|nguoi dung dau|nguoi bao|nguoi khao sat|chu dat|chu so huu|giam doc|tong bien tap|tai khoan ngan hang)\b/

/**
 * Whether a field could identify a person by what it is called, whatever sensitivity it was given.
 * @law Nghị định 47/2020/NĐ-CP, Điều 17 (không xác định danh tính); Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15
 */
export function namesPerson(row: Pick<DictionaryRow, 'name' | 'label'>): boolean {
  const name = row.name.toLowerCase().replaceAll('_', '')
  return personNames.test(name) || personLabels.test(foldVietnamese(row.label.vi))
}

/**
 * Why a dataset may not be opened, naming the first field at fault; undefined when it may. Refuses
 * `dataset-field-identifies` and `dataset-field-not-open`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 17, 18
 */
export function openingRefusal(
  dictionary: readonly DictionaryRow[],
): Refusal<'dataset-field-identifies' | 'dataset-field-not-open'> | undefined {
  for (const row of dictionary)
    if (row.sensitivity === 'personal' || namesPerson(row))
      return refuse('dataset-field-identifies', { field: row.name })
  for (const { name, sensitivity } of dictionary)
    if (sensitivity !== 'open') return refuse('dataset-field-not-open', { field: name, sensitivity })
  return undefined
}

/** Texts in which a person shows: a mobile number, a number of twelve digits of the identity card, an address of mail. */
const personalText = [
  { kind: 'phone', pattern: /(?<![\d.,-])(?:\+84|0)(?:3|5|7|8|9)(?:[ .-]?\d){8}(?![\d])/ },
  { kind: 'identity-number', pattern: /(?<!\d)0\d{2}[0-9]\d{8}(?!\d)/ },
  { kind: 'mail', pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/ },
] as const

/**
 * What of a person a value holds, or undefined: what a field is called does not tell what was typed into it. House rule
 * for Nghị định 47/2020/NĐ-CP, Điều 17.
 */
export function findPersonIn(value: unknown): 'phone' | 'identity-number' | 'mail' | undefined {
  if (typeof value === 'string') return personalText.find(({ pattern }) => pattern.test(value))?.kind
  if (typeof value !== 'object' || value === null) return undefined
  for (const inner of Object.values(value)) {
    const found = findPersonIn(inner)
    if (found) return found
  }
  return undefined
}
