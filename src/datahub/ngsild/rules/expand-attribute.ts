import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Attribute, AttributeInstance } from '../../registry/contract.ts'
import type { CompiledContext } from './compile-context.ts'
import { isGeometry, isUri, looksLikeGeometry, ngsiNull, readMoment } from './literals.ts'
import { expandName, isName } from './stored-names.ts'

/** The "no" to a body that is not what the standard asks for; all are BadRequestData. */
export type FragmentFault =
  | 'attribute-malformed'
  | 'attribute-type-unknown'
  | 'dataset-repeated'
  | 'geometry-malformed'
  | 'id-not-uri'
  | 'time-unreadable'
  | 'name-not-allowed'
  | 'null-not-allowed'
  | 'scope-malformed'
  | 'entity-type-missing'
  | 'uri-expected'

/** How a body is to be read. */
export type Reading = {
  readonly context: CompiledContext
  /** Values stand bare (`options=keyValues`). */
  readonly simplified?: boolean
  /** A merge patch or partial update: attributes may lack their value, and null takes away. */
  readonly partial?: boolean
  /** Instances of one dataset at several times (clause 4.5.6, temporal representation). */
  readonly series?: boolean
}

/** The member that carries the value of each kind of attribute (clause 4.5). */
export const valueMembers = {
  Property: 'value',
  Relationship: 'object',
  GeoProperty: 'value',
  LanguageProperty: 'languageMap',
  JsonProperty: 'json',
  VocabProperty: 'vocab',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
} as const satisfies Record<AttributeInstance['type'], string>

type Kind = keyof typeof valueMembers
type Json = Readonly<Record<string, unknown>>

const kindsByMember: readonly (readonly [string, Kind])[] = [
  ['value', 'Property'],
  ['object', 'Relationship'],
  ['languageMap', 'LanguageProperty'],
  ['json', 'JsonProperty'],
  ['vocab', 'VocabProperty'],
  ['valueList', 'ListProperty'],
  ['objectList', 'ListRelationship'],
]

/** Members of an instance that are no sub-attributes. */
const reserved = new Set([
  ...['type', '@type', ...Object.values(valueMembers), 'observedAt', 'unitCode', 'datasetId', 'objectType'],
  ...['createdAt', 'modifiedAt', 'deletedAt', 'instanceId', 'lang', 'entity', 'entityList', '@context'],
  ...['previousValue', 'previousObject', 'previousLanguageMap', 'previousJson', 'previousVocab'],
  ...['previousValueList', 'previousObjectList'],
])

/**
 * One attribute of a body, normalized: from the normalized or the concise form, or from the bare value when the
 * reading is simplified. Clauses 4.5.1 (normalized), 4.5.3 (concise), 4.5.4 (simplified), 4.5.5 (several instances).
 */
export function expandAttribute(
  name: string,
  given: unknown,
  reading: Reading,
): Attribute | Refusal<FragmentFault> {
  if (reading.simplified) return expandBare(name, given, reading)
  if (!Array.isArray(given) || given.length === 0 || !given.every(isInstance))
    return expandInstance(name, given, reading)
  return expandEach(name, given as unknown[], reading)
}

function expandEach(
  name: string,
  given: readonly unknown[],
  reading: Reading,
): Attribute | Refusal<FragmentFault> {
  const instances: AttributeInstance[] = []
  const datasets = new Set<string | undefined>()
  for (const one of given) {
    const instance = expandInstance(name, one, reading)
    if ('refused' in instance) return instance as Refusal<FragmentFault>
    if (!reading.series && datasets.has(instance.datasetId))
      return refuse('dataset-repeated', { attribute: name, dataset: instance.datasetId ?? '@none' })
    datasets.add(instance.datasetId)
    instances.push(instance)
  }
  const [only] = instances
  return only !== undefined && instances.length === 1 ? only : instances
}

