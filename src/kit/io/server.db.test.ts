import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { openDatabase } from './database.ts'
import { type Guard, route } from './http.ts'
import { loadMessages, sentenceOf } from './messages.ts'
import { mountPages } from './pages.ts'
import { buildServer } from './server.ts'
import { openTestContext } from './testing/test-context.ts'

const ctx = await openTestContext()
const messages = await loadMessages(join(import.meta.dirname, '..'))
const logged: Record<string, unknown>[] = []
const note = (facts: Record<string, unknown>) => void logged.push(facts)
const anyone: Guard<null> = async () => null
const stranger: Guard<never> = async () => refuse('sign-in-required')
let obstacles: string[] = []
let release = () => {}

const How = Type.Union([
  Type.Object({ kind: Type.Literal('counter') }),
  Type.Object({ kind: Type.Literal('post'), box: Type.String() }),
])
const Item = Type.Object(
  { name: Type.String({ minLength: 2 }), count: Type.Integer({ minimum: 1 }), how: Type.Optional(How) },
  { additionalProperties: false },
)
const routes = [
  route({
    method: 'POST',
    path: '/items',
    summary: 'Add',
    tag: 'test',
    who: anyone,
    body: Item,
    reply: Type.Object({ name: Type.String() }),
    status: 201,
    handle: async (_, { body }): Promise<{ name: string } | Refusal<'full'>> =>
      body.count > 5 ? refuse('full', { most: 5 }) : Object.assign({ secret: 'not declared' }, body),
    refusals: { full: 409 },
  }),
  route({
    method: 'GET',
    path: '/items/:day',
    summary: 'Find',
    tag: 'test',
    who: anyone,
    params: Type.Object({ day: Type.String({ format: 'date' }) }),
    query: Type.Object({ page: Type.Optional(Type.Integer()) }),
    reply: Type.Object({ day: Type.String(), page: Type.Integer() }),
    handle: async (_, { params, query }) => ({ day: params.day, page: query.page ?? 1 }),
    refusals: {},
  }),
  route({
    method: 'POST',
    path: '/secret',
    summary: 'Guarded',
    tag: 'test',
    who: stranger,
    body: Item,
    handle: async () => 'never',
    refusals: {},
  }),
  route({
    method: 'GET',
    path: '/broken',
    summary: 'Breaks',
    tag: 'test',
    who: anyone,
    handle: async (inner) => inner.db.text('select 1 / 0'),
    refusals: {},
  }),
  route({
    method: 'GET',
    path: '/slow',
    summary: 'Waits',
    tag: 'test',
    who: anyone,
    handle: () => new Promise<string>((done) => (release = () => done('done'))),
    refusals: {},
  }),
]
const app = await buildServer(
  { ...ctx, log: { info: note, warn: note, error: note } },
  {
    routes,
    say: (refusal, lang) => sentenceOf(messages, refusal, lang),
    guardStatus: () => 401,
    findObstacles: async () => obstacles,
    title: 'Test',
    version: '1',
    mostRequests: 2,
  },
)
mountPages(app, {
  protocol: 'http',
  async carry(request) {
    if (request.url === '/gone') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    return { kb: 'carried' }
  },
  handler(request, response) {
    const { kb } = request as unknown as { kb: string }
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () =>
      response.end(`${kb} ${request.headers['x-forwarded-proto']} ${request.url} ${body}`),
    )
  },
})
beforeAll(() => app.listen({ port: 0, host: '127.0.0.1' }))
afterAll(() => app.close())
const base = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
const post = (body: unknown, headers = {}) =>
  app.inject({ method: 'POST', url: '/api/items', payload: body as object, headers })

test('an answer carries what its contract declares and nothing else', async () => {
  const answer = await post({ name: 'ab', count: 1 })
  expect(answer.statusCode).toBe(201)
  expect(answer.json()).toEqual({ name: 'ab' })
})

