/** What a run would do to the entities that its source has told of before. */
export type Plan = {
  readonly created: number
  readonly changed: number
  readonly deleted: number
  readonly known: number
}

/**
 * Whether a run is held for a person: it would change or delete more than the count and also more than the share of
 * what was known. A first load changes nothing that was known. House rule.
 */
export function isToBeHeld(
  plan: Plan,
  threshold: { readonly percent: number; readonly count: number },
): boolean {
  const touched = plan.changed + plan.deleted
  return plan.known > 0 && touched > threshold.count && touched * 100 > plan.known * threshold.percent
}
