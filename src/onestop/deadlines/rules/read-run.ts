import { epochDayOfInstant, type Instant, instantOf } from '#kit/values/instant.ts'
import type { ByDay, ClockReading } from '../contract.ts'
import { acceptanceTerm, handOverBy } from './acceptance-clock.ts'
import { addTerm } from './add-term.ts'
import type { ClockRun, Segment } from './clock-run.ts'
import { warningsOf } from './clock-warnings.ts'
import { sumHolders, unexcusedAfter } from './holder-time.ts'
import { extensionAllowedUntil } from './reckon-term.ts'
import { answerTerm } from './reckon-waits.ts'
import { readSteps } from './step-terms.ts'
import { midnightAfter, workedBefore } from './working-time.ts'

/** The reading of a clock after its last action, as of `now`. @law as cited at each field of ClockReading */
export function readRun(run: ClockRun): ClockReading {
  const { calendar } = run
  const now = presentOf(run)
  const finishAt = finishOf(run, now)
  const segments = segmentsUntil(run, now)
  const holders = sumHolders(calendar, segments)
  const dueAt = run.due?.at ?? null
  const originalDueAt = run.originalDue?.at ?? null
  return {
    regime: run.regime,
    state: stateOf(run),
    filedAt: run.filedAt,
    startedAt: run.startedAt,
    dueAt,
    originalDueAt,
    firstDueAt: run.firstDue,
    pausedSince: run.endedAt === null ? run.pausedSince : null,
    endedAt: run.endedAt,
    finishAt,
    supplementRequests: run.requests,
    extensions: run.extensions,
    waits: run.waits,
    acceptance: readAcceptance(run, now),
    handOverBy: run.acceptedAt === null ? null : handOverBy(calendar, run.acceptedAt),
    ...readSupplement(run),
    steps: readSteps(run, now, segments),
    deemedGrantedFrom: deemedGrantedFrom(run),
    extensionAllowedUntil: extensionAllowedUntil(run),
    byDay: byDay(run, finishAt, dueAt),
    byDayOriginal: byDay(run, finishAt, originalDueAt),
    ...readOnTime(run, finishAt),
    late: readLate(run, segments, finishAt),
    holders,
    totalWorkingMs: totalOf(run, now),
    recordedLate: run.late,
    breaches: run.breaches,
    derivation: run.lines,
    warnings: warningsOf(run, finishAt),
    calendarVersion: calendar.version,
  }
}

/** As of `now`, but not before the latest action. */
function presentOf(run: ClockRun): Instant {
  return instantOf(Math.max(run.options.now, run.countedAt ?? run.options.now))
}

function stateOf(run: ClockRun): ClockReading['state'] {
  if (run.outcome !== null) return run.outcome
  if (run.acceptedAt === null) return 'not-started'
  return run.pausedSince === null ? 'running' : 'paused'
}

/** The moment compared with the due time: while the clock stands or the applicant is asked, when that began (§5.4). */
function finishOf(run: ClockRun, now: Instant): Instant | null {
  if (run.acceptedAt === null) return run.endedAt
  let finish = run.endedAt ?? now
  // What law grants by silence is granted when the term ends, whenever the program writes it down.
  if (run.deemed && run.due !== null) finish = instantOf(Math.min(finish, run.due.at))
  if (run.pausedSince !== null) finish = instantOf(Math.min(finish, run.pausedSince))
  for (const wait of run.waits)
    if (wait.cause === 'supplement' && wait.to === null) finish = instantOf(Math.min(finish, wait.from))
  return finish
}

/** The segments of the log, and the one that is still running. */
function segmentsUntil(run: ClockRun, now: Instant): readonly Segment[] {
  const { countedAt, holder } = run
  if (run.endedAt !== null || countedAt === null || holder === null || now <= countedAt) return run.segments
  const excused = run.waits.some(
    (wait) => wait.to === null && (wait.stopsClock || wait.cause === 'supplement'),
  )
  return [...run.segments, { from: countedAt, to: now, holder, excused }]
}

function totalOf(run: ClockRun, now: Instant): number {
  if (run.filedAt === null) return 0
  return Math.max(workedBefore(run.calendar, run.endedAt ?? now) - workedBefore(run.calendar, run.filedAt), 0)
}

