import type { Instant } from '#kit/values/instant.ts'
import type { ProcedureContent } from '#onestop/procedures/contract.ts'
import type { Capacity } from './transitions.ts'

/** What the rules need to know beside the dossier's own state; gathered by the act in the same transaction. */
export type ActionFacts = {
  readonly now: Instant
  /** In which capacities the actor may act on this dossier today (post, sector, territory, delegation). */
  readonly capacities: readonly Capacity[]
  /** The acting officer and the post he acts from; null for applicant and system. */
  readonly officer: { readonly officerId: string; readonly postId: string } | null
  readonly version: Pick<ProcedureContent, 'evidence' | 'supplement' | 'silenceMeansConsent' | 'clockStops'>
  readonly caseId: string | undefined
  /** What the clock says, computed from the log by the deadlines module. */
  readonly clock: {
    readonly dueAt: Instant | null
    /** The last moment at which an extension is lawful; null when there is none to extend. */
    readonly extensionAllowedUntil: Instant | null
    /** From when a dossier waiting for its supplement may be closed. */
    readonly closableFrom: Instant | null
    /** From when silence means consent. */
    readonly deemedGrantedFrom: Instant | null
  }
  /** Of `assign`: whether the chosen post may handle this sector and territory today. */
  readonly assigneeMayHandle: boolean
}
