import { day, daysInMonth, monthOf, type PlainDate, yearOf } from '#kit/values/plain-date.ts'

/** The days of a month `YYYY-MM` that lie within a period, so that a month's figure opens to its own rows. House rule. */
export function monthWithin(
  period: { readonly from: string; readonly to: string },
  month: string,
): { from: PlainDate; to: PlainDate } {
  const first = day(`${month}-01`)
  const last = day(`${month}-${String(daysInMonth(yearOf(first), monthOf(first))).padStart(2, '0')}`)
  return {
    from: period.from > first ? day(period.from) : first,
    to: period.to < last ? day(period.to) : last,
  }
}
