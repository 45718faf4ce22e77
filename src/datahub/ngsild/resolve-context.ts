import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Context } from '#kit/io/context.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { compileRarely } from './compile-rarely.ts'
import { fetchContext } from './fetch-context.ts'
import {
  type CompiledContext,
  compileDefinitions,
  coreContext,
  readDefinitions,
} from './rules/compile-context.ts'
import { coreContextUrl, isCoreContextUrl } from './rules/core-terms.ts'
import { contextOfLink } from './rules/media.ts'
import { findContext, recordUses, saveContext } from './store-contexts.ts'

/** Why a context cannot be used. All but the last are BadRequestData; that one is LdContextNotAvailable. */
export type ContextFault =
  | 'context-in-json'
  | 'context-missing'
  | 'context-twice'
  | 'context-invalid'
  | 'context-feature-unsupported'
  | 'context-not-available'

/** The context of a request: ready to look names up in, and as it was named, to be named again in the answer. */
export type LdContext = {
  readonly compiled: CompiledContext
  /** As given: an address, an object, or a list of both; null where the request named none. */
  readonly given: unknown
}

/** What the surroundings allow. */
export type ContextSettings = { readonly mayDownload: boolean }

/** The path under which the contexts that we keep ourselves are served. */
export const contextsPath = '/ngsi-ld/v1/jsonldContexts'

/**
 * The context of a request (clause 6.3.5): of the Link header where the body is plain JSON or there is none, of the
 * body where that is JSON-LD. The core context alone where the request names none.
 */
export async function contextFromRequest(
  ctx: Context,
  request: Pick<FastifyRequest, 'headers' | 'body'>,
  settings: ContextSettings,
): Promise<LdContext | Refusal<ContextFault>> {
  const link = contextOfLink(oneHeader(request.headers.link))
  if (link === 'several') return refuse('context-twice')
  const isLd = /^application\/ld\+json/i.test(request.headers['content-type'] ?? '')
  const bodies = Array.isArray(request.body) ? request.body : [request.body]
  const inline = bodies.map(contextOfBody)
  if (!isLd) {
    if (inline.some((one) => one !== undefined)) return refuse('context-in-json')
    return useContext(ctx, link ?? null, settings)
  }
  if (link !== undefined) return refuse('context-twice')
  if (inline.some((one) => one === undefined)) return refuse('context-missing')
  return useContext(ctx, inline[0] ?? null, settings)
}

/** The `@context` member of a body. */
export function contextOfBody(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['@context'] : undefined
}

function oneHeader(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(', ')
}

const compiledByKey = new Map<string, CompiledContext>()
const mostCompiled = 500

/** Makes a context ready: each distinct list is compiled once and kept. */
export async function useContext(
  ctx: Context,
  given: unknown,
  settings: ContextSettings,
): Promise<LdContext | Refusal<ContextFault>> {
  if (given === null || (typeof given === 'string' && isCoreContextUrl(given)))
    return { compiled: coreContext, given }
  const objects = await gatherObjects(ctx, given, settings, 0)
  if ('refused' in objects) return objects
  const key = createHash('sha256').update(JSON.stringify(objects)).digest('base64')
  const known = compiledByKey.get(key)
  if (known !== undefined) return { compiled: known, given }
  const made = await compile(objects)
  if ('refused' in made) return made
  if (compiledByKey.size >= mostCompiled) compiledByKey.delete([...compiledByKey.keys()][0] ?? '')
  compiledByKey.set(key, made)
  return { compiled: made, given }
}

async function compile(
  objects: readonly unknown[],
): Promise<CompiledContext | Refusal<'context-invalid' | 'context-feature-unsupported'>> {
  const read = readDefinitions(objects)
  if ('refused' in read) return read
  const plain = read.rare ? undefined : compileDefinitions(read.definitions)
  return plain ?? compileRarely(objects, read.definitions)
}

/** The objects of a context list in their order; addresses are looked up here, never on the way out. */
async function gatherObjects(
  ctx: Context,
  given: unknown,
  settings: ContextSettings,
  depth: number,
): Promise<readonly unknown[] | Refusal<ContextFault>> {
  if (depth > 5) return refuse('context-invalid', { reason: 'depth' })
  if (Array.isArray(given)) {
    const all: unknown[] = []
    for (const one of given) {
      const objects = await gatherObjects(ctx, one, settings, depth + 1)
      if ('refused' in objects) return objects
      all.push(...objects)
    }
    return all
  }
  if (given === null) return []
  if (typeof given !== 'string') return [given]
  if (isCoreContextUrl(given)) return []
  const found = await loadByUrl(ctx, given, settings)
  if (typeof found === 'object' && found !== null && 'refused' in found)
    return found as Refusal<'context-not-available'>
  return gatherObjects(ctx, found, settings, depth + 1)
}

