/** A civil date of the Gregorian calendar without time or zone, as `YYYY-MM-DD`. Sorts as text. */
export type PlainDate = string & { readonly plainDate: unique symbol }

/** Days since 1970-01-01, a whole number: the form to count with. */
export type EpochDay = number

const dayMs = 86_400_000

/**
 * Reads `YYYY-MM-DD`; a date that does not exist (30 February) is thrown as a RangeError.
 * @example day('2025-04-28')
 */
export function day(text: string): PlainDate {
  const found = findDay(text)
  if (found === undefined) throw new RangeError(`not a date (YYYY-MM-DD): ${text}`)
  return found
}

/** Reads `YYYY-MM-DD`, or undefined when the text is no date that exists. */
export function findDay(text: string): PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms)) return undefined
  return fromEpochDay(ms / dayMs) === text ? (text as PlainDate) : undefined
}

/** The civil date of an epoch day (algorithm of the proleptic Gregorian calendar). */
export function fromEpochDay(epochDay: EpochDay): PlainDate {
  const z = epochDay + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}` as PlainDate
}

/** Days since 1970-01-01 of a civil date. */
export function toEpochDay(date: PlainDate): EpochDay {
  return epochDayOf(yearOf(date), monthOf(date), dayOfMonthOf(date))
}

/** Days since 1970-01-01 of a year, a month 1–12 and a day of the month. */
export function epochDayOf(year: number, month: number, dayOfMonth: number): EpochDay {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The day `count` days after (before, when negative). */
export function addDays(date: PlainDate, count: number): PlainDate {
  return fromEpochDay(toEpochDay(date) + count)
}

/** The following day. */
export function nextDay(date: PlainDate): PlainDate {
  return addDays(date, 1)
}

/** How many days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return toEpochDay(to) - toEpochDay(from)
}

/** Day of the week, 1 Monday … 7 Sunday (ISO 8601). */
export function weekdayOf(date: PlainDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return weekdayOfEpochDay(toEpochDay(date))
}

/** Day of the week of an epoch day, 1 Monday … 7 Sunday. */
export function weekdayOfEpochDay(epochDay: EpochDay): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return (((((epochDay + 3) % 7) + 7) % 7) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7
}

/**
 * The corresponding day `count` months later, or the last day of that month where it does not exist.
 * @law Bộ luật Dân sự 2015, Điều 148 khoản 3
 */
export function addMonths(date: PlainDate, count: number): PlainDate {
  const months = yearOf(date) * 12 + (monthOf(date) - 1) + count
  const year = Math.floor(months / 12)
  const month = (months % 12) + 1
  return fromEpochDay(epochDayOf(year, month, Math.min(dayOfMonthOf(date), daysInMonth(year, month))))
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  const first = epochDayOf(year, month, 1)
  return (month === 12 ? epochDayOf(year + 1, 1, 1) : epochDayOf(year, month + 1, 1)) - first
}

export function yearOf(date: PlainDate): number {
  return Number(date.slice(0, 4))
}
export function monthOf(date: PlainDate): number {
  return Number(date.slice(5, 7))
}
export function dayOfMonthOf(date: PlainDate): number {
  return Number(date.slice(8, 10))
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
