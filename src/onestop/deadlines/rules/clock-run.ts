import type { Instant } from '#kit/values/instant.ts'
import type {
  ClockBreach,
  ClockEvent,
  ClockOptions,
  DerivationLine,
  Holder,
  RecordedLate,
  Regime,
  TimeRule,
} from '../contract.ts'
import type { TermEnd } from './add-term.ts'
import { regimeAt } from './law-articles.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** A stretch of a dossier's life with one holder. `excused` time is not held against anyone's lateness. */
export type Segment = { from: Instant; to: Instant; holder: Holder; excused: boolean }

/** A wait as it is being reckoned. */
export type Wait = {
  cause: 'payment' | 'consultation' | 'suspension' | 'field-check' | 'supplement'
  from: Instant
  to: Instant | null
  stopsClock: boolean
}

/** What the fold over the log carries from action to action. It lives and dies inside `reckonClock`. */
export type ClockRun = {
  readonly calendar: WorkCalendar
  readonly rule: TimeRule
  readonly options: ClockOptions
  readonly derive: boolean
  regime: Regime | null
  /** The latest moment counted, and the latest at which something happened: neither goes back. */
  countedAt: Instant | null
  happenedAt: Instant | null
  holder: Holder | null
  filedAt: Instant | null
  acceptedAt: Instant | null
  startedAt: Instant | null
  due: TermEnd | null
  originalDue: TermEnd | null
  firstDue: Instant | null
  endedAt: Instant | null
  /** How it ended; only `ended` has a result. */
  outcome: 'ended' | 'stopped' | null
  /** Whether it ended because silence means consent. */
  deemed: boolean
  deliveredAt: Instant | null
  waits: Wait[]
  /** Since when the clock stands: the first of the open waits that stop it. */
  pausedSince: Instant | null
  requests: number
  requestsInAppraisal: number
  /** From when the latest notice term of the agency runs: acceptance or the latest supplement. */
  noticeFrom: Instant | null
  extensions: number
  acceptanceFrom: Instant | null
  answeredAt: Instant | null
  segments: Segment[]
  late: RecordedLate[]
  breaches: ClockBreach[]
  lines: DerivationLine[]
  /** When each step last began and ended. */
  assignedAt: Instant | null
  assessedAt: Instant | null
  assessmentFrom: Instant | null
}

/** A clock before its first action. House rule. */
export function newRun(calendar: WorkCalendar, rule: TimeRule, options: ClockOptions): ClockRun {
  return {
    calendar,
    rule,
    options,
    derive: options.derive ?? true,
    regime: null,
    countedAt: null,
    happenedAt: null,
    holder: null,
    filedAt: null,
    acceptedAt: null,
    startedAt: null,
    due: null,
    originalDue: null,
    firstDue: null,
    endedAt: null,
    outcome: null,
    deemed: false,
    deliveredAt: null,
    waits: [],
    pausedSince: null,
    requests: 0,
    requestsInAppraisal: 0,
    noticeFrom: null,
    extensions: 0,
    acceptanceFrom: null,
    answeredAt: null,
    segments: [],
    late: [],
    breaches: [],
    lines: [],
    assignedAt: null,
    assessedAt: null,
    assessmentFrom: null,
  }
}

/** The regime of the dossier, before acceptance that of the moment. House rule. */
export function regimeOf(run: ClockRun, at: Instant): Regime {
  return run.regime ?? run.options.regime ?? regimeAt(at)
}

/** One action with the two moments that count for it. */
export type Reckoned = {
  readonly event: ClockEvent
  /** The moment counted for waits and ends. */
  readonly counted: Instant
  /** The moment at which it happened, for what begins a term. */
  readonly happened: Instant
}
