import type { Instant } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { ActionInput } from '../contract.ts'
import type { ActionFacts } from './action-facts.ts'
import type { Actor, DossierAction, DossierState } from './dossier-state.ts'
import { inputRefusal } from './input-refusals.ts'
import { stateRefusal } from './state-refusals.ts'
import { actionKinds, type Capacity, findTransition } from './transitions.ts'

/**
 * The next entry of a dossier's log, or the refusal: status, capacity, state, content and time are asked in this
 * order, so that the reader is told the most basic obstacle first.
 * @law each refusal cites its article where it is made
 */
export function decideAction(
  state: DossierState,
  input: ActionInput,
  actor: Actor,
  occurredAt: Instant,
  facts: ActionFacts,
): DossierAction | Refusal {
  const capacity = capacityFor(input.kind, state, facts)
  if (isRefused(capacity)) return capacity
  const refusal =
    stateRefusal(input.kind, state, facts) ??
    inputRefusal(input, state, facts, capacity) ??
    timeRefusal(state, occurredAt, facts.now)
  if (refusal) return refusal
  return {
    sequence: state.sequence + 1,
    kind: input.kind,
    actor,
    occurredAt,
    recordedAt: facts.now,
    content: input,
  }
}

/** Which capacity an actor uses for an action, or why he may not. */
function capacityFor(kind: ActionInput['kind'], state: DossierState, facts: ActionFacts): Capacity | Refusal {
  const transition = findTransition(kind, state.status, state.acceptedAt !== null)
  if (!transition) return refuse('wrong-status', { status: state.status })
  const capacity = transition.by.find((needed) => facts.capacities.includes(needed))
  return capacity ?? refuse('no-authority', { needed: transition.by.join(', ') })
}

/** Nothing happens in the future, nor before what was done last. House rule. */
function timeRefusal(state: DossierState, occurredAt: Instant, now: Instant): Refusal | undefined {
  if (occurredAt > now) return refuse('occurred-in-future')
  return occurredAt < state.lastOccurredAt ? refuse('occurred-before-previous') : undefined
}

/** What the desk offers: each kind, allowed or with the refusal that disables it. House rule: never hidden. */
export function offerActions(
  state: DossierState,
  facts: ActionFacts,
): readonly { readonly kind: ActionInput['kind']; readonly refusal: Refusal | undefined }[] {
  return actionKinds
    .filter((kind) => kind !== 'deem-granted')
    .map((kind) => {
      const capacity = capacityFor(kind, state, facts)
      return { kind, refusal: isRefused(capacity) ? capacity : stateRefusal(kind, state, facts) }
    })
}
