import { findInstant } from '#kit/values/instant.ts'
import { addDays, findDay, type PlainDate } from '#kit/values/plain-date.ts'
import type { Cell, Finding, QualityRule } from '../contract.ts'

/** What a rule says about a row: nothing to say, kept, or broken with why. */
export type Judgement = { readonly rule: string; readonly finding: Finding | null; readonly refuses: boolean }

type Values = Readonly<Record<string, Cell | readonly Cell[]>>
type Ask = { readonly today: PlainDate; readonly exists: (entityId: string) => boolean }

/** The name under which a rule is counted. House rule. */
export function nameOfRule(rule: QualityRule): string {
  return `${rule.kind}:${rule.field}`
}

/**
 * Judges the values of a row by quality rules: completeness, range, pattern, reference, freshness, area. A rule says
 * nothing about an empty value, but `complete` does. House rule.
 */
export function judgeQuality(values: Values, rules: readonly QualityRule[], ask: Ask): Judgement[] {
  return rules.flatMap((rule): Judgement[] => {
    const value = values[rule.field] ?? null
    if (value === null && rule.kind !== 'complete') return []
    const broken = faultOf(rule, value, ask)
    const finding = broken && { column: rule.field, ...broken }
    return [{ rule: nameOfRule(rule), finding, refuses: rule.effect === 'refuse' }]
  })
}

type Fault = Omit<Finding, 'column'> | null

function faultOf(rule: QualityRule, value: Cell | readonly Cell[], ask: Ask): Fault {
  switch (rule.kind) {
    case 'complete':
      return value === null ? { code: 'value-missing', facts: {} } : null
    case 'range':
      return rangeFault(Number(value), rule.least, rule.most)
    case 'pattern':
      return new RegExp(`^(?:${rule.pattern})$`, 'u').test(String(value))
        ? null
        : { code: 'pattern-mismatch', facts: { text: String(value), pattern: rule.pattern } }
    case 'reference':
      return ask.exists(String(value)) ? null : { code: 'reference-missing', facts: { text: String(value) } }
    case 'fresh':
      return freshFault(String(value), rule.days, ask.today)
    case 'inside':
      return insideFault(value, rule.box)
  }
}

function rangeFault(value: number, least: number | null, most: number | null): Fault {
  if (least !== null && !(value >= least)) return { code: 'below-least', facts: { value, least } }
  return most !== null && !(value <= most) ? { code: 'above-most', facts: { value, most } } : null
}

function freshFault(text: string, days: number, today: PlainDate): Fault {
  const day = findDay(text.slice(0, 10))
  if (!day || (text.length > 10 && findInstant(text) === undefined))
    return { code: 'not-a-day', facts: { text } }
  if (day > addDays(today, 1)) return { code: 'ahead-of-time', facts: { text } }
  return day < addDays(today, -days) ? { code: 'not-fresh', facts: { text, days } } : null
}

function insideFault(value: Cell | readonly Cell[], box: readonly [number, number, number, number]): Fault {
  const at = (value as { coordinates?: readonly unknown[] } | null)?.coordinates
  const [longitude, latitude] = (at ?? []).map(Number)
  const [west, south, east, north] = box
  const isInside =
    longitude !== undefined &&
    latitude !== undefined &&
    longitude >= west &&
    longitude <= east &&
    latitude >= south &&
    latitude <= north
  return isInside ? null : { code: 'outside-area', facts: { text: `${latitude}, ${longitude}` } }
}
