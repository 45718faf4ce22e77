import {
  addDays,
  addMonths,
  dayOfMonthOf,
  findDay,
  monthOf,
  type PlainDate,
  weekdayOf,
  yearOf,
} from '#kit/values/plain-date.ts'
import type { DayRef } from '../contract.ts'

/** Reads `dd/mm/yyyy` (also with `-`, `.` or spaces, and ISO `yyyy-mm-dd`); undefined when there is no such day. */
export function readDate(text: string): PlainDate | undefined {
  const typed = text.trim()
  const parts = /^(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4})$/.exec(typed)
  if (!parts) return findDay(typed)
  return findDay(`${parts[3]}-${parts[2]?.padStart(2, '0')}-${parts[1]?.padStart(2, '0')}`)
}

/** Writes `dd/mm/yyyy`. */
export function writeDate(date: PlainDate): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(dayOfMonthOf(date))}/${two(monthOf(date))}/${String(yearOf(date)).padStart(4, '0')}`
}

/** What days are reckoned from: today, the calendar, and the other fields. */
export type DayScope = {
  readonly today: PlainDate
  /** Absent: Monday to Friday. */
  readonly isWorkingDay?: ((day: PlainDate) => boolean) | undefined
  /** The day in a field, when it holds one. */
  readonly dayIn: (field: string) => PlainDate | undefined
}

/** The day that a reference means; undefined when the field it begins at is not filled. */
export function dayOf(reference: DayRef, scope: DayScope): PlainDate | undefined {
  if (typeof reference === 'string') return findDay(reference)
  const from = reference.from === 'today' ? scope.today : scope.dayIn(reference.from)
  if (from === undefined) return undefined
  const moved = addDays(addMonths(from, reference.months ?? 0), reference.days ?? 0)
  return addWorkingDays(moved, reference.workingDays ?? 0, scope.isWorkingDay ?? isWeekday)
}

function addWorkingDays(from: PlainDate, count: number, isWorking: (day: PlainDate) => boolean): PlainDate {
  const step = count < 0 ? -1 : 1
  let day = from
  for (let left = Math.abs(count); left > 0; ) {
    day = addDays(day, step)
    if (isWorking(day)) left--
  }
  return day
}

function isWeekday(day: PlainDate): boolean {
  return weekdayOf(day) <= 5
}
