import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { accessRoutes } from './access/public.ts'
import { areaRoutes } from './organization/public.ts'
import { loadDemoPeople, loadPeople } from './public.ts'

const contentDir = join(import.meta.dirname, '../../content')
const credentials = { userName: 'tiepnhan1', password: 'Kinh-Bac-2019' }
let ctx: TestContext
let app: FastifyInstance

beforeAll(async () => {
  ctx = await openTestContext()
  await loadPeople(ctx, contentDir)
  await loadDemoPeople(ctx, contentDir)
  app = await buildServer(ctx, {
    routes: [...accessRoutes, ...areaRoutes],
    say: (refusal) => refusal.refused,
    guardStatus: (refusal) => (refusal.refused === 'sign-in-required' ? 401 : 403),
    findObstacles: async () => [],
    title: 'test',
    version: '0',
  })
})
afterAll(() => app.close())

async function signIn() {
  const reply = await app.inject({ method: 'POST', url: '/api/sessions', payload: credentials })
  expect(reply.statusCode).toBe(200)
  return { reply, token: reply.json<{ token: string }>().token }
}

test('signing in sets a cookie that no script reads and no other site sends, and is not kept by anybody', async () => {
  const { reply, token } = await signIn()
  expect(reply.headers['set-cookie']).toBe(
    `kb_session=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200`,
  )
  expect(reply.headers['cache-control']).toBe('no-store')
  expect(reply.json()).toMatchObject({
    expiresAt: '2018-03-01T21:00:00+07:00',
    officer: { postId: 'hcc.tiep-nhan-1' },
  })
})

test('the cookie and the bearer token open the session; an address does not', async () => {
  const { token } = await signIn()
  const ask = (headers: Record<string, string>, query = '') =>
    app.inject({ method: 'GET', url: `/api/sessions/current${query}`, headers })
  expect((await ask({ cookie: `kb_session=${token}` })).json()).toMatchObject({
    name: 'Nguyễn Thị Hạnh Nguyên',
  })
  expect((await ask({ authorization: `Bearer ${token}` })).statusCode).toBe(200)
  expect((await ask({}, `?kb_session=${token}&token=${token}`)).statusCode).toBe(401)
  expect((await ask({})).statusCode).toBe(401)
})

test('signing out takes the cookie away and ends the session', async () => {
  const { token } = await signIn()
  const headers = { cookie: `kb_session=${token}` }
  const reply = await app.inject({ method: 'DELETE', url: '/api/sessions/current', headers })
  expect(reply.headers['set-cookie']).toContain('kb_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
  expect((await app.inject({ method: 'GET', url: '/api/sessions/current', headers })).statusCode).toBe(401)
})

test('a wrong password is 401, a body without one 400', async () => {
  const post = (payload: object) => app.inject({ method: 'POST', url: '/api/sessions', payload })
  expect((await post({ ...credentials, password: 'wrong' })).statusCode).toBe(401)
  expect((await post({ userName: 'tiepnhan1' })).statusCode).toBe(400)
})

test('own sessions are listed and one is ended', async () => {
  const { token } = await signIn()
  const headers = { authorization: `Bearer ${token}` }
  const list = await app.inject({ method: 'GET', url: '/api/sessions', headers })
  const { sessions } = list.json<{ sessions: { id: string; current: boolean }[] }>()
  const current = sessions.find((session) => session.current)
  expect(
    (await app.inject({ method: 'DELETE', url: `/api/sessions/${current?.id}`, headers })).statusCode,
  ).toBe(200)
  expect((await app.inject({ method: 'GET', url: '/api/sessions', headers })).statusCode).toBe(401)
})

test('areas of a day are listed in Vietnamese order and narrowed', async () => {
  const list = async (query: string) => {
    const reply = await app.inject({ method: 'GET', url: `/api/areas?${query}` })
    return reply.json<{ on: string; areas: { name: string }[] }>()
  }
  expect((await list('level=commune&on=2025-07-01')).areas).toHaveLength(99)
  const wards = await list('parent=256&on=2019-06-14')
  expect(wards.areas).toHaveLength(19)
  expect(wards.areas.slice(0, 3).map((area) => area.name)).toEqual(['Đại Phúc', 'Đáp Cầu', 'Hạp Lĩnh'])
  expect((await list('level=province')).on).toBe('2018-03-01')
})

test('an area of a day says what it lay in and what took its place', async () => {
  const reply = await app.inject({ method: 'GET', url: '/api/areas/09163?on=2019-06-14' })
  expect(reply.json()).toMatchObject({
    area: { fullName: 'Phường Vũ Ninh' },
    path: [{ code: '09163' }, { code: '256' }, { code: '27' }],
    successors: [{ fullName: 'Phường Vũ Ninh', effectiveOn: '2025-07-01', article: 'Điều 1, khoản 68' }],
  })
})

for (const [url, status] of [
  ['/api/areas/27?on=2025-07-01', 404],
  ['/api/areas/27?on=2025-02-30', 400],
  ['/api/areas/27?on=yesterday', 400],
  ['/api/areas/x?on=2019-06-14', 400],
  ['/api/areas?level=village', 400],
] as const)
  test(`${url} is ${status}`, async () => {
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(status)
  })
