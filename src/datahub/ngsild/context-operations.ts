import { toIso } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { ContextDetails, ContextKind } from './contract.ts'
import { fetchContext } from './fetch-context.ts'
import { isKeeper } from './find-caller.ts'
import type { Answer, Ask, Operation } from './operation.ts'
import { contextOfBody, contextsPath, forgetContexts, storedUrlOf, useContext } from './resolve-context.ts'
import { coreContextUrl, isCoreContextUrl } from './rules/core-terms.ts'
import { malformed } from './rules/read-query.ts'
import {
  findContext,
  listContexts,
  removeContext,
  type StoredContext,
  saveContext,
} from './store-contexts.ts'

/** Contexts kept here (clauses 5.13.2–5.13.5; HTTP 6.29, 6.30). */
export const contextOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/jsonldContexts',
    summary: 'Keep a context (NGSI-LD 5.13.2)',
    writes: true,
    ownContext: true,
    bodyLimit: 4 * 1024 * 1024,
    handle: add,
  },
  { method: 'GET', path: '/jsonldContexts', summary: 'List contexts (NGSI-LD 5.13.3)', handle: list },
  { method: 'GET', path: '/jsonldContexts/:id', summary: 'Serve a context (NGSI-LD 5.13.4)', handle: serve },
  {
    method: 'DELETE',
    path: '/jsonldContexts/:id',
    summary: 'Delete or reload a context (NGSI-LD 5.13.5)',
    writes: true,
    handle: remove,
  },
]

/**
 * Keeps a context, to be served (Hosted). With the parameter `url` of our own it is kept as the copy of what lies at
 * that address (Cached): the way to bring a public context onto a machine without a network.
 */
async function add(ask: Ask): Promise<Answer | Refusal> {
  const { ctx, body, settings, query } = ask
  if (!isKeeper(ask.caller)) return refuse('no-right-to-write', { id: contextsPath })
  const given = contextOfBody(body)
  if (given === undefined || typeof given !== 'object' || given === null) return refuse('context-missing')
  if (query.url !== undefined && (!URL.canParse(query.url) || isCoreContextUrl(query.url)))
    return malformed('url', query.url)
  const usable = await useContext(ctx, given, settings)
  if (isRefused(usable)) return usable
  const id = ctx.newId()
  const url = query.url ?? `${contextsPath}/${id}`
  const kind: ContextKind = query.url === undefined ? 'Hosted' : 'Cached'
  await saveContext(ctx.db, { id, url, kind, body: { '@context': given }, createdAt: ctx.now() })
  forgetContexts(ctx)
  const kept = (await findContext(ctx.db, url))?.id ?? id
  return { status: 201, headers: { location: `${contextsPath}/${kept}` }, body: { url: absolute(ask, url) } }
}

const absolute = ({ request }: Ask, url: string) =>
  url.startsWith('/') ? `${request.protocol}://${request.host}${url}` : url

function detailsOf(ask: Ask, context: StoredContext): ContextDetails {
  return {
    URL: absolute(ask, context.url),
    localId: context.id,
    kind: context.kind,
    timestamp: toIso(context.createdAt),
    ...(context.usedAt === null ? {} : { lastUsage: toIso(context.usedAt) }),
    numberOfHits: context.hits,
  }
}

async function list(ask: Ask): Promise<Answer | Refusal> {
  const { kind, details } = ask.query
  if (kind !== undefined && kind !== 'Hosted' && kind !== 'Cached' && kind !== 'ImplicitlyCreated')
    return malformed('kind', kind)
  const found = await listContexts(ask.ctx.db, kind)
  const core = kind === undefined || kind === 'Cached'
  const body =
    details === 'true' ? found.map((one) => detailsOf(ask, one)) : found.map(({ url }) => absolute(ask, url))
  return { status: 200, body: core && details !== 'true' ? [...body, coreContextUrl] : body }
}

/** By its id here, or by its address. */
async function find({
  ctx,
  params: { id = '' },
}: Ask): Promise<StoredContext | Refusal<'context-not-found'>> {
  return (await findContext(ctx.db, storedUrlOf(id))) ?? refuse('context-not-found', { id })
}

async function serve(ask: Ask): Promise<Answer | Refusal> {
  const found = await find(ask)
  if (isRefused(found)) return found
  if (ask.query.details === 'true') return { status: 200, body: detailsOf(ask, found) }
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=300' }
  return { status: 200, body: found.body, media: 'application/ld+json', headers }
}

async function remove(ask: Ask): Promise<Answer | Refusal> {
  if (!isKeeper(ask.caller)) return refuse('no-right-to-write', { id: contextsPath })
  const found = await find(ask)
  if (isRefused(found)) return found
  if (ask.query.reload !== 'true') await removeContext(ask.ctx.db, found.id)
  else {
    const fault = await reload(ask, found)
    if (fault) return fault
  }
  forgetContexts(ask.ctx)
  return { status: 204 }
}

/** Downloads a copy anew; what is hosted here has nowhere to come from. */
async function reload({ ctx, settings }: Ask, found: StoredContext): Promise<Refusal | undefined> {
  if (found.kind !== 'Cached') return malformed('reload', found.kind)
  if (!settings.mayDownload)
    return refuse('context-not-available', { url: found.url, reason: 'NGSILD_CONTEXT_DOWNLOAD=0' })
  const body = await fetchContext(found.url)
  if (isRefused(body)) return body
  const given = contextOfBody(body)
  if (given === undefined) return refuse('context-not-available', { url: found.url, reason: '@context' })
  const usable = await useContext(ctx, given, settings)
  if (isRefused(usable)) return usable
  await saveContext(ctx.db, { ...found, body: { '@context': given } })
  return undefined
}
