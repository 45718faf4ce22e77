import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { ActionInput, ActionInputOf } from '../contract.ts'
import type { ActionFacts } from './action-facts.ts'
import type { DossierState } from './dossier-state.ts'
import { missingEvidence, unknownEvidence } from './evidence.ts'
import type { Capacity } from './transitions.ts'

/** The refusal that the content of an action gives, or undefined. @law as cited at each case */
export function inputRefusal(
  input: ActionInput,
  state: DossierState,
  facts: ActionFacts,
  capacity: Capacity,
): Refusal | undefined {
  switch (input.kind) {
    case 'accept':
      return acceptRefusal(input, state, facts)
    case 'ask-supplement':
      return supplementRequestRefusal(input, state, facts)
    case 'supplement':
      return supplementRefusal(input, facts)
    case 'assign':
      return facts.assigneeMayHandle
        ? undefined
        : refuse('post-may-not-handle', { post: input.caseOfficerPostId })
    case 'answer-consultation':
      return state.openConsultations.includes(input.agencyId)
        ? undefined
        : refuse('agency-not-consulted', { agency: input.agencyId })
    case 'suspend':
      return facts.version.clockStops.some((stop) => stop.cause === input.cause)
        ? undefined
        : refuse('cause-not-listed')
    case 'decide':
      return decisionRefusal(input)
    case 'withdraw':
      return withdrawalRefusal(input, capacity)
    default:
      return undefined
  }
}

/** Accepted means every mandatory paper is there or waived with its ground. @law NĐ 61 Đ17.1c, NĐ 118 Đ17.1c */
function acceptRefusal(
  input: ActionInputOf<'accept'>,
  state: DossierState,
  facts: ActionFacts,
): Refusal | undefined {
  const unknown = unknownEvidence(facts.version, input.evidence)
  if (unknown.length > 0) return refuse('evidence-unknown', { papers: unknown.join(', ') })
  const missing = missingEvidence(
    facts.version,
    facts.caseId,
    [...state.evidence, ...input.evidence],
    input.waivers,
    state.notApplicable,
  )
  return missing.length > 0
    ? refuse('evidence-missing', {
        count: missing.length,
        papers: missing.map((type) => type.name).join('; '),
      })
    : undefined
}

/** One request, complete and exact; a further one needs its ground and is counted. @law NĐ 61 Đ15.3; NĐ 118 Đ11.2c, 16.3 */
function supplementRequestRefusal(
  input: ActionInputOf<'ask-supplement'>,
  state: DossierState,
  facts: ActionFacts,
): Refusal | undefined {
  const lawful = facts.version.supplement?.rounds ?? 1
  return state.supplementCount >= lawful && !input.furtherRoundGround
    ? refuse('further-supplement-needs-ground', { asked: state.supplementCount, lawful })
    : undefined
}

function supplementRefusal(input: ActionInputOf<'supplement'>, facts: ActionFacts): Refusal | undefined {
  const unknown = unknownEvidence(facts.version, input.evidence)
  if (unknown.length > 0) return refuse('evidence-unknown', { papers: unknown.join(', ') })
  return input.evidence.length === 0 && !input.note ? refuse('supplement-empty') : undefined
}

/** A refusal needs a reason and its legal ground; a grant its signed result. @law NĐ 61 Đ19.7–19.8, NĐ 118 Đ19.3 */
function decisionRefusal(input: ActionInputOf<'decide'>): Refusal | undefined {
  if (input.decision === 'reject') {
    if (!input.reason) return refuse('reason-missing')
    return input.legalGround ? undefined : refuse('legal-ground-missing')
  }
  return input.resultNumber || input.documentIds.length > 0 ? undefined : refuse('result-missing')
}

/** Withdrawn needs the applicant's own confirmation. @law NĐ 118 Đ21; architecture invariant 9 */
function withdrawalRefusal(input: ActionInputOf<'withdraw'>, capacity: Capacity): Refusal | undefined {
  if (capacity === 'applicant')
    return input.confirmation === 'access-key' ? undefined : refuse('withdrawal-not-confirmed')
  return input.confirmation === 'signed-request' && input.documentIds.length > 0
    ? undefined
    : refuse('withdrawal-not-confirmed')
}
