import type { Json } from '#kit/values/canonical-json.ts'
import type { Instant } from '#kit/values/instant.ts'
import type {
  ActionInput,
  Channel,
  DossierActionKind,
  DossierStatus,
  EvidenceInput,
  FileDossier,
  Finding,
  Waiver,
} from '../contract.ts'

/** Who acted, as it stands in the log: ids only, the post held at that moment and where it is carried out. */
export type Actor =
  | { readonly kind: 'applicant' }
  | {
      readonly kind: 'officer'
      readonly officerId: string
      readonly postId: string
      readonly agencyId: string
      readonly place: 'centre' | 'agency'
    }
  | { readonly kind: 'system' }

/** What the `file` action carries. */
export type FilingContent = Omit<FileDossier, 'requestId' | 'procedureCode'> & {
  readonly kind: 'file'
  readonly channel: Channel
  readonly code: string
  readonly procedureVersionId: string
  readonly counterId: string
  readonly synthetic: boolean
}

/** What an action carries: of `file` the filing, of all others their input. */
export type ActionContent = FilingContent | ActionInput

/** One entry of a dossier's log, before it is hashed. */
export type DossierAction = {
  readonly sequence: number
  readonly kind: DossierActionKind
  readonly actor: Actor
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  readonly content: ActionContent
}

/** Who holds the dossier: every moment has one. */
export type Holder = {
  readonly kind: 'counter' | 'officer' | 'leader' | 'consulted-agency' | 'applicant' | 'outside-system'
  readonly id: string
}

/** The latest state, folded from the log; the row in the database is this, written for look-up. */
export type DossierState = {
  readonly agencyId: string
  readonly counterId: string
  readonly status: DossierStatus
  readonly channel: Channel
  readonly sequence: number
  readonly filedAt: Instant
  readonly acceptedAt: Instant | null
  /** When the authority was done: decided, declined, withdrawn or stopped. */
  readonly endedAt: Instant | null
  readonly deliveredAt: Instant | null
  readonly lastOccurredAt: Instant
  readonly holder: Holder
  readonly holderSince: Instant
  readonly evidence: readonly EvidenceInput[]
  readonly waivers: readonly Waiver[]
  readonly notApplicable: readonly string[]
  readonly supplementCount: number
  readonly openFindings: readonly Finding[]
  readonly caseOfficerPostId: string | null
  readonly assessment: { readonly officerId: string; readonly finding: 'meets' | 'fails' } | null
  readonly openConsultations: readonly string[]
  readonly extensionCount: number
  readonly suspended: boolean
  readonly decision: 'grant' | 'reject' | 'deemed' | null
  /** Whether every one of reception, appraisal, approval and return so far took place at the service centre. */
  readonly onTheSpot: boolean
}

/** Content as JSON, for hashing and storing: it holds nothing else, and members that are undefined are left out. */
export function contentJson(content: ActionContent): Json {
  return content as unknown as Json
}
