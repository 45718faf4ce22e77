import {
  type EpochDay,
  fromEpochDay,
  type PlainDate,
  toEpochDay,
  weekdayOfEpochDay,
} from '#kit/values/plain-date.ts'
import type { SkippedDay } from '../contract.ts'
import type { HoursProfile, WorkCalendar } from './work-calendar.ts'

/** Whether a civil date is a working day. @law Bộ luật Lao động 2019, Điều 111, 112 */
export function isWorkingDay(calendar: WorkCalendar, date: PlainDate): boolean {
  return worksOn(calendar, toEpochDay(date))
}

/** A day with its reason, and whether its year has been announced. @law Bộ luật Lao động 2019, Điều 111, 112 */
export function explainDay(
  calendar: WorkCalendar,
  date: PlainDate,
): SkippedDay & { readonly working: boolean; readonly announced: boolean } {
  return {
    ...reasonOf(calendar, toEpochDay(date)),
    working: isWorkingDay(calendar, date),
    announced: calendar.years.has(Number(date.slice(0, 4))),
  }
}

/** Why a day is what it is. House rule: the calendar's own words. */
export function reasonOf(calendar: WorkCalendar, epochDay: EpochDay): SkippedDay {
  const date = fromEpochDay(epochDay)
  const named = calendar.named.get(epochDay)
  if (named) return { date, kind: named.kind, name: named.name, nameEn: named.nameEn, source: named.source }
  const kind = weekdayOfEpochDay(epochDay) <= 5 ? 'ordinary' : 'weekend'
  return { date, kind, name: null, nameEn: null, source: null }
}

/** Whether a day is a working day. House rule: two running sums differ. */
export function worksOn(calendar: WorkCalendar, epochDay: EpochDay): boolean {
  return daysBefore(calendar, epochDay + 1) > daysBefore(calendar, epochDay)
}

/** How many working days lie before a day, since the calendar's first. Throws a RangeError outside 2000–2099. House rule. */
export function daysBefore(calendar: WorkCalendar, epochDay: EpochDay): number {
  const count = calendar.daysBefore[epochDay - calendar.firstDay]
  if (count === undefined)
    throw new RangeError(`${fromEpochDay(epochDay)} lies outside the calendar (2000–2099)`)
  return count
}

/**
 * The n-th working day after a day, which is itself not counted.
 * @law Bộ luật Dân sự 2015, Điều 147 khoản 2
 * @example nthWorkingDay(calendar, toEpochDay(day('2025-04-28')), 3) // 6 May 2025, after 30/4–2/5 and the weekend
 */
export function nthWorkingDay(calendar: WorkCalendar, after: EpochDay, count: number): EpochDay {
  const found = calendar.workingDays[daysBefore(calendar, after + 1) + count - 1]
  if (found === undefined) throw new RangeError('the term ends outside the calendar (2000–2099)')
  return found
}

/** The day itself when it is a working day, else the next one. @law Bộ luật Dân sự 2015, Điều 148 khoản 5 */
export function rollToWorkingDay(calendar: WorkCalendar, epochDay: EpochDay): EpochDay {
  return worksOn(calendar, epochDay) ? epochDay : nthWorkingDay(calendar, epochDay, 1)
}

/** The hours that hold on a day. House rule: content by agency and period. */
export function hoursOn(calendar: WorkCalendar, epochDay: EpochDay): HoursProfile {
  const hours = calendar.hours[calendar.hoursOn[epochDay - calendar.firstDay] ?? -1]
  if (!hours) throw new RangeError(`${fromEpochDay(epochDay)} lies outside the calendar (2000–2099)`)
  return hours
}
