import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { AttributeInstance, Attributes, EntityWrite } from '../registry/contract.ts'
import { findEntity, queryEntities, writeEntities } from '../registry/public.ts'
import { partOf } from './dialect.ts'
import type { Answer, Ask, Operation } from './operation.ts'
import { valueMembers } from './rules/expand-attribute.ts'
import { demandEntity, type Fragment } from './rules/expand-fragment.ts'
import { isUri, ngsiNull, readMoment } from './rules/literals.ts'
import { statusOf } from './rules/problems.ts'
import { readPresentation } from './rules/read-presentation.ts'
import { malformed, readQuery, splitList } from './rules/read-query.ts'
import { expandName, isName } from './rules/stored-names.ts'
import { answerOfUpdate, readBody, writeOne, writingOf } from './write-answers.ts'

/** Provision of entities and attributes (clauses 5.6.1–5.6.6, 5.6.17–5.6.19, 5.6.21; HTTP 6.4–6.7). */
export const entityOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/entities',
    summary: 'Create an entity (NGSI-LD 5.6.1)',
    writes: true,
    handle: createEntity,
  },
  {
    method: 'DELETE',
    path: '/entities',
    summary: 'Purge entities (NGSI-LD 5.6.21)',
    writes: true,
    handle: purgeEntities,
  },
  {
    method: 'PUT',
    path: '/entities/:id',
    summary: 'Replace an entity (NGSI-LD 5.6.18)',
    writes: true,
    handle: replaceEntity,
  },
  {
    method: 'PATCH',
    path: '/entities/:id',
    summary: 'Merge an entity (NGSI-LD 5.6.17)',
    writes: true,
    handle: mergeEntity,
  },
  {
    method: 'DELETE',
    path: '/entities/:id',
    summary: 'Delete an entity (NGSI-LD 5.6.6)',
    writes: true,
    handle: deleteEntity,
  },
  {
    method: 'POST',
    path: '/entities/:id/attrs',
    summary: 'Append attributes (NGSI-LD 5.6.3)',
    writes: true,
    handle: appendAttributes,
  },
  {
    method: 'PATCH',
    path: '/entities/:id/attrs',
    summary: 'Update attributes (NGSI-LD 5.6.2)',
    writes: true,
    handle: updateAttributes,
  },
  {
    method: 'PATCH',
    path: '/entities/:id/attrs/:attribute',
    summary: 'Update an attribute in part (NGSI-LD 5.6.4)',
    writes: true,
    handle: updateAttribute,
  },
  {
    method: 'PUT',
    path: '/entities/:id/attrs/:attribute',
    summary: 'Replace an attribute (NGSI-LD 5.6.19)',
    writes: true,
    handle: replaceAttribute,
  },
  {
    method: 'DELETE',
    path: '/entities/:id/attrs/:attribute',
    summary: 'Delete an attribute (NGSI-LD 5.6.5)',
    writes: true,
    handle: deleteAttribute,
  },
]

async function createEntity(ask: Ask): Promise<Answer | Refusal> {
  const presentation = readPresentation(ask.query)
  if (isRefused(presentation)) return presentation
  const read = readBody(ask, { simplified: presentation.format === 'simplified' })
  if (isRefused(read)) return read
  const entity = demandEntity(read)
  if (isRefused(entity)) return entity
  const outcome = await writeOne(ask, { mode: 'create', ...entity })
  if (isRefused(outcome)) return outcome
  return { status: 201, headers: { location: `/ngsi-ld/v1/entities/${encodeURIComponent(entity.id)}` } }
}

/** The id of the address; an entity in the body may repeat it but not name another one. */
function idOf({ params: { id = '' } }: Ask, fragment?: Fragment): string | Refusal {
  if (!isUri(id)) return refuse('id-not-uri', { id })
  return fragment?.id !== undefined && fragment.id !== id ? malformed('id', fragment.id) : id
}

async function replaceEntity(ask: Ask): Promise<Answer | Refusal> {
  const presentation = readPresentation(ask.query)
  if (isRefused(presentation)) return presentation
  const read = readBody(ask, { simplified: presentation.format === 'simplified' })
  if (isRefused(read)) return read
  const id = idOf(ask, read)
  if (isRefused(id)) return id
  const outcome = await writeOne(ask, { ...read, mode: 'replace', id })
  return isRefused(outcome) ? outcome : { status: 204 }
}

