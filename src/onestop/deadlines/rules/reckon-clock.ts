import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { ClockEvent, ClockEventKind, ClockOptions, ClockReading, TimeRule } from '../contract.ts'
import { acceptanceTerm } from './acceptance-clock.ts'
import { type ClockRun, newRun, type Reckoned } from './clock-run.ts'
import { answeredTime, countedTime, happenedAt, isRecordedLate } from './counted-time.ts'
import { addLine } from './derivation-lines.ts'
import { readRun } from './read-run.ts'
import { breakRule, extendTerm, startTerm } from './reckon-term.ts'
import { askSupplement, beginStop, endStop, receiveSupplement } from './reckon-waits.ts'
import type { WorkCalendar } from './work-calendar.ts'

/**
 * All that the clock says of a dossier: a pure function of its log, the pinned version and the calendar. Entries
 * stand in order of sequence. The same three give the same reading; nobody types a due time.
 *
 * @law NĐ 61/2018 Điều 17–19; NĐ 118/2025 Điều 17–19; Bộ luật Dân sự 2015 Điều 145–148; docs/law/time-limits.md
 */
export function reckonClock(
  events: readonly ClockEvent[],
  rule: TimeRule,
  calendar: WorkCalendar,
  options: ClockOptions,
): ClockReading {
  const run = newRun(calendar, rule, options)
  for (const event of events) reckon(run, event)
  return readRun(run)
}

function reckon(run: ClockRun, event: ClockEvent): void {
  const counted = later(run.countedAt, countedTime(event))
  const happened = later(run.happenedAt, happenedAt(event))
  const reckoned: Reckoned = { event, counted, happened }
  pass(run, counted)
  if (run.endedAt === null) {
    noteLate(run, reckoned)
    effects[event.kind]?.(run, reckoned)
  } else if (event.kind === 'deliver') run.deliveredAt = counted
  run.countedAt = counted
  run.happenedAt = happened
  run.holder = event.holder
}

/** The time since the action before goes to whoever held the dossier. */
function pass(run: ClockRun, to: Instant): void {
  const from = run.countedAt
  if (from === null || run.holder === null || run.endedAt !== null || to <= from) return
  const excused = run.waits.some(
    (wait) => wait.to === null && (wait.stopsClock || wait.cause === 'supplement'),
  )
  run.segments.push({ from, to, holder: run.holder, excused })
}

function noteLate(run: ClockRun, reckoned: Reckoned): void {
  const { event, counted } = reckoned
  if (!isRecordedLate(event)) return
  const { sequence, kind, occurredAt, recordedAt } = event
  run.late.push({ sequence, kind, occurredAt, recordedAt, countedAt: counted })
  addLine(run, 'recorded-late', reckoned, { from: occurredAt, to: recordedAt })
}

type Effect = (run: ClockRun, reckoned: Reckoned) => void

/** What each kind of action does to the clock; a kind without a row does nothing. */
const effects: Readonly<Partial<Record<ClockEventKind, Effect>>> = {
  file: (run, reckoned) => {
    run.filedAt = reckoned.happened
    run.acceptanceFrom = reckoned.happened
  },
  accept: (run, reckoned) => {
    answerFiling(run, reckoned)
    startTerm(run, reckoned)
  },
  'decline-filing': (run, reckoned) => {
    answerFiling(run, reckoned)
    endClock(run, reckoned, 'stopped')
  },
  'ask-supplement': (run, reckoned) => {
    answerFiling(run, reckoned)
    askSupplement(run, reckoned)
  },
  supplement: receiveSupplement,
  assign: (run, reckoned) => {
    run.assignedAt = reckoned.counted
    run.assessmentFrom = reckoned.counted
    run.assessedAt = null
  },
  assess: (run, reckoned) => {
    run.assessedAt = reckoned.counted
  },
  consult: (run, reckoned) => beginStop(run, reckoned, 'consultation'),
  'answer-consultation': (run, reckoned) => endStop(run, reckoned, ['consultation']),
  'ask-payment': (run, reckoned) => beginStop(run, reckoned, 'payment'),
  pay: (run, reckoned) => endStop(run, reckoned, ['payment']),
  suspend: (run, reckoned) => beginStop(run, reckoned, reckoned.event.cause ?? 'suspension'),
  resume: (run, reckoned) => endStop(run, reckoned, ['suspension', 'field-check']),
  extend: extendTerm,
  decide: (run, reckoned) => endClock(run, reckoned, 'ended'),
  'deem-granted': (run, reckoned) => {
    run.deemed = true
    endClock(run, reckoned, 'ended')
  },
  withdraw: (run, reckoned) => endClock(run, reckoned, 'stopped'),
  close: (run, reckoned) => endClock(run, reckoned, 'stopped'),
}

function endClock(run: ClockRun, reckoned: Reckoned, outcome: 'ended' | 'stopped'): void {
  run.endedAt = reckoned.counted
  run.outcome = outcome
  addLine(run, 'ended', reckoned, { facts: { kind: reckoned.event.kind } })
}

/** The first answer to a filing: accepted, declined or asked for a supplement (R11). */
function answerFiling(run: ClockRun, reckoned: Reckoned): void {
  if (run.acceptedAt !== null || run.answeredAt !== null) return
  run.answeredAt = later(run.countedAt, answeredTime(reckoned.event))
  const due = acceptanceTerm(run)?.dueAt
  if (due !== undefined && run.answeredAt > due) breakRule(run, reckoned, 'acceptance-late', 'filed-online')
}

function later(before: Instant | null, at: Instant): Instant {
  return before === null ? at : instantOf(Math.max(before, at))
}
