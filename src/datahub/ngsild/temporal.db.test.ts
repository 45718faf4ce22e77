import { beforeAll, describe, expect, test } from 'vitest'
import { openApi } from './testing/open-api.ts'

let api: Awaited<ReturnType<typeof openApi>>
const id = 'urn:ngsi-ld:Tram:1'
/** Aggregates without their times. */
const firstOf = (found: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(found).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(([first]: unknown[]) => [first]) : value,
    ]),
  )
// The tests come in any order: each changes an entity of its own.
const [recorded, summed, changed, forgotten] = ['2', '3', '4', '5'].map((n) => `urn:ngsi-ld:Do:${n}`)
beforeAll(async () => {
  api = await openApi()
  const made = await api.call('POST', '/temporal/entities', {
    id,
    type: 'Tram',
    pm25: series([10, '00:10:00'], [30, '01:10:00'], [20, '00:40:00']),
  })
  expect([made.status, made.headers.location]).toEqual([
    201,
    `/ngsi-ld/v1/temporal/entities/${encodeURIComponent(id)}`,
  ])
  expect(
    (await api.call('POST', `/temporal/entities/${id}/attrs`, { pm25: series([5, '00:05:00']) })).status,
  ).toBe(204)
  for (const one of [recorded, summed, changed, forgotten])
    await api.call('POST', '/temporal/entities', {
      id: one,
      type: one === recorded ? 'Ghi' : 'Do',
      pm10: series([1, '00:00:00'], [3, '00:30:00'], [5, '01:30:00']),
    })
})
const series = (...values: readonly (readonly [number, string])[]) =>
  values.map(([value, observedAt]) => ({ type: 'Property', value, observedAt: `2026-11-24T${observedAt}Z` }))

describe('5.6.11 create the past of an entity', () => {
  test('201, then 204; the latest value is the present one, whatever comes of before (5.6.12)', async () => {
    expect((await api.get(`/entities/${id}`)).body.pm25.value).toBe(30)
    const again = { id, type: 'Tram', noise: series([1, '00:00:00']) }
    expect((await api.call('POST', '/temporal/entities', again)).status).toBe(204)
    expect((await api.call('POST', '/temporal/entities/urn:a:khong/attrs', { a: 1 })).body.code).toBe(
      'entity-unknown',
    )
  })
})

