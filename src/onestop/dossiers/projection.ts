import type { Instant } from '#kit/values/instant.ts'
import type { DossierState } from './rules/dossier-state.ts'
import type { RowChanges } from './store.ts'

/** What the row keeps of the clock's reading; computed from the log by the deadlines module, never given. */
export type ClockColumns = {
  readonly dueAt: Instant | null
  readonly originalDueAt: Instant | null
  /** When the authority was done, by the time that counts: an end that was clicked later counts later. */
  readonly endedAt: Instant | null
  readonly onTime: boolean | null
  /** The moment compared with the due time: of the end, or since when it waits; null while it runs. */
  readonly finishAt?: Instant | null
  /** The calendar version the reading stands on. */
  readonly clockVersion: string
}

/** The changing columns of the row, from the folded state and the clock. The log decides; this is a copy. */
export function projectRow(state: DossierState, clock: ClockColumns): RowChanges {
  return {
    status: state.status,
    accepted_at: toDate(state.acceptedAt),
    due_at: toDate(clock.dueAt),
    original_due_at: toDate(clock.originalDueAt),
    ended_at: toDate(clock.endedAt),
    delivered_at: toDate(state.deliveredAt),
    holder_kind: state.holder.kind,
    holder_id: state.holder.id,
    holder_since: new Date(state.holderSince),
    case_officer_post_id: state.caseOfficerPostId,
    supplement_count: state.supplementCount,
    extension_count: state.extensionCount,
    on_time: clock.onTime,
    finish_at: toDate(clock.finishAt ?? null),
    decision: state.decision,
    on_the_spot: state.onTheSpot,
    sequence: state.sequence,
    clock_version: clock.clockVersion,
  }
}

function toDate(at: Instant | null): Date | null {
  return at === null ? null : new Date(at)
}
