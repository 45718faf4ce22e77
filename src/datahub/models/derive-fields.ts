import type { Model } from './contract.ts'
import { findDerivation } from './rules/derive.ts'

/** The derived fields of a model for some simplified values; undefined for one that cannot be told. */
export function deriveFields(
  model: Model,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const derived: Record<string, unknown> = {}
  for (const { name, rule, from } of model.derived)
    derived[name] = findDerivation(rule)?.(...from.map((field) => derived[field] ?? values[field]))
  return derived
}
