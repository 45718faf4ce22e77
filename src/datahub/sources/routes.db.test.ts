import { deepEqual, equal, ok } from 'node:assert/strict'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, test } from 'vitest'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { SignedInOfficer } from '#people/access/contract.ts'
import { loadModels } from '../models/public.ts'
import type { Mapping, SourceSettings } from './contract.ts'
import { processRun, sourceRoutes, startRun } from './public.ts'
import { findRun } from './store-runs.ts'
import { findSource } from './store-sources.ts'
import { takePush } from './take-push.ts'

const content = join(import.meta.dirname, '..', '..', '..', 'content')
let ctx: TestContext
let app: FastifyInstance

const officer = (name: string, agencyId: string, roles: SignedInOfficer['roles']): SignedInOfficer => ({
  officerId: name,
  name,
  postId: name,
  postTitle: name,
  agencyId,
  agencyName: agencyId,
  roles,
  sessionId: name,
  posts: [],
})
const officers: Readonly<Record<string, SignedInOfficer>> = {
  engineer: officer('engineer', 'so-khcn', ['data-engineer']),
  own: officer('own', 'so-vhttdl', ['case-officer']),
  other: officer('other', 'so-xay-dung', ['case-officer']),
}
const settings: SourceSettings = {
  id: 'gui-len',
  name: 'Nguồn tự gửi',
  model: 'AirQualityObserved',
  agencyId: 'so-vhttdl',
  connector: { kind: 'push' },
  schedule: null,
  completeList: false,
  threshold: { percent: 20, count: 10 },
  freshMinutes: null,
  breaker: { failures: 3, pauseMinutes: 30 },
  synthetic: true,
  enabled: true,
}
const mapping: Mapping = {
  key: ['stationCode'],
  fields: [
    { field: 'stationCode', from: ['code'], conversions: [], required: true, observedAt: null },
    {
      field: 'pm25',
      from: ['pm25'],
      conversions: [{ kind: 'number', decimal: '.' }],
      required: false,
      observedAt: null,
    },
  ],
  rules: [],
}

beforeAll(async () => {
  ctx = await openTestContext()
  await loadModels(ctx, content)
  const guard =
    (may: (who: SignedInOfficer) => boolean) =>
    async (_: unknown, request: { headers: Record<string, unknown> }) => {
      const who = officers[String(request.headers['x-who'])]
      if (!who) return refuse('sign-in-required')
      return may(who) ? who : refuse('role-required', { post: who.postTitle })
    }
  app = await buildServer(ctx, {
    routes: sourceRoutes({
      officer: guard(() => true),
      dataEngineer: guard(({ roles }) => roles.includes('data-engineer')),
    }),
    say: (refusal) => refusal.refused,
    guardStatus: ({ refused }) => (refused === 'role-required' ? 403 : 401),
    findObstacles: async () => [],
    title: 'test',
    version: '0',
  })
  const made = await ask('engineer', 'PUT', '/sources/gui-len', { settings })
  equal(made.statusCode, 200, made.body)
  equal((await ask('engineer', 'POST', '/sources/gui-len/mappings', { mapping, note: '' })).statusCode, 200)
})
afterAll(() => app.close())

function ask(
  who: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  payload?: object,
  headers = {},
) {
  return app.inject({
    method,
    url: `/api${path}`,
    headers: { 'x-who': who, ...headers },
    ...(payload ? { payload } : {}),
  })
}
function form(fields: Readonly<Record<string, string>>, file: string) {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const body = `${parts.join('')}--b\r\ncontent-disposition: form-data; name="file"; filename="x.csv"\r\n\r\n${file}\r\n--b--\r\n`
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=b' } }
}
const post = (who: string, path: string, { body, headers }: ReturnType<typeof form>) =>
  app.inject({ method: 'POST', url: `/api${path}`, headers: { 'x-who': who, ...headers }, payload: body })

test('an officer sees the sources of his own agency, a data engineer all; strangers none', async () => {
  const seen = async (who: string) =>
    (await ask(who, 'GET', '/sources'))
      .json()
      .sources.map((one: { settings: { id: string } }) => one.settings.id)
  deepEqual(await seen('engineer'), ['gui-len'])
  deepEqual(await seen('own'), ['gui-len'])
  deepEqual(await seen('other'), [])
  equal((await ask('nobody', 'GET', '/sources')).statusCode, 401)
  const refused = await ask('other', 'GET', '/sources/gui-len')
  equal(refused.statusCode, 403)
  equal(refused.json().code, 'source-not-yours')
})