/** Whether an object is an attribute, not a value: it has its value's member, or says its kind. */
function isInstance(value: unknown): boolean {
  if (!isObject(value)) return false
  return (
    kindOfType(value.type ?? value['@type']) !== undefined ||
    kindsByMember.some(([member]) => member in value)
  )
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOfType(type: unknown): Kind | undefined {
  if (typeof type !== 'string') return undefined
  const short = type.replace(/^(https:\/\/uri\.etsi\.org\/ngsi-ld\/|ngsi-ld:)/, '')
  return Object.hasOwn(valueMembers, short) ? (short as Kind) : undefined
}

function expandInstance(
  name: string,
  given: unknown,
  reading: Reading,
): AttributeInstance | Refusal<FragmentFault> {
  if (given === null || given === undefined || given === ngsiNull) return ofNull(name, reading)
  if (!isObject(given)) return { type: 'Property', value: given }
  const type = given.type ?? given['@type']
  const kind = kindOfType(type) ?? kindByMember(given)
  if (kind === undefined) return ofObject(name, given, type, reading)
  if (type !== undefined && kindOfType(type) === undefined)
    return refuse('attribute-type-unknown', { attribute: name, type: JSON.stringify(type) })
  const value = readValue(name, kind, given, reading)
  if (isFault(value)) return value
  const about = readAbout(name, kind, given, reading)
  if (isFault(about)) return about
  const subs = readSubs(given, reading)
  if (isFault(subs)) return subs
  return { ...subs, ...about, ...value, type: kind } as AttributeInstance
}

const isFault = (found: object): found is Refusal<FragmentFault> => 'refused' in found && 'facts' in found

function ofNull(name: string, { partial }: Reading): AttributeInstance | Refusal<FragmentFault> {
  return partial ? { type: 'Property', value: ngsiNull } : refuse('null-not-allowed', { attribute: name })
}

/** An object without a member for its value: a geometry, a fragment of an attribute, or a structured value. */
function ofObject(
  name: string,
  given: Json,
  type: unknown,
  reading: Reading,
): AttributeInstance | Refusal<FragmentFault> {
  if (looksLikeGeometry(given))
    return isGeometry(given)
      ? { type: 'GeoProperty', value: given }
      : refuse('geometry-malformed', { attribute: name })
  if (type === undefined && reading.partial && isFragment(given)) {
    const about = readAbout(name, undefined, given, reading)
    if (isFault(about)) return about
    const subs = readSubs(given, reading)
    return isFault(subs) ? subs : ({ ...subs, ...about } as AttributeInstance)
  }
  if (type === undefined && Object.keys(given).some((key) => reserved.has(key)))
    return refuse('attribute-malformed', { attribute: name })
  if (Object.keys(given).length === 0 && !reading.partial)
    return refuse('attribute-malformed', { attribute: name })
  return { type: 'Property', value: given }
}

/** Whether an object without a value says something about one: its time, its unit, a sub-attribute. */
function isFragment(given: Json): boolean {
  const about = ['observedAt', 'unitCode', 'datasetId', 'objectType']
  return about.some((member) => member in given) || Object.values(given).some(isInstance)
}

function kindByMember(given: Json): Kind | undefined {
  const found = kindsByMember.find(([member]) => member in given)
  if (found?.[0] === 'value' && isGeometry(given.value)) return 'GeoProperty'
  return found?.[1]
}

function readValue(name: string, kind: Kind, given: Json, reading: Reading): Json | Refusal<FragmentFault> {
  const member = valueMembers[kind]
  const value = given[member]
  if (value === undefined) return reading.partial ? {} : refuse('attribute-malformed', { attribute: name })
  if (value === null || value === ngsiNull)
    return reading.partial
      ? { [member]: ngsiNull }
      : kind === 'JsonProperty'
        ? { json: null }
        : refuse('null-not-allowed', { attribute: name })
  const read = readers[kind](value, name, reading)
  return isRead(read) ? { [member]: read.read } : read
}

type Read = { readonly read: unknown } | Refusal<FragmentFault>
const isRead = (found: Read): found is { readonly read: unknown } => 'read' in found

const readers: Readonly<Record<Kind, (value: unknown, name: string, reading: Reading) => Read>> = {
  Property: (value) => ({ read: value }),
  Relationship: readTargets,
  GeoProperty: readGeometry,
  LanguageProperty: readLanguages,
  JsonProperty: (value) => ({ read: value }),
  VocabProperty: readVocab,
  ListProperty: (value, name) =>
    Array.isArray(value) ? { read: value } : refuse('attribute-malformed', { attribute: name }),
  ListRelationship: (value, name) =>
    Array.isArray(value) ? readTargets(value, name) : refuse('attribute-malformed', { attribute: name }),
}

function readTargets(value: unknown, name: string): Read {
  const targets = (Array.isArray(value) ? value : [value]).map((one) => (isObject(one) ? one.object : one))
  const wrong = targets.find((target) => !isUri(target))
  if (targets.length === 0 || wrong !== undefined || targets.includes(undefined))
    return refuse('uri-expected', { name, value: JSON.stringify(wrong ?? null).slice(0, 100) })
  return { read: Array.isArray(value) ? targets : targets[0] }
}

function readGeometry(value: unknown, name: string): Read {
  const geometry = typeof value === 'string' ? parsed(value) : value
  return isGeometry(geometry) ? { read: geometry } : refuse('geometry-malformed', { attribute: name })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readLanguages(value: unknown, name: string, { partial }: Reading): Read {
  const isText = (one: unknown) => typeof one === 'string' || (partial && one === null)
  const isTexts = (one: unknown) =>
    isText(one) || (Array.isArray(one) && one.every((text) => typeof text === 'string'))
  if (!isObject(value) || !Object.values(value).every(isTexts))
    return refuse('attribute-malformed', { attribute: name })
  return { read: Object.fromEntries(Object.entries(value).map(([lang, text]) => [lang, text ?? ngsiNull])) }
}

function readVocab(value: unknown, name: string, { context }: Reading): Read {
  const words = Array.isArray(value) ? value : [value]
  if (words.length === 0 || !words.every((word) => typeof word === 'string'))
    return refuse('attribute-malformed', { attribute: name })
  const stored = words.map((word: string) => expandName(word, context))
  return { read: Array.isArray(value) ? stored : stored[0] }
}

/** What is said about the value: when, in which unit, of which dataset. */
function readAbout(
  name: string,
  kind: Kind | undefined,
  given: Json,
  reading: Reading,
): Json | Refusal<FragmentFault> {
  const about: Record<string, unknown> = {}
  const { observedAt, unitCode, datasetId, objectType } = given
  if (observedAt !== undefined) {
    const moment = takesAway(observedAt, reading) ? { iso: ngsiNull } : readMoment(observedAt)
    if (!moment) return refuse('time-unreadable', { name: `${name}.observedAt`, value: String(observedAt) })
    about.observedAt = moment.iso
  }
  if (unitCode !== undefined) {
    if (!takesAway(unitCode, reading) && typeof unitCode !== 'string')
      return refuse('attribute-malformed', { attribute: name })
    about.unitCode = unitCode ?? ngsiNull
  }
  if (datasetId !== undefined && datasetId !== '@none') {
    if (!isUri(datasetId))
      return refuse('uri-expected', { name: `${name}.datasetId`, value: String(datasetId) })
    about.datasetId = datasetId
  }
  if (objectType !== undefined) {
    const types = Array.isArray(objectType) ? objectType : [objectType]
    if (
      (kind !== 'Relationship' && kind !== 'ListRelationship') ||
      !types.every((type) => typeof type === 'string')
    )
      return refuse('attribute-malformed', { attribute: name })
    const stored = types.map((type: string) => expandName(type, reading.context))
    about.objectType = Array.isArray(objectType) ? stored : stored[0]
  }
  return about
}

function takesAway(value: unknown, { partial }: Reading): boolean {
  return partial === true && (value === null || value === ngsiNull)
}

function readSubs(given: Json, reading: Reading): Json | Refusal<FragmentFault> {
  const subs: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (reserved.has(name)) continue
    if (!isName(name)) return refuse('name-not-allowed', { name })
    const sub = expandAttribute(name, value, { ...reading, simplified: false })
    if (isFault(sub)) return sub
    subs[expandName(name, reading.context)] = sub
  }
  return subs
}

/** A bare value: what the context says about its term decides the kind, else its shape. */
function expandBare(name: string, given: unknown, reading: Reading): Attribute | Refusal<FragmentFault> {
  if (given === null || given === ngsiNull) return ofNull(name, reading)
  if (isObject(given) && isObject(given.dataset) && Object.keys(given).length === 1)
    return expandDatasets(name, given.dataset, reading)
  const { context } = reading
  switch (context.coercions.get(name)) {
    case 'iri':
      return expandInstance(name, { object: given }, reading)
    case 'vocab':
      return expandInstance(name, { vocab: given }, reading)
    case 'json':
      return { type: 'JsonProperty', json: given }
    case 'moment':
      return ofMoment(name, given)
    case 'language':
      if (isObject(given) && !('languageMap' in given))
        return expandInstance(name, { languageMap: given }, reading)
      break
    case 'list':
      if (Array.isArray(given)) return { type: 'ListProperty', valueList: given }
  }
  if (isObject(given) && Object.keys(given).length === 1 && !('value' in given) && kindByMember(given))
    return expandInstance(name, given, reading)
  if (looksLikeGeometry(given)) return ofObject(name, given, undefined, reading)
  return { type: 'Property', value: given }
}

function ofMoment(name: string, given: unknown): AttributeInstance | Refusal<FragmentFault> {
  const moment = readMoment(given)
  if (!moment) return refuse('time-unreadable', { name, value: String(given) })
  return { type: 'Property', value: { '@type': 'DateTime', '@value': moment.iso } }
}

function expandDatasets(name: string, datasets: Json, reading: Reading): Attribute | Refusal<FragmentFault> {
  const instances: AttributeInstance[] = []
  for (const [dataset, value] of Object.entries(datasets)) {
    const one = expandBare(name, value, reading)
    if (isFault(one)) return one
    if (dataset !== '@none' && !isUri(dataset))
      return refuse('uri-expected', { name: `${name}.datasetId`, value: dataset })
    if (!Array.isArray(one))
      instances.push({
        ...(one as AttributeInstance),
        ...(dataset === '@none' ? {} : { datasetId: dataset }),
      })
  }
  const [only] = instances
  return only !== undefined && instances.length === 1 ? only : instances
}
