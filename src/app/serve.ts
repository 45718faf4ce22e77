import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ngsildDialect } from '#datahub/ngsild/public.ts'
import type { Config } from '#kit/io/config.ts'
import type { Context } from '#kit/io/context.ts'
import { isDatabaseAway } from '#kit/io/errors.ts'
import { type Messages, sentenceOf } from '#kit/io/messages.ts'
import { isMigrated } from '#kit/io/migrate.ts'
import { mountPages, type Pages } from '#kit/io/pages.ts'
import { buildServer } from '#kit/io/server.ts'
import { currentOfficer, sessionCookie, tokenOf } from '#people/access/public.ts'
import type { Lang } from './contract.ts'
import { migrationsFolder } from './open-program.ts'
import { routesOf } from './routes.ts'
import { makeSurface } from './surface/make-surface.ts'
import type { DemoState } from './surface/visit.ts'

const screens = join(import.meta.dirname, '..', '..', 'web', 'build', 'handler.js')

/** Whether the screens have been built. */
export function hasScreens(): boolean {
  return existsSync(screens)
}

/** The whole web process: the API and, where they are built, the screens. It does not listen yet. */
export async function buildWeb(
  ctx: Context,
  config: Config,
  joined: {
    readonly messages: Messages
    readonly demo: DemoState
    readonly version: string
    readonly afterWrite: () => void
  },
): Promise<FastifyInstance> {
  const { messages, demo, version, afterWrite } = joined
  const app = await buildServer(ctx, {
    routes: routesOf({
      anonymousWrites: config.ngsildAnonymousWrites,
      mayDownload: config.ngsildContextDownload,
    }),
    dialects: [ngsildDialect],
    say: (refusal, lang) => sentenceOf(messages, refusal, lang),
    guardStatus: ({ refused }) => (refused === 'sign-in-required' ? 401 : 403),
    findObstacles: () => findObstacles(ctx),
    afterWrite,
    title: 'Kinh Bắc',
    version,
    sessionCookie,
    trustedProxies: config.trustedProxies,
  })
  const handler = await loadScreens()
  if (handler)
    mountPages(app, {
      handler,
      protocol: config.publicUrl.startsWith('https:') ? 'https' : 'http',
      carry: (request) => carry(ctx, config, messages, demo, request),
    })
  return app
}

async function findObstacles(ctx: Context): Promise<string[]> {
  try {
    return (await isMigrated(ctx.db, migrationsFolder)) ? [] : ['migrations']
  } catch (error) {
    if (isDatabaseAway(error)) return ['database']
    throw error
  }
}

async function loadScreens(): Promise<Pages | undefined> {
  if (!hasScreens()) return undefined
  process.env.PROTOCOL_HEADER = 'x-forwarded-proto' // read once, when the handler is imported
  process.env.BODY_SIZE_LIMIT ??= '60M'
  const { handler } = (await import(pathToFileURL(screens).href)) as { handler: Pages }
  return handler
}

/** What each page request carries: the program's surface for its officer and, once it is known, its language. */
async function carry(
  ctx: Context,
  { publicUrl }: Config,
  messages: Messages,
  demo: DemoState,
  request: FastifyRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const token = tokenOf(request)
  const officer = token === undefined ? undefined : await currentOfficer(ctx, token)
  const visit = {
    officer,
    token,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    messages,
    publicUrl,
    demo,
  }
  return { kb: (lang: Lang) => makeSurface(ctx, { ...visit, lang }), log: ctx.log }
}
