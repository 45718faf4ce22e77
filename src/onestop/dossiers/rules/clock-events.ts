import type { ClockEvent } from '#onestop/deadlines/contract.ts'
import type { DossierAction, DossierState } from './dossier-state.ts'
import { applyAction, stateOfFiling } from './fold-dossier.ts'

/**
 * What the clock reads of a log, and the states on the way: one event for each action, with who holds the
 * dossier after it. House rule: the clock knows nothing of a dossier but this.
 */
export function readLog(
  agencyId: string,
  actions: readonly DossierAction[],
): { readonly state: DossierState; readonly events: readonly ClockEvent[] } {
  const [first, ...rest] = actions
  if (first?.content.kind !== 'file') throw new Error('a log begins with the filing')
  let state = stateOfFiling(agencyId, first, first.content)
  const events: ClockEvent[] = [clockEventOf(first, state)]
  for (const action of rest) {
    state = applyAction(state, action)
    events.push(clockEventOf(action, state))
  }
  return { state, events }
}

/** One action as the clock reads it. House rule. */
export function clockEventOf(action: DossierAction, after: DossierState): ClockEvent {
  const content = action.content
  return {
    sequence: action.sequence,
    kind: action.kind,
    occurredAt: action.occurredAt,
    recordedAt: action.recordedAt,
    holder: after.holder,
    ...(content.kind === 'extend' ? { newTerm: content.term } : {}),
    ...(content.kind === 'suspend' ? { cause: content.cause } : {}),
  }
}
