import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { HolderTime } from '../contract.ts'
import type { Segment } from './clock-run.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { workedBefore } from './working-time.ts'

/**
 * Working time by holder. Each working millisecond from the first segment to the last has exactly one holder, so the
 * parts add up to the whole. House rule (architecture, invariant 3).
 */
export function sumHolders(calendar: WorkCalendar, segments: readonly Segment[]): HolderTime[] {
  const sums = new Map<string, { holder: HolderTime['holder']; workingMs: number }>()
  for (const { from, to, holder } of segments) {
    const key = `${holder.kind} ${holder.id}`
    const sum = sums.get(key) ?? { holder, workingMs: 0 }
    sum.workingMs += workedBefore(calendar, to) - workedBefore(calendar, from)
    sums.set(key, sum)
  }
  return [...sums.values()]
}

/** As `unexcusedAfter`, up to another moment. House rule. */
export function unexcusedBetween(segments: readonly Segment[], after: Instant, until: Instant): Segment[] {
  return unexcusedAfter(segments, after)
    .filter(({ from }) => from < until)
    .map((segment) => ({ ...segment, to: instantOf(Math.min(segment.to, until)) }))
}

/** The parts of the segments after a moment that are not excused by a wait. House rule. */
export function unexcusedAfter(segments: readonly Segment[], after: Instant): Segment[] {
  const late: Segment[] = []
  for (const segment of segments) {
    if (segment.excused || segment.to <= after) continue
    late.push({ ...segment, from: instantOf(Math.max(segment.from, after)) })
  }
  return late
}
