import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadMessages, sentenceOf } from '#kit/io/messages.ts'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { refuse } from '#kit/values/refusal.ts'
import { loadCalendars } from '#onestop/deadlines/public.ts'
import { loadProcedures } from './public.ts'
import { procedureRoutes } from './routes.ts'

const contentDir = join(import.meta.dirname, '../../../content')
let ctx: TestContext
let server: Awaited<ReturnType<typeof buildServer>>
beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2026-11-24T09:00')
  await loadCalendars(ctx, contentDir)
  await loadProcedures(ctx, contentDir)
  const messages = await loadMessages(import.meta.dirname)
  server = await buildServer(ctx, {
    routes: procedureRoutes({
      anyone: async () => ({}),
      controller: async (_, request) =>
        request.headers['x-post'] ? { postId: String(request.headers['x-post']) } : refuse('not-signed-in'),
    }),
    say: (refusal, lang) => sentenceOf(messages, refusal, lang),
    guardStatus: () => 401,
    findObstacles: async () => [],
    title: 'Thử',
    version: '0',
  })
})
afterAll(() => server.close())
const get = async (url: string) => {
  const reply = await server.inject(url)
  return { status: reply.statusCode, body: reply.json() }
}

test('a search answers codes and names, best first', async () => {
  const { status, body } = await get(`/api/procedures?q=${encodeURIComponent('bao hop')}`)
  expect(status).toBe(200)
  expect(body.hits[0]).toMatchObject({
    code: '2.001171',
    name: 'Cho phép họp báo (trong nước)',
    sectorId: 'bao-chi',
  })
})

test('a sector and a page narrow the list', async () => {
  const { body } = await get('/api/procedures?sector=ho-tich&page=3')
  expect(body.total).toBe(41)
  expect(body.hits).toHaveLength(1)
})

describe('one procedure', () => {
  test('today, with all its content and what is not verified as null', async () => {
    const { status, body } = await get('/api/procedures/BUU-04')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      code: '1.004379',
      localId: 'BUU-04',
      version: 1,
      validTo: null,
      synthetic: true,
      publication: { kind: 'new' },
      content: {
        level2011: null,
        mode2022: null,
        onTheSpot: { approval: 'centre', sealing: null, decision: null },
      },
    })
    expect(body.content.evidence).toHaveLength(2)
    expect(body.content.term).toEqual({ value: 7, unit: 'working-day' })
  })
  test('on a day, or in a version', async () => {
    expect((await get('/api/procedures/BUU-02?on=2018-12-23')).body.version).toBe(1)
    expect((await get('/api/procedures/BUU-02?on=2018-12-24')).body.version).toBe(2)
    expect((await get('/api/procedures/BUU-02?version=1')).body.content.evidence).toHaveLength(3)
  })
  test('every procedure in force is answered whole by its own code', async () => {
    for (let page = 1; page <= 43; page += 6) {
      const { body } = await get(`/api/procedures?page=${page}`)
      for (const hit of body.hits) {
        const found = await get(`/api/procedures/${hit.code}`)
        expect([found.status, found.body.code, found.body.name]).toEqual([200, hit.code, hit.name])
      }
    }
  })
  test('refused: no-such-procedure, date-unreadable', async () => {
    expect(await get('/api/procedures/KHONG-99')).toMatchObject({
      status: 404,
      body: { code: 'no-such-procedure', detail: 'Không có thủ tục nào đang có hiệu lực với mã KHONG-99.' },
    })
    expect(await get('/api/procedures/BUU-02?on=2018-02-30')).toMatchObject({
      status: 400,
      body: { code: 'date-unreadable' },
    })
  })
})

test('sectors come in Vietnamese order with their counts', async () => {
  const { body } = await get('/api/sectors')
  expect(body[0]).toEqual({ id: 'bao-chi', name: 'Báo chí', count: 8 })
  expect(body.findIndex((one: { id: string }) => one.id === 'duong-bo')).toBeGreaterThan(
    body.findIndex((one: { id: string }) => one.id === 'cong-chung'),
  )
})

describe('a publication', () => {
  const decision = {
    number: '123/QĐ-UBND (thử)',
    signedOn: '2026-12-01',
    signer: 'Chủ tịch (thử)',
    effectiveOn: '2026-12-03',
    synthetic: true,
    entries: [{ procedureId: 'X-06', kind: 'abolished', version: 2 }],
  }
  const post = (payload: object, headers = { 'x-post': 'post-kiem-soat' }) =>
    server.inject({ method: 'POST', url: '/api/publications', payload, headers })
  test('is recorded by a controller; being late is a warning, and sent twice it acts once', async () => {
    const first = (await post(decision)).json()
    expect(first).toMatchObject({
      versions: 1,
      warnings: [{ code: 'published-late', facts: { workingDays: 2 } }],
    })
    expect((await post(decision)).json().publicationId).toBe(first.publicationId)
    const [row] = await ctx.db.text('select recorded_by from onestop.publications where id = $1', [
      first.publicationId,
    ])
    expect(row).toEqual({ recorded_by: 'post-kiem-soat' })
  })
  test('is refused with a sentence when the law of the catalogue says no', async () => {
    const reply = await post({ ...decision, number: '124/QĐ-UBND (thử)', effectiveOn: '2026-11-30' })
    expect(reply.statusCode).toBe(422)
    expect(reply.json().detail).toBe('Ngày có hiệu lực 2026-11-30 trước ngày ký 2026-12-01.')
  })
  test('is not for everyone', async () => {
    expect((await post(decision, {} as never)).statusCode).toBe(401)
  })
})
