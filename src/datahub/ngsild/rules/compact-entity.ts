import { toIso } from '#kit/values/instant.ts'
import type { Attribute, AttributeInstance, Entity, Geometry } from '../../registry/contract.ts'
import { type CompiledContext, coreContext } from './compile-context.ts'
import { valueMembers } from './expand-attribute.ts'
import { looksLikeGeometry } from './literals.ts'
import { compactName } from './stored-names.ts'

/** How entities are to be written. */
export type Writing = {
  readonly format: 'normalized' | 'concise' | 'simplified'
  /** With the times of creation and change (`options=sysAttrs`). */
  readonly sysAttrs?: boolean
  /** Language ranges of the reader (RFC 4647 with weights): language maps are cut to the best text. */
  readonly lang?: string
  /** Only these datasets; `@none` is the default instance. */
  readonly datasets?: readonly string[]
}

type Json = Record<string, unknown>

/** What an entity needs to be written; `Entity` is one. */
export type Writable = Pick<Entity, 'id' | 'types' | 'scopes' | 'attributes'> &
  Partial<Pick<Entity, 'createdAt' | 'modifiedAt' | 'expiresAt'>>

/** An entity as an answer shows it, without its @context (clauses 4.5.1, 4.5.3, 4.5.4). */
export function compactEntity(
  entity: Writable,
  context: CompiledContext = coreContext,
  writing: Writing = { format: 'normalized' },
): Json {
  const { createdAt, modifiedAt, expiresAt } = entity
  const head: Json = { id: entity.id, type: oneOrAll(entity.types.map((type) => compactName(type, context))) }
  if (entity.scopes.length > 0) head.scope = oneOrAll(entity.scopes)
  if (writing.sysAttrs && createdAt !== undefined) head.createdAt = toIso(createdAt)
  if (writing.sysAttrs && modifiedAt !== undefined) head.modifiedAt = toIso(modifiedAt)
  if (expiresAt !== undefined && expiresAt !== null) head.expiresAt = toIso(expiresAt)
  for (const [name, attribute] of Object.entries(entity.attributes)) {
    const written = compactAttribute(attribute, context, writing)
    if (written !== undefined) head[compactName(name, context)] = written
  }
  return head
}

/** One attribute as an answer shows it; undefined when no instance is of the datasets asked for. */
export function compactAttribute(attribute: Attribute, context: CompiledContext, writing: Writing): unknown {
  const all = (Array.isArray(attribute) ? attribute : [attribute]) as readonly AttributeInstance[]
  const { datasets } = writing
  const instances = datasets ? all.filter(({ datasetId }) => datasets.includes(datasetId ?? '@none')) : all
  if (instances.length === 0) return undefined
  if (writing.format === 'simplified') return simplifyAll(instances, context, writing)
  const written = instances.map((instance) => compactInstance(instance, context, writing))
  if (written.length > 1) return written
  return writing.format === 'concise' ? bareIfAlone(written[0] as Json) : written[0]
}

function oneOrAll<One>(all: readonly One[]): One | readonly One[] {
  const [only] = all
  return only !== undefined && all.length === 1 ? only : all
}

/** One instance; in the concise form its kind is left out where its members tell it. */
function compactInstance(instance: AttributeInstance, context: CompiledContext, writing: Writing): Json {
  const { type, ...members } = inLanguage(instance, writing.lang)
  const written: Json = writing.format === 'concise' && isTold(type, members) ? {} : { type }
  for (const [name, value] of Object.entries(members)) {
    if (name === 'createdAt' || name === 'modifiedAt') {
      if (writing.sysAttrs) written[name] = value
    } else if (name === 'vocab' || name === 'objectType') written[name] = compactNames(value, context)
    else if (name === 'objectList') written[name] = (value as unknown[]).map((object) => ({ object }))
    else if (plain.has(name)) written[name] = value
    else
      written[compactName(name, context)] = compactAttribute(value as Attribute, context, {
        ...writing,
        datasets: undefined,
      })
  }
  return written
}

