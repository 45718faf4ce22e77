import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { ActionInput } from '../contract.ts'
import type { ActionFacts } from './action-facts.ts'
import type { DossierState } from './dossier-state.ts'

type Kind = ActionInput['kind']
type StateRefusal = (state: DossierState, facts: ActionFacts) => Refusal | undefined

/**
 * What forbids an action whatever its content: shown beside the disabled button. The status itself and the
 * actor's capacity are checked before, by the table of transitions.
 */
const stateRefusals: Readonly<Partial<Record<Kind, StateRefusal>>> = {
  assess: (state, facts) => {
    // Only the officer to whom the dossier is assigned appraises it (NĐ 61 Đ19.2, NĐ 118 Đ19.3).
    if (state.caseOfficerPostId !== facts.officer?.postId) return refuse('not-the-case-officer')
    if (state.openConsultations.length > 0)
      return refuse('consultation-open', { agencies: state.openConsultations.join(', ') })
    return state.suspended ? refuse('dossier-suspended') : undefined
  },
  consult: (state, facts) =>
    state.caseOfficerPostId === facts.officer?.postId ? undefined : refuse('not-the-case-officer'),
  'answer-consultation': (state) =>
    state.openConsultations.length > 0 ? undefined : refuse('no-consultation-open'),
  suspend: (state, facts) => {
    if (state.suspended) return refuse('dossier-suspended')
    const listed = facts.version.clockStops.some(
      (stop) => stop.cause === 'suspension' || stop.cause === 'field-check',
    )
    return listed ? undefined : refuse('cause-not-listed')
  },
  resume: (state) => (state.suspended ? undefined : refuse('dossier-not-suspended')),
  extend: (state, { clock, now }) => {
    // A new appointment at most once (L2), told at least one day before the term ends (L1).
    if (state.extensionCount > 0) return refuse('extension-used')
    if (clock.dueAt === null || clock.extensionAllowedUntil === null) return refuse('no-term-to-extend')
    return now > clock.extensionAllowedUntil ? refuse('extension-too-late') : undefined
  },
  decide: (state, { officer }) => {
    if (state.assessment === null) return refuse('dossier-not-assessed')
    // The one who appraises is not alone the one who decides (architecture invariant 6).
    if (state.assessment.officerId === officer?.officerId) return refuse('assessor-may-not-decide')
    return state.suspended ? refuse('dossier-suspended') : undefined
  },
  'deem-granted': (_, { version, clock, now }) => {
    if (!version.silenceMeansConsent || clock.deemedGrantedFrom === null)
      return refuse('silence-is-not-consent')
    return now < clock.deemedGrantedFrom ? refuse('silence-term-running') : undefined
  },
  close: (_, { clock, now }) =>
    clock.closableFrom === null || now < clock.closableFrom ? refuse('supplement-term-running') : undefined,
}

/** The refusal that state and clock alone give, or undefined. @law as cited at each row */
export function stateRefusal(kind: Kind, state: DossierState, facts: ActionFacts): Refusal | undefined {
  return stateRefusals[kind]?.(state, facts)
}
