import type { PlainDate } from '#kit/values/plain-date.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { Cell, Conversion } from '../contract.ts'
import { readDay, readMoment } from './days.ts'
import { readMeasure, readNumber } from './numbers.ts'
import { type Point, readPoint } from './places.ts'

/** What conversions may ask of the outer world, fetched beforehand for the day of the run. */
export type Surroundings = {
  readonly today: PlainDate
  /** The code of a commune by its code or its name; several of one name are ambiguous. */
  communes(nameOrCode: string): readonly string[]
  /** A place in VN-2000 as a point in WGS 84; refuses `not-vn2000`. */
  fromVn2000(first: number, second: number, meridian: number, zone: 3 | 6): Point | Refusal<'not-vn2000'>
  /** The identifier of an entity of a model by its key. */
  entityId(model: string, key: readonly string[]): string
}

/** A value on its way: several columns are a list until a step makes one of them. Null: nothing is known. */
export type Value = Cell | readonly Cell[]

/** Takes a value through a chain of conversions; the first refusal ends it. Null passes every step but `constant`. House rule. */
export function convert(
  value: Value,
  steps: readonly Conversion[],
  around: Surroundings,
): Cell | readonly Cell[] | Refusal {
  let at = value
  for (const step of steps) {
    if (isEmpty(at) && step.kind !== 'constant') return null
    const next = convertOnce(at, step, around)
    if (isRefused(next)) return next
    at = next
  }
  return isEmpty(at) ? null : at
}

function isEmpty(value: Value): boolean {
  return (
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.every((one) => one === null || one === ''))
  )
}

type Step<Kind extends Conversion['kind']> = Extract<Conversion, { kind: Kind }>
type Converter<Kind extends Conversion['kind']> = (
  value: Value,
  step: Step<Kind>,
  around: Surroundings,
) => Value | Refusal

const converters: { readonly [Kind in Conversion['kind']]: Converter<Kind> } = {
  trim: (value) => overTexts(value, (text) => text.replace(/[\s\u00a0]+/g, ' ').trim()),
  upper: (value) => overTexts(value, (text) => text.toUpperCase()),
  empty: (value, { words }) => {
    const none = new Set(words.map(foldVietnamese))
    return overTexts(value, (text) => (none.has(foldVietnamese(text.trim())) ? '' : text))
  },
  day: (value) => readDay(textOf(value)),
  moment: (value) => readMoment(textOf(value)),
  number: (value, { decimal }) => (typeof value === 'number' ? value : readNumber(textOf(value), decimal)),
  integer: (value) => {
    const number = typeof value === 'number' ? value : readNumber(textOf(value), ',')
    if (isRefused(number)) return number
    return Number.isInteger(number) ? number : refuse('not-whole', { text: textOf(value) })
  },
  measure: (value, { unit, decimal }) =>
    typeof value === 'number' ? value : readMeasure(textOf(value), unit, decimal),
  'yes-no': (value, { yes, no }) => {
    if (typeof value === 'boolean') return value
    const told = foldVietnamese(textOf(value).trim())
    if (yes.some((word) => foldVietnamese(word) === told)) return true
    return no.some((word) => foldVietnamese(word) === told)
      ? false
      : refuse('neither-yes-nor-no', { text: textOf(value) })
  },
  catalogue: (value, { words }) => {
    const told = foldVietnamese(textOf(value).trim())
    for (const [code, synonyms] of Object.entries(words))
      if ([code, ...synonyms].some((word) => foldVietnamese(word) === told)) return code
    const known = Object.entries(words).map(([code, [usual]]) => usual ?? code)
    return refuse('not-in-catalogue', { text: textOf(value), known: known.join(', ') })
  },
  vn2000: (value, { meridian, zone }, around) => {
    const [first, second] = listOf(value).map((one) =>
      typeof one === 'number' ? one : readEither(textOf(one)),
    )
    if (first === undefined || second === undefined)
      return refuse('not-vn2000', { first: textOf(value), second: '' })
    return around.fromVn2000(first, second, meridian, zone)
  },
  point: (value) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    return readPoint(listOf(value).map(textOf))
  },
  commune: (value, _, around) => {
    const found = around.communes(textOf(value).trim())
    if (found.length === 1) return found[0] ?? null
    return found.length === 0
      ? refuse('commune-unknown', { text: textOf(value) })
      : refuse('commune-ambiguous', { text: textOf(value), codes: found.join(', ') })
  },
  constant: (_, { value }) => value,
  join: (value, { separator }) =>
    listOf(value)
      .map((one) => textOf(one).trim())
      .filter(Boolean)
      .join(separator),
  list: (value, { separator }) =>
    textOf(value)
      .split(separator)
      .map((one) => one.trim())
      .filter(Boolean),
  replace: (value, { find, by }) => overTexts(value, (text) => text.replaceAll(find, by)),
  entity: (value, { model }, around) => around.entityId(model, listOf(value).map(textOf)),
}

function convertOnce(value: Value, step: Conversion, around: Surroundings): Value | Refusal {
  return (converters[step.kind] as Converter<Conversion['kind']>)(value, step as never, around)
}

/** With a comma as decimal sign, else with a point: survey tables use either. */
function readEither(text: string): number | undefined {
  for (const decimal of [',', '.'] as const) {
    const value = readNumber(text, decimal)
    if (typeof value === 'number') return value
  }
  return undefined
}

function listOf(value: Value): readonly Cell[] {
  return Array.isArray(value) ? value : [value as Cell]
}

function overTexts(value: Value, change: (text: string) => string): Value {
  const one = (cell: Cell): Cell => (typeof cell === 'string' ? change(cell) : cell)
  return Array.isArray(value) ? value.map(one) : one(value as Cell)
}

function textOf(value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map(textOf).join(' ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
