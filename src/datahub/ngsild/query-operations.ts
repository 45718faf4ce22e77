import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { EntityPage } from '../registry/contract.ts'
import { findEntity, queryEntities } from '../registry/public.ts'
import type { Answer, Ask, Operation } from './operation.ts'
import { asFeatures, presentEntities } from './present.ts'
import { isUri } from './rules/literals.ts'
import type { MediaType } from './rules/media.ts'
import { readPresentation } from './rules/read-presentation.ts'
import { type Parameters, parametersOfBody, readQuery } from './rules/read-query.ts'

const offers: readonly MediaType[] = ['application/json', 'application/ld+json', 'application/geo+json']

/** Retrieval and query (clauses 5.7.1, 5.7.2; HTTP 6.4.3.2, 6.5.3.1, 6.23). */
export const queryOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/entities',
    summary: 'Query entities (NGSI-LD 5.7.2)',
    offers,
    handle: (ask) => query(ask, ask.query),
  },
  {
    method: 'GET',
    path: '/entities/:id',
    summary: 'Retrieve an entity (NGSI-LD 5.7.1)',
    offers,
    handle: retrieve,
  },
  {
    method: 'POST',
    path: '/entityOperations/query',
    summary: 'Query entities by POST (NGSI-LD 5.7.2)',
    offers,
    handle: queryByPost,
  },
]

async function retrieve(ask: Ask): Promise<Answer | Refusal> {
  const { id = '' } = ask.params
  if (!isUri(id)) return refuse('id-not-uri', { id })
  const presentation = readPresentation(ask.query)
  if (isRefused(presentation)) return presentation
  const { id: _, limit: __, offset: ___, ...narrowing } = ask.query
  const asked = readQuery({ ...narrowing, id }, ask.context.compiled)
  if (isRefused(asked)) return asked
  const page = await queryEntities(ask.ctx.db, { ...asked.query, limit: 1 }, ask.caller.visibility)
  if (isRefused(page)) return page
  const [entity] = page.entities
  if (entity === undefined) return goneOrMoved(ask, id)
  const written = await presentEntities(ask, [entity], presentation, asked.projection)
  if (isRefused(written)) return written
  const named = ask.context
  if (ask.media === 'application/geo+json')
    return {
      status: 200,
      body: asFeatures(ask, [entity], written, presentation)[0],
      named,
      media: ask.media,
      rows: 1,
    }
  return {
    status: 200,
    body: presentation.join === 'flat' ? written : written[0],
    named,
    media: ask.media,
    rows: 1,
  }
}

/** A merged entity is sent on to what it is now; anything else is unknown. */
async function goneOrMoved(ask: Ask, id: string): Promise<Answer | Refusal> {
  const found = await findEntity(ask.ctx.db, id, ask.caller.visibility)
  if (found === undefined || 'entity' in found) return refuse('entity-unknown', { id })
  const search = ask.request.url.includes('?') ? ask.request.url.slice(ask.request.url.indexOf('?')) : ''
  return {
    status: 308,
    headers: { location: `/ngsi-ld/v1/entities/${encodeURIComponent(found.movedTo)}${search}` },
  }
}

async function queryByPost(ask: Ask): Promise<Answer | Refusal> {
  const parameters = parametersOfBody(ask.body, ask.query)
  return isRefused(parameters) ? parameters : query(ask, parameters)
}

async function query(ask: Ask, parameters: Parameters): Promise<Answer | Refusal> {
  const presentation = readPresentation(parameters)
  if (isRefused(presentation)) return presentation
  const asked = readQuery(parameters, ask.context.compiled)
  if (isRefused(asked)) return asked
  const page = await queryEntities(ask.ctx.db, asked.query, ask.caller.visibility)
  if (isRefused(page)) return page
  const written = await presentEntities(ask, page.entities, presentation, asked.projection)
  if (isRefused(written)) return written
  const headers = pagingHeaders(ask, parameters, page, asked.query.limit)
  const answer = { status: 200, named: ask.context, media: ask.media, headers, rows: page.entities.length }
  if (ask.media !== 'application/geo+json') return { ...answer, body: written }
  const features = asFeatures(ask, page.entities, written, presentation)
  return { ...answer, body: { type: 'FeatureCollection', features } }
}

/**
 * The count, and links to the pages before and behind (clauses 5.5.9, 6.3.10, 6.3.13). The next page is named by a
 * cursor over the stable order, so that entities which come or go meanwhile do not shift it.
 */
export function pagingHeaders(
  { request }: Ask,
  parameters: Parameters,
  page: Pick<EntityPage, 'next' | 'total'>,
  limit: number,
): Readonly<Record<string, string>> {
  const offset = Number(parameters.offset ?? 0)
  const path = request.url.split('?')[0]
  const given = new URLSearchParams(request.query as Record<string, string>)
  const link = (changed: Readonly<Record<string, string | undefined>>, rel: string) => {
    const search = new URLSearchParams(given)
    for (const [name, value] of Object.entries(changed))
      if (value === undefined) search.delete(name)
      else search.set(name, value)
    return `<${path}?${search}>; rel="${rel}"; type="application/ld+json"`
  }
  const size = String(limit)
  const links = [
    ...(offset > 0 && limit > 0
      ? [link({ limit: size, offset: String(Math.max(0, offset - limit)), after: undefined }, 'prev')]
      : []),
    ...(page.next !== null
      ? [link({ limit: size, offset: String(offset + limit), after: page.next }, 'next')]
      : []),
  ]
  return {
    ...(links.length > 0 ? { link: links.join(', ') } : {}),
    ...(page.total === null ? {} : { 'ngsild-results-count': String(page.total) }),
  }
}