describe('5.7.3 retrieve, 5.7.4 query', () => {
  test('instances, the latest first, each with its identifier', async () => {
    const reply = await api.get(`/temporal/entities/${id}?attrs=pm25&lastN=2`)
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      id,
      type: 'Tram',
      pm25: [
        {
          value: 30,
          observedAt: '2026-11-24T01:10:00Z',
          instanceId: expect.stringMatching(/^urn:ngsi-ld:Instance:/),
        },
        {},
      ],
    })
    expect(reply.body.pm10).toBeUndefined()
  })
  for (const [search, expected] of [
    ['timerel=before&timeAt=2026-11-24T00:40:00Z', [10, 5]],
    ['timerel=after&timeAt=2026-11-24T01:00:00Z&lastN=1', [30]],
    ['timerel=between&timeAt=2026-11-24T00:10:00Z&endTimeAt=2026-11-24T00:41:00Z', [20, 10]],
    ['timerel=between&timeAt=2026-11-24T00:00:00Z&endTimeAt=2026-11-24T01:00:00Z&lastN=1', [20]],
  ] as const)
    test(`4.11 ${search}`, async () => {
      const reply = await api.get(`/temporal/entities?type=Tram&attrs=pm25&${search}`)
      expect(reply.body[0].pm25.map(({ value }: { value: number }) => value)).toEqual(expected)
    })
  test('4.5.9 values with their times', async () => {
    const reply = await api.get(
      `/temporal/entities/${id}?attrs=pm25&options=temporalValues&timerel=before&timeAt=2026-11-24T00:20:00Z`,
    )
    expect(reply.body.pm25).toEqual({
      type: 'Property',
      values: [
        [10, '2026-11-24T00:10:00.000Z'],
        [5, '2026-11-24T00:05:00.000Z'],
      ],
    })
  })
  test('by the time of recording', async () => {
    const reply = await api.get(
      `/temporal/entities?type=Ghi&attrs=pm10&timeproperty=modifiedAt&timerel=after&timeAt=2026-11-24T01:59:00Z`,
    )
    expect(reply.body[0].pm10).toHaveLength(3)
  })
  test('4.5.19 aggregates by period, and over all', async () => {
    const span =
      'timerel=between&timeAt=2026-11-24T00:00:00Z&endTimeAt=2026-11-24T02:00:00Z&attrs=pm10&options=aggregatedValues'
    const hourly = await api.get(
      `/temporal/entities/${summed}?${span}&aggrMethods=avg,max,totalCount&aggrPeriodDuration=PT1H`,
    )
    expect(hourly.body.pm10).toEqual({
      type: 'Property',
      avg: [
        [2, '2026-11-24T00:00:00.000Z', '2026-11-24T01:00:00.000Z'],
        [5, '2026-11-24T01:00:00.000Z', '2026-11-24T02:00:00.000Z'],
      ],
      max: [
        [3, '2026-11-24T00:00:00.000Z', '2026-11-24T01:00:00.000Z'],
        [5, '2026-11-24T01:00:00.000Z', '2026-11-24T02:00:00.000Z'],
      ],
      totalCount: [
        [2, '2026-11-24T00:00:00.000Z', '2026-11-24T01:00:00.000Z'],
        [1, '2026-11-24T01:00:00.000Z', '2026-11-24T02:00:00.000Z'],
      ],
    })
    const whole = await api.get(
      `/temporal/entities/${summed}?${span}&aggrMethods=sum,sumsq,stddev,distinctCount,min`,
    )
    expect(firstOf(whole.body.pm10)).toMatchObject({
      sum: [[9]],
      sumsq: [[35]],
      distinctCount: [[3]],
      min: [[1]],
    })
    const minutes = await api.get(
      `/temporal/entities/${summed}?${span}&aggrMethods=totalCount&aggrPeriodDuration=PT90M`,
    )
    expect(minutes.body.pm10.totalCount.map(([n]: [number]) => n)).toEqual([2, 1])
  })
  test('6.24 by POST', async () => {
    const body = {
      type: 'Query',
      entities: [{ type: 'Tram' }],
      attrs: ['pm25'],
      temporalQ: { timerel: 'before', timeAt: '2026-11-24T00:20:00Z' },
    }
    expect((await api.call('POST', '/temporal/entityOperations/query', body)).body[0].pm25).toHaveLength(2)
  })
  test('6.3.10 what does not fit is answered in part: 206 with the time that it covers', async () => {
    const many = Array.from({ length: 1_005 }, (_, index) => ({
      type: 'Property',
      value: index,
      observedAt: new Date(Date.UTC(2026, 9, 1) + index * 60_000).toISOString(),
    }))
    await api.call('POST', '/temporal/entities', { id: 'urn:ngsi-ld:Nhieu:1', type: 'Nhieu', n: many })
    const reply = await api.get('/temporal/entities/urn:ngsi-ld:Nhieu:1')
    expect([reply.status, reply.body.n.length]).toEqual([206, 1_000])
    expect(reply.headers['content-range']).toBe(
      'date-time 2026-10-01T00:05:00.000Z-2026-10-01T16:44:00.000Z/*',
    )
  })
  for (const [code, search] of [
    ['parameter-malformed', 'type=Tram'],
    ['parameter-malformed', 'type=Tram&timerel=since&timeAt=2026-11-24T00:00:00Z'],
    ['time-unreadable', 'type=Tram&timerel=before&timeAt=2026-11-24'],
    ['time-unreadable', 'type=Tram&timerel=between&timeAt=2026-11-24T00:00:00Z'],
    ['parameter-malformed', 'type=Tram&timerel=before&timeAt=2026-11-24T00:00:00Z&lastN=0'],
    ['parameter-malformed', 'type=Tram&timerel=before&timeAt=2026-11-24T00:00:00Z&options=aggregatedValues'],
    [
      'parameter-malformed',
      'type=Tram&timerel=before&timeAt=2026-11-24T00:00:00Z&options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=1h',
    ],
    ['query-too-wide', 'timerel=before&timeAt=2026-11-24T00:00:00Z'],
  ] as const)
    test(`refused ${code}: ?${search}`, async () => {
      expect((await api.get(`/temporal/entities?${search}`)).body).toMatchObject({ status: 400, code })
    })
})

describe('changing the past', () => {
  const instances = async (one = changed) =>
    (await api.get(`/temporal/entities/${one}?attrs=pm10`)).body?.pm10 as {
      instanceId: string
      value: number
    }[]
  test('5.6.14 one value is changed, 5.6.15 deleted; instance-not-found otherwise', async () => {
    const before = await instances()
    const instance = before.find(({ value }) => value === 3)?.instanceId ?? ''
    expect(
      (await api.call('PATCH', `/temporal/entities/${changed}/attrs/pm10/${instance}`, { value: 4 })).status,
    ).toBe(204)
    expect((await instances()).find(({ instanceId }) => instanceId === instance)?.value).toBe(4)
    expect((await api.call('DELETE', `/temporal/entities/${changed}/attrs/pm10/${instance}`)).status).toBe(
      204,
    )
    expect((await instances()).some(({ instanceId }) => instanceId === instance)).toBe(false)
    for (const method of ['PATCH', 'DELETE'] as const) {
      const reply = await api.call(
        method,
        `/temporal/entities/${changed}/attrs/pm10/${instance}`,
        method === 'PATCH' ? { value: 1 } : undefined,
      )
      expect([reply.status, reply.body.code]).toEqual([404, 'instance-not-found'])
    }
  })
  test('5.6.13 the past of an attribute, 5.6.16 of an entity', async () => {
    expect(
      (await api.call('DELETE', `/temporal/entities/${forgotten}/attrs/pm10?deleteAll=true`)).status,
    ).toBe(204)
    expect(await instances(forgotten)).toBeUndefined()
    expect((await api.call('DELETE', `/temporal/entities/${forgotten}/attrs/pm10`)).body.code).toBe(
      'attribute-unknown',
    )
    expect((await api.call('DELETE', `/temporal/entities/${forgotten}`)).status).toBe(204)
    expect((await api.get(`/temporal/entities/${forgotten}`)).status).toBe(404)
    expect((await api.call('DELETE', `/temporal/entities/${forgotten}`)).body.code).toBe('entity-unknown')
  })
})
