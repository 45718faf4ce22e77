import { findDay } from '#kit/values/plain-date.ts'
import type { Field, FieldType, Option } from '../contract.ts'
import { readDate, writeDate } from './dates.ts'
import { readInteger, readMoney, readNumber, writeNumber } from './numbers.ts'
import { cleanDigits, cleanLine, cleanPhone, cleanText, hasCheckDigit, shapes } from './text-shapes.ts'

type FieldOf<Type extends FieldType> = Extract<Field, { type: Type }>
type ScalarType = Exclude<FieldType, 'choices' | 'group' | 'evidence'>

/** What is wrong with one value. */
export type ValueFault = {
  readonly code: string
  readonly facts?: Readonly<Record<string, string | number>>
  readonly level?: 'warning'
}

/** How the values of a type are read from a typed text, written, made canonical, and checked. */
type ScalarRules<Type extends ScalarType> = {
  /** The value of a typed text that is not empty; undefined when it cannot be read. */
  readonly read: (text: string, field: FieldOf<Type>) => unknown
  readonly write: (value: unknown, field: FieldOf<Type>) => string
  /** The first fault of a value that is not empty; limits by day are checked elsewhere. */
  readonly fault: (value: unknown, field: FieldOf<Type>) => ValueFault | undefined
}

const asText = (value: unknown) => String(value)

function textRules(clean: (text: string) => string, usualMost: number) {
  return {
    read: clean,
    write: asText,
    fault(value: unknown, field: FieldOf<'text'> | FieldOf<'textarea'>): ValueFault | undefined {
      if (typeof value !== 'string') return { code: 'not-a-text' }
      const length = [...value].length
      const most = field.maxLength ?? usualMost
      if (length > most) return { code: 'too-long', facts: { max: most, length } }
      if (length < (field.minLength ?? 0)) return { code: 'too-short', facts: { min: field.minLength ?? 0 } }
      if (field.type === 'text' && field.pattern && !wholly(field.pattern).test(value))
        return { code: 'wrong-pattern' }
      return undefined
    },
  }
}

/** Most characters of a text and of a text area that say nothing else. House rule. */
export const usualLengths = { text: 500, textarea: 4000, email: 200 } as const

const patterns = new Map<string, RegExp>()
/** A pattern that must match the whole text. */
export function wholly(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u')
  patterns.set(pattern, known)
  return known
}

function shapeRules(clean: (text: string) => string, shape: string, code: string, most?: number) {
  const expression = new RegExp(shape, 'u')
  return {
    read: clean,
    write: asText,
    fault: (value: unknown): ValueFault | undefined =>
      typeof value === 'string' && expression.test(value) && (most === undefined || [...value].length <= most)
        ? undefined
        : { code },
  }
}

type Limited = { readonly min?: number; readonly max?: number }