test('settings, mappings, keys and decisions are for data engineers', async () => {
  for (const [method, path, body] of [
    ['PUT', '/sources/gui-len', { settings }],
    ['POST', '/sources/gui-len/mappings', { mapping, note: '' }],
    ['POST', '/sources/gui-len/key', {}],
    ['POST', '/runs/1/decision', { approve: true, reason: 'x' }],
  ] as const)
    equal((await ask('own', method, path, body)).statusCode, 403)
})

test('rows are pushed with a key: 200, 207 with reasons, 401 with a wrong one', async () => {
  const { key } = (await ask('engineer', 'POST', '/sources/gui-len/key', {})).json()
  const push = (rows: object[], word = key) =>
    ask('', 'POST', '/source-rows', { rows }, { authorization: `Bearer ${word}` })
  equal((await push([{ code: 'A1', pm25: 3 }])).statusCode, 200)
  const some = await push([
    { code: 'A2', pm25: 3 },
    { code: 'A3', pm25: 'x' },
  ])
  equal(some.statusCode, 207)
  equal(some.json().refused[0].findings[0].code, 'number-unreadable')
  const wrong = await push([{ code: 'A4' }], 'kbs_sai')
  equal(wrong.statusCode, 401)
  equal(wrong.json().code, 'source-key-wrong')
  const mended = some.json().runId
  const { rows } = (await ask('own', 'GET', `/sources/gui-len/quarantine?runId=${mended}`)).json()
  equal(
    (await ask('own', 'PATCH', `/quarantined-rows/${rows[0].id}`, { edits: { pm25: '4' } })).statusCode,
    200,
  )
  equal((await ask('other', 'PATCH', `/quarantined-rows/${rows[0].id}`, { edits: {} })).statusCode, 403)
  const replayed = (await ask('own', 'POST', '/sources/gui-len/replay', {})).json()
  deepEqual([replayed.taken, replayed.left], [1, 0])
  equal((await ask('own', 'GET', `/runs/${replayed.runs[0]}`)).json().cause, 'replay')
})

test('a file is previewed, handed in and waits for a worker; a mapping that is none is refused', async () => {
  const preview = await post('own', '/sources/gui-len/preview', form({}, 'code,pm25\nB1,3\nB2,x\n'))
  equal(preview.statusCode, 200, preview.body)
  deepEqual(
    preview.json().rows.map((row: { findings: unknown[] }) => row.findings.length),
    [0, 1],
  )
  const wrong = await post(
    'own',
    '/sources/gui-len/preview',
    form({ mapping: '{"fields":[]}' }, 'code\nB1\n'),
  )
  equal(wrong.json().code, 'mapping-wrong')
  const started = await post('own', '/sources/gui-len/files', form({}, 'code,pm25\nB1,3\nB2,4\n'))
  equal(started.statusCode, 202)
  equal(await processRun(ctx, started.json().runId), 'done')
  deepEqual((await ask('own', 'GET', '/sources/gui-len/runs?limit=1')).json().runs[0].counts.created, 2)
})

test('a run fails and says why: columns-missing, file-lost; a push then answers run-failed', async () => {
  const lost: TestContext = { ...ctx, blobs: { ...ctx.blobs, find: async () => undefined } }
  const fail = async (run: TestContext, text: string) => {
    const started = await startRun(ctx, {
      sourceId: 'gui-len',
      cause: 'upload',
      fileName: 'x.csv',
      content: Readable.from([Buffer.from(text)]),
      by: 'x',
    })
    ok(!isRefused(started))
    equal(await processRun(run, started.runId), 'failed')
    return JSON.parse((await findRun(ctx.db, started.runId))?.error ?? '{}').refused
  }
  equal(await fail(ctx, 'a,b\nx,y\n'), 'columns-missing')
  equal(await fail(lost, 'code,pm25\nC1,1\n'), 'file-lost')
  const source = await findSource(ctx.db, 'gui-len')
  ok(source)
  const outcome = await takePush(lost, source, [{ code: 'C2' }], 'vi')
  equal(isRefused(outcome) && outcome.refused, 'run-failed')
})