test('a refusal is a problem with code, facts and a reference', async () => {
  const answer = await post({ name: 'ab', count: 6 })
  expect(answer.statusCode).toBe(409)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ code: 'full', facts: { most: 5 }, status: 409 })
  expect(answer.json().reference).toMatch(/^[0-9A-Z]{8}$/)
  expect(answer.headers['x-request-id']).toBe(answer.json().reference)
})

const wrong: readonly (readonly [string, unknown, string, string])[] = [
  ['a missing field', { name: 'ab' }, 'input-missing', 'Thiếu thông tin «count».'],
  [
    'a field nobody knows',
    { name: 'ab', count: 1, x: 1 },
    'input-unknown',
    'Không có mục «x» trong yêu cầu này.',
  ],
  ['a text that is too short', { name: 'a', count: 1 }, 'input-invalid', 'Thông tin «name» không hợp lệ'],
  [
    'a field missing in one of several shapes',
    { name: 'ab', count: 1, how: { kind: 'post' } },
    'input-missing',
    'Thiếu thông tin «how.box».',
  ],
  [
    'a shape nobody knows',
    { name: 'ab', count: 1, how: { kind: 'pigeon' } },
    'input-invalid',
    'Thông tin «how',
  ],
  ['a number as text', { name: 'ab', count: '1' }, 'input-invalid', 'Thông tin «count» không hợp lệ'],
]
for (const [title, body, code, sentence] of wrong)
  test(`${title} is a 400 that names it in Vietnamese`, async () => {
    const answer = await post(body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code })
    expect(answer.json().detail).toContain(sentence)
  })

test('English is answered to whoever prefers it', async () => {
  const answer = await post({ name: 'ab' }, { 'accept-language': 'en-GB,en;q=0.9,vi;q=0.5' })
  expect(answer.json().detail).toBe('"count" is missing.')
  const other = await post({ name: 'ab' }, { 'accept-language': 'vi,en;q=0.9' })
  expect(other.json().detail).toBe('Thiếu thông tin «count».')
})

test('addresses are read as numbers and days, and checked', async () => {
  const good = await app.inject('/api/items/2018-03-01?page=2')
  expect(good.json()).toEqual({ day: '2018-03-01', page: 2 })
  expect((await app.inject('/api/items/yesterday')).json()).toMatchObject({
    code: 'input-invalid',
    status: 400,
  })
  expect((await app.inject('/api/items/2018-03-01?page=two')).json()).toMatchObject({ status: 400 })
})

test('a stranger is turned away before his input is judged', async () => {
  const answer = await app.inject({ method: 'POST', url: '/api/secret', payload: {} })
  expect(answer.json()).toMatchObject({ status: 401, code: 'sign-in-required' })
})

test('text that is not JSON, and a body that is too large, are told apart', async () => {
  const headers = { 'content-type': 'application/json' }
  const bad = await app.inject({ method: 'POST', url: '/api/items', payload: '{', headers })
  expect(bad.json()).toMatchObject({ status: 400, code: 'request-unreadable' })
  const big = await post({ name: 'x'.repeat(3_000_000), count: 1 })
  expect(big.json()).toMatchObject({ status: 413, code: 'request-too-large' })
})

test('what nobody foresaw is a 500 with a reference that stands in the log, and tells nothing else', async () => {
  const answer = await app.inject('/api/broken')
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('zero')
  const { code, reference, detail } = answer.json()
  expect(code).toBe('unforeseen')
  expect(detail).toContain(reference)
  expect(logged).toContainEqual(expect.objectContaining({ reference, error: 'division by zero' }))
})

test('the log holds the pattern of an address, never the address', async () => {
  await app.inject('/api/items/2018-03-02')
  expect(logged).toContainEqual(expect.objectContaining({ route: '/api/items/:day', status: 200 }))
  expect(JSON.stringify(logged)).not.toContain('2018-03-02')
})

test('the description names every operation, its refusals, and is OpenAPI 3.1', async () => {
  const document = (await app.inject('/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths).sort()).toEqual([
    '/api/broken',
    '/api/items',
    '/api/items/{day}',
    '/api/secret',
    '/api/slow',
  ])
  const { responses } = document.paths['/api/items'].post
  expect(responses['409'].description).toContain('full')
  expect(Object.keys(responses['409'].content)).toEqual(['application/problem+json'])
})