async function mergeEntity(ask: Ask): Promise<Answer | Refusal> {
  const presentation = readPresentation(ask.query)
  if (isRefused(presentation)) return presentation
  const observedAt = ask.query.observedAt === undefined ? undefined : readMoment(ask.query.observedAt)
  if (ask.query.observedAt !== undefined && observedAt === undefined)
    return refuse('time-unreadable', { name: 'observedAt', value: ask.query.observedAt })
  const simplified = presentation.format === 'simplified'
  const read = readBody(ask, { partial: true, simplified })
  if (isRefused(read)) return read
  const id = idOf(ask, read)
  if (isRefused(id)) return id
  const asKnown = simplified ? await withKnownKinds(ask, id, read.attributes) : read.attributes
  const attributes = observedAt ? observedTogether(asKnown, observedAt.iso) : asKnown
  const outcome = await writeOne(ask, { ...read, attributes, mode: 'merge', id })
  return isRefused(outcome) ? outcome : answerOfUpdate(ask, Object.keys(attributes), outcome)
}

/** Bare values of a merge are of the kind that the attribute already has (clause 5.5.12); `lang` chooses the text. */
async function withKnownKinds(ask: Ask, id: string, attributes: Attributes): Promise<Attributes> {
  const found = await findEntity(ask.ctx.db, id, ask.caller.visibility)
  const known = found && 'entity' in found ? found.entity.attributes : {}
  return Object.fromEntries(
    Object.entries(attributes).map(([name, given]) => {
      const instance = given as AttributeInstance
      const old = [known[name] ?? []].flat()[0] as AttributeInstance | undefined
      if (
        old === undefined ||
        Array.isArray(given) ||
        instance.type !== 'Property' ||
        old.type === 'Property'
      )
        return [name, given]
      const { value } = instance
      const texts = old.type === 'LanguageProperty' && typeof value === 'string' && value !== ngsiNull
      return [
        name,
        { type: old.type, [valueMembers[old.type]]: texts ? { [ask.query.lang ?? '@none']: value } : value },
      ]
    }),
  ) as Attributes
}

/** One time of observation for all that does not say its own (clause 6.5.3.4). */
function observedTogether(attributes: Attributes, observedAt: string): Attributes {
  const each = ([name, given]: readonly [string, Attributes[string]]) => {
    const instances = [given].flat() as AttributeInstance[]
    const timed = instances.map((one) => (one.observedAt === undefined ? { ...one, observedAt } : one))
    return [name, Array.isArray(given) ? timed : timed[0]]
  }
  return Object.fromEntries(Object.entries(attributes).map(each)) as Attributes
}

async function deleteEntity(ask: Ask): Promise<Answer | Refusal> {
  const id = idOf(ask)
  if (isRefused(id)) return id
  const outcome = await writeOne(ask, { mode: 'delete', id })
  return isRefused(outcome) ? outcome : { status: 204 }
}

async function appendAttributes(ask: Ask): Promise<Answer | Refusal> {
  const read = readBody(ask)
  if (isRefused(read)) return read
  const id = idOf(ask, read)
  if (isRefused(id)) return id
  const mode = splitList(ask.query.options).includes('noOverwrite') ? 'append-new' : 'append'
  const outcome = await writeOne(ask, { ...read, mode, id })
  return isRefused(outcome) ? outcome : answerOfUpdate(ask, Object.keys(read.attributes), outcome)
}

async function updateAttributes(ask: Ask): Promise<Answer | Refusal> {
  const read = readBody(ask, { partial: true })
  if (isRefused(read)) return read
  const id = idOf(ask, read)
  if (isRefused(id)) return id
  const outcome = await writeOne(ask, { ...read, mode: 'update', id })
  return isRefused(outcome) ? outcome : answerOfUpdate(ask, Object.keys(read.attributes), outcome)
}

async function updateAttribute(ask: Ask): Promise<Answer | Refusal> {
  return writeAttribute(ask, 'update', true)
}