type Remembered = { readonly context: unknown; readonly until: number; uses: number; told: number }
const remembered = new WeakMap<object, Map<string, Remembered>>()
const rememberMs = 30_000
const tellMs = 60_000

/** Forgets what this process remembers of stored contexts, after one was changed or taken away. */
export function forgetContexts(ctx: Context): void {
  remembered.delete(ctx.db)
}

async function loadByUrl(
  ctx: Context,
  url: string,
  settings: ContextSettings,
): Promise<unknown | Refusal<'context-not-available'>> {
  const memory = remembered.get(ctx.db) ?? new Map<string, Remembered>()
  remembered.set(ctx.db, memory)
  const name = storedUrlOf(url)
  const now = ctx.now()
  const known = memory.get(name)
  if (known !== undefined && known.until > now) {
    await countUse(ctx, name, known)
    return known.context
  }
  const stored = await findContext(ctx.db, name)
  const context = stored ? stored.body['@context'] : await loadElsewhere(ctx, url, settings)
  if (typeof context === 'object' && context !== null && 'refused' in context) return context
  const fresh = { context, until: now + rememberMs, uses: known?.uses ?? 0, told: known?.told ?? 0 }
  if (memory.size > mostCompiled) memory.clear()
  memory.set(name, fresh)
  await countUse(ctx, name, fresh)
  return context
}

async function countUse(ctx: Context, name: string, memory: Remembered): Promise<void> {
  memory.uses++
  if (ctx.now() - memory.told < tellMs) return
  const { uses } = memory
  memory.uses = 0
  memory.told = ctx.now()
  await recordUses(ctx.db, name, uses, ctx.now())
}

async function loadElsewhere(
  ctx: Context,
  url: string,
  { mayDownload }: ContextSettings,
): Promise<unknown | Refusal<'context-not-available'>> {
  if (!URL.canParse(url)) return refuse('context-not-available', { url, reason: 'URL' })
  if (!mayDownload) return refuse('context-not-available', { url, reason: 'NGSILD_CONTEXT_DOWNLOAD=0' })
  const body = await fetchContext(url)
  if (typeof body !== 'object' || body === null || !('@context' in body))
    return typeof body === 'object' && body !== null && 'refused' in body
      ? body
      : refuse('context-not-available', { url, reason: '@context' })
  const stored = { id: ctx.newId(), url, kind: 'Cached' as const, body, createdAt: ctx.now() }
  await saveContext(ctx.db, stored)
  return body['@context']
}

/** How an address stands in the table: of our own the path alone, so that it holds behind any host name. */
export function storedUrlOf(url: string): string {
  const own = url.indexOf(`${contextsPath}/`)
  return own >= 0 ? url.slice(own) : url
}

/** The address for the Link header of an answer; a context that came inline is given one. */
export async function linkTarget(ctx: Context, given: unknown, origin: string): Promise<string> {
  if (given === null) return coreContextUrl
  if (typeof given === 'string') return given
  if (Array.isArray(given)) {
    const others = given.filter((one) => !(typeof one === 'string' && isCoreContextUrl(one)))
    const [only] = others
    if (others.length === 0) return coreContextUrl
    if (others.length === 1 && typeof only === 'string') return only
  }
  const id = `inline-${createHash('sha256').update(JSON.stringify(given)).digest('hex').slice(0, 32)}`
  const url = `${contextsPath}/${id}`
  await saveContext(ctx.db, {
    id,
    url,
    kind: 'ImplicitlyCreated',
    body: { '@context': given },
    createdAt: ctx.now(),
  })
  return origin + url
}

/** The @context of a JSON-LD answer: as the request named it, and the core context where that does not stand in it. */
export function contextForBody(given: unknown): unknown {
  if (given === null) return coreContextUrl
  const list = Array.isArray(given) ? given : [given]
  const core = list.some((one) => typeof one === 'string' && isCoreContextUrl(one))
  return core ? given : [...list, coreContextUrl]
}
