import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadMessages, sentenceOf } from '#kit/io/messages.ts'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { loadCalendars } from './load-calendars.ts'
import { deadlineRoutes } from './routes.ts'
import { contentDir } from './testing/calendar-of-content.ts'

let ctx: TestContext
let server: Awaited<ReturnType<typeof buildServer>>
beforeAll(async () => {
  ctx = await openTestContext()
  await loadCalendars(ctx, contentDir)
  const messages = await loadMessages(import.meta.dirname)
  server = await buildServer(ctx, {
    routes: deadlineRoutes,
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

test('anyone may ask when three working days from 28 April 2025 end', async () => {
  const { status, body } = await get(
    '/api/deadlines?acceptedAt=2025-04-28T09:00&term=3&unit=working-day&regime=B',
  )
  expect(status).toBe(200)
  expect(body).toMatchObject({ dueAt: '2025-05-06T17:00:00+07:00', dueOn: '2025-05-06', regime: 'B' })
  expect(body.derivation.at(-1)).toMatchObject({
    kind: 'result',
    text: 'Hạn trả kết quả: 17:00 thứ Ba 06/05/2025.',
  })
  expect(body.warnings[0].text).toContain('chưa xác minh')
})

test('the answer comes in English where that is asked for', async () => {
  const { body } = await get('/api/deadlines?acceptedAt=2025-04-28T09:00&term=3&unit=working-day&lang=en')
  expect(body.derivation.at(-1).text).toBe('Due: 17:00 Tuesday 06/05/2025.')
})

const bad = [
  ['acceptedAt=28/04/2025&term=3&unit=working-day', 'Không đọc được thời điểm «28/04/2025»'],
  [
    'acceptedAt=2025-04-28T09:00&term=ba&unit=day',
    'Thời hạn «ba» không hợp lệ. Viết một số nguyên từ 1 đến 3660.',
  ],
  ['acceptedAt=2025-04-28T09:00&term=3&unit=week', 'Không có đơn vị thời hạn «week»'],
  ['acceptedAt=2025-04-28T09:00&term=3&unit=day&regime=C', 'Chế độ «C» không có'],
  ['acceptedAt=2099-12-31T09:00&term=3&unit=day', 'ngoài khoảng lịch làm việc'],
  ['', 'Không đọc được thời điểm'],
] as const
for (const [query, sentence] of bad)
  test(`“${query}” is answered in Vietnamese: ${sentence}`, async () => {
    const { status, body } = await get(`/api/deadlines?${query}`)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(sentence)
  })
