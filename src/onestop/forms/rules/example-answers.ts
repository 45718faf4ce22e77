import { addDays, type PlainDate } from '#kit/values/plain-date.ts'
import type { Field, FormDefinition, SimpleField } from '../contract.ts'
import { dayInScope } from './conditions.ts'
import { fieldsById } from './form-fields.ts'
import { formMessages } from './form-messages.ts'
import { hasCheckDigit } from './text-shapes.ts'
import { prunedAnswers, viewOf } from './visible-fields.ts'

export type ExampleOptions = {
  readonly on: PlainDate
  /** The same seed gives the same answers. */
  readonly seed: number
  /** Communes to choose from. */
  readonly areas?: readonly string[]
  /** Ids of documents, for forms with papers; without them papers stay empty. */
  readonly documents?: readonly string[]
}

type Random = () => number

/**
 * Made-up answers of a form that pass its checks: for demonstration and tests. Examples of the form are used where
 * there are some; other texts say that they are made up. What is asked for under a condition is answered when the
 * answers before it bring it up.
 */
export function exampleAnswers(form: FormDefinition, options: ExampleOptions): Record<string, unknown> {
  const random = randomFrom(options.seed)
  const answers: Record<string, unknown> = {}
  for (const { field, group } of fieldsById(form).values()) {
    if (group !== undefined || !viewOf(form, answers, options).isVisible(field.id)) continue
    if (field.type !== 'group') {
      answers[field.id] = exampleOf(form, answers, field, options, random)
      continue
    }
    const most = Math.min(field.maxRows ?? 3, Math.max(field.minRows ?? 1, 3))
    const count = (field.minRows ?? 1) + Math.floor(random() * (most - (field.minRows ?? 1) + 1))
    const rows: Record<string, unknown>[] = Array.from({ length: Math.max(count, 1) }, () => ({}))
    answers[field.id] = rows
    for (const [index, row] of rows.entries())
      for (const inner of field.fields)
        if (viewOf(form, answers, options).isVisible(inner.id, index))
          row[inner.id] = exampleOf(form, answers, inner, options, random, index)
  }
  return prunedAnswers(form, answers, options)
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}

function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)]
}

function exampleOf(
  form: FormDefinition,
  answers: Record<string, unknown>,
  field: Field,
  options: ExampleOptions,
  random: Random,
  row?: number,
): unknown {
  if (field.type === 'evidence') return options.documents?.slice(0, 1)
  if (field.type === 'date') return exampleDay(form, answers, field, options, random, row)
  return field.type === 'group' ? undefined : exampleValue(field, options, random)
}

function exampleValue(
  field: Exclude<SimpleField, { type: 'date' }>,
  options: ExampleOptions,
  random: Random,
): unknown {
  switch (field.type) {
    case 'text':
    case 'textarea': {
      const made = field.example ?? `${field.label.vi} (${formMessages.vi['word.made-up']})`
      return [...made]
        .slice(0, field.maxLength ?? 500)
        .join('')
        .padEnd(field.minLength ?? 0, '.')
    }
    case 'number':
    case 'integer':
    case 'money': {
      if (field.example !== undefined) return field.example
      const least = field.min ?? 1
      const most = Math.min(field.max ?? least + 99, least + 99)
      return Math.ceil(least) + Math.floor(random() * (Math.floor(most) - Math.ceil(least) + 1))
    }
    case 'phone':
      return `09${digits(random, 8)}`
    case 'email':
      return `minh-hoa-${digits(random, 4)}@example.com`
    case 'personal-id':
      return `027${digits(random, 9)}`
    case 'enterprise-code':
      return enterpriseCode(random)
    case 'choice':
      return pick(random, field.options)?.value
    case 'choices':
      return field.options.slice(0, Math.max(field.minChosen ?? 1, 1)).map((option) => option.value)
    case 'yes-no':
      return random() < 0.5
    case 'area':
      return pick(random, options.areas ?? [])
  }
}

function enterpriseCode(random: Random): string {
  for (;;) {
    const nine = `23${digits(random, 7)}`
    const whole = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).find(hasCheckDigit)
    if (whole !== undefined) return whole
  }
}

function exampleDay(
  form: FormDefinition,
  answers: Record<string, unknown>,
  field: Extract<Field, { type: 'date' }>,
  options: ExampleOptions,
  random: Random,
  row?: number,
): PlainDate {
  const group = fieldsById(form).get(field.id)?.group
  const scope = viewOf(form, answers, options).scope(group, row)
  const given = field.example === undefined ? undefined : dayInScope(field.example, scope)
  if (given !== undefined) return given
  const least = field.min === undefined ? undefined : dayInScope(field.min, scope)
  const most = field.max === undefined ? undefined : dayInScope(field.max, scope)
  if (least !== undefined) {
    const day = addDays(least, Math.floor(random() * 30))
    return most !== undefined && day > most ? most : day
  }
  return addDays(most ?? options.on, -Math.floor(random() * 300))
}