function readAcceptance(run: ClockRun, now: Instant): ClockReading['acceptance'] {
  const term = acceptanceTerm(run)
  if (term === null) return null
  const answeredAt = run.answeredAt
  const over = run.endedAt !== null && answeredAt === null
  return { ...term, answeredAt, late: !over && (answeredAt ?? now) > term.dueAt }
}

/**
 * Days for the applicant end at 24:00 of the last one, not at closing time; closing is lawful from then on.
 * @law Bộ luật Dân sự 2015 Điều 148.5–148.6; NĐ 118/2025 Điều 19.5
 */
function readSupplement(run: ClockRun) {
  const none = { supplementDueAt: null, closableFrom: null, refusalDueAt: null }
  const wait = run.waits.find((open) => open.cause === 'supplement' && open.to === null)
  if (!wait || run.endedAt !== null) return none
  const term = answerTerm(run, wait.from)
  if (term === null) return none
  const end = addTerm(run.calendar, wait.from, term).at
  const supplementDueAt =
    term.unit === 'hour' || term.unit === 'working-hour' ? end : midnightAfter(epochDayOfInstant(end))
  const { refuseWithin, rounds = 1 } = run.rule.supplement ?? {}
  const last = run.requestsInAppraisal >= rounds
  const lastDayEnd = instantOf(supplementDueAt - 1)
  return {
    supplementDueAt,
    closableFrom: supplementDueAt,
    refusalDueAt: refuseWithin && last ? addTerm(run.calendar, lastDayEnd, refuseWithin).at : null,
  }
}

/** Silence means consent once the whole term has passed: hours to the minute, days at 24:00 of the last one. */
function deemedGrantedFrom(run: ClockRun): Instant | null {
  const { term, silenceMeansConsent } = run.rule
  if (!silenceMeansConsent || term === null || run.due === null) return null
  if (run.endedAt !== null || run.pausedSince !== null) return null
  if (term.unit === 'hour' || term.unit === 'working-hour') return run.due.at
  return midnightAfter(epochDayOfInstant(run.due.at))
}

/** By the day, as the reports count. @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a */
function byDay(run: ClockRun, finishAt: Instant | null, dueAt: Instant | null): ByDay | null {
  if (finishAt === null || dueAt === null) return null
  const [finish, due] = [epochDayOfInstant(finishAt), epochDayOfInstant(dueAt)]
  if (run.endedAt === null) return finish > due ? 'overdue' : 'inTime'
  if (finish === due) return 'onTime'
  return finish < due ? 'early' : 'overdue'
}

/**
 * Indicator 2.1: on time when asked at most once and finished by the appointment. The appointment already stands
 * after the wait (restarted or shifted), so the wait is left out once and not twice. The stricter figure takes the
 * first receipt's appointment and subtracts the waiting from the finish.
 * @law Quyết định 766/QĐ-TTg, chỉ số 2.1
 */
function readOnTime(run: ClockRun, finishAt: Instant | null) {
  if (finishAt === null || run.originalDue === null || run.firstDue === null)
    return { onTime766: null, onTimeByFirstAppointment: null }
  const once = run.requests <= 1
  return {
    onTime766: once && finishAt <= run.originalDue.at,
    onTimeByFirstAppointment:
      once && workedWithoutWaits(run, finishAt) <= workedBefore(run.calendar, run.firstDue),
  }
}

function workedWithoutWaits(run: ClockRun, finishAt: Instant): number {
  let worked = workedBefore(run.calendar, finishAt)
  for (const wait of run.waits)
    if (
      wait.cause === 'supplement' &&
      wait.to !== null &&
      run.acceptedAt !== null &&
      wait.from >= run.acceptedAt
    )
      worked -= workedBefore(run.calendar, wait.to) - workedBefore(run.calendar, wait.from)
  return worked
}

function readLate(
  run: ClockRun,
  segments: readonly Segment[],
  finishAt: Instant | null,
): ClockReading['late'] {
  if (finishAt === null || run.due === null || finishAt <= run.due.at) return null
  const byHolder = sumHolders(run.calendar, unexcusedAfter(segments, run.due.at)).filter(
    (sum) => sum.workingMs > 0,
  )
  return { workingMs: byHolder.reduce((total, { workingMs }) => total + workingMs, 0), byHolder }
}
