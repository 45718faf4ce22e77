import { epochDayOfInstant, type Instant } from '#kit/values/instant.ts'
import { type EpochDay, fromEpochDay } from '#kit/values/plain-date.ts'
import type { Term } from '#onestop/procedures/contract.ts'
import type { DerivationLine, SkippedDay } from '../contract.ts'
import type { TermEnd } from './add-term.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { reasonOf, worksOn } from './working-days.ts'
import { workingDaysBetween } from './working-time.ts'

type Description = Pick<DerivationLine, 'counted' | 'skipped' | 'remarked' | 'calendar'>

/**
 * What a paper calendar shows of a term: the days counted, each day left out with its reason, and the counted days
 * worth a look (make-up Saturdays, disputed days).
 * @law Bộ luật Dân sự 2015, Điều 147, 148
 */
export function describeTerm(calendar: WorkCalendar, start: Instant, term: Term, end: TermEnd): Description {
  const first = epochDayOfInstant(start)
  const last = epochDayOfInstant(end.at)
  const stamp = calendarStamp(calendar, first, last)
  if (term.unit === 'hour') return { counted: null, skipped: [], remarked: [], calendar: stamp }
  if (term.value > 0 && (term.unit === 'day' || term.unit === 'month'))
    return {
      counted: {
        first: fromEpochDay(first + 1),
        last: fromEpochDay(end.lastDay),
        days: end.lastDay - first,
      },
      skipped: daysOf(calendar, end.lastDay, last - 1, isLeftOut),
      remarked: daysOf(calendar, last, last, isWorthALook),
      calendar: stamp,
    }
  const days = workingDaysBetween(calendar, first, last)
  return {
    counted:
      term.unit === 'working-day' && days > 0
        ? { first: fromEpochDay(firstWorking(calendar, first)), last: fromEpochDay(last), days }
        : null,
    skipped: daysOf(calendar, first + 1, last, isLeftOut),
    remarked: daysOf(calendar, first + 1, last, isWorthALook),
    calendar: stamp,
  }
}

/** The versions of the years from one day to another: `2025.1 2026.2`; `2027.-` has no announcement. House rule. */
export function calendarStamp(calendar: WorkCalendar, from: EpochDay, to: EpochDay): string {
  const stamps: string[] = []
  const lastYear = Number(fromEpochDay(to).slice(0, 4))
  for (let year = Number(fromEpochDay(from).slice(0, 4)); year <= lastYear; year++)
    stamps.push(`${year}.${calendar.years.get(year) ?? '-'}`)
  return stamps.join(' ')
}

function firstWorking(calendar: WorkCalendar, after: EpochDay): EpochDay {
  let day = after + 1
  while (!worksOn(calendar, day)) day++
  return day
}

type Choice = (calendar: WorkCalendar, day: EpochDay) => boolean

function daysOf(calendar: WorkCalendar, from: EpochDay, to: EpochDay, choice: Choice): SkippedDay[] {
  const days: SkippedDay[] = []
  for (let day = from; day <= to; day++) if (choice(calendar, day)) days.push(reasonOf(calendar, day))
  return days
}

function isLeftOut(calendar: WorkCalendar, day: EpochDay): boolean {
  return !worksOn(calendar, day)
}

/** A named day that is nevertheless worked. */
function isWorthALook(calendar: WorkCalendar, day: EpochDay): boolean {
  return worksOn(calendar, day) && calendar.named.has(day)
}
