import { type Instant, instantOf } from '#kit/values/instant.ts'

/** Whether a source is asked as planned, left alone, or given one try. */
export type Circuit = 'closed' | 'open' | 'half-open'
export type CircuitState = { readonly failures: number; readonly openedAt: Instant | null }
type Setting = { readonly failures: number; readonly pauseMinutes: number }

/** The circuit at a moment: open for the pause, then half-open until a try has ended. House rule. */
export function circuitAt({ openedAt }: CircuitState, setting: Setting, now: Instant): Circuit {
  if (openedAt === null) return 'closed'
  return now < openedAt + setting.pauseMinutes * 60_000 ? 'open' : 'half-open'
}

/** The state after a try: success closes; a failure opens when there were enough on end, and opens again from half-open. House rule. */
export function afterTry(
  state: CircuitState,
  succeeded: boolean,
  setting: Setting,
  now: Instant,
): CircuitState {
  if (succeeded) return { failures: 0, openedAt: null }
  const failures = state.failures + 1
  const opens = failures >= setting.failures || state.openedAt !== null
  return { failures, openedAt: opens ? now : null }
}

/** When to try again after so many failures on end: 1, 2, 4… minutes, at most an hour; not before the circuit's pause ends. House rule. */
export function nextTryAt(state: CircuitState, setting: Setting, now: Instant): Instant {
  const backOff = now + Math.min(60, 2 ** Math.max(0, state.failures - 1)) * 60_000
  const pauseEnds = state.openedAt === null ? 0 : state.openedAt + setting.pauseMinutes * 60_000
  return instantOf(Math.max(backOff, pauseEnds))
}
