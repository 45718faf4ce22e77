import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { AttributePath, Condition, Operand } from '../../registry/contract.ts'

type Wrong = Refusal<'condition-wrong'>
type Record_ = Readonly<Record<string, unknown>>
const comparators = new Set(['==', '!=', '>', '>=', '<', '<=', '~=', '!~='])
const kinds = new Set(['text', 'number', 'boolean', 'moment', 'iri'])

/**
 * Reads a condition that was kept as JSON, in content or in an agreement; null stays null. Refuses `condition-wrong`,
 * naming what is wrong: half a filter would give away rows. House rule.
 */
export function readCondition(value: unknown, depth = 0): Condition | null | Wrong {
  if (value === null || value === undefined) return null
  if (!isRecord(value) || depth > 8) return wrong('kind')
  switch (value.kind) {
    case 'and':
    case 'or':
      return readList(value, value.kind, depth)
    case 'exists': {
      const path = readPath(value.path)
      return path ? { kind: 'exists', path } : wrong('path')
    }
    case 'compare':
      return readComparison(value)
    case 'between':
      return readBetween(value)
    default:
      return wrong('kind')
  }
}

function readList(value: Record_, kind: 'and' | 'or', depth: number): Condition | Wrong {
  if (!Array.isArray(value.of) || value.of.length === 0 || value.of.length > 50) return wrong('of')
  const of: Condition[] = []
  for (const each of value.of) {
    const read = readCondition(each, depth + 1)
    if (read === null) return wrong('of')
    if ('refused' in read) return read
    of.push(read)
  }
  return { kind, of }
}

function readComparison(value: Record_): Condition | Wrong {
  const path = readPath(value.path)
  if (!path) return wrong('path')
  if (typeof value.comparator !== 'string' || !comparators.has(value.comparator)) return wrong('comparator')
  const operands = Array.isArray(value.operands) ? value.operands.map(readOperand) : []
  const known = operands.filter((operand) => operand !== undefined)
  if (known.length === 0 || known.length < operands.length) return wrong('operands')
  const comparator = value.comparator as Extract<Condition, { kind: 'compare' }>['comparator']
  return { kind: 'compare', path, comparator, operands: known }
}

function readBetween(value: Record_): Condition | Wrong {
  const path = readPath(value.path)
  const low = readOperand(value.low)
  const high = readOperand(value.high)
  if (!path) return wrong('path')
  if (!low || !high) return wrong('operands')
  return { kind: 'between', path, low, high, negated: value.negated === true }
}

function readPath(value: unknown): AttributePath | undefined {
  if (!isRecord(value) || typeof value.attribute !== 'string') return undefined
  const texts = (list: unknown): readonly string[] | undefined =>
    Array.isArray(list) && list.every((each): each is string => typeof each === 'string') ? list : undefined
  const subs = texts(value.subs ?? [])
  const trail = texts(value.trail ?? [])
  return subs && trail && { attribute: value.attribute, subs, trail }
}

function readOperand(value: unknown): Operand | undefined {
  if (!isRecord(value) || typeof value.kind !== 'string' || !kinds.has(value.kind)) return undefined
  const type = value.kind === 'number' ? 'number' : value.kind === 'boolean' ? 'boolean' : 'string'
  const { kind } = value as Operand
  return typeof value.value === type ? { kind, value: value.value as Operand['value'] } : undefined
}

function isRecord(value: unknown): value is Record_ {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(part: string): Wrong {
  return refuse('condition-wrong', { part })
}

/** The attributes that a condition reads. House rule. */
export function attributesOf(condition: Condition | null): readonly string[] {
  if (condition === null) return []
  if ('of' in condition) return condition.of.flatMap(attributesOf)
  if (condition.kind === 'words')
    return condition.paths === 'any' ? [] : condition.paths.map(({ attribute }) => attribute)
  return [condition.path.attribute]
}
