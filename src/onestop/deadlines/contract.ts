import type { Instant } from '#kit/values/instant.ts'
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

/**
 * What the clock reads of a dossier's log: one entry for each action, in order of sequence.
 * `occurredAt` is when it happened, `recordedAt` when it was clicked; the clock of law runs on `occurredAt`
 * only where the act was recorded on the same working day, otherwise on `recordedAt`.
 */
export type ClockEvent = {
  readonly sequence: number
  readonly kind: ClockEventKind
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** Who holds the dossier after this event. */
  readonly holder: { readonly kind: HolderKind; readonly id: string }
  /** Of `extend` and `apologise`: the new promised moment asked for. */
  readonly newTerm?: Term
}

/** What the pinned procedure version says about time. */
export type TimeRule = {
  readonly term: Term | null
  readonly silenceMeansConsent: boolean
  readonly supplement: SupplementRule | null
  readonly clockStops: readonly ClockStop[]
  readonly stepTerms: readonly StepTerm[]
}
