import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { AttributeInstance, Attributes, EntityWrite } from '../registry/contract.ts'
import { findEntity, writeEntities, writeEntitiesIn } from '../registry/public.ts'
import { isKeeper } from './find-caller.ts'
import type { Answer, Ask } from './operation.ts'
import { demandEntity } from './rules/expand-fragment.ts'
import { isUri, readMoment } from './rules/literals.ts'
import { malformed } from './rules/read-query.ts'
import { expandName, isName } from './rules/stored-names.ts'
import { findInstance, forgetHistory, type HistoryPart, replaceInstance } from './store-instances.ts'
import { readBody, writingOf } from './write-answers.ts'

/**
 * Creates or goes on with the past of an entity (clause 5.6.11): each value is written in order of its time, so that
 * the latest is the present one. 201 when the entity is new, 204 otherwise.
 */
export async function createTemporal(ask: Ask): Promise<Answer | Refusal> {
  const read = readBody(ask, { series: true })
  if (isRefused(read)) return read
  const entity = demandEntity(read)
  if (isRefused(entity)) return entity
  const { attributes, ...head } = entity
  const outcome = await writeSeries(ask, head.id, attributes, { ...head, mode: 'upsert-append' })
  if (isRefused(outcome)) return outcome
  if (!outcome.created) return { status: 204 }
  return {
    status: 201,
    headers: { location: `/ngsi-ld/v1/temporal/entities/${encodeURIComponent(head.id)}` },
  }
}

/** Adds values of the past to an entity that is there (clause 5.6.12). */
export async function addInstances(ask: Ask): Promise<Answer | Refusal> {
  const { id = '' } = ask.params
  if (!isUri(id)) return refuse('id-not-uri', { id })
  const read = readBody(ask, { series: true })
  if (isRefused(read)) return read
  if (read.id !== undefined && read.id !== id) return malformed('id', read.id)
  const outcome = await writeSeries(ask, id, read.attributes, { id, mode: 'append' })
  return isRefused(outcome) ? outcome : { status: 204 }
}

type Timed = { readonly name: string; readonly instance: AttributeInstance; readonly at: number }

async function writeSeries(
  ask: Ask,
  id: string,
  attributes: Attributes,
  first: EntityWrite,
): Promise<{ readonly created: boolean } | Refusal> {
  const all = Object.entries(attributes)
    .flatMap(([name, attribute]) =>
      ([attribute].flat() as AttributeInstance[]).map(
        (instance): Timed => ({ name, instance, at: timeOf(instance) ?? Number.POSITIVE_INFINITY }),
      ),
    )
    .sort((one, other) => one.at - other.at)
  const steps = stepsOf(all)
  const [opening = {}, ...rest] = steps
  const later = await laterThan(ask, id, all)
  const writes: EntityWrite[] = [
    { ...first, attributes: opening },
    ...[...rest, ...later].map((step): EntityWrite => ({ id, mode: 'append', attributes: step })),
  ]
  const outcomes = await writeEntities(ask.ctx, writes, writingOf(ask, 'all'))
  if (isRefused(outcomes)) return outcomes
  return { created: outcomes.some((outcome) => 'change' in outcome && outcome.change === 'created') }
}

const timeOf = (instance: AttributeInstance) => readMoment(instance.observedAt)?.at

/** Values in as few writes as keep their order: a write has one value of each attribute and dataset. */
function stepsOf(all: readonly Timed[]): Record<string, AttributeInstance | AttributeInstance[]>[] {
  const steps: Map<string, AttributeInstance[]>[] = []
  const depth = new Map<string, number>()
  for (const { name, instance } of all) {
    const key = `${name} ${instance.datasetId ?? ''}`
    const index = depth.get(key) ?? 0
    depth.set(key, index + 1)
    const step = steps[index] ?? new Map<string, AttributeInstance[]>()
    steps[index] = step
    step.set(name, [...(step.get(name) ?? []), instance])
  }
  return steps.map((step) =>
    Object.fromEntries(
      [...step].map(([name, some]) => [name, some.length === 1 && some[0] ? some[0] : some]),
    ),
  )
}

