import {
  atEpochMinute,
  epochDayOfInstant,
  type Instant,
  instantOf,
  minuteOfDay,
} from '#kit/values/instant.ts'
import { addMonths, type EpochDay, fromEpochDay, toEpochDay } from '#kit/values/plain-date.ts'
import type { Term } from '#onestop/procedures/contract.ts'
import type { ClockOptions } from '../contract.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { hoursOn, nthWorkingDay, rollToWorkingDay, worksOn } from './working-days.ts'
import { addWorkingMs, closingOf } from './working-time.ts'

const hourMs = 3_600_000

/** The end of a term: the moment, and its last day before rolling (to shift terms of days). */
export type TermEnd = { readonly at: Instant; readonly lastDay: EpochDay }

/** The minute of the day of the appointment; null is closing time. */
export type AppointmentMinute = number | null

/** The hour of reception as appointment where a unit's rule says so, else closing time. House rule (§7.3.5). */
export function appointmentMinute(
  start: Instant,
  options: Pick<ClockOptions, 'appointment'>,
): AppointmentMinute {
  return options.appointment === 'reception-hour' ? minuteOfDay(start) : null
}

/**
 * When a term that begins at a moment ends.
 *
 * The first day is not counted. Days: the last one, rolled to the next working day, at closing time. Months: the
 * corresponding day or the last of the month, rolled likewise. Hours run on from the moment itself, through nights
 * and days off. Working hours pause over lunch and nights and go on the next working morning. `same-day` and
 * `immediate` end at closing time of the working day on which it begins, or of the next one after closing time.
 *
 * @law Bộ luật Dân sự 2015, Điều 145–148 (147.1 hours, 147.2 first day, 148.3 months, 148.5 rolled end)
 * @example addTerm(calendar, instant('2025-04-28T09:00'), { value: 3, unit: 'working-day' }).at // 6 May 2025 17:00
 */
export function addTerm(
  calendar: WorkCalendar,
  start: Instant,
  term: Term,
  appointment: AppointmentMinute = null,
): TermEnd {
  const first = epochDayOfInstant(start)
  const { value } = term
  if (value === 0) return endOn(calendar, dayAtHand(calendar, start), null)
  switch (term.unit) {
    case 'working-day':
      return endOn(calendar, nthWorkingDay(calendar, first, value), appointment)
    case 'day':
      return endOn(calendar, first + value, appointment)
    case 'month':
      return endOn(calendar, toEpochDay(addMonths(fromEpochDay(first), value)), appointment)
    case 'hour':
      return endAt(instantOf(start + value * hourMs))
    case 'working-hour':
      return endAt(addWorkingMs(calendar, start, value * hourMs))
    case 'same-day':
    case 'immediate':
      return endOn(calendar, dayAtHand(calendar, start), null)
  }
}

/**
 * A term moved by a wait: terms of working time by the working time waited, terms of hours by the time waited, terms
 * of days and months by the days from the day of asking to the day of answering, rolled again.
 * @law house rule for procedures whose own law lets the clock pause (C7)
 */
export function shiftEnd(
  calendar: WorkCalendar,
  end: TermEnd,
  unit: Term['unit'],
  wait: { readonly from: Instant; readonly to: Instant; readonly workingMs: number },
  appointment: AppointmentMinute,
): TermEnd {
  if (wait.to <= wait.from) return end
  if (unit === 'day' || unit === 'month') {
    const days = epochDayOfInstant(wait.to) - epochDayOfInstant(wait.from)
    return days === 0 ? end : endOn(calendar, end.lastDay + days, appointment)
  }
  if (unit === 'hour') return endAt(instantOf(end.at + (wait.to - wait.from)))
  return endAt(addWorkingMs(calendar, end.at, wait.workingMs))
}

function endAt(at: Instant): TermEnd {
  return { at, lastDay: epochDayOfInstant(at) }
}

function endOn(calendar: WorkCalendar, lastDay: EpochDay, appointment: AppointmentMinute): TermEnd {
  return { at: momentOn(calendar, rollToWorkingDay(calendar, lastDay), appointment), lastDay }
}

/** Closing time, or the appointment's minute put inside the hours of that day. */
function momentOn(calendar: WorkCalendar, epochDay: EpochDay, appointment: AppointmentMinute): Instant {
  if (appointment === null) return closingOf(calendar, epochDay)
  const { windows, closing } = hoursOn(calendar, epochDay)
  const window = windows.find(({ to }) => appointment <= to)
  return atEpochMinute(epochDay, window ? Math.max(appointment, window.from) : closing)
}

/** The day itself while the agency is not yet closed, else the next working day. */
function dayAtHand(calendar: WorkCalendar, start: Instant): EpochDay {
  const day = epochDayOfInstant(start)
  if (worksOn(calendar, day) && start < closingOf(calendar, day)) return day
  return nthWorkingDay(calendar, day, 1)
}
