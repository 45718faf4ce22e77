import { epochDayOfInstant, type Instant } from '#kit/values/instant.ts'
import { type EpochDay, fromEpochDay } from '#kit/values/plain-date.ts'
import type { ClockWarning } from '../contract.ts'
import type { ClockRun } from './clock-run.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { hoursOn } from './working-days.ts'

/** What stands on unsure ground in a reading. House rule: shown beside the answer, never left out. */
export function warningsOf(run: ClockRun, finishAt: Instant | null): ClockWarning[] {
  const from = run.startedAt ?? run.filedAt
  if (from === null) return []
  const warnings = groundWarnings(run.calendar, from, run.due?.at ?? finishAt ?? from)
  const { term } = run.rule
  if (term === null && run.startedAt !== null) warnings.push({ code: 'term-unverified', facts: {} })
  if (term?.unit === 'immediate') warnings.push({ code: 'immediate-has-no-measure', facts: {} })
  return warnings
}

/** What a count stands on: years without announcement, disputed days, unverified hours. House rule. */
export function groundWarnings(calendar: WorkCalendar, from: Instant, to: Instant): ClockWarning[] {
  const [first, last] = [epochDayOfInstant(from), epochDayOfInstant(to)]
  const warnings: ClockWarning[] = []
  for (let year = yearOfDay(first); year <= yearOfDay(last); year++)
    if (!calendar.years.has(year)) warnings.push({ code: 'year-not-announced', facts: { year } })
  for (const day of calendar.disputed)
    if (day >= first && day <= last) {
      const name = calendar.named.get(day)
      warnings.push({
        code: name?.working ? 'disputed-day-counted' : 'disputed-day-left-out',
        facts: { date: fromEpochDay(day), name: name?.name ?? '' },
      })
    }
  if (!hoursOn(calendar, last).verified) warnings.push({ code: 'hours-unverified', facts: {} })
  return warnings
}

function yearOfDay(epochDay: EpochDay): number {
  return Number(fromEpochDay(epochDay).slice(0, 4))
}
