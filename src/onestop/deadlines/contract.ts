import type { Instant } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Facts } from '#kit/values/refusal.ts'
import type { ClockStop, StepTerm, SupplementRule, Term } from '#onestop/procedures/contract.ts'

/** The regime of one-stop law: A = Decree 61/2018 (to 2025-06-30), B = Decree 118/2025 (from 2025-07-01). */
export type Regime = 'A' | 'B'

/** Who may hold a dossier; every working minute has one holder. */
export type HolderKind =
  | 'counter'
  | 'officer'
  | 'leader'
  | 'consulted-agency'
  | 'applicant'
  | 'outside-system'
  | 'outage'

/** The kinds of entries that the clock knows; kinds that do not concern time are `other`. */
export type ClockEventKind =
  | 'file'
  | 'accept'
  | 'decline-filing'
  | 'ask-supplement'
  | 'supplement'
  | 'assign'
  | 'consult'
  | 'answer-consultation'
  | 'assess'
  | 'ask-payment'
  | 'pay'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'apologise'
  | 'decide'
  | 'deem-granted'
  | 'withdraw'
  | 'close'
  | 'deliver'
  | 'outage-began'
  | 'outage-ended'
  | 'other'

export type Holder = { readonly kind: HolderKind; readonly id: string }

/**
 * What the clock reads of a dossier's log: one entry for each action, in order of sequence. `occurredAt` is when
 * it happened, `recordedAt` when it was clicked; which of the two counts is said at `countedTime` (rules).
 */
export type ClockEvent = {
  readonly sequence: number
  readonly kind: ClockEventKind
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** Who holds the dossier after this event. */
  readonly holder: Holder
  /** Of `extend`: how much longer, counted from the end of the term. */
  readonly newTerm?: Term
  /** Of `suspend`: the cause as the version lists it; `suspension` when left out. */
  readonly cause?: ClockStop['cause']
}

/** What the pinned procedure version says about time. */
export type TimeRule = {
  readonly term: Term | null
  readonly silenceMeansConsent: boolean
  readonly supplement: SupplementRule | null
  readonly clockStops: readonly ClockStop[]
  readonly stepTerms: readonly StepTerm[]
}

/** What a reading asks beside the log. */
export type ClockOptions = {
  /** The moment as of which the clock is read. */
  readonly now: Instant
  /** How the dossier came in: an online filing has the acceptance clock. Default `counter`. */
  readonly channel?: 'online' | 'counter' | 'post'
  /** For the calculator: reckon under this regime whatever the date. A dossier's regime follows from its acceptance. */
  readonly regime?: Regime
  /** The hour of the appointment: closing time (default), or the hour of reception where a unit's rule says so. */
  readonly appointment?: 'end-of-day' | 'reception-hour'
  /** Whether what is accepted after 15:00 starts on the next working day; off by default (C4). */
  readonly startsNextDayAfter15?: boolean
  /** False leaves the derivation out, for replays of many dossiers. Default true. */
  readonly derive?: boolean
}

/** Why a day is a working day or not. */
export type DayKind =
  | 'ordinary'
  | 'weekend'
  | 'statutory'
  | 'substitute'
  | 'swap'
  | 'make-up'
  | 'make-up-ignored'
  | 'disputed'

/** A day that was not counted, with the reason. Names are null for an ordinary weekend. */
export type SkippedDay = {
  readonly date: PlainDate
  readonly kind: DayKind
  readonly name: string | null
  readonly nameEn: string | null
  /** The announcement, as the calendar cites it. */
  readonly source: string | null
}

/** An act and its article: `{ act: 'ND118', article: '19.5' }`; a plain text where sector law is cited by the version. */
export type LawReference = { readonly act: LawAct; readonly article: string } | string
export type LawAct = 'ND61' | 'ND118' | 'ND45' | 'BLDS' | 'QD766'

/** One line of the derivation: pure codes and facts; `explainDerivation` writes the sentences. */
export type DerivationLine = {
  readonly rule: string
  readonly law: readonly LawReference[]
  /** The action of the log that it follows from. */
  readonly sequence: number | null
  /** The moment that counts for the action. */
  readonly at: Instant
  readonly from: Instant | null
  readonly to: Instant | null
  readonly term: Term | null
  /** The first and the last day that were counted and how many: what a paper calendar shows. */
  readonly counted: { readonly first: PlainDate; readonly last: PlainDate; readonly days: number } | null
  readonly skipped: readonly SkippedDay[]
  /** Make-up days and disputed days that were counted, worth a look. */
  readonly remarked: readonly SkippedDay[]
  readonly facts: Facts
  /** The versions of the calendar years that it stands on: `2025.1`. */
  readonly calendar: string
}

/** What a reader must know of the answer's ground: an unannounced year, unverified hours, a disputed day. */
export type ClockWarning = { readonly code: string; readonly facts: Facts }

/** A time of waiting. Half open: `from` counts, `to` does not; null is still open. */
export type WaitingInterval = {
  readonly cause: ClockStop['cause'] | 'supplement'
  readonly from: Instant
  readonly to: Instant | null
  /** False: the dossier waited, but the clock did not stop. */
  readonly stopsClock: boolean
}

