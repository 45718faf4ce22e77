import { addDays, day, daysInMonth, findDay, type PlainDate } from '#kit/values/plain-date.ts'
import { periodsOfYear, type ReportKind, reportPeriod } from '#onestop/statistics/rules/report-period.ts'

/** A period to choose: `key` as it stands in the address, such as `quy-2` or `nam`. */
export type PeriodChoice = {
  readonly key: string
  readonly kind: ReportKind
  readonly number: number
  readonly from: PlainDate
  readonly to: PlainDate
}

const words = { year: 'nam', half: 'nua', quarter: 'quy', month: 'thang' } as const satisfies Record<
  ReportKind,
  string
>
const kinds = ['year', 'half', 'quarter', 'month'] as const

/** The reporting periods of a year, from the 15th to the 14th. */
export function reportingPeriods(year: number): readonly PeriodChoice[] {
  return choices((kind, number) => reportPeriod(kind, year, number))
}

/** The calendar's own periods of a year. */
export function calendarPeriods(year: number): readonly PeriodChoice[] {
  return choices((kind, number) => {
    const months = 12 / periodsOfYear[kind]
    const last = number * months
    return {
      from: firstOf(year, last - months + 1),
      to: addDays(firstOf(year, last), daysInMonth(year, last) - 1),
    }
  })
}

function firstOf(year: number, month: number): PlainDate {
  return day(`${year}-${String(month).padStart(2, '0')}-01`)
}

function choices(
  days: (kind: ReportKind, number: number) => { from: PlainDate; to: PlainDate },
): PeriodChoice[] {
  return kinds.flatMap((kind) =>
    Array.from({ length: periodsOfYear[kind] }, (_, index) => ({
      key: kind === 'year' ? words.year : `${words[kind]}-${index + 1}`,
      kind,
      number: index + 1,
      ...days(kind, index + 1),
    })),
  )
}

/** The period that the address names (`ky`), else the whole year. */
export function chosenPeriod(periods: readonly PeriodChoice[], query: URLSearchParams): PeriodChoice {
  const [whole] = periods
  const chosen = periods.find(({ key }) => key === query.get('ky')) ?? whole
  if (!chosen) throw new Error('a year has periods')
  return chosen
}

/** The year that the address names (`nam`), else the latest with figures. */
export function chosenYear(query: URLSearchParams, years: readonly number[], today: string): number {
  const asked = Number(query.get('nam'))
  if (Number.isInteger(asked) && asked >= 2000 && asked <= 2100) return asked
  return years[0] ?? Number(today.slice(0, 4))
}

/** Days of the reader's own (`tu`, `den`), where both exist and follow each other within fifty years. */
export function ownDays(
  query: URLSearchParams,
): { readonly from: PlainDate; readonly to: PlainDate } | undefined {
  const [from, to] = [findDay(query.get('tu') ?? ''), findDay(query.get('den') ?? '')]
  if (!from || !to || from > to) return undefined
  return Number(to.slice(0, 4)) - Number(from.slice(0, 4)) <= 50 ? { from, to } : undefined
}

/** The agency that the address names (`don-vi`), where it is one of those that may answer. */
export function chosenUnit(query: URLSearchParams, units: readonly { readonly id: string }[]): string | null {
  return units.find(({ id }) => id === query.get('don-vi'))?.id ?? null
}

/** The address's parameters again, without the page of a list and those left out. */
export function queryOf(query: URLSearchParams, without: readonly string[] = []): URLSearchParams {
  const left = ['sau', 'lang', ...without]
  return new URLSearchParams([...query].filter(([key, value]) => value !== '' && !left.includes(key)))
}
