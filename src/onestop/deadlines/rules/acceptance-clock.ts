import { epochDayOfInstant, type Instant, minuteOfDay } from '#kit/values/instant.ts'
import type { Regime, TimeRule } from '../contract.ts'
import { addTerm } from './add-term.ts'
import { type ClockRun, regimeOf } from './clock-run.ts'
import type { WorkCalendar } from './work-calendar.ts'
import { nthWorkingDay, worksOn } from './working-days.ts'
import { closingOf, openingOf } from './working-time.ts'

/**
 * By when a filing is answered: an online one within 8 working hours after the system received it, with an alert to
 * the officer after 2 hours (B); or within the time that sector law gives for the acknowledgement.
 * @law NĐ 118/2025 Điều 17.2; before 2025-07-01 NĐ 45/2020 is understood to hold the same 8 hours (not verified)
 */
export function acceptanceTerm(
  run: ClockRun,
): { readonly dueAt: Instant; readonly alertAt: Instant | null } | null {
  const from = run.acceptanceFrom
  if (from === null) return null
  const online = run.options.channel === 'online'
  return answerTerm(run.calendar, from, { online, regime: regimeOf(run, from), rule: run.rule })
}

/** By when a filing that arrived at a moment is answered; null where no law sets a time. @law as `acceptanceTerm` */
export function answerTerm(
  calendar: WorkCalendar,
  from: Instant,
  how: { readonly online: boolean; readonly regime: Regime; readonly rule: Pick<TimeRule, 'supplement'> },
): { readonly dueAt: Instant; readonly alertAt: Instant | null } | null {
  const sector = how.rule.supplement?.acknowledgeWithin ?? null
  if (sector === null && !how.online) return null
  const alerts = how.online && how.regime === 'B'
  return {
    dueAt: addTerm(calendar, from, sector ?? { value: 8, unit: 'working-hour' }).at,
    alertAt: alerts ? addTerm(calendar, from, { value: 2, unit: 'hour' }).at : null,
  }
}

/**
 * By when the counter hands over: within the working day of reception; what came after 15:00 or on a day off, when
 * the next working day opens.
 * @law NĐ 61/2018 Điều 18.2–18.3; NĐ 118/2025 Điều 18
 */
export function handOverBy(calendar: WorkCalendar, acceptedAt: Instant): Instant {
  const day = epochDayOfInstant(acceptedAt)
  if (worksOn(calendar, day) && minuteOfDay(acceptedAt) <= 15 * 60) return closingOf(calendar, day)
  return openingOf(calendar, nthWorkingDay(calendar, day, 1))
}
