import { atMinute, type Instant } from '#kit/values/instant.ts'
import { findDay, type PlainDate } from '#kit/values/plain-date.ts'
import type { Condition, DayRef } from '../contract.ts'
import { dayOf } from './dates.ts'

/** What conditions are reckoned with. Day conditions are false without `on`, those by hours without `at`. */
export type Moment = {
  readonly on?: PlainDate | undefined
  readonly at?: Instant | undefined
  /** Absent: Monday to Friday, holidays not considered. */
  readonly isWorkingDay?: ((day: PlainDate) => boolean) | undefined
}

/** Where a condition stands: what the fields that it names hold there. */
export type ConditionScope = {
  readonly moment: Moment
  /** The value of a visible, filled field; undefined otherwise. */
  readonly valueOf: (field: string) => unknown
  /** One scope for each filled row of a visible group. */
  readonly rowsOf: (group: string) => readonly ConditionScope[]
}

/** Whether a condition holds; without a condition it does. */
export function holds(condition: Condition | undefined, scope: ConditionScope): boolean {
  if (condition === undefined) return true
  if ('all' in condition) return condition.all.every((each) => holds(each, scope))
  if ('any' in condition) return condition.any.some((each) => holds(each, scope))
  if ('not' in condition) return !holds(condition.not, scope)
  if ('anyRow' in condition) return scope.rowsOf(condition.anyRow).some((row) => holds(condition.where, row))
  return comparisonHolds(condition, scope.valueOf(condition.field), scope)
}

type Comparison = Extract<Condition, { field: string }>

function comparisonHolds(condition: Comparison, value: unknown, scope: ConditionScope): boolean {
  if ('filled' in condition) return (value !== undefined) === condition.filled
  if (value === undefined) return false
  if ('equals' in condition) return value === condition.equals
  if ('in' in condition) return condition.in.some((each) => each === value)
  if ('includes' in condition) return Array.isArray(value) && value.includes(condition.includes)
  if ('greaterThan' in condition) return typeof value === 'number' && value > condition.greaterThan
  if ('lessThan' in condition) return typeof value === 'number' && value < condition.lessThan
  if ('withinHours' in condition) return comesWithin(condition, value, scope)
  const day = typeof value === 'string' ? findDay(value) : undefined
  const other = dayInScope('before' in condition ? condition.before : condition.after, scope)
  if (day === undefined || other === undefined) return false
  return 'before' in condition ? day < other : day > other
}

function comesWithin(
  condition: Extract<Comparison, { withinHours: number }>,
  value: unknown,
  scope: ConditionScope,
): boolean {
  const day = typeof value === 'string' ? findDay(value) : undefined
  const clock = /^(\d{2}):(\d{2})$/.exec(String(scope.valueOf(condition.time)))
  if (day === undefined || clock === null || scope.moment.at === undefined) return false
  const starts = atMinute(day, Number(clock[1]) * 60 + Number(clock[2]))
  return starts - scope.moment.at < condition.withinHours * 3_600_000
}

/** The day that a reference means among the answers of a scope. */
export function dayInScope(reference: DayRef, scope: ConditionScope): PlainDate | undefined {
  if (typeof reference === 'string') return findDay(reference)
  const { on, isWorkingDay } = scope.moment
  if (on === undefined && reference.from === 'today') return undefined
  const dayIn = (field: string) => {
    const value = scope.valueOf(field)
    return typeof value === 'string' ? findDay(value) : undefined
  }
  return dayOf(reference, { today: on ?? ('' as PlainDate), isWorkingDay, dayIn })
}

/** What a condition names: fields (with the group in whose rows `anyRow` looks for them) and groups. */
export type Named = { readonly id: string; readonly inRowsOf?: string; readonly isGroup?: true }

/** All that a condition names, days included. */
export function namedIn(condition: Condition | undefined, inRowsOf?: string): Named[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap((each) => namedIn(each, inRowsOf))
  if ('any' in condition) return condition.any.flatMap((each) => namedIn(each, inRowsOf))
  if ('not' in condition) return namedIn(condition.not, inRowsOf)
  if ('anyRow' in condition)
    return [{ id: condition.anyRow, isGroup: true }, ...namedIn(condition.where, condition.anyRow)]
  const ids = [condition.field]
  if ('withinHours' in condition) ids.push(condition.time)
  if ('before' in condition) ids.push(...fieldIn(condition.before))
  if ('after' in condition) ids.push(...fieldIn(condition.after))
  return ids.map((id) => (inRowsOf === undefined ? { id } : { id, inRowsOf }))
}

/** The field that a reference to a day begins at, as a list of none or one. */
export function fieldIn(reference: DayRef | undefined): string[] {
  return typeof reference === 'object' && reference.from !== 'today' ? [reference.from] : []
}
