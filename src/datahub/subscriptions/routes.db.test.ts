import { beforeAll, describe, expect, test } from 'vitest'
import { openApi } from '../ngsild/testing/open-api.ts'
import { subscriptionRoutes } from './public.ts'

let api: Awaited<ReturnType<typeof openApi>>
let call: typeof api.call
let get: typeof api.get
beforeAll(async () => {
  api = await openApi({}, false, subscriptionRoutes)
  call = api.call
  get = api.get
})

let made = 0
const subscription = (more: object = {}) => ({
  id: `urn:ngsi-ld:Subscription:${++made}`,
  type: 'Subscription',
  entities: [{ type: 'Tram' }],
  q: 'pm25>35',
  geoQ: { georel: 'near;maxDistance==500', geometry: 'Point', coordinates: [106.06, 21.18] },
  notification: {
    attributes: ['pm25'],
    endpoint: { uri: 'https://nhan.example/tin', accept: 'application/json' },
  },
  ...more,
})
const path = (id: string) => `/subscriptions/${encodeURIComponent(id)}`

describe('5.8.1 create subscription', () => {
  test('answers 201 with its place, and it can be retrieved with how it fares', async () => {
    const given = subscription()
    const reply = await call('POST', '/subscriptions', given)
    expect([reply.status, reply.headers.location]).toEqual([201, `/ngsi-ld/v1${path(given.id)}`])
    const found = await get(path(given.id))
    expect(found.body).toMatchObject({
      ...given,
      status: 'active',
      isActive: true,
      notification: { ...given.notification, status: 'ok', timesSent: 0, timesFailed: 0 },
    })
  })

  test.each([
    ['subscription-invalid', { entities: undefined }, 400, 'BadRequestData'],
    ['subscription-invalid', { id: 'no uri' }, 400, 'BadRequestData'],
    ['q-unreadable', { q: 'pm25>' }, 400, 'BadRequestData'],
    [
      'parameter-malformed',
      { geoQ: { georel: 'beside', geometry: 'Point', coordinates: [1, 2] } },
      400,
      'BadRequestData',
    ],
    [
      'context-not-available',
      { jsonldContext: 'https://nowhere.example/c.jsonld' },
      503,
      'LdContextNotAvailable',
    ],
  ])('refuses %s', async (code, more, status, type) => {
    const reply = await call('POST', '/subscriptions', subscription(more))
    expect(reply).toMatchObject({
      status,
      body: { code, type: `https://uri.etsi.org/ngsi-ld/errors/${type}` },
    })
  })

  test('refuses a second one under the same id with AlreadyExists', async () => {
    const given = subscription()
    await call('POST', '/subscriptions', given)
    expect(await call('POST', '/subscriptions', given)).toMatchObject({
      status: 409,
      body: { code: 'subscription-exists' },
    })
  })
})

describe('5.8.2–5.8.5 change, list, end', () => {
  test('a fragment changes what it names; null takes away; the rest stays', async () => {
    const given = subscription()
    await call('POST', '/subscriptions', given)
    const reply = await call('PATCH', path(given.id), { q: null, throttling: 60, isActive: false })
    expect(reply.status).toBe(204)
    const { body } = await get(path(given.id))
    expect(body).toMatchObject({ throttling: 60, status: 'paused', geoQ: given.geoQ })
    expect(body).not.toHaveProperty('q')
  })

  test('they are listed page by page with their count', async () => {
    for (let each = 0; each < 2; each++) await call('POST', '/subscriptions', subscription())
    const reply = await get('/subscriptions?limit=1&count=true')
    expect(reply.body).toHaveLength(1)
    const all = (await get('/subscriptions?limit=1000')).body.length
    expect(Number(reply.headers['ngsild-results-count'])).toBe(all)
    expect(all).toBeGreaterThan(1)
    expect(reply.headers.link).toContain('rel="next"')
    expect(await get('/subscriptions?limit=many')).toMatchObject({
      status: 400,
      body: { code: 'parameter-malformed' },
    })
  })

  test('an ended one is gone; what is not there is ResourceNotFound whatever is asked of it', async () => {
    const given = subscription()
    await call('POST', '/subscriptions', given)
    expect((await call('DELETE', path(given.id))).status).toBe(204)
    for (const [method, more] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/replay'],
      ['GET', '/undelivered'],
    ] as const)
      expect(
        await call(method, path(given.id) + more, method === 'PATCH' ? { throttling: 5 } : undefined),
      ).toMatchObject({
        status: 404,
        body: { code: 'subscription-not-found' },
      })
  })

  test('replay answers how many were woken; a moment that cannot be read is refused', async () => {
    const given = subscription()
    await call('POST', '/subscriptions', given)
    expect(await call('POST', `${path(given.id)}/replay`)).toMatchObject({
      status: 200,
      body: { revived: 0 },
    })
    expect(await call('POST', `${path(given.id)}/replay?since=yesterday`)).toMatchObject({ status: 400 })
    expect(await get(`${path(given.id)}/undelivered`)).toMatchObject({ status: 200, body: [] })
  })
})
