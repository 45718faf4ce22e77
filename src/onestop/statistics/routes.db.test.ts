import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { refuse } from '#kit/values/refusal.ts'
import { statisticsRoutes } from './routes.ts'
import { liveAtRandom } from './testing/random-world.ts'

const ctx = await openTestContext()
let app: FastifyInstance

beforeAll(async () => {
  ctx.setNow('2027-08-20T12:00')
  await liveAtRandom(ctx, '2026-08-01', 60, 11)
  const supervisor = async () => refuse('sign-in-required')
  app = await buildServer(ctx, {
    routes: statisticsRoutes({ anyone: async () => undefined, supervisor }),
    say: ({ refused }) => refused,
    guardStatus: () => 401,
    findObstacles: async () => [],
    title: 'test',
    version: '0',
    sessionCookie: 'x',
    trustedProxies: [],
  })
  await app.ready()
}, 60_000)
afterAll(() => app.close())

const get = (path: string) => app.inject({ method: 'GET', url: `/api${path}` })

for (const path of [
  '/statistics?from=2026-09-31&to=2026-10-01',
  '/statistics/rows?from=2026-10-02&to=2026-10-01&measure=received',
  '/statistics/index-766?from=1900-01-01&to=2026-10-01',
])
  test(`a period that is none is refused with period-wrong: ${path}`, async () => {
    const answer = await get(path)
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('period-wrong')
  })

test('figures, reports and the index answer by their schemas', async () => {
  for (const path of [
    '/statistics?from=2026-08-01&to=2026-12-31',
    '/statistics/reports/settlement?period=month&year=2026&number=10',
    '/statistics/reports/settlement/rows?period=month&year=2026&number=10&column=3',
    '/statistics/index-766?from=2026-08-15&to=2026-09-14',
    '/statistics/index-766/rows?from=2026-08-15&to=2026-09-14&indicator=2.1&part=denominator',
    '/statistics/index-766/rows?from=2026-08-15&to=2026-09-14&indicator=3.1&part=denominator',
  ]) {
    const answer = await get(path)
    expect(answer.statusCode, `${path} ${answer.body}`).toBe(200)
  }
})

for (const [path, begins] of [
  ['/statistics/rows/file?from=2026-08-01&to=2026-12-31&measure=received&format=csv', '\ufeff'],
  ['/statistics/rows/file?from=2026-08-01&to=2026-12-31&measure=received&format=xlsx', 'PK'],
  ['/statistics/reports/settlement/file?period=month&year=2026&number=10&format=csv', '\ufeff'],
  ['/statistics/index-766/file?from=2026-08-15&to=2026-09-14&format=xlsx', 'PK'],
  [
    '/statistics/index-766/rows/file?from=2026-08-15&to=2026-09-14&indicator=2.1&part=numerator&format=csv',
    '\ufeff',
  ],
] as const)
  test(`a file comes as an attachment: ${path}`, async () => {
    const answer = await get(path)
    expect(answer.statusCode, answer.body.slice(0, 200)).toBe(200)
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[a-z0-9.-]+"$/i)
    expect(answer.rawPayload.toString('utf8').startsWith(begins)).toBe(true)
    expect(answer.body).not.toContain('Người thử')
  })

test('alarms are not for whoever comes by', async () => {
  expect((await get('/alarms?from=2026-08-01&to=2026-12-31')).statusCode).toBe(401)
  expect((await get('/alarms/rows?from=2026-08-01&to=2026-12-31&code=recorded-late')).statusCode).toBe(401)
})
