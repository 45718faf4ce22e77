import type { AttributeInstance } from '../contract.ts'
import { ngsiNull, reservedKeys, valueKeys } from './instances.ts'

/**
 * A value merged with a fragment: as RFC 7396, with `urn:ngsi-ld:null` for null. Arrays and bare values are replaced.
 * House rule after NGSI-LD 1.8 clause 5.5.12.
 */
export function mergedValue(old: unknown, fragment: unknown): unknown {
  if (!isRecord(fragment)) return fragment
  const merged: Record<string, unknown> = isRecord(old) ? { ...old } : {}
  for (const [key, value] of Object.entries(fragment))
    if (value === ngsiNull || value === null) delete merged[key]
    else merged[key] = mergedValue(merged[key], value)
  return merged
}

/**
 * An instance merged with a fragment of it: what the fragment does not name stays, nulls take away, sub-attributes
 * and structured values are merged. A fragment of another kind replaces the value. House rule after clause 5.5.12.
 */
export function mergedInstance(
  old: AttributeInstance | undefined,
  fragment: AttributeInstance,
): AttributeInstance {
  const kind = fragment.type ?? old?.type
  const merged: Record<string, unknown> = { ...old }
  if (old !== undefined && kind !== old.type) delete merged[valueKeys[old.type]]
  for (const [key, value] of Object.entries(fragment)) {
    if (value === undefined) continue
    if (value === ngsiNull || value === null || isNullSub(key, value)) delete merged[key]
    else if (kind === 'GeoProperty' && key === 'value') merged[key] = value
    else merged[key] = mergedValue(merged[key], value)
  }
  return { ...merged, type: kind } as AttributeInstance
}

/** A partial update (clause 5.6.4): the members of the fragment replace those of the instance, others stay. House rule. */
export function partlyUpdated(
  old: AttributeInstance,
  fragment: AttributeInstance,
): { readonly instance: AttributeInstance } | { readonly refused: string } {
  if (fragment.type !== undefined && fragment.type !== old.type) return { refused: 'attribute-kind-differs' }
  const merged: Record<string, unknown> = { ...old }
  for (const [key, value] of Object.entries(fragment))
    if (value === ngsiNull || isNullSub(key, value)) delete merged[key]
    else if (value !== undefined) merged[key] = value
  return { instance: merged as AttributeInstance }
}

/** Whether a sub-attribute is asked away by its own value. */
function isNullSub(key: string, value: unknown): boolean {
  if (reservedKeys.has(key) || !isRecord(value)) return false
  return Object.values(valueKeys).some((valueKey) => value[valueKey] === ngsiNull)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
