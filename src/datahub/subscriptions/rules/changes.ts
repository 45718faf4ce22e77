import type { Attribute, AttributeInstance, Attributes } from '../../registry/contract.ts'

const previousMembers: Readonly<Partial<Record<AttributeInstance['type'], readonly [string, string]>>> = {
  Property: ['value', 'previousValue'],
  GeoProperty: ['value', 'previousValue'],
  Relationship: ['object', 'previousObject'],
  LanguageProperty: ['languageMap', 'previousLanguageMap'],
  JsonProperty: ['json', 'previousJson'],
  VocabProperty: ['vocab', 'previousVocab'],
  ListProperty: ['valueList', 'previousValueList'],
  ListRelationship: ['objectList', 'previousObjectList'],
}

/** Attributes with what each changed one was before (clause 5.2.14, `showChanges`). */
export function withPrevious(attributes: Attributes, before: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, withPreviousOf(attribute, before[name])]),
  )
}

function withPreviousOf(attribute: Attribute, before: Attribute | undefined): Attribute {
  if (before === undefined) return attribute
  const earlier = listOf(before)
  const shown = listOf(attribute).map((instance) => {
    const was = earlier.find(({ datasetId }) => datasetId === instance.datasetId)
    const [member, previous] = previousMembers[was?.type ?? instance.type] ?? ['value', 'previousValue']
    return was === undefined ? instance : { ...instance, [previous]: was[member] }
  })
  const [only] = shown
  return only !== undefined && shown.length === 1 ? only : shown
}

function listOf(attribute: Attribute): readonly AttributeInstance[] {
  return Array.isArray(attribute)
    ? (attribute as readonly AttributeInstance[])
    : [attribute as AttributeInstance]
}
