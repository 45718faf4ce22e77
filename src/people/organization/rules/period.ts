import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Period } from '../contract.ts'

/** Whether a period holds on a day: its first day counts, its `validTo` no longer does. House rule. */
export function holdsOn(period: Period, on: PlainDate): boolean {
  return period.validFrom <= on && (period.validTo === null || on < period.validTo)
}

/** Whether two periods share a day. House rule. */
export function overlap(one: Period, other: Period): boolean {
  return (
    (other.validTo === null || one.validFrom < other.validTo) &&
    (one.validTo === null || other.validFrom < one.validTo)
  )
}
