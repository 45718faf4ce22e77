import { epochDayOfInstant, type Instant, instantOf, minuteOfDay } from '#kit/values/instant.ts'
import type { ClockEvent } from '../contract.ts'
import { handOverBy } from './acceptance-clock.ts'
import { addTerm, appointmentMinute, shiftEnd } from './add-term.ts'
import { type ClockRun, type Reckoned, regimeOf } from './clock-run.ts'
import { addLine, addTermLine } from './derivation-lines.ts'
import { lawOf, type RuleId, regimeAt } from './law-articles.ts'
import { nthWorkingDay } from './working-days.ts'
import { openingOf, workingMsBetween } from './working-time.ts'

const dayMs = 86_400_000
const threeOClock = 15 * 60

/**
 * The acceptance: the term begins.
 * @law NĐ 118/2025 Điều 17.3; NĐ 61/2018 Điều 17.1c, 19.4
 */
export function startTerm(run: ClockRun, reckoned: Reckoned): void {
  if (run.acceptedAt !== null) return
  const at = reckoned.happened
  run.regime = run.options.regime ?? regimeAt(at)
  run.acceptedAt = at
  run.noticeFrom = at
  addLine(run, 'term-starts', reckoned, { from: at })
  addHandOver(run, reckoned)
  run.startedAt = startMoment(run, reckoned)
  countFrom(run, run.startedAt, reckoned)
  run.firstDue = run.due?.at ?? null
}

/** R13: by when the counter hands over; what comes after 15:00 goes the next working day, and the term runs all the same. */
function addHandOver(run: ClockRun, reckoned: Reckoned): void {
  const at = reckoned.happened
  const to = handOverBy(run.calendar, at)
  const sameDay = epochDayOfInstant(to) === epochDayOfInstant(at)
  addLine(run, sameDay ? 'hand-over-same-day' : 'hand-over-next-day', reckoned, { from: at, to })
}

/** C4: the 15:00 rule moves the hand-over; only where a province has switched it on does it move the start. */
function startMoment(run: ClockRun, reckoned: Reckoned): Instant {
  const at = reckoned.happened
  if (!run.options.startsNextDayAfter15 || minuteOfDay(at) <= threeOClock) return at
  const moved = openingOf(run.calendar, nthWorkingDay(run.calendar, epochDayOfInstant(at), 1))
  addLine(run, 'start-moved-after-15', reckoned, { from: at, to: moved })
  return moved
}

/**
 * The whole term from a moment: the first appointment, or the new one after a complete supplement (C5).
 * @law NĐ 61/2018 Điều 17.1c, 19.4; NĐ 118/2025 Điều 17.3, 19.5
 */
export function countFrom(run: ClockRun, start: Instant, reckoned: Reckoned): void {
  const term = run.rule.term
  if (term === null) {
    addLine(run, 'term-unverified', reckoned)
    return
  }
  const end = addTerm(run.calendar, start, term, appointmentMinute(start, run.options))
  run.due = end
  run.originalDue = end
  addTermLine(run, `count-${term.unit}`, reckoned.event.sequence, { start, term, end })
}

/** The end moved by a wait that the version lets stop the clock (C7). House rule: see `shiftEnd`. */
export function shiftTerm(run: ClockRun, from: Instant, to: Instant, reckoned: Reckoned): void {
  const { term } = run.rule
  if (term === null || run.due === null || run.originalDue === null || to <= from) return
  const wait = { from, to, workingMs: workingMsBetween(run.calendar, from, to) }
  const appointment = run.startedAt === null ? null : appointmentMinute(run.startedAt, run.options)
  const before = run.due.at
  run.due = shiftEnd(run.calendar, run.due, term.unit, wait, appointment)
  run.originalDue = shiftEnd(run.calendar, run.originalDue, term.unit, wait, appointment)
  addLine(run, 'term-shifts', reckoned, {
    from: before,
    to: run.due.at,
    facts: {
      minutes: Math.round(wait.workingMs / 60_000),
      days: epochDayOfInstant(to) - epochDayOfInstant(from),
      unit: term.unit,
    },
  })
}

/** The last moment at which the authority may still extend: a day before the end, once. @law NĐ 61 Điều 19.9, NĐ 118 Điều 19.6 */
export function extensionAllowedUntil(run: ClockRun): Instant | null {
  if (run.due === null || run.extensions > 0 || run.endedAt !== null) return null
  return instantOf(run.due.at - dayMs)
}

/**
 * The one new appointment, asked for at least a day before the end and counted from the end of the term. What is
 * asked too late or a second time changes nothing and is shown as a breach.
 * @law NĐ 61/2018 Điều 19.9; NĐ 118/2025 Điều 19.6
 */
export function extendTerm(run: ClockRun, reckoned: Reckoned): void {
  const { event, counted } = reckoned
  const breach = extensionBreach(run, event, counted)
  if (breach !== null) {
    breakRule(run, reckoned, breach, 'extension-not-lawful')
    addLine(run, 'extension-not-lawful', reckoned, { facts: { breach } })
    return
  }
  const before = run.due
  if (before === null || event.newTerm === undefined) return
  const end = addTerm(run.calendar, before.at, event.newTerm)
  run.due = end
  run.extensions += 1
  addLine(run, 'term-extended', reckoned, { from: before.at, to: end.at })
  addTermLine(run, `count-${event.newTerm.unit}`, event.sequence, {
    start: before.at,
    term: event.newTerm,
    end,
  })
}

function extensionBreach(run: ClockRun, event: ClockEvent, at: Instant) {
  if (run.extensions > 0) return 'second-extension'
  if (run.due === null || event.newTerm === undefined || event.newTerm.value === 0)
    return 'extension-without-term'
  return at > run.due.at - dayMs ? 'extension-too-late' : null
}

/** Notes a breach with its article. House rule: shown and counted, never repaired. */
export function breakRule(
  run: ClockRun,
  reckoned: Reckoned,
  code: ClockRun['breaches'][number]['code'],
  rule: RuleId,
  sector?: string | null,
): void {
  const law = lawOf(rule, regimeOf(run, reckoned.counted), sector)
  run.breaches.push({ code, sequence: reckoned.event.sequence, law })
}
