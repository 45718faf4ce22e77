import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { Attribute, Attributes, Geometry } from '../contract.ts'
import { textsIn } from './evaluate.ts'
import { comparableValuesOf, instancesOf } from './instances.ts'
import { type Box, boxOf } from './place-code.ts'

/** The attribute that tells where an entity is (NGSI-LD 1.8 clause 4.7). */
export const placeAttribute = 'location'

/**
 * What of an attribute is indexed for equality: texts, truth values, targets and structures. Numbers and shapes are
 * not: measurements change all the time and nobody asks for them by equality. House rule.
 */
export function keyOf(attribute: Attribute | undefined): unknown {
  if (attribute === undefined || instancesOf(attribute).some(({ type }) => type === 'GeoProperty'))
    return undefined
  const value = comparableValuesOf({ it: attribute }).it
  if (typeof value === 'number') return undefined
  return Array.isArray(value) ? value.filter((member) => typeof member !== 'number') : value
}

/** The indexed values of an entity by stored name. House rule. */
export function keysOf(attributes: Attributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(attributes)
      .map((name) => [name, keyOf(attributes[name])])
      .filter(([, value]) => value !== undefined),
  )
}

const mostWords = 3_000 // of one entity: a search index is no archive

/** The folded words of an identifier and of all texts, each once. House rule. */
export function wordsOfEntity(id: string, keys: Readonly<Record<string, unknown>>): readonly string[] {
  const texts = [id, ...textsIn(keys)].map(foldVietnamese)
  const words = texts.flatMap((text) => [
    ...(text.match(/[\p{L}\p{N}]+/gu) ?? []),
    ...(text.match(/[a-z0-9]+/g) ?? []),
  ])
  return [...new Set(words.filter((word) => word.length <= 100))].slice(0, mostWords)
}

/** The geometry of a geo attribute: of its default instance, else of its first. House rule. */
export function geometryOf(attribute: Attribute | undefined): Geometry | undefined {
  const all = instancesOf(attribute).filter(({ type }) => type === 'GeoProperty')
  const found = all.find(({ datasetId }) => datasetId === undefined) ?? all[0]
  const value = found?.value
  return typeof value === 'object' && value !== null && 'coordinates' in value
    ? (value as Geometry)
    : undefined
}

/** The box around an entity's location. House rule. */
export function boxOfEntity(attributes: Attributes): Box | undefined {
  const geometry = geometryOf(attributes[placeAttribute])
  return geometry && boxOf(geometry)
}
