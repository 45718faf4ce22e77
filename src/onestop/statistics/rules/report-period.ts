import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'

export type ReportKind = 'month' | 'quarter' | 'half' | 'year'

/** How many periods of a kind a year has. House rule. */
export const periodsOfYear = { month: 12, quarter: 4, half: 2, year: 1 } as const satisfies Record<
  ReportKind,
  number
>

/**
 * The days of a reporting period, both included: from the 15th of the month before it to the 14th of its last month.
 * `number` counts within the year from 1.
 * @law NĐ 09/2019/NĐ-CP Đ12; TT 09/2026/TT-BTP Đ10
 */
export function reportPeriod(
  kind: ReportKind,
  year: number,
  number: number,
): { readonly from: PlainDate; readonly to: PlainDate } {
  const months = 12 / periodsOfYear[kind]
  if (!Number.isInteger(number) || number < 1 || number > periodsOfYear[kind])
    throw new RangeError(`no ${kind} ${number}`)
  const last = number * months
  return { from: addDays(fourteenth(year, last - months), 1), to: fourteenth(year, last) }
}

/** The 14th of a month; month 0 is December of the year before. */
function fourteenth(year: number, month: number): PlainDate {
  const [ofYear, ofMonth] = month === 0 ? [year - 1, 12] : [year, month]
  return day(`${String(ofYear).padStart(4, '0')}-${String(ofMonth).padStart(2, '0')}-14`)
}

/**
 * Whether a report of this period is due from the day that the circular of 2026 holds; before, its own rule is not
 * verified and null is answered.
 * @law TT 09/2026/TT-BTP Đ9, Đ11
 */
export function isReportRequired(kind: ReportKind, number: number, to: PlainDate): boolean | null {
  if (to < '2026-08-01') return null
  if (kind === 'month') return number % 3 !== 0
  if (kind === 'quarter') return number === 1 || number === 3
  return kind === 'year' || number === 1
}

/** By when it is sent: communes and departments on the 20th, the province on the 23rd. @law TT 09/2026/TT-BTP Đ11 */
export function reportDueOn(to: PlainDate, level: 'unit' | 'province'): PlainDate | null {
  return to < '2026-08-01' ? null : day(`${to.slice(0, 8)}${level === 'unit' ? '20' : '23'}`)
}
