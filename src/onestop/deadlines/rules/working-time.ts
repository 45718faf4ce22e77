import {
  atEpochMinute,
  epochDayOfInstant,
  type Instant,
  instantOf,
  minuteOfDay,
} from '#kit/values/instant.ts'
import type { EpochDay } from '#kit/values/plain-date.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { daysBefore, hoursOn, worksOn } from './working-days.ts'

const minuteMs = 60_000

/** Working time from the calendar's first day to a moment, in milliseconds. House rule: windows of working days. */
export function workedBefore(calendar: WorkCalendar, at: Instant): number {
  const epochDay = epochDayOfInstant(at)
  const before = calendar.minutesBefore[epochDay - calendar.firstDay]
  if (before === undefined) throw new RangeError('the moment lies outside the calendar (2000–2099)')
  if (!worksOn(calendar, epochDay)) return before * minuteMs
  const minute = minuteOfDay(at)
  let minutes = before
  for (const { from, to } of hoursOn(calendar, epochDay).windows)
    if (minute > from) minutes += Math.min(minute, to) - from
  return Math.round(minutes * minuteMs)
}

/** Working time from one moment to another, in milliseconds; nothing when `to` is not later. House rule. */
export function workingMsBetween(calendar: WorkCalendar, from: Instant, to: Instant): number {
  return to > from ? workedBefore(calendar, to) - workedBefore(calendar, from) : 0
}

/**
 * The first moment by which so much working time has passed: what is left after closing goes on the next working
 * morning, and lunch does not count. No working time is the moment itself.
 * @law house rule for "giờ làm việc" (C3): the agency's own hours
 */
export function addWorkingMs(calendar: WorkCalendar, at: Instant, workingMs: number): Instant {
  if (workingMs <= 0) return at
  const target = workedBefore(calendar, at) + workingMs
  const epochDay = dayOfWorkedTime(calendar, target)
  let left = target - (calendar.minutesBefore[epochDay - calendar.firstDay] ?? 0) * minuteMs
  for (const { from, to } of hoursOn(calendar, epochDay).windows) {
    const length = (to - from) * minuteMs
    if (left <= length) return instantOf(atEpochMinute(epochDay, from) + left)
    left -= length
  }
  throw new Error('the running sums of the calendar do not fit its hours')
}

/** The day within which the target of working milliseconds is reached: the last one that begins below it. */
function dayOfWorkedTime(calendar: WorkCalendar, target: number): EpochDay {
  const sums = calendar.minutesBefore
  let low = 0
  let high = sums.length - 1
  if ((sums[high] ?? 0) * minuteMs < target)
    throw new RangeError('the term ends outside the calendar (2000–2099)')
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) * minuteMs < target) low = middle
    else high = middle
  }
  return calendar.firstDay + low
}

/** When the agency opens on a day, whether or not it works that day. House rule. */
export function openingOf(calendar: WorkCalendar, epochDay: EpochDay): Instant {
  return atEpochMinute(epochDay, hoursOn(calendar, epochDay).opening)
}

/** When the agency closes on a day. House rule. */
export function closingOf(calendar: WorkCalendar, epochDay: EpochDay): Instant {
  return atEpochMinute(epochDay, hoursOn(calendar, epochDay).closing)
}

/** The end of the day itself, 24:00. @law Bộ luật Dân sự 2015, Điều 148 khoản 6 */
export function midnightAfter(epochDay: EpochDay): Instant {
  return atEpochMinute(epochDay + 1, 0)
}

/** How many working days lie after `from` up to and with `to`. House rule. */
export function workingDaysBetween(calendar: WorkCalendar, from: EpochDay, to: EpochDay): number {
  return daysBefore(calendar, to + 1) - daysBefore(calendar, from + 1)
}