test('the page that describes the API loads nothing from elsewhere', async () => {
  const page = await app.inject('/api/docs')
  expect(page.statusCode).toBe(200)
  expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  const script = await app.inject('/api/docs/static/swagger-ui-bundle.js')
  expect(script.statusCode).toBe(200)
})

test('ready or not is told with what is missing', async () => {
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await app.inject('/readyz')).statusCode).toBe(200)
  obstacles = ['database']
  const answer = await app.inject('/readyz')
  obstacles = []
  expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'not-ready', obstacles: ['database'] }])
})

test('metrics tell requests by route, the outbox and the jobs', async () => {
  await app.inject('/api/items/2018-03-01')
  const text = (await app.inject('/metrics')).body
  expect(text).toMatch(
    /kinhbac_http_request_seconds_count\{method="GET",route="\/api\/items\/:day",status="200"\} [1-9]/,
  )
  expect(text).toContain('kinhbac_outbox_pending 0')
  expect(text).toContain('kinhbac_jobs_due 0')
})

test('every other address goes to the pages, with the body unread and the protocol not believed', async () => {
  const answer = await fetch(`${base()}/tra-cuu?x=1`, {
    method: 'POST',
    body: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-proto': 'https' },
  })
  expect(await answer.text()).toBe('carried http /tra-cuu?x=1 a=b')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

test('a page that cannot be served says so as a page, in both languages', async () => {
  const answer = await fetch(`${base()}/gone`, { headers: { accept: 'text/html,*/*;q=0.8' } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
  const html = await answer.text()
  expect(html).toContain('Cơ sở dữ liệu tạm thời chưa trả lời')
  expect(html).toContain('The database does not answer for the moment')
})

test('over the limit a request is turned away without waiting for those in hand, health is not, and the limit frees again', async () => {
  const held: Promise<Response>[] = []
  const releases: (() => void)[] = []
  for (let n = 0; n < 2; n++) {
    held.push(fetch(`${base()}/api/slow`))
    await expect.poll(() => release.toString().includes('done(')).toBe(true)
    releases.push(release)
    release = () => {}
  }
  const refused = await fetch(`${base()}/api/items/2018-03-01`)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect((await refused.json()).code).toBe('overloaded')
  expect((await fetch(`${base()}/healthz`)).status).toBe(200)
  for (const free of releases) free()
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200])
  expect((await fetch(`${base()}/api/items/2018-03-01`)).status).toBe(200)
})

test('a caller who goes away frees his place', async () => {
  for (let n = 0; n < 4; n++) {
    const caller = httpRequest(`${base()}/api/slow`).end()
    caller.on('error', () => {})
    await expect.poll(() => release.toString().includes('done(')).toBe(true)
    release = () => {}
    caller.destroy()
    await new Promise((done) => setTimeout(done, 30))
  }
  expect((await fetch(`${base()}/api/items/2018-03-01`)).status).toBe(200)
})

test('a database that is away is a 503 to try again', async () => {
  const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', connections: 1 })
  const other = await buildServer(
    { ...ctx, db: away },
    {
      routes,
      say: (refusal) => refusal.refused,
      guardStatus: () => 401,
      findObstacles: async () => [],
      title: 'T',
      version: '1',
    },
  )
  const answer = await other.inject('/api/broken')
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'database-away'])
  expect((await other.inject('/metrics')).statusCode, 'metrics still answer').toBe(200)
  await other.close()
  await away.close()
})

test('an address that is not there is answered as a problem in the reader’s language', async () => {
  const server = await buildServer(ctx, {
    routes: [],
    say: (refusal, lang) => sentenceOf(messages, refusal, lang),
    guardStatus: () => 403,
    findObstacles: async () => [],
    title: 'Test',
    version: '0',
  })
  const answer = await server.inject({ url: '/api/khong-co', headers: { 'accept-language': 'vi' } })
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ code: 'not-found' })
  await server.close()
})