/** The present values that are later than all that is added: they are the present ones again afterwards. */
async function laterThan(ask: Ask, id: string, added: readonly Timed[]): Promise<Attributes[]> {
  const found = await findEntity(ask.ctx.db, id, ask.caller.visibility)
  if (found === undefined || !('entity' in found)) return []
  const restored = Object.entries(found.entity.attributes).flatMap(([name, attribute]) =>
    ([attribute].flat() as AttributeInstance[]).flatMap((present) => {
      const rivals = added.filter((one) => one.name === name && one.instance.datasetId === present.datasetId)
      const at = timeOf(present)
      const isLater = at !== undefined && rivals.length > 0 && rivals.every((rival) => rival.at < at)
      const { createdAt: _, modifiedAt: __, ...instance } = present
      return isLater ? [{ [name]: instance as AttributeInstance }] : []
    }),
  )
  return restored
}

/** Deletes an entity and all that is known of its past (clause 5.6.16): only for who keeps the whole registry. */
export async function deleteTemporal(ask: Ask): Promise<Answer | Refusal> {
  const part = partOfHistory(ask)
  if (isRefused(part)) return part
  const outcome = await ask.ctx.transaction(async (tx) => {
    const outcomes = await writeEntitiesIn(
      tx,
      ask.ctx,
      [{ mode: 'delete', id: part.entityId }],
      writingOf(ask, 'all'),
    )
    if (isRefused(outcomes)) return outcomes
    await forgetHistory(tx, part)
    return undefined
  })
  return outcome ?? { status: 204 }
}

/** Deletes the past of an attribute, of one dataset or (`deleteAll`) of all (clause 5.6.13); the present value stays. */
export async function deleteTemporalAttribute(ask: Ask): Promise<Answer | Refusal> {
  const part = partOfHistory(ask)
  if (isRefused(part)) return part
  const { datasetId, deleteAll } = ask.query
  const dataset =
    deleteAll === 'true'
      ? {}
      : { datasetId: datasetId === undefined || datasetId === '@none' ? null : datasetId }
  const gone = await ask.ctx.transaction((tx) => forgetHistory(tx, { ...part, ...dataset }))
  return gone > 0 ? { status: 204 } : refuse('attribute-unknown', { attribute: ask.params.attribute ?? '' })
}

/** Deletes one value of the past (clause 5.6.15). */
export async function deleteInstance(ask: Ask): Promise<Answer | Refusal> {
  const part = partOfHistory(ask)
  if (isRefused(part)) return part
  const gone = await ask.ctx.transaction((tx) => forgetHistory(tx, part))
  return gone > 0 ? { status: 204 } : refuse('instance-not-found', { id: ask.params.instance ?? '' })
}

/** Changes one value of the past (clause 5.6.14): what the body names; the rest stays. */
export async function editInstance(ask: Ask): Promise<Answer | Refusal> {
  const part = partOfHistory(ask)
  if (isRefused(part)) return part
  const { attribute = '', instance: id = '' } = ask.params
  const read = readBody({ ...ask, body: wholeBody(ask.body, attribute) }, { partial: true })
  if (isRefused(read)) return read
  const given = ([read.attributes[part.attribute ?? ''] ?? []].flat() as AttributeInstance[])[0]
  if (given === undefined) return refuse('attribute-malformed', { attribute })
  const changed = await ask.ctx.transaction(async (tx) => {
    const known = await findInstance(tx, part)
    if (known === undefined) return refuse('instance-not-found', { id })
    await replaceInstance(tx, part, { ...known, ...given, type: given.type ?? known.type }, timeOf(given))
    return undefined
  })
  return changed ?? { status: 204 }
}

/** The body may be the attribute itself or an object that names it. */
function wholeBody(body: unknown, attribute: string): Record<string, unknown> {
  const { '@context': _, ...given } = body as Record<string, unknown>
  const named = given[attribute]
  return { [attribute]: named === undefined ? given : named }
}

/** The part of the history that the address names, where the caller may touch it at all. */
function partOfHistory({
  caller,
  params,
  context,
}: Ask): (HistoryPart & { readonly entityId: string }) | Refusal {
  const { id = '', attribute, instance } = params
  if (!isUri(id)) return refuse('id-not-uri', { id })
  if (!isKeeper(caller)) return refuse('no-right-to-write', { id })
  if (attribute !== undefined && !isName(attribute)) return refuse('name-not-allowed', { name: attribute })
  const instanceId = instance?.replace(/^urn:ngsi-ld:Instance:/, '')
  if (instanceId !== undefined && !/^[0-9a-f-]{36}$/.test(instanceId))
    return refuse('instance-not-found', { id: instance ?? '' })
  return {
    tenant: caller.visibility.tenant,
    entityId: id,
    ...(attribute === undefined ? {} : { attribute: expandName(attribute, context.compiled) }),
    ...(instanceId === undefined ? {} : { instanceId }),
  }
}
