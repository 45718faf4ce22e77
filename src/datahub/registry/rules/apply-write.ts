import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Attribute, AttributeInstance, Attributes, EntityWrite } from '../contract.ts'
import { attributeOf, instancesOf, isNull, saysTheSame, withoutSystemTimes } from './instances.ts'
import { mergedInstance, partlyUpdated } from './merge-patch.ts'

/** The present state of an entity, as a write meets it. Times in ISO 8601. */
export type EntityState = {
  readonly types: readonly string[]
  readonly scopes: readonly string[]
  readonly expiresAt: number | null
  readonly attributes: Attributes
}

/** An instance that a write changed; null: it was taken away. */
export type InstanceChange = {
  readonly name: string
  readonly datasetId: string | null
  readonly instance: AttributeInstance | null
}

/** What a write makes of an entity. `state` undefined: it is gone. */
export type Applied = {
  readonly state: EntityState | undefined
  readonly changes: readonly InstanceChange[]
  /** Whether types, scopes, life time or existence changed, beside the attributes. */
  readonly frameChanged: boolean
  readonly notUpdated: readonly { readonly name: string; readonly refusal: Refusal }[]
}

const needsAbsence: ReadonlySet<EntityWrite['mode']> = new Set(['create'])
const mayBeAbsent: ReadonlySet<EntityWrite['mode']> = new Set(['create', 'upsert', 'upsert-append'])
/** Modes whose attributes are the whole new state. */
export const wholeModes: ReadonlySet<EntityWrite['mode']> = new Set(['create', 'replace', 'upsert'])

/**
 * What becomes of an entity by one write. `now` in ISO 8601. `kept` names attributes that the writer may not see: a
 * whole new state leaves them as they are. House rule; modes after NGSI-LD 1.8 clauses 5.6 and 5.5.12.
 */
export function applyWrite(
  before: EntityState | undefined,
  write: EntityWrite,
  now: string,
  isKept: (name: string) => boolean = () => false,
): Applied | Refusal<'entity-exists' | 'entity-unknown' | 'type-missing'> {
  if (before !== undefined && needsAbsence.has(write.mode)) return refuse('entity-exists', { id: write.id })
  if (before === undefined && !mayBeAbsent.has(write.mode)) return refuse('entity-unknown', { id: write.id })
  if (write.mode === 'delete') return applyDelete(before)
  const types = typesAfter(before, write)
  if (types.length === 0) return refuse('type-missing', { id: write.id })
  const gathering = gatherAttributes(before?.attributes ?? {}, write, now, isKept)
  const state: EntityState = {
    types,
    scopes: scopesAfter(before, write),
    expiresAt: expiryAfter(before, write),
    attributes: gathering.attributes,
  }
  return {
    state,
    changes: gathering.changes,
    frameChanged: before === undefined || !sameFrame(before, state),
    notUpdated: gathering.notUpdated,
  }
}

function applyDelete(before: EntityState | undefined): Applied {
  const changes = Object.entries(before?.attributes ?? {}).flatMap(([name, attribute]) =>
    instancesOf(attribute).map(({ datasetId }) => ({ name, datasetId: datasetId ?? null, instance: null })),
  )
  return { state: undefined, changes, frameChanged: true, notUpdated: [] }
}

function typesAfter(before: EntityState | undefined, write: EntityWrite): readonly string[] {
  if (write.types === undefined) return before?.types ?? []
  if (before === undefined || wholeModes.has(write.mode)) return [...new Set(write.types)].sort()
  return [...new Set([...before.types, ...write.types])].sort()
}

function scopesAfter(before: EntityState | undefined, write: EntityWrite): readonly string[] {
  const whole = before === undefined || wholeModes.has(write.mode)
  if (write.scopes === undefined) return whole ? [] : before.scopes
  const added = write.mode === 'append' || write.mode === 'append-new' || write.mode === 'upsert-append'
  return [...new Set([...(added ? (before?.scopes ?? []) : []), ...write.scopes])].sort()
}

function expiryAfter(before: EntityState | undefined, write: EntityWrite): number | null {
  if (write.expiresAt !== undefined) return write.expiresAt
  return wholeModes.has(write.mode) ? null : (before?.expiresAt ?? null)
}

function sameFrame(one: EntityState, other: EntityState): boolean {
  const text = ({ types, scopes, expiresAt }: EntityState) => JSON.stringify([types, scopes, expiresAt])
  return text(one) === text(other)
}