function limitFault(value: number, field: Limited): ValueFault | undefined {
  if (field.min !== undefined && value < field.min)
    return { code: 'too-small', facts: { min: writeNumber(field.min) } }
  if (field.max !== undefined && value > field.max)
    return { code: 'too-large', facts: { max: writeNumber(field.max) } }
  return undefined
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
const isOneOf = (options: readonly Option[], value: unknown) =>
  options.some((option) => option.value === value)

/** Every type with one value. `choices`, `group` and `evidence` hold lists and are handled where lists are. */
export const scalarTypes: { readonly [Type in ScalarType]: ScalarRules<Type> } = {
  text: textRules(cleanLine, usualLengths.text),
  textarea: textRules(cleanText, usualLengths.textarea),
  number: {
    read: readNumber,
    write: (value, field) => (isNumber(value) ? writeNumber(value, field) : asText(value)),
    fault: (value, field) => (isNumber(value) ? limitFault(value, field) : { code: 'not-a-number' }),
  },
  integer: {
    read: readInteger,
    write: (value, field) => (isNumber(value) ? writeNumber(value, field) : asText(value)),
    fault: (value, field) => (isWhole(value) ? limitFault(value, field) : { code: 'not-an-integer' }),
  },
  money: {
    read: readMoney,
    write: (value) => (isNumber(value) ? writeNumber(value) : asText(value)),
    fault: (value, field) => (isWhole(value) ? limitFault(value, field) : { code: 'not-money' }),
  },
  date: {
    read: readDate,
    write: (value) => {
      const day = typeof value === 'string' ? findDay(value) : undefined
      return day === undefined ? asText(value) : writeDate(day)
    },
    fault: (value) =>
      typeof value === 'string' && findDay(value) !== undefined ? undefined : { code: 'not-a-date' },
  },
  phone: shapeRules(cleanPhone, shapes.phone, 'not-a-phone'),
  email: shapeRules(cleanLine, shapes.email, 'not-an-email', usualLengths.email),
  'personal-id': shapeRules(cleanDigits, shapes.personalId, 'not-a-personal-id'),
  'enterprise-code': {
    read: cleanDigits,
    write: asText,
    fault: (value) => {
      if (typeof value !== 'string' || !wholly(shapes.enterpriseCode).test(value))
        return { code: 'not-an-enterprise-code' }
      return hasCheckDigit(value) ? undefined : { code: 'enterprise-code-doubtful', level: 'warning' }
    },
  },
  choice: {
    read: cleanLine,
    write: asText,
    fault: (value, field) => (isOneOf(field.options, value) ? undefined : { code: 'not-an-option' }),
  },
  'yes-no': {
    read: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
    write: (value) => (value === true ? 'yes' : value === false ? 'no' : asText(value)),
    fault: (value) => (typeof value === 'boolean' ? undefined : { code: 'not-yes-or-no' }),
  },
  area: shapeRules(cleanLine, shapes.area, 'not-an-area'),
}

/** The rules of a field's type; undefined for those that hold lists. */
export function scalarRules(field: Field): ScalarRules<ScalarType> | undefined {
  if (field.type === 'choices' || field.type === 'group' || field.type === 'evidence') return undefined
  // Each entry takes the field of its own type, which is the one it is looked up by.
  return scalarTypes[field.type] as unknown as ScalarRules<ScalarType>
}

/**
 * What a value is kept as: texts composed and clean, whatever cannot be read left as it stands.
 * Idempotent, and the same for a value that was read as for one that came by the API.
 */
export function canonicalValue(field: Field, value: unknown): unknown {
  if (typeof value === 'string') {
    if (field.type === 'textarea') return cleanText(value)
    if (field.type === 'phone') return cleanPhone(value)
    if (field.type === 'personal-id' || field.type === 'enterprise-code') return cleanDigits(value)
    return cleanLine(value)
  }
  if (field.type === 'choices' && Array.isArray(value)) {
    const texts = value.map((each: unknown) => (typeof each === 'string' ? cleanLine(each) : each))
    const known = field.options.map((option) => option.value).filter((each) => texts.includes(each))
    return [...known, ...new Set(texts.filter((each) => !isOneOf(field.options, each)))]
  }
  if (field.type === 'evidence' && Array.isArray(value)) return [...new Set(value as unknown[])]
  return value
}

/** Reads what was typed into a field with one value; what cannot be read stays as typed, so that nothing is lost. */
export function readTyped(field: Field, text: string): unknown {
  const clean = field.type === 'textarea' ? cleanText(text) : cleanLine(text)
  if (clean === '') return undefined
  return scalarRules(field)?.read(clean, field as never) ?? clean
}

/** What stands in the input of a field with one value; what could not be read, as it was typed. */
export function fieldText(field: Field, value: unknown): string {
  if (isNothing(value)) return ''
  return scalarRules(field)?.write(value, field as never) ?? asText(value)
}

const isNothing = (value: unknown) => value === undefined || value === null
