import { epochDayOfInstant, type Instant } from '#kit/values/instant.ts'
import { type EpochDay, fromEpochDay } from '#kit/values/plain-date.ts'
import type { CalendarChange } from '../contract.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { hoursOn, reasonOf, worksOn } from './working-days.ts'

/**
 * How two calendars differ over the days from one moment to another: which years have another version, which days
 * are working days in one and not in the other, and whether hours differ. It is why a due time moved.
 * @law Bộ luật Lao động 2019, Điều 111 khoản 3, Điều 112; house rule: a corrected calendar is a new version
 */
export function calendarChanges(
  before: WorkCalendar,
  after: WorkCalendar,
  span: { readonly from: Instant; readonly to: Instant },
): CalendarChange {
  const [first, last] = [epochDayOfInstant(span.from), epochDayOfInstant(span.to)]
  const days: CalendarChange['days'][number][] = []
  let hours = false
  for (let day = first; day <= last; day++) {
    if (hoursText(before, day) !== hoursText(after, day)) hours = true
    if (worksOn(before, day) === worksOn(after, day)) continue
    const working = worksOn(after, day)
    // The announcement that speaks of the day: of the new calendar, or of the old one where the new names it no more.
    const named = [reasonOf(after, day), reasonOf(before, day)].find(({ name }) => name !== null)
    days.push({
      date: fromEpochDay(day),
      working,
      name: named?.name ?? null,
      nameEn: named?.nameEn ?? null,
      source: named?.source ?? null,
    })
  }
  return { years: yearsBetween(before, after, first, last), days, hours }
}

function yearsBetween(
  before: WorkCalendar,
  after: WorkCalendar,
  first: EpochDay,
  last: EpochDay,
): CalendarChange['years'] {
  const years: CalendarChange['years'][number][] = []
  for (
    let year = Number(fromEpochDay(first).slice(0, 4));
    year <= Number(fromEpochDay(last).slice(0, 4));
    year++
  ) {
    const [from, to] = [before.years.get(year) ?? null, after.years.get(year) ?? null]
    if (from !== to) years.push({ year, from, to })
  }
  return years
}

function hoursText(calendar: WorkCalendar, day: EpochDay): string {
  return hoursOn(calendar, day)
    .windows.map(({ from, to }) => `${from}-${to}`)
    .join(' ')
}
