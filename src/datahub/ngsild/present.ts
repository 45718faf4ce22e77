import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import type { AttributeInstance, Attributes, Entity } from '../registry/contract.ts'
import { geometryOf, queryEntities } from '../registry/public.ts'
import type { Ask } from './operation.ts'
import { compactEntity, featureOf } from './rules/compact-entity.ts'
import type { Presentation } from './rules/read-presentation.ts'
import type { Projection } from './rules/read-query.ts'
import { expandName } from './rules/stored-names.ts'

type Json = Record<string, unknown>

/**
 * Entities as the answer shows them: with what their links lead to, inside (`join=inline`) or behind (`flat`) them
 * (clause 4.5.23), and without the members that the projection leaves out (clause 4.21).
 */
export async function presentEntities(
  ask: Ask,
  entities: readonly Entity[],
  presentation: Presentation,
  projection: Projection,
): Promise<readonly Json[] | Refusal> {
  const { join, joinLevel, containedBy } = presentation
  const linked = new Map<string, Entity>()
  const around = new Set([...containedBy, ...entities.map(({ id }) => id)])
  const written = await writeLinked(
    ask,
    entities,
    presentation,
    join === 'none' ? 0 : joinLevel,
    around,
    linked,
  )
  if (isRefused(written)) return written
  const cut = written.map((one) => project(one, projection))
  if (join !== 'flat') return cut
  const behind = [...linked.values()].filter(({ id }) => !entities.some((one) => one.id === id))
  return [...cut, ...behind.map((one) => compactEntity(one, ask.context.compiled, presentation))]
}

async function writeLinked(
  ask: Ask,
  entities: readonly Entity[],
  presentation: Presentation,
  level: number,
  around: ReadonlySet<string>,
  linked: Map<string, Entity>,
): Promise<readonly Json[] | Refusal> {
  const write = (one: Entity) => compactEntity(one, ask.context.compiled, presentation)
  if (level === 0) return entities.map(write)
  const ids = [...new Set(entities.flatMap(({ attributes }) => targetsOf(attributes)))].filter(
    (id) => !around.has(id),
  )
  if (ids.length === 0) return entities.map(write)
  const page = await queryEntities(
    ask.ctx.db,
    { ids, limit: Math.min(ids.length, 10_000) },
    ask.caller.visibility,
  )
  if (isRefused(page)) return page
  for (const one of page.entities) linked.set(one.id, one)
  const within = new Set([...around, ...ids])
  const targets = await writeLinked(ask, page.entities, presentation, level - 1, within, linked)
  if (isRefused(targets) || presentation.join === 'flat')
    return isRefused(targets) ? targets : entities.map(write)
  const byId = new Map(page.entities.map(({ id }, index) => [id, targets[index] ?? {}]))
  return entities.map((one) => write({ ...one, attributes: withTargets(one.attributes, byId) }))
}

const links = new Set(['Relationship', 'ListRelationship'])

function instancesOf(attributes: Attributes): AttributeInstance[] {
  return Object.values(attributes).flatMap((attribute) => [attribute].flat() as AttributeInstance[])
}

function targetsOf(attributes: Attributes): string[] {
  return instancesOf(attributes)
    .filter(({ type }) => links.has(type))
    .flatMap(({ object, objectList }) => [object ?? objectList ?? []].flat() as string[])
}

function withTargets(attributes: Attributes, byId: ReadonlyMap<string, Json>): Attributes {
  const join = (instance: AttributeInstance): AttributeInstance => {
    if (!links.has(instance.type)) return instance
    const many = Array.isArray(instance.object) || instance.type === 'ListRelationship'
    const found = ([instance.object ?? instance.objectList].flat() as string[]).flatMap(
      (id) => byId.get(id) ?? [],
    )
    if (found.length === 0) return instance
    return many ? { ...instance, entityList: found } : { ...instance, entity: found[0] }
  }
  const each = Object.entries(attributes).map(([name, attribute]) => [
    name,
    Array.isArray(attribute) ? attribute.map(join) : join(attribute as AttributeInstance),
  ])
  return Object.fromEntries(each) as Attributes
}

/** Leaves out members of the entity itself that were not picked, or were omitted. */
function project(written: Json, { pick, omit }: Projection): Json {
  const heads = new Set(['id', 'type', 'scope', 'expiresAt'])
  const goes = (name: string) =>
    heads.has(name) && (omit.includes(name) || (pick !== null && !pick.includes(name)))
  return Object.fromEntries(Object.entries(written).filter(([name]) => !goes(name)))
}

/** Written entities as GeoJSON (clause 4.5.16): one feature each. */
export function asFeatures(
  ask: Ask,
  entities: readonly Entity[],
  written: readonly Json[],
  { geometryProperty }: Presentation,
): readonly object[] {
  const name = expandName(geometryProperty, ask.context.compiled)
  return written.map((one, index) => {
    const geometry = geometryOf(entities[index]?.attributes[name])
    return { ...featureOf({ ...one, id: one.id ?? entities[index]?.id }, geometry ?? null) }
  })
}
