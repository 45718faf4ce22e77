import { epochDayOfInstant, type Instant, instantOf } from '#kit/values/instant.ts'
import type { ClockEvent, ClockEventKind } from '../contract.ts'

/**
 * Acts that begin a term or set it going again: their time burdens the authority, so the earlier moment counts.
 */
const beginsTime: ReadonlySet<ClockEventKind> = new Set([
  'file',
  'accept',
  'supplement',
  'pay',
  'answer-consultation',
  'resume',
  'outage-ended',
])

/** When it happened; nothing happens after it was recorded. House rule. */
export function happenedAt(event: ClockEvent): Instant {
  return instantOf(Math.min(event.occurredAt, event.recordedAt))
}

/** Whether an action was recorded on a later civil day than it happened: shown as "ghi nhận muộn". House rule. */
export function isRecordedLate(event: ClockEvent): boolean {
  return epochDayOfInstant(event.recordedAt) > epochDayOfInstant(event.occurredAt)
}

/**
 * The moment that the clock counts for an action: a late record never helps the office.
 *
 * What begins a term or ends a wait counts when it happened, however late it was recorded. What ends the work or
 * stops the clock counts when it happened only if it was recorded on the same civil day; otherwise when it was
 * recorded, and the difference is shown.
 *
 * @law house rule (the log must not be dressed up after the fact); see docs/law/time-limits.md
 */
export function countedTime(event: ClockEvent): Instant {
  return beginsTime.has(event.kind) ? happenedAt(event) : answeredTime(event)
}

/** The moment at which the authority's answer counts, whatever else the action begins. House rule, as above. */
export function answeredTime(event: ClockEvent): Instant {
  return isRecordedLate(event) ? event.recordedAt : happenedAt(event)
}