/** An action that was recorded on a later day than it happened. */
export type RecordedLate = {
  readonly sequence: number
  readonly kind: ClockEventKind
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** The moment that the clock counts. */
  readonly countedAt: Instant
}

/** A rule that an action of the log broke: shown and counted, never repaired. */
export type ClockBreach = {
  readonly code:
    | 'acceptance-late'
    | 'supplement-notice-late'
    | 'supplement-beyond-rounds'
    | 'supplement-after-end'
    | 'stop-not-listed'
    | 'stop-after-end'
    | 'second-extension'
    | 'extension-too-late'
    | 'extension-without-term'
  readonly sequence: number
  readonly law: readonly LawReference[]
}

/** Working time in one hand, in whole milliseconds. */
export type HolderTime = { readonly holder: Holder; readonly workingMs: number }

export type StepReading = {
  readonly step: StepTerm['step']
  readonly startedAt: Instant
  readonly dueAt: Instant
  readonly endedAt: Instant | null
  readonly late: boolean
  /** Of a late step: working time past its own due time, waiting left out, by whose hands. Else empty. */
  readonly lateByHolder: readonly HolderTime[]
}

/** Early, on time or overdue by the day (ended dossiers); in time or overdue as of `now` (open ones). */
export type ByDay = 'early' | 'onTime' | 'overdue' | 'inTime'

/**
 * All that the clock says of a dossier as of a moment. Nothing in it is an input: it follows from the log, the
 * pinned version and the calendar, and the same three give the same reading.
 */
export type ClockReading = {
  /** Of the acceptance; before it null. */
  readonly regime: Regime | null
  /** `stopped`: ended without a result (declined, withdrawn, closed). */
  readonly state: 'not-started' | 'running' | 'paused' | 'ended' | 'stopped'
  readonly filedAt: Instant | null
  readonly startedAt: Instant | null
  /** Null before acceptance and where the term is not verified. While paused: as it stood when the clock stopped. */
  readonly dueAt: Instant | null
  /** As `dueAt` without the extension: the appointment that statistics compare with (L4). */
  readonly originalDueAt: Instant | null
  /** The appointment of the first receipt. */
  readonly firstDueAt: Instant | null
  readonly pausedSince: Instant | null
  /** When the authority was done, by the time that counts. */
  readonly endedAt: Instant | null
  /** The moment compared with the due time: the end; while waiting, when the wait began; else `now`. */
  readonly finishAt: Instant | null
  readonly supplementRequests: number
  readonly extensions: number
  readonly waits: readonly WaitingInterval[]
  /** R11: of an online filing, or of the sector's own acknowledgement. */
  readonly acceptance: {
    readonly dueAt: Instant
    readonly alertAt: Instant | null
    readonly answeredAt: Instant | null
    readonly late: boolean
  } | null
  /** R13: by when the counter hands over to the agency. */
  readonly handOverBy: Instant | null
  /** Until when the applicant may answer the open request; null when none is open or no law sets a time. */
  readonly supplementDueAt: Instant | null
  /** From when the dossier that waits for its supplement may be closed (C6). */
  readonly closableFrom: Instant | null
  /** By when the agency refuses after the last round, where sector law says so. */
  readonly refusalDueAt: Instant | null
  readonly steps: readonly StepReading[]
  /** From when silence means consent; null where it does not, or while the clock stands. */
  readonly deemedGrantedFrom: Instant | null
  /** The last moment at which an extension is lawful; null when there is none to extend or it was used. */
  readonly extensionAllowedUntil: Instant | null
  /** Against `dueAt`; null without a due time. */
  readonly byDay: ByDay | null
  /** Against `originalDueAt`. */
  readonly byDayOriginal: ByDay | null
  /** Indicator 2.1 of Decision 766, exactly: by the hour, against the original date, two requests are late. */
  readonly onTime766: boolean | null
  /** The strictest reading of the same: finish less the waiting, against the appointment of the first receipt. */
  readonly onTimeByFirstAppointment: boolean | null
  /** Working time past the due time, waiting left out, and in whose hands; null when not late. */
  readonly late: { readonly workingMs: number; readonly byHolder: readonly HolderTime[] } | null
  /** From filing to the end (or `now`): each working millisecond has one holder, the sum is `totalWorkingMs`. */
  readonly holders: readonly HolderTime[]
  readonly totalWorkingMs: number
  readonly recordedLate: readonly RecordedLate[]
  readonly breaches: readonly ClockBreach[]
  readonly derivation: readonly DerivationLine[]
  readonly warnings: readonly ClockWarning[]
  /** The version of the calendar that the reading stands on. */
  readonly calendarVersion: string
}

/** How two calendars differ over the days of a term: why a due time moved. */
export type CalendarChange = {
  /** Years that have another version; null is not announced. */
  readonly years: readonly {
    readonly year: number
    readonly from: number | null
    readonly to: number | null
  }[]
  /** Days that became working days, or ceased to be, with the announcement that speaks of them. */
  readonly days: readonly {
    readonly date: PlainDate
    readonly working: boolean
    readonly name: string | null
    readonly nameEn: string | null
    readonly source: string | null
  }[]
  /** Whether working hours differ on one of the days. */
  readonly hours: boolean
}