type Gathering = {
  readonly attributes: Record<string, Attribute>
  readonly changes: InstanceChange[]
  readonly notUpdated: { name: string; refusal: Refusal }[]
}

function gatherAttributes(
  before: Attributes,
  write: EntityWrite,
  now: string,
  isKept: (name: string) => boolean,
): Gathering {
  const gathering: Gathering = { attributes: { ...before }, changes: [], notUpdated: [] }
  const asked = write.attributes ?? {}
  for (const name of Object.keys(asked)) putAttribute(gathering, before, write, name, now)
  if (wholeModes.has(write.mode))
    for (const name of Object.keys(before))
      if (!(name in asked) && !isKept(name)) takeAway(gathering, name, () => true)
  if (write.mode === 'delete-attributes') for (const ask of write.deletes ?? []) deleteAsked(gathering, ask)
  return gathering
}

function deleteAsked(gathering: Gathering, ask: NonNullable<EntityWrite['deletes']>[number]): void {
  const isAsked = ({ datasetId }: AttributeInstance) => ask.datasetId === '*' || datasetId === ask.datasetId
  if (!takeAway(gathering, ask.name, isAsked))
    gathering.notUpdated.push({
      name: ask.name,
      refusal: refuse('attribute-unknown', { attribute: ask.name }),
    })
}

/** Takes instances away; answers whether there were any. */
function takeAway(
  gathering: Gathering,
  name: string,
  isAsked: (instance: AttributeInstance) => boolean,
): boolean {
  const all = instancesOf(gathering.attributes[name])
  const gone = all.filter(isAsked)
  for (const { datasetId } of gone)
    gathering.changes.push({ name, datasetId: datasetId ?? null, instance: null })
  setInstances(
    gathering,
    name,
    all.filter((instance) => !isAsked(instance)),
  )
  return gone.length > 0
}

function setInstances(gathering: Gathering, name: string, instances: readonly AttributeInstance[]): void {
  const attribute = attributeOf(instances)
  if (attribute === undefined) delete gathering.attributes[name]
  else gathering.attributes[name] = attribute
}

function putAttribute(
  gathering: Gathering,
  before: Attributes,
  write: EntityWrite,
  name: string,
  now: string,
): void {
  const known = instancesOf(before[name])
  const fragments = instancesOf(write.attributes?.[name])
  const whole = wholeModes.has(write.mode)
  let kept = whole
    ? known.filter((one) => fragments.some(({ datasetId }) => datasetId === one.datasetId))
    : known
  if (whole)
    for (const one of known)
      if (!kept.includes(one))
        gathering.changes.push({ name, datasetId: one.datasetId ?? null, instance: null })
  for (const fragment of fragments) {
    const old = kept.find(({ datasetId }) => datasetId === fragment.datasetId)
    const made = instanceAfter(old, fragment, write.mode)
    if ('refused' in made) {
      gathering.notUpdated.push({ name, refusal: refuse(String(made.refused), { attribute: name }) })
      continue
    }
    const next = made.instance
    if (old === undefined && next === null) continue
    if (old !== undefined && next !== null && saysTheSame(old, next)) continue
    const others = kept.filter((one) => one !== old)
    const bare = next && withoutSystemTimes(next)
    gathering.changes.push({ name, datasetId: fragment.datasetId ?? null, instance: bare })
    kept = bare
      ? [...others, { ...bare, createdAt: old?.createdAt ?? now, modifiedAt: now } as AttributeInstance]
      : others
  }
  setInstances(gathering, name, kept)
}

type Made = { readonly instance: AttributeInstance | null } | { readonly refused: string }

function instanceAfter(
  old: AttributeInstance | undefined,
  fragment: AttributeInstance,
  mode: EntityWrite['mode'],
): Made {
  if (old === undefined && (mode === 'update' || mode === 'replace-attribute'))
    return { refused: 'attribute-unknown' }
  if (old !== undefined && mode === 'append-new') return { refused: 'attribute-exists' }
  if (isNull(fragment)) return { instance: null }
  if (old !== undefined && mode === 'merge') return { instance: mergedInstance(old, fragment) }
  if (old !== undefined && mode === 'update') return partlyUpdated(old, fragment)
  return { instance: mode === 'merge' ? mergedInstance(undefined, fragment) : fragment }
}
