import {
  type EpochDay,
  epochDayOf,
  fromEpochDay,
  type PlainDate,
  toEpochDay,
  weekdayOfEpochDay,
  yearOf,
} from '#kit/values/plain-date.ts'
import type { CalendarDay, CalendarYear, WorkingHours } from '../calendar-contract.ts'
import type { DayKind } from '../contract.ts'

/** The hours of a period: windows as minutes of the day, in order and apart. */
export type HoursProfile = {
  readonly windows: readonly { readonly from: number; readonly to: number }[]
  readonly opening: number
  readonly closing: number
  readonly minutes: number
  readonly verified: boolean
}

/** A year's days with the version and the source titles under which they are in force. */
export type VersionedYear = { readonly version: number; readonly content: CalendarYear }

/** What a calendar is compiled from. */
export type CalendarSource = {
  readonly years: readonly VersionedYear[]
  /** The agency's own hours, and beside them those that hold where it has none. */
  readonly hours: readonly WorkingHours[]
  /** Names the whole: whoever reckons with it can be asked which calendar it was. */
  readonly version: string
  /** A make-up Saturday is an official working day of the authority: counted unless this is false. */
  readonly makeUpDaysWork?: boolean
}

/** A named day of the calendar, ready to be shown. */
export type NamedDay = {
  readonly kind: DayKind
  readonly working: boolean
  readonly name: string
  readonly nameEn: string
  readonly source: string
}

/**
 * The working calendar compiled for counting: arrays over the days of a century with running sums, so that any term
 * is found in a few steps. `daysBefore[i]` counts the working days and `minutesBefore[i]` the working minutes before
 * day `firstDay + i`.
 */
export type WorkCalendar = {
  readonly version: string
  readonly firstDay: EpochDay
  readonly endDay: EpochDay
  readonly daysBefore: Int32Array
  readonly minutesBefore: Int32Array
  readonly workingDays: Int32Array
  readonly hoursOn: Uint8Array
  readonly hours: readonly HoursProfile[]
  readonly named: ReadonlyMap<EpochDay, NamedDay>
  /** Days of which it is not verified whether they are days off. */
  readonly disputed: readonly EpochDay[]
  /** The announced years and the version of each. */
  readonly years: ReadonlyMap<number, number>
}

const firstDay = epochDayOf(2000, 1, 1)
const endDay = epochDayOf(2100, 1, 1)

/**
 * Compiles years and hours. A year that is not among them has its weekends and nothing else: its holidays are not
 * guessed, and whoever reckons into it is warned. Throws a RangeError for a day outside its year or named twice.
 *
 * @law Bộ luật Lao động 2019, Điều 111 khoản 3, Điều 112; hours: house rule, content by agency and period
 */
export function compileCalendar(source: CalendarSource): WorkCalendar {
  const named = nameDays(source.years, source.makeUpDaysWork ?? true)
  const { profiles, hoursOn } = layHours(source.hours)
  const count = endDay - firstDay
  const daysBefore = new Int32Array(count + 1)
  const minutesBefore = new Int32Array(count + 1)
  const workingDays: number[] = []
  for (let index = 0; index < count; index++) {
    const epochDay = firstDay + index
    const working = named.get(epochDay)?.working ?? weekdayOfEpochDay(epochDay) <= 5
    const minutes = working ? (profiles[hoursOn[index] ?? 0]?.minutes ?? 0) : 0
    if (working) workingDays.push(epochDay)
    daysBefore[index + 1] = (daysBefore[index] ?? 0) + (working ? 1 : 0)
    minutesBefore[index + 1] = (minutesBefore[index] ?? 0) + minutes
  }
  return {
    version: source.version,
    firstDay,
    endDay,
    daysBefore,
    minutesBefore,
    workingDays: Int32Array.from(workingDays),
    hoursOn,
    hours: profiles,
    named,
    disputed: [...named].filter(([, day]) => day.kind === 'disputed').map(([epochDay]) => epochDay),
    years: new Map(source.years.map((year) => [year.content.year, year.version])),
  }
}

function nameDays(years: readonly VersionedYear[], makeUpDaysWork: boolean): Map<EpochDay, NamedDay> {
  const named = new Map<EpochDay, NamedDay>()
  for (const { content } of years)
    for (const entry of content.days) {
      const date = entry.date as PlainDate
      const epochDay = toEpochDay(date)
      if (yearOf(date) !== content.year || fromEpochDay(epochDay) !== date)
        throw new RangeError(`${entry.date} is no day of ${content.year}`)
      if (named.has(epochDay)) throw new RangeError(`${entry.date} is named twice`)
      named.set(epochDay, nameDay(entry, epochDay, content, makeUpDaysWork))
    }
  return named
}

function nameDay(
  entry: CalendarDay,
  epochDay: EpochDay,
  year: CalendarYear,
  makeUpDaysWork: boolean,
): NamedDay {
  const source = year.sources[entry.source]
  if (!source) throw new RangeError(`${entry.date} cites ${entry.source}, which the year does not list`)
  const ignored = entry.kind === 'make-up' && !makeUpDaysWork
  return {
    kind: ignored ? 'make-up-ignored' : entry.kind,
    working:
      entry.kind === 'make-up'
        ? makeUpDaysWork
        : entry.kind === 'disputed' && entry.working && weekdayOfEpochDay(epochDay) <= 5,
    name: entry.name,
    nameEn: entry.nameEn,
    source: source.title,
  }
}

/** For each day the profile of the latest list that covers it: lists later in order go before earlier ones. */
function layHours(lists: readonly WorkingHours[]): { profiles: HoursProfile[]; hoursOn: Uint8Array } {
  const profiles: HoursProfile[] = [{ windows: [], opening: 0, closing: 0, minutes: 0, verified: false }]
  const hoursOn = new Uint8Array(endDay - firstDay)
  for (const list of lists)
    for (const period of list.periods) {
      const from = Math.max(toEpochDay(period.validFrom as PlainDate), firstDay)
      const to = period.validTo === null ? endDay : Math.min(toEpochDay(period.validTo as PlainDate), endDay)
      hoursOn.fill(profiles.length, from - firstDay, Math.max(to - firstDay, from - firstDay))
      profiles.push(profileOf(period))
    }
  if (hoursOn.includes(0)) throw new RangeError('working hours do not cover every day')
  return { profiles, hoursOn }
}

function profileOf(period: WorkingHours['periods'][number]): HoursProfile {
  const windows = period.windows.map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }))
  let before = 0
  let minutes = 0
  for (const { from, to } of windows) {
    if (from < before || to <= from)
      throw new RangeError(`working hours from ${period.validFrom} overlap or are empty`)
    before = to
    minutes += to - from
  }
  return { windows, opening: windows[0]?.from ?? 0, closing: before, minutes, verified: period.verified }
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