async function replaceAttribute(ask: Ask): Promise<Answer | Refusal> {
  return writeAttribute(ask, 'replace-attribute', false)
}

async function writeAttribute(
  ask: Ask,
  mode: EntityWrite['mode'],
  partial: boolean,
): Promise<Answer | Refusal> {
  const { attribute = '' } = ask.params
  if (!isName(attribute)) return refuse('name-not-allowed', { name: attribute })
  const id = idOf(ask)
  if (isRefused(id)) return id
  const { '@context': _, ...given } = ask.body as Record<string, unknown>
  // A list of instances comes as a list; as an object it is one instance, or a part of one.
  const body = { [attribute]: Array.isArray(ask.body) ? ask.body : partialInstance(given, partial) }
  const read = readBody({ ...ask, body }, { partial })
  if (isRefused(read)) return read
  const outcome = await writeOne(ask, { mode, id, attributes: read.attributes })
  if (isRefused(outcome)) return outcome
  const [failed] = outcome.notUpdated
  return failed === undefined ? { status: 204 } : failed.refusal
}

/** A part of an attribute that has nothing but sub-attributes is still a part, never a value. */
function partialInstance(given: Record<string, unknown>, partial: boolean): Record<string, unknown> {
  const named = ['type', ...Object.values(valueMembers)].some((member) => member in given)
  return partial && !named && !('observedAt' in given)
    ? { ...given, datasetId: given.datasetId ?? '@none' }
    : given
}

async function deleteAttribute(ask: Ask): Promise<Answer | Refusal> {
  const { attribute = '' } = ask.params
  if (!isName(attribute)) return refuse('name-not-allowed', { name: attribute })
  const id = idOf(ask)
  if (isRefused(id)) return id
  const { datasetId, deleteAll } = ask.query
  if (datasetId !== undefined && datasetId !== '@none' && !isUri(datasetId))
    return refuse('uri-expected', { name: 'datasetId', value: datasetId })
  const which = deleteAll === 'true' ? '*' : datasetId === '@none' ? undefined : datasetId
  const name = expandName(attribute, ask.context.compiled)
  const one = which === undefined ? { name } : { name, datasetId: which }
  const outcome = await writeOne(ask, { mode: 'delete-attributes', id, deletes: [one] })
  if (isRefused(outcome)) return outcome
  return outcome.notUpdated[0]?.refusal ?? { status: 204 }
}

/** Deletes what a query finds, or (`drop`, `keep`) attributes of it, in batches; 207 names what was refused. */
async function purgeEntities(ask: Ask): Promise<Answer | Refusal> {
  const { drop, keep, ...narrowing } = ask.query
  const asked = readQuery({ ...narrowing, limit: '500' }, ask.context.compiled)
  if (isRefused(asked)) return asked
  const names = (list: string | undefined) =>
    list && splitList(list).map((name) => expandName(name, ask.context.compiled))
  const [dropped, kept] = [names(drop), names(keep)]
  const { pick: _, omit: __, offset: ___, ...query } = asked.query
  const failures: { entityId: string; error: unknown }[] = []
  let done = 0
  for (let after: string | undefined, more = true; more; ) {
    const page = await queryEntities(
      ask.ctx.db,
      { ...query, ...(after === undefined ? {} : { after }) },
      ask.caller.visibility,
    )
    if (isRefused(page)) return page
    const writes = page.entities.map(({ id, attributes }): EntityWrite => {
      if (!dropped && !kept) return { mode: 'delete', id }
      const gone = Object.keys(attributes).filter((name) =>
        dropped ? dropped.includes(name) : !kept?.includes(name),
      )
      return { mode: 'delete-attributes', id, deletes: gone.map((name) => ({ name, datasetId: '*' })) }
    })
    const outcomes = await writeEntities(ask.ctx, writes, writingOf(ask, 'each'))
    if (isRefused(outcomes)) return outcomes
    for (const outcome of outcomes)
      if ('refusal' in outcome)
        failures.push({
          entityId: outcome.id,
          error: partOf(outcome.refusal, statusOf(outcome.refusal.refused)),
        })
      else done++
    after = page.next ?? undefined
    more = page.next !== null
  }
  return failures.length === 0 ? { status: 204 } : { status: 207, body: { success: done, errors: failures } }
}
