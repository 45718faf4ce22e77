import { addDays, day, dayOfMonthOf, type PlainDate, yearOf } from '#kit/values/plain-date.ts'

export type Grain = 'day' | 'half' | 'year'

/** Whole cells of one grain, from `from` on, up to the day before `until`; null has no begin. */
export type TimePiece = { readonly grain: Grain; readonly from: PlainDate | null; readonly until: PlainDate }

/**
 * The first day of the half month of a day: the 1st or the 15th. Months of the calendar and the reporting periods
 * (15th to 14th) are both made of whole halves.
 * @law NĐ 09/2019/NĐ-CP Đ12 (kỳ báo cáo)
 */
export function halfOf(on: PlainDate): PlainDate {
  return day(`${on.slice(0, 8)}${dayOfMonthOf(on) < 15 ? '01' : '15'}`)
}

function nextHalf(half: PlainDate): PlainDate {
  return dayOfMonthOf(half) < 15 ? day(`${half.slice(0, 8)}15`) : firstOfNextMonth(half)
}

function firstOfNextMonth(on: PlainDate): PlainDate {
  return day(`${addDays(day(`${on.slice(0, 8)}28`), 4).slice(0, 8)}01`)
}

const newYear = (year: number) => day(`${String(year).padStart(4, '0')}-01-01`)

/**
 * A stretch of days as few cells: days up to a half, halves up to a year, years, halves, days. `from` null begins
 * with all that is on record. House rule.
 */
export function piecesOf(from: PlainDate | null, until: PlainDate): readonly TimePiece[] {
  const pieces: TimePiece[] = []
  const put = (grain: Grain, first: PlainDate | null, end: PlainDate) => {
    if (first === null || first < end) pieces.push({ grain, from: first, until: end })
  }
  if (from === null) {
    put('year', null, newYear(yearOf(until)))
    put('half', newYear(yearOf(until)), halfOf(until))
    put('day', halfOf(until), until)
    return pieces
  }
  const half = halfOf(from) === from ? from : nextHalf(halfOf(from))
  if (half > until) return from < until ? [{ grain: 'day', from, until }] : []
  const lastHalf = halfOf(until)
  const year = half === newYear(yearOf(half)) ? half : newYear(yearOf(half) + 1)
  const lastYear = newYear(yearOf(until))
  put('day', from, half)
  if (year > lastYear) put('half', half, lastHalf)
  else {
    put('half', half, year)
    put('year', year, lastYear)
    put('half', lastYear, lastHalf)
  }
  put('day', lastHalf, until)
  return pieces
}
