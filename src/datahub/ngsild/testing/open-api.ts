import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Route } from '#kit/io/http.ts'
import { loadMessages, sentenceOf } from '#kit/io/messages.ts'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { loadModels } from '../../models/public.ts'
import { type NgsildSettings, ngsildDialect, ngsildRoutes } from '../public.ts'

type Body = object | readonly unknown[] | string | undefined

/** An answer, its body read. */
export type Said = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any
}

/** The API on a database of its own. Models are loaded when `models` says so; `others` are routes below it. */
export async function openApi(
  settings: Partial<NgsildSettings> = {},
  models = false,
  others: (settings: NgsildSettings) => readonly Route[] = () => [],
) {
  const whole = { anonymousWrites: true, mayDownload: false, ...settings }
  const more = others(whole)
  const ctx: TestContext = await openTestContext()
  ctx.setNow('2026-11-24T09:00')
  if (models) await loadModels(ctx, join(import.meta.dirname, '../../../../content'))
  const messages = await loadMessages(join(import.meta.dirname, '../..'))
  const app = await buildServer(ctx, {
    routes: [...more, ...ngsildRoutes(whole, more)],
    dialects: [ngsildDialect],
    say: (refusal, lang) => sentenceOf(messages, refusal, lang),
    guardStatus: () => 403,
    findObstacles: async () => [],
    title: 'Thử',
    version: '0',
  })
  afterAll(() => app.close())
  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: Body,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Said> => {
    const given = body === undefined ? {} : { 'content-type': 'application/json' }
    const payload =
      body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }
    const reply = await app.inject({
      method,
      url: `/ngsi-ld/v1${path}`,
      headers: { ...given, ...headers },
      ...payload,
    })
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: reply.body === '' ? undefined : JSON.parse(reply.body),
    }
  }
  return {
    ctx,
    call,
    get: (path: string, headers?: Readonly<Record<string, string>>) => call('GET', path, undefined, headers),
  }
}