/** Members that are written as they are. */
const plain = new Set([
  ...Object.values(valueMembers),
  ...['observedAt', 'unitCode', 'datasetId', 'instanceId', 'deletedAt', 'lang', 'entity', 'entityList'],
  ...['previousValue', 'previousObject', 'previousLanguageMap', 'previousJson', 'previousVocab'],
  ...['previousValueList', 'previousObjectList'],
])

function compactNames(value: unknown, context: CompiledContext): unknown {
  if (Array.isArray(value)) return value.map((one: string) => compactName(one, context))
  return typeof value === 'string' ? compactName(value, context) : value
}

/** Whether the concise form can do without the kind: its value's member tells it. */
function isTold(type: AttributeInstance['type'], members: Json): boolean {
  if (!(valueMembers[type] in members)) return false
  if (type === 'GeoProperty') return looksLikeGeometry(members.value)
  return type !== 'Property' || !looksLikeGeometry(members.value)
}

/** A concise attribute of nothing but its value is the value, where it cannot be taken for something else. */
function bareIfAlone(written: Json): unknown {
  const { value } = written
  if (value === undefined || value === null || Object.keys(written).length !== 1) return written
  if (Array.isArray(value))
    return value.some((one) => typeof one === 'object') || value.length === 0 ? written : value
  return typeof value !== 'object' || looksLikeGeometry(value) ? value : written
}

function simplifyAll(
  instances: readonly AttributeInstance[],
  context: CompiledContext,
  writing: Writing,
): unknown {
  const [only] = instances
  if (only !== undefined && instances.length === 1) return simplify(only, context, writing)
  const values = instances.map((one) => [one.datasetId ?? '@none', simplify(one, context, writing)] as const)
  return { dataset: Object.fromEntries(values) }
}

/** The bare value of an instance (clause 4.5.4): kinds that a bare value would not tell keep their member. */
export function simplify(
  instance: AttributeInstance,
  context: CompiledContext,
  { lang }: Pick<Writing, 'lang'>,
): unknown {
  const said = inLanguage(instance, lang)
  const linked = said.entity ?? said.entityList
  if (linked !== undefined) return linked
  switch (said.type) {
    case 'Property':
    case 'GeoProperty':
      return said.value
    case 'Relationship':
      return said.object
    case 'VocabProperty':
      return { vocab: compactNames(said.vocab, context) }
    default:
      return { [valueMembers[said.type]]: said[valueMembers[said.type]] }
  }
}

/** A language map cut to the reader's language (clause 4.15): a Property with `lang`. */
function inLanguage(instance: AttributeInstance, lang: string | undefined): AttributeInstance {
  if (lang === undefined || instance.type !== 'LanguageProperty') return instance
  const texts = instance.languageMap as Readonly<Record<string, unknown>>
  const chosen = chooseLanguage(Object.keys(texts), lang)
  const { languageMap: _, ...others } = instance
  return chosen === undefined ? instance : { ...others, type: 'Property', value: texts[chosen], lang: chosen }
}

/** The best of some languages for ranges such as `vi,en;q=0.8,*;q=0.1`; the first at hand when none fits. */
export function chooseLanguage(available: readonly string[], ranges: string): string | undefined {
  const wanted = ranges
    .split(',')
    .map((part) => {
      const [range = '', weight] = part.trim().split(/\s*;\s*q=/)
      return { range: range.toLowerCase(), weight: Number(weight ?? 1) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
  for (const { range } of wanted) {
    if (range === '*') return available[0]
    const exact = available.find((lang) => lang.toLowerCase() === range)
    const found = exact ?? available.find((lang) => lang.toLowerCase().startsWith(`${range}-`))
    if (found !== undefined) return found
  }
  return available.find((lang) => lang === '@none') ?? available[0]
}

/** An entity as a GeoJSON feature (clause 4.5.16): its geometry is that of the attribute asked for, or null. */
export function featureOf(
  written: Json,
  geometry: Geometry | null,
): {
  readonly type: 'Feature'
  readonly id: unknown
  readonly geometry: Geometry | null
  readonly properties: Json
} {
  const { id, ...properties } = written
  return { type: 'Feature', id, geometry, properties }
}
