import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { AttributePath, Attributes, Condition, Operand } from '../contract.ts'
import { comparableValuesOf, instancesOf, reservedKeys, valueKeys } from './instances.ts'

/** What a condition is asked of: the attributes, their values as conditions see them, and the identifier. */
export type Evaluated = {
  readonly id: string
  readonly attributes: Attributes
  readonly values: Readonly<Record<string, unknown>>
}

/** Makes an entity ready to be asked. House rule. */
export function evaluated(id: string, attributes: Attributes): Evaluated {
  return { id, attributes, values: comparableValuesOf(attributes) }
}

/**
 * Whether a condition holds of an entity, by the meaning of NGSI-LD 1.8 clause 4.9: what is not there matches
 * nothing, not even `!=`; of a list any member may match; values of another kind do not compare. `isSeen`: among which
 * attributes words are looked for when no path is told. House rule.
 */
export function holds(
  condition: Condition,
  entity: Evaluated,
  isSeen: (name: string) => boolean = () => true,
): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.of.every((one) => holds(one, entity, isSeen))
    case 'or':
      return condition.of.some((one) => holds(one, entity, isSeen))
    case 'exists':
      return targetsOf(condition.path, entity).length > 0
    case 'compare':
      return compares(condition, targetsOf(condition.path, entity))
    case 'between': {
      const targets = targetsOf(condition.path, entity)
      const alike = (condition.low.kind === 'moment') === (condition.high.kind === 'moment')
      const inside = itemsOf(targets).some(
        (item) => alike && isOrdered(item, '>=', condition.low) && isOrdered(item, '<=', condition.high),
      )
      return condition.negated ? targets.length > 0 && !inside : inside
    }
    case 'words':
      return hasWords(condition, entity, isSeen)
  }
}

/** The words that a search box asks for, folded. House rule. */
export function wordsAsked(text: string): readonly string[] {
  return foldVietnamese(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** All texts inside a value. House rule. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

function hasWords(
  { paths, text }: Extract<Condition, { kind: 'words' }>,
  entity: Evaluated,
  isSeen: (name: string) => boolean,
): boolean {
  const seen = Object.keys(entity.values).filter(isSeen)
  const texts =
    paths === 'any'
      ? [entity.id, ...seen.flatMap((name) => textsIn(entity.values[name]))]
      : paths.flatMap((path) => targetsOf(path, entity).flatMap(textsIn))
  const folded = texts.map(foldVietnamese)
  return wordsAsked(text).every((word) => {
    const begins = new RegExp(`(^|[^a-z0-9])${word}`)
    return folded.some((one) => begins.test(one))
  })
}

function compares(
  { comparator, operands }: Extract<Condition, { kind: 'compare' }>,
  targets: readonly unknown[],
): boolean {
  const items = itemsOf(targets)
  const some = (test: (item: unknown, operand: Operand) => boolean) =>
    items.some((item) => operands.some((operand) => test(item, operand)))
  switch (comparator) {
    case '==':
      return some(isEqual)
    case '!=':
      return targets.length > 0 && !some(isEqual)
    case '~=':
      return some(isLike)
    case '!~=':
      return targets.length > 0 && !some(isLike)
    default:
      return some((item, operand) => isOrdered(item, comparator, operand))
  }
}

/** Lists are looked into, one level deep, as the lax mode of SQL/JSON does. */
function itemsOf(targets: readonly unknown[]): readonly unknown[] {
  return targets.flatMap((target) => (Array.isArray(target) ? target : [target]))
}

function isEqual(item: unknown, { kind, value }: Operand): boolean {
  if (kind !== 'moment') return item === value
  const at = momentOf(item)
  return at !== undefined && at === momentOf(value)
}

function isLike(item: unknown, { value }: Operand): boolean {
  return typeof item === 'string' && new RegExp(String(value), 'u').test(item)
}

function isOrdered(item: unknown, comparator: '>' | '>=' | '<' | '<=', { kind, value }: Operand): boolean {
  const left = kind === 'moment' ? momentOf(item) : item
  const right = kind === 'moment' ? momentOf(value) : value
  if (left === undefined || right === undefined || typeof left !== typeof right) return false
  if (typeof left !== 'number' && typeof left !== 'string') return false
  switch (comparator) {
    case '>':
      return left > (right as typeof left)
    case '>=':
      return left >= (right as typeof left)
    case '<':
      return left < (right as typeof left)
    case '<=':
      return left <= (right as typeof left)
  }
}

const moment = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** A time or day as milliseconds, UTC where no offset is told; undefined when it is none. House rule. */
export function momentOf(value: unknown): number | undefined {
  const told = typeof value === 'object' && value !== null && '@value' in value ? value['@value'] : value
  const parts = typeof told === 'string' ? moment.exec(told) : null
  if (!parts) return undefined
  const [, day, time = '00:00', seconds = '00', fraction = '0', offset = 'Z'] = parts
  const ms = Date.parse(
    `${day}T${time}:${seconds}.${fraction.slice(0, 3)}${offset.replace(/^(...)(\d\d)$/, '$1:$2')}`,
  )
  const exists = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(ms) || Number.isNaN(exists.getTime())) return undefined
  return exists.toISOString().startsWith(day ?? '') ? ms : undefined
}

/** What a path points to: nothing, or one and more values. House rule. */
export function targetsOf(path: AttributePath, { attributes, values }: Evaluated): readonly unknown[] {
  if (path.subs.length === 0)
    return path.attribute in values ? follow([values[path.attribute]], path.trail) : []
  let found: readonly unknown[] = instancesOf(attributes[path.attribute])
  for (const [index, sub] of path.subs.entries()) {
    found = follow(found, [sub])
    if (index === path.subs.length - 1 && !reservedKeys.has(sub))
      found = itemsOf(found).flatMap((instance) =>
        [...new Set(Object.values(valueKeys))].flatMap((key) => follow([instance], [key])),
      )
  }
  return follow(found, path.trail)
}

function follow(from: readonly unknown[], trail: readonly string[]): readonly unknown[] {
  let found = from
  for (const key of trail)
    found = itemsOf(found).flatMap((value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
        ? [(value as Readonly<Record<string, unknown>>)[key]]
        : [],
    )
  return found
}
