import { randomInt } from 'node:crypto'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import { registerAjvFormats, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Context } from './context.ts'
import { faultOf, isDatabaseAway } from './errors.ts'
import type { Route } from './http.ts'
import { messageOf } from './loop.ts'
import { openMetrics } from './metrics.ts'
import { describeApi, schemaOf } from './openapi.ts'
import { watchLoad } from './overload.ts'
import { type Dialect, langOf, refusalOfValidation, type Say, sendProblem, setDialects } from './problems.ts'

export type ServerOptions = {
  readonly routes: readonly Route[]
  readonly say: Say
  /** The status of a guard's refusal: 401 when signing in would help, else 403. */
  readonly guardStatus: (refusal: Refusal) => number
  /** What keeps the program from serving, by name; empty when it is ready. */
  readonly findObstacles: () => Promise<readonly string[]>
  /** Called after each request that may have written. */
  readonly afterWrite?: () => void
  readonly title: string
  readonly version: string
  /** The name of the cookie that signs in, for the API's description. */
  readonly sessionCookie?: string
  readonly trustedProxies?: readonly string[]
  /** Requests in hand beyond which new ones are turned away. */
  readonly mostRequests?: number
  /** APIs of standards that write their refusals their own way. */
  readonly dialects?: readonly Dialect[]
}

/**
 * The HTTP server: each declared route under /api, and beside them the API's own description, health and
 * metrics. It serves no pages yet (`mountPages`) and does not listen yet.
 */
export async function buildServer(ctx: Context, options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    bodyLimit: 2 * 1024 * 1024,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    genReqId: newReference,
    forceCloseConnections: 'idle',
    requestTimeout: 120_000,
  })
  registerAjvFormats()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  setDialects(app, options.dialects ?? [])
  app.addContentTypeParser(
    ['application/ld+json', 'application/merge-patch+json', 'application/geo+json'],
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  const metrics = openMetrics(ctx)
  guardLoad(app, options)
  recordRequests(app, ctx, options, metrics.request)
  answerErrors(app, ctx, options.say)
  await app.register(helmet, {
    contentSecurityPolicy: false, // pages and the API's description bring their own
    strictTransportSecurity: false, // decided where TLS ends
    crossOriginEmbedderPolicy: false,
    // With `no-referrer` browsers send `Origin: null` along with forms, which the screens then refuse as foreign.
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(compress, { global: true, threshold: 1_400 })
  await app.register(multipart, { limits: { fileSize: 60 * 1024 * 1024, files: 20, fields: 100 } })
  await describeApi(app, options)
  for (const route of options.routes) addRoute(app, ctx, route, options)
  addHealth(app, options, metrics)
  return app
}

/** Eight characters that are read over a telephone without mistakes: no I, L, O, U. */
function newReference(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return Array.from({ length: 8 }, () => letters[randomInt(32)]).join('')
}

function guardLoad(app: FastifyInstance, { say, mostRequests }: ServerOptions): void {
  const load = watchLoad(app, mostRequests ?? 400)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (load.isTooMuch(request)) await sendProblem(request, reply, say, 503, refuse('overloaded'))
  })
}

function recordRequests(
  app: FastifyInstance,
  ctx: Context,
  options: ServerOptions,
  count: (facts: { method: string; route: string; status: number; seconds: number }) => void,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, id } = request
    const route = request.routeOptions.url ?? 'unknown' // the pattern: addresses hold codes and names
    const seconds = reply.elapsedTime / 1_000
    const status = reply.raw.statusCode
    count({ method, route, status, seconds })
    ctx.log.info({ reference: id, method, route, status, ms: Math.round(reply.elapsedTime) }, 'request')
    if (method !== 'GET' && method !== 'HEAD' && status < 400) options.afterWrite?.()
  })
}

function answerErrors(app: FastifyInstance, ctx: Context, say: Say): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.validation)
      return sendProblem(request, reply, say, 400, refusalOfValidation(error, langOf(request)))
    const status = error.statusCode ?? 500
    if (status === 413) return sendProblem(request, reply, say, 413, refuse('request-too-large'))
    if (status >= 400 && status < 500)
      return sendProblem(request, reply, say, status, refuse('request-unreadable', { reason: error.message }))
    const facts = { reference: request.id, error: messageOf(error), stack: error.stack }
    ctx.log.error(facts, 'a request met what nobody foresaw')
    if (isDatabaseAway(error)) return sendProblem(request, reply, say, 503, refuse('database-away'))
    if (faultOf(error, '')?.refused === 'disk-full')
      return sendProblem(request, reply, say, 507, refuse('disk-full', { folder: 'DATA_DIR' }))
    return sendProblem(request, reply, say, 500, refuse('unforeseen', { reference: request.id }))
  })
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, say, 404, refuse('not-found')))
}

function addRoute(
  app: FastifyInstance,
  ctx: Context,
  route: Route,
  { say, guardStatus }: ServerOptions,
): void {
  app.route({
    method: route.method,
    url: route.path.startsWith('//') ? route.path.slice(1) : `/api${route.path}`,
    schema: schemaOf(route),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    // The guard comes before the body is judged: a stranger learns nothing from a validation message.
    async preValidation(request, reply) {
      const actor = await route.who(ctx, request)
      if (!isRefused(actor)) actors.set(request, actor)
      else await sendProblem(request, reply, say, guardStatus(actor), actor)
    },
    handler: (request, reply) => answer(ctx, route, request, reply, say),
  })
}

const actors = new WeakMap<FastifyRequest, unknown>()

async function answer(
  ctx: Context,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  say: Say,
): Promise<unknown> {
  const { params, query, body } = request
  const input = { actor: actors.get(request), params, query, body, request, reply }
  const outcome: unknown = await route.handle(ctx, input)
  if (isRefused(outcome)) {
    const statuses = route.refusals as Readonly<Record<string, number>>
    return sendProblem(request, reply, say, statuses[outcome.refused] ?? 422, outcome)
  }
  if (reply.sent) return reply
  if (route.reply !== undefined) reply.code(route.status ?? 200)
  return outcome
}

function addHealth(
  app: FastifyInstance,
  { findObstacles }: ServerOptions,
  metrics: ReturnType<typeof openMetrics>,
): void {
  const hidden = { schema: { hide: true } }
  app.get('/healthz', hidden, async () => ({ status: 'ok' }))
  app.get('/readyz', hidden, async (_request, reply) => {
    const obstacles = await findObstacles()
    return reply
      .code(obstacles.length === 0 ? 200 : 503)
      .send({ status: obstacles.length === 0 ? 'ready' : 'not-ready', obstacles })
  })
  app.get('/metrics', hidden, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.expose()),
  )
}
