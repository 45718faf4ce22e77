import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import type { Attribute, AttributeInstance, Attributes } from '../contract.ts'

/** How NGSI-LD writes "nothing" where JSON-LD would lose a null (clause 4.5.0). */
export const ngsiNull = 'urn:ngsi-ld:null'

/** Under which key each kind of attribute has its value. */
export const valueKeys = {
  Property: 'value',
  Relationship: 'object',
  GeoProperty: 'value',
  LanguageProperty: 'languageMap',
  JsonProperty: 'json',
  VocabProperty: 'vocab',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
} as const satisfies Record<AttributeInstance['type'], string>

/** Keys of an instance that are not sub-attributes. */
export const reservedKeys: ReadonlySet<string> = new Set([
  'type',
  'value',
  'object',
  'languageMap',
  'json',
  'vocab',
  'valueList',
  'objectList',
  'objectType',
  'observedAt',
  'unitCode',
  'datasetId',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'instanceId',
])

/** The instances of an attribute, the default one first, then by `datasetId`. House rule. */
export function instancesOf(attribute: Attribute | undefined): readonly AttributeInstance[] {
  if (attribute === undefined) return []
  return Array.isArray(attribute) ? attribute : [attribute as AttributeInstance]
}

/** An attribute of some instances: alone when there is one; undefined when there is none. House rule. */
export function attributeOf(instances: readonly AttributeInstance[]): Attribute | undefined {
  const [only] = instances
  if (instances.length < 2) return only
  return [...instances].sort((one, other) => ((one.datasetId ?? '') < (other.datasetId ?? '') ? -1 : 1))
}

/** The simplified value of an instance (clause 4.5.4). House rule. */
export function simplified(instance: AttributeInstance): unknown {
  return instance[valueKeys[instance.type]]
}

/** The simplified values of the default instances, by stored name. House rule. */
export function valuesOf(attributes: Attributes): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(attributes)) {
    const found = instancesOf(attributes[name]).find(({ datasetId }) => datasetId === undefined)
    if (found !== undefined) values[name] = simplified(found)
  }
  return values
}

/**
 * The values that conditions look at: as `valuesOf`, typed values (`@value`) unwrapped, and an attribute of several
 * instances as one array of all their values (clause 4.9: any of them may match). House rule.
 */
export function comparableValuesOf(attributes: Attributes): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(attributes)) {
    const all = instancesOf(attributes[name]).map((instance) => unwrap(simplified(instance)))
    values[name] = all.length === 1 ? all[0] : all.flat(1)
  }
  return values
}

/** A typed JSON-LD value as the bare value. House rule. */
export function unwrap(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '@value' in value) return value['@value']
  return value
}

/** An instance without the times that the registry writes. House rule. */
export function withoutSystemTimes(instance: AttributeInstance): AttributeInstance {
  if (instance.createdAt === undefined && instance.modifiedAt === undefined) return instance
  const { createdAt, modifiedAt, ...rest } = instance
  return rest as AttributeInstance
}

/** Whether two instances say the same, whatever the order of their keys and the times of the registry. House rule. */
export function saysTheSame(one: AttributeInstance, other: AttributeInstance): boolean {
  const text = (instance: AttributeInstance) => canonicalJson(withoutSystemTimes(instance) as Json)
  return text(one) === text(other)
}

/** Whether a fragment of an instance asks to take it away. House rule. */
export function isNull(instance: AttributeInstance): boolean {
  const value = simplified(instance)
  if (value === ngsiNull || value === null) return true
  if (Array.isArray(value)) return value.length === 1 && value[0] === ngsiNull
  return (
    instance.type === 'LanguageProperty' &&
    typeof value === 'object' &&
    value !== null &&
    (value as Record<string, unknown>)['@none'] === ngsiNull
  )
}
