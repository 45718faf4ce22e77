import { addDays, day, daysInMonth, monthOf, type PlainDate, yearOf } from '#kit/values/plain-date.ts'

/** A month of the calendar within a period: `2018-03`, its first day there and the first day after it. */
export type MonthPart = { readonly month: string; readonly from: PlainDate; readonly until: PlainDate }

/** The months of a period (both days included), the first and the last cut to it. House rule. */
export function monthsWithin(from: PlainDate, to: PlainDate): readonly MonthPart[] {
  const parts: MonthPart[] = []
  const end = addDays(to, 1)
  for (let start = from; start < end; ) {
    const next = addDays(day(`${start.slice(0, 8)}01`), daysInMonth(yearOf(start), monthOf(start)))
    const until = next < end ? next : end
    parts.push({ month: start.slice(0, 7), from: start, until })
    start = until
  }
  return parts
}

/** A period as far as it has passed: what lies ahead has not happened, though overdue days are planned. House rule. */
export function passedPart(
  from: PlainDate,
  until: PlainDate,
  today: PlainDate,
): { readonly from: PlainDate; readonly until: PlainDate } {
  const end = addDays(today, 1)
  return { from: from < end ? from : end, until: until < end ? until : end }
}
