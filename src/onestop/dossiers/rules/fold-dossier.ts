import type { DossierStatus, EvidenceInput } from '../contract.ts'
import type { DossierAction, DossierState, FilingContent, Holder } from './dossier-state.ts'
import { findTransition } from './transitions.ts'

/**
 * The latest state of a dossier from its whole log. The log is the truth; the row of the database must equal
 * this (checked in tests and by `npm run verify`). House rule.
 */
export function foldDossier(agencyId: string, actions: readonly DossierAction[]): DossierState {
  const [first, ...rest] = actions
  if (first?.content.kind !== 'file') throw new Error('a log begins with the filing')
  return rest.reduce(applyAction, stateOfFiling(agencyId, first, first.content))
}

/** The state right after filing. House rule: the counter holds it. */
export function stateOfFiling(agencyId: string, action: DossierAction, content: FilingContent): DossierState {
  return {
    agencyId,
    counterId: content.counterId,
    status: 'filed',
    channel: content.channel,
    sequence: action.sequence,
    filedAt: action.occurredAt,
    acceptedAt: null,
    endedAt: null,
    deliveredAt: null,
    lastOccurredAt: action.occurredAt,
    holder: { kind: 'counter', id: content.counterId },
    holderSince: action.occurredAt,
    evidence: content.evidence,
    waivers: [],
    notApplicable: content.notApplicable,
    supplementCount: 0,
    openFindings: [],
    caseOfficerPostId: null,
    assessment: null,
    openConsultations: [],
    extensionCount: 0,
    suspended: false,
    decision: null,
    onTheSpot: true,
  }
}

/** The state after one more action. Throws where the table of transitions knows no such step. House rule. */
export function applyAction(state: DossierState, action: DossierAction): DossierState {
  const transition = findTransition(action.kind, state.status, state.acceptedAt !== null)
  if (!transition) throw new Error(`no transition for ${action.kind} from ${state.status}`)
  const status = transition.to === 'unchanged' ? state.status : transition.to
  const changed = {
    ...state,
    ...changesBy(state, action),
    onTheSpot: state.onTheSpot && !tookPlaceElsewhere(action),
    status,
    sequence: action.sequence,
    lastOccurredAt: action.occurredAt,
  }
  const holder = holderAfter(changed, action, state.holder)
  const same = holder.kind === state.holder.kind && holder.id === state.holder.id
  return {
    ...changed,
    endedAt: state.endedAt ?? (endsAt(status) ? action.occurredAt : null),
    holder,
    holderSince: same ? state.holderSince : action.occurredAt,
  }
}

/** The four steps of "4 tại chỗ": reception, appraisal, approval, return (06-service-levels §6.4). */
const fourSteps: readonly string[] = ['accept', 'assess', 'decide', 'deliver']

function tookPlaceElsewhere(action: DossierAction): boolean {
  return (
    fourSteps.includes(action.kind) && (action.actor.kind !== 'officer' || action.actor.place !== 'centre')
  )
}

function endsAt(status: DossierStatus): boolean {
  return status === 'decided' || status === 'declined' || status === 'withdrawn' || status === 'stopped'
}

function changesBy(state: DossierState, action: DossierAction): Partial<DossierState> {
  const content = action.content
  switch (content.kind) {
    case 'accept':
      return {
        acceptedAt: action.occurredAt,
        waivers: content.waivers,
        evidence: mergeEvidence(state.evidence, content.evidence),
      }
    case 'ask-supplement':
      return { supplementCount: state.supplementCount + 1, openFindings: content.findings }
    case 'supplement':
      return { openFindings: [], evidence: mergeEvidence(state.evidence, content.evidence), assessment: null }
    case 'assign':
      return { caseOfficerPostId: content.caseOfficerPostId, assessment: null }
    case 'consult':
      return { openConsultations: [...state.openConsultations, content.agencyId] }
    case 'answer-consultation':
      return { openConsultations: state.openConsultations.filter((id) => id !== content.agencyId) }
    case 'assess':
      return action.actor.kind === 'officer'
        ? { assessment: { officerId: action.actor.officerId, finding: content.finding } }
        : {}
    case 'suspend':
      return { suspended: true }
    case 'resume':
      return { suspended: false }
    case 'extend':
      return { extensionCount: state.extensionCount + 1 }
    case 'decide':
      return { decision: content.decision }
    case 'deem-granted':
      return { decision: 'deemed' }
    case 'deliver':
      return { deliveredAt: action.occurredAt }
    default:
      return {}
  }
}

/** Papers handed in later stand beside earlier ones; the newer of the same type comes last. */
function mergeEvidence(
  before: readonly EvidenceInput[],
  added: readonly EvidenceInput[],
): readonly EvidenceInput[] {
  return [
    ...before.filter((old) => !added.some((now) => now.evidenceTypeId === old.evidenceTypeId)),
    ...added,
  ]
}

function holderAfter(state: Omit<DossierState, 'holder'>, action: DossierAction, before: Holder): Holder {
  const counter: Holder = { kind: 'counter', id: state.counterId }
  const atWork: Holder = state.caseOfficerPostId
    ? { kind: 'officer', id: state.caseOfficerPostId }
    : { kind: 'leader', id: state.agencyId }
  const content = action.content
  switch (content.kind) {
    case 'accept':
      return { kind: 'leader', id: state.agencyId }
    case 'ask-supplement':
    case 'ask-payment':
      return { kind: 'applicant', id: 'applicant' }
    case 'supplement':
      return state.acceptedAt === null ? counter : atWork
    case 'pay':
      return before.kind === 'applicant' ? atWork : before
    case 'assign':
    case 'resume':
      return atWork
    case 'consult':
      return { kind: 'consulted-agency', id: content.agencyId }
    case 'answer-consultation':
      return before.kind === 'consulted-agency' ? (nextConsulted(state) ?? atWork) : before
    case 'assess':
      return { kind: 'leader', id: state.agencyId }
    case 'suspend':
      return { kind: 'outside-system', id: content.cause }
    case 'extend':
    case 'apologise':
      return before
    default:
      return counter
  }
}

function nextConsulted(state: Pick<DossierState, 'openConsultations'>): Holder | undefined {
  const [agencyId] = state.openConsultations
  return agencyId === undefined ? undefined : { kind: 'consulted-agency', id: agencyId }
}
