import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '#kit/io/context.ts'
import { type Route, route } from '#kit/io/http.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { followCall } from '../sharing/public.ts'
import { type Caller, findCaller, isWriter, type NgsildSettings } from './find-caller.ts'
import { contextForBody, contextFromRequest, type LdContext, linkTarget } from './resolve-context.ts'
import { chooseMedia, linkOfContext, type MediaType } from './rules/media.ts'
import { statuses } from './rules/problems.ts'
import type { Parameters } from './rules/read-query.ts'

/** A request of the API, its caller and context found. */
export type Ask = {
  readonly ctx: Context
  readonly caller: Caller
  readonly context: LdContext
  readonly settings: NgsildSettings
  readonly params: Readonly<Record<string, string>>
  readonly query: Parameters
  readonly body: unknown
  readonly media: MediaType
  readonly request: FastifyRequest
}

/** What an operation answers. `body` undefined: nothing but the status. */
export type Answer = {
  readonly status: number
  readonly body?: unknown
  /** The context under which the body's names stand; the answer says it. */
  readonly named?: LdContext
  readonly media?: MediaType
  readonly headers?: Readonly<Record<string, string>>
  /** How many entities are in it, for the log of calls. */
  readonly rows?: number
}

/** An operation as this API declares it. */
export type Operation = {
  readonly method: Route['method']
  readonly path: string
  readonly summary: string
  readonly writes?: boolean
  /** Whether a body is awaited; by default with POST, PUT and PATCH. */
  readonly takesBody?: boolean
  /** Whether the context is the operation's own business (bodies that hold several). */
  readonly ownContext?: boolean
  readonly offers?: readonly MediaType[]
  readonly bodyLimit?: number
  handle(ask: Ask): Promise<Answer | Refusal>
}

const base = '//ngsi-ld/v1'
const usualOffers: readonly MediaType[] = ['application/json', 'application/ld+json']

/** Makes a route of an operation: who asks, media types, context; then the operation; then how the answer is named. */
export function operation(declared: Operation, settings: NgsildSettings): Route {
  const { method, path, summary, bodyLimit } = declared
  return route({
    method,
    path: base + path,
    summary,
    tag: 'NGSI-LD',
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    who: (ctx: Context, request) => findCaller(ctx, request, settings),
    async handle(ctx, { actor, request, reply }) {
      const holder = actor.reader.kind === 'key' ? actor.reader.holder : undefined
      const followed = holder && { agreementId: holder.agreementId, datasetId: holder.dataset.id }
      const tally = followCall(ctx, followed, 'ngsi-ld', request, reply)
      const answer = await answerTo(ctx, declared, settings, actor, request)
      if (isRefused(answer)) {
        tally.refusal = answer.refused
        return answer
      }
      tally.rows = answer.rows ?? 0
      return send(ctx, declared, answer, request, reply)
    },
    refusals: statuses,
  })
}

async function answerTo(
  ctx: Context,
  declared: Operation,
  settings: NgsildSettings,
  caller: Caller,
  request: FastifyRequest,
): Promise<Answer | Refusal> {
  const { method, writes, ownContext, offers = usualOffers } = declared
  if (writes && !isWriter(caller))
    return caller.reader.kind === 'public'
      ? refuse('sign-in-required')
      : refuse('no-right-to-write', { id: request.url })
  const awaited = declared.takesBody ?? (method === 'POST' || method === 'PUT' || method === 'PATCH')
  const fault = awaited ? bodyFault(request) : undefined
  if (fault) return fault
  const media = chooseMedia(request.headers.accept, offers)
  if (media === undefined && !(writes && request.method !== 'GET'))
    return refuse('media-type-not-acceptable', { accept: request.headers.accept ?? '' })
  const query = parametersOf(request.query)
  if ('refused' in query) return query as Refusal
  const context: LdContext | Refusal = ownContext
    ? await contextFromRequest(ctx, { headers: { link: request.headers.link }, body: undefined }, settings)
    : await contextFromRequest(
        ctx,
        awaited ? request : { headers: { link: request.headers.link }, body: undefined },
        settings,
      )
  if (isRefused(context)) return context
  const params = request.params as Readonly<Record<string, string>>
  return declared.handle({
    ctx,
    caller,
    context,
    settings,
    params,
    query: query as Parameters,
    body: request.body,
    media: media ?? 'application/json',
    request,
  })
}

/** What is wrong with a body before it is read: its media type (415), or that there is none (400). */
function bodyFault(request: FastifyRequest): Refusal | undefined {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const taken = [
    'application/json',
    'application/ld+json',
    ...(request.method === 'PATCH' ? ['application/merge-patch+json'] : []),
  ]
  if (!taken.includes(type)) return refuse('media-type-not-taken', { type })
  return typeof request.body !== 'object' || request.body === null ? refuse('request-empty') : undefined
}

/** The parameters of the address by name; one that stands twice is refused. */
function parametersOf(query: unknown): Parameters | Refusal<'parameter-malformed'> {
  const found = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>)
  const twice = found.find(([, value]) => typeof value !== 'string')
  return twice
    ? refuse('parameter-malformed', { name: twice[0], value: JSON.stringify(twice[1]) })
    : (Object.fromEntries(found) as Parameters)
}

async function send(
  ctx: Context,
  { offers = usualOffers }: Operation,
  answer: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.code(answer.status)
  const tenant = request.headers['ngsild-tenant']
  if (typeof tenant === 'string' && tenant !== '') reply.header('ngsild-tenant', tenant)
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value)
  if (answer.body === undefined) return reply.send()
  const media = answer.media ?? chooseMedia(request.headers.accept, offers) ?? 'application/json'
  const body =
    answer.named === undefined
      ? answer.body
      : await withContext(ctx, answer.body, media, answer.named.given, request, reply)
  return reply
    .type(media === 'application/json' ? 'application/json; charset=utf-8' : media)
    .serializer(JSON.stringify)
    .send(body)
}

/** JSON-LD carries its context in the body, plain JSON in a Link header (clause 6.3.5). */
async function withContext(
  ctx: Context,
  body: unknown,
  media: MediaType,
  given: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const inBody =
    media === 'application/ld+json' || (media === 'application/geo+json' && wantsContextInBody(request))
  if (inBody) {
    const context = contextForBody(given)
    const add = (one: unknown) => ({ ...(one as object), '@context': context })
    return Array.isArray(body) ? body.map(add) : add(body)
  }
  const url = await linkTarget(ctx, given, `${request.protocol}://${request.host}`)
  const others = reply.getHeader('link')
  reply.header('link', [...(typeof others === 'string' ? [others] : []), linkOfContext(url)].join(', '))
  return body
}

function wantsContextInBody(request: FastifyRequest): boolean {
  return !/body=ignore|context=omit/.test(String(request.headers.prefer ?? ''))
}
