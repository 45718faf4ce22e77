/** The facts that fill a refusal's sentence: names of papers, numbers, dates already written for a reader. */
export type Facts = Readonly<Record<string, string | number>>

/**
 * A "no" foreseen by law or by our own rules. It is a value, so that it can be shown to the citizen,
 * counted and tested. What nobody foresaw is thrown.
 *
 * `refused` is a kebab-case English code; its sentence stands in the module's `messages.vi.json`.
 */
export type Refusal<Code extends string = string> = { readonly refused: Code; readonly facts: Facts }

/** Makes a refusal: `refuse('reason-missing')`, `refuse('wrong-status', { status: 'filed' })`. */
export function refuse<const Code extends string>(refused: Code, facts: Facts = {}): Refusal<Code> {
  return { refused, facts }
}

/** Whether an outcome is a refusal. */
export function isRefused(outcome: unknown): outcome is Refusal {
  return typeof outcome === 'object' && outcome !== null && 'refused' in outcome && 'facts' in outcome
}
