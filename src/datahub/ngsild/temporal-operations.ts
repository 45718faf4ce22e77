import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { findEntity, queryEntities } from '../registry/public.ts'
import type { Answer, Ask, Operation } from './operation.ts'
import { presentTemporal } from './present-temporal.ts'
import { pagingHeaders } from './query-operations.ts'
import { isUri } from './rules/literals.ts'
import { readPresentation } from './rules/read-presentation.ts'
import { type Parameters, parametersOfBody, readQuery } from './rules/read-query.ts'
import { readTemporal } from './rules/temporal.ts'
import {
  addInstances,
  createTemporal,
  deleteInstance,
  deleteTemporal,
  deleteTemporalAttribute,
  editInstance,
} from './temporal-provision.ts'

/** The past: query and provision (clauses 5.6.11–5.6.16, 5.7.3, 5.7.4; HTTP 6.18–6.22, 6.24). */
export const temporalOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/temporal/entities',
    summary: 'Query the past of entities (NGSI-LD 5.7.4)',
    handle: (ask) => query(ask, ask.query),
  },
  {
    method: 'GET',
    path: '/temporal/entities/:id',
    summary: 'Retrieve the past of an entity (NGSI-LD 5.7.3)',
    handle: retrieve,
  },
  {
    method: 'POST',
    path: '/temporal/entityOperations/query',
    summary: 'Query the past by POST (NGSI-LD 5.7.4)',
    handle: queryByPost,
  },
  {
    method: 'POST',
    path: '/temporal/entities',
    summary: 'Create or update the past of an entity (NGSI-LD 5.6.11)',
    writes: true,
    bodyLimit: 64 * 1024 * 1024,
    handle: createTemporal,
  },
  {
    method: 'DELETE',
    path: '/temporal/entities/:id',
    summary: 'Delete an entity with its past (NGSI-LD 5.6.16)',
    writes: true,
    handle: deleteTemporal,
  },
  {
    method: 'POST',
    path: '/temporal/entities/:id/attrs',
    summary: 'Add values of the past (NGSI-LD 5.6.12)',
    writes: true,
    bodyLimit: 64 * 1024 * 1024,
    handle: addInstances,
  },
  {
    method: 'DELETE',
    path: '/temporal/entities/:id/attrs/:attribute',
    summary: 'Delete the past of an attribute (NGSI-LD 5.6.13)',
    writes: true,
    handle: deleteTemporalAttribute,
  },
  {
    method: 'PATCH',
    path: '/temporal/entities/:id/attrs/:attribute/:instance',
    summary: 'Change a value of the past (NGSI-LD 5.6.14)',
    writes: true,
    handle: editInstance,
  },
  {
    method: 'DELETE',
    path: '/temporal/entities/:id/attrs/:attribute/:instance',
    summary: 'Delete a value of the past (NGSI-LD 5.6.15)',
    writes: true,
    handle: deleteInstance,
  },
]

async function retrieve(ask: Ask): Promise<Answer | Refusal> {
  const { id = '' } = ask.params
  if (!isUri(id)) return refuse('id-not-uri', { id })
  const found = await findEntity(ask.ctx.db, id, ask.caller.visibility)
  if (found === undefined || !('entity' in found)) return refuse('entity-unknown', { id })
  const temporal = readTemporal(ask.query, false)
  if (isRefused(temporal)) return temporal
  const presentation = readPresentation(ask.query)
  if (isRefused(presentation)) return presentation
  const { limit: _, offset: __, attrs, pick, omit } = ask.query
  const narrowing = {
    ...(attrs === undefined ? {} : { attrs }),
    ...(pick === undefined ? {} : { pick }),
    ...(omit === undefined ? {} : { omit }),
  }
  const asked = readQuery({ ...narrowing, id }, ask.context.compiled)
  if (isRefused(asked)) return asked
  const shown = await presentTemporal(ask, [found.entity], temporal, presentation, asked)
  if (isRefused(shown)) return shown
  return {
    status: shown.range === undefined ? 200 : 206,
    body: shown.entities[0],
    named: ask.context,
    headers: rangeHeader(shown.range),
    rows: 1,
  }
}

/** What part of the time is answered when not all fits (clause 6.3.10). */
function rangeHeader(
  range: { readonly from: string; readonly to: string } | undefined,
): Readonly<Record<string, string>> {
  return range === undefined ? {} : { 'content-range': `date-time ${range.from}-${range.to}/*` }
}

async function queryByPost(ask: Ask): Promise<Answer | Refusal> {
  const parameters = parametersOfBody(ask.body, ask.query)
  return isRefused(parameters) ? parameters : query(ask, parameters)
}

async function query(ask: Ask, parameters: Parameters): Promise<Answer | Refusal> {
  const temporal = readTemporal(parameters, true)
  if (isRefused(temporal)) return temporal
  const presentation = readPresentation(parameters)
  if (isRefused(presentation)) return presentation
  const asked = readQuery(parameters, ask.context.compiled)
  if (isRefused(asked)) return asked
  const page = await queryEntities(ask.ctx.db, { ...asked.query, pick: [] }, ask.caller.visibility)
  if (isRefused(page)) return page
  const shown = await presentTemporal(ask, page.entities, temporal, presentation, asked)
  if (isRefused(shown)) return shown
  const headers = { ...pagingHeaders(ask, parameters, page, asked.query.limit), ...rangeHeader(shown.range) }
  return {
    status: shown.range === undefined ? 200 : 206,
    body: shown.entities,
    named: ask.context,
    headers,
    rows: page.entities.length,
  }
}
