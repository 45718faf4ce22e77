import { beforeAll, describe, expect, test } from 'vitest'
import { openApi, type Said } from './testing/open-api.ts'

const problem = (type: string, code: string) => ({
  type: `https://uri.etsi.org/ngsi-ld/errors/${type}`,
  code,
})

let api: Awaited<ReturnType<typeof openApi>>
let call: typeof api.call
let get: typeof api.get
beforeAll(async () => {
  api = await openApi()
  call = api.call
  get = api.get
})

let made = 0
const newId = (type = 'Tram') => `urn:ngsi-ld:${type}:${++made}`
const station = (id: string, more: object = {}) => ({
  id,
  type: 'Tram',
  pm25: { type: 'Property', value: 12, unitCode: 'GQ', observedAt: '2026-11-24T01:00:00Z' },
  owner: { type: 'Relationship', object: 'urn:ngsi-ld:CoQuan:H05' },
  ...more,
})
async function create(more: object = {}): Promise<string> {
  const id = newId()
  expect((await call('POST', '/entities', station(id, more))).status).toBe(201)
  return id
}

describe('5.6.1 create entity', () => {
  test('answers 201 with its place, and it can be retrieved', async () => {
    const id = newId()
    const reply = await call('POST', '/entities', station(id))
    expect([reply.status, reply.headers.location]).toEqual([
      201,
      `/ngsi-ld/v1/entities/${encodeURIComponent(id)}`,
    ])
    expect((await get(`/entities/${id}`)).body).toEqual(station(id))
  })
  test('a concise entity reads back normalized; keyValues, too', async () => {
    const id = newId()
    await call('POST', '/entities', { id, type: 'Tram', pm25: 5, name: { languageMap: { vi: 'Trạm' } } })
    expect((await get(`/entities/${id}`)).body).toEqual({
      id,
      type: 'Tram',
      pm25: { type: 'Property', value: 5 },
      name: { type: 'LanguageProperty', languageMap: { vi: 'Trạm' } },
    })
    const other = newId()
    await call('POST', '/entities?options=keyValues', {
      id: other,
      type: 'Tram',
      pm25: 5,
      address: { type: 'x', a: 1 },
    })
    expect((await get(`/entities/${other}?format=concise`)).body.address).toEqual({
      value: { type: 'x', a: 1 },
    })
  })
  test('a second one of the same id is AlreadyExists', async () => {
    const id = await create()
    const reply = await call('POST', '/entities', station(id))
    expect([reply.status, reply.body]).toEqual([
      409,
      expect.objectContaining(problem('AlreadyExists', 'entity-exists')),
    ])
  })
  const wrong: readonly (readonly [string, unknown, string, string])[] = [
    ['no id', { type: 'A' }, 'BadRequestData', 'id-not-uri'],
    ['no type', { id: 'urn:a:1' }, 'BadRequestData', 'entity-type-missing'],
    ['an id that is no URI', { id: 'a', type: 'A' }, 'BadRequestData', 'id-not-uri'],
    ['a forbidden name', { id: 'urn:a:1', type: 'A', 'a b': 1 }, 'BadRequestData', 'name-not-allowed'],
    [
      'an attribute without value',
      { id: 'urn:a:1', type: 'A', a: { type: 'Property' } },
      'BadRequestData',
      'attribute-malformed',
    ],
    [
      'an unknown kind',
      { id: 'urn:a:1', type: 'A', a: { type: 'X', value: 1 } },
      'BadRequestData',
      'attribute-type-unknown',
    ],
    [
      'a relationship to no URI',
      { id: 'urn:a:1', type: 'A', a: { type: 'Relationship', object: 'x' } },
      'BadRequestData',
      'uri-expected',
    ],
    ['a null', { id: 'urn:a:1', type: 'A', a: null }, 'BadRequestData', 'null-not-allowed'],
    [
      'a time without zone',
      { id: 'urn:a:1', type: 'A', a: { value: 1, observedAt: '2026-01-01T00:00:00' } },
      'BadRequestData',
      'time-unreadable',
    ],
    [
      'a broken geometry',
      { id: 'urn:a:1', type: 'A', location: { type: 'GeoProperty', value: { type: 'Point' } } },
      'BadRequestData',
      'geometry-malformed',
    ],
    [
      'a repeated dataset',
      { id: 'urn:a:1', type: 'A', a: [{ value: 1 }, { value: 2 }] },
      'BadRequestData',
      'dataset-repeated',
    ],
    ['a broken scope', { id: 'urn:a:1', type: 'A', scope: 'a b' }, 'BadRequestData', 'scope-malformed'],
    ['nothing', {}, 'BadRequestData', 'request-empty'],
    [
      'a context in plain JSON',
      { id: 'urn:a:1', type: 'A', '@context': [] },
      'BadRequestData',
      'context-in-json',
    ],
    ['text that is no JSON', '{"id":', 'InvalidRequest', 'request-unreadable'],
  ]
  for (const [what, body, type, code] of wrong)
    test(`refuses ${what}: ${code}`, async () => {
      const reply = await call('POST', '/entities', body as object)
      expect([reply.status, reply.body]).toEqual([400, expect.objectContaining(problem(type, code))])
    })
})

describe('6.3 common behaviour', () => {
  test('6.3.5 a body of JSON-LD brings its context; without one it is refused', async () => {
    const id = newId()
    const context = { pm25: 'https://example.org/pm25', Tram: 'https://example.org/Tram' }
    const ld = { 'content-type': 'application/ld+json' }
    expect((await call('POST', '/entities', { ...station(id), '@context': context }, ld)).status).toBe(201)
    expect((await get(`/entities/${id}`)).body).toMatchObject({ type: 'https://example.org/Tram' })
    const reply = await call('POST', '/entities', station(newId()), ld)
    expect(reply.body).toMatchObject(problem('BadRequestData', 'context-missing'))
    const both = await call(
      'POST',
      '/entities',
      { ...station(newId()), '@context': context },
      {
        ...ld,
        link: '<https://e.org/c>; rel="http://www.w3.org/ns/json-ld#context"',
      },
    )
    expect(both.body).toMatchObject(problem('BadRequestData', 'context-twice'))
  })
  test('6.3.5 JSON answers name the context in a Link header, JSON-LD in the body', async () => {
    const id = await create()
    const json = await get(`/entities/${id}`)
    expect(json.headers.link).toContain('ngsi-ld-core-context')
    const ld = await get(`/entities/${id}`, { accept: 'application/ld+json' })
    expect(ld.headers['content-type']).toContain('application/ld+json')
    expect(ld.body['@context']).toContain('ngsi-ld-core-context')
  })
  test('6.3.4 media types that are not taken (415) or cannot be given (406)', async () => {
    const text = await call('POST', '/entities', 'abc', { 'content-type': 'text/plain' })
    expect([text.status, text.body.code]).toEqual([415, 'media-type-not-taken'])
    const xml = await call('POST', '/entities', '<a/>', { 'content-type': 'application/xml' })
    expect(xml.status).toBe(415)
    const geo = await call('POST', '/entities', {}, { 'content-type': 'application/geo+json' })
    expect(geo.status).toBe(415)
    const html = await get('/entities?type=Tram', { accept: 'image/png' })
    expect([html.status, html.body.code]).toEqual([406, 'media-type-not-acceptable'])
  })
  test('6.3.2 405 with Allow, 404 elsewhere, 501 for what is left out', async () => {
    const reply = await call('PUT', '/entities', {})
    expect([reply.status, reply.body.code, reply.headers.allow]).toEqual([
      405,
      'method-not-allowed',
      'GET, POST, DELETE',
    ])
    expect((await get('/khong-co')).body).toMatchObject(problem('ResourceNotFound', 'operation-unknown'))
    for (const path of [
      '/csourceRegistrations',
      '/csourceSubscriptions/urn:a:b',
      '/entityMaps/urn:a:b',
      '/snapshots',
      '/info/sourceIdentity',
    ])
      expect((await get(path)).body).toMatchObject({
        status: 501,
        ...problem('OperationNotSupported', 'operation-not-supported'),
      })
  })
  test('6.3.14 a tenant comes to be with its first entity, and is apart', async () => {
    const unknown = await get('/entities?type=Tram', { 'ngsild-tenant': 'khac' })
    expect([unknown.status, unknown.body.type]).toEqual([
      404,
      'https://uri.etsi.org/ngsi-ld/errors/NonexistentTenant',
    ])
    expect(unknown.body.code).toBe('tenant-unknown')
    const id = newId()
    await call('POST', '/entities', station(id), { 'ngsild-tenant': 'khac' })
    expect((await get(`/entities/${id}`)).status).toBe(404)
    const own = await get(`/entities/${id}`, { 'ngsild-tenant': 'khac' })
    expect([own.status, own.headers['ngsild-tenant']]).toEqual([200, 'khac'])
  })
})

describe('5.7.1 retrieve entity', () => {
  let id = ''
  beforeAll(async () => {
    id = await create({
      name: { type: 'LanguageProperty', languageMap: { vi: 'Trạm', en: 'Station' } },
      pm25: [
        { type: 'Property', value: 12 },
        { type: 'Property', value: 13, datasetId: 'urn:d:2' },
      ],
    })
  })
  test('in the forms of 4.5: concise, simplified, with system times', async () => {
    expect((await get(`/entities/${id}?options=keyValues`)).body).toEqual({
      id,
      type: 'Tram',
      name: { languageMap: { vi: 'Trạm', en: 'Station' } },
      owner: 'urn:ngsi-ld:CoQuan:H05',
      pm25: { dataset: { '@none': 12, 'urn:d:2': 13 } },
    })
    expect((await get(`/entities/${id}?options=concise,sysAttrs`)).body).toMatchObject({
      createdAt: '2026-11-24T02:00:00.000Z',
      owner: { object: 'urn:ngsi-ld:CoQuan:H05', modifiedAt: '2026-11-24T02:00:00.000Z' },
    })
  })
  test('4.15 in a language, of one dataset, with some members only (4.21)', async () => {
    expect((await get(`/entities/${id}?lang=en&pick=id,name`)).body).toEqual({
      id,
      name: { type: 'Property', value: 'Station', lang: 'en' },
    })
    expect((await get(`/entities/${id}?datasetId=urn:d:2&format=simplified&omit=type`)).body).toEqual({
      id,
      pm25: 13,
    })
  })
  test('as GeoJSON, null where there is no place', async () => {
    const reply = await get(`/entities/${id}?options=keyValues`, { accept: 'application/geo+json' })
    expect(reply.headers['content-type']).toContain('application/geo+json')
    expect(reply.body).toMatchObject({ type: 'Feature', id, geometry: null, properties: { type: 'Tram' } })
  })
  test('404 for an unknown one and for one without the attributes asked for; 400 for no URI', async () => {
    expect((await get('/entities/urn:a:khong')).body).toMatchObject(
      problem('ResourceNotFound', 'entity-unknown'),
    )
    expect((await get(`/entities/${id}?attrs=khong`)).status).toBe(404)
    expect((await get('/entities/abc')).body).toMatchObject(problem('BadRequestData', 'id-not-uri'))
    expect((await get(`/entities/${id}?options=la`)).body).toMatchObject(
      problem('BadRequestData', 'parameter-malformed'),
    )
  })
})

describe('5.6.17 merge entity, 5.6.18 replace entity, 5.6.6 delete entity', () => {
  test('a merge changes what it names, null takes away', async () => {
    const id = await create({ name: { type: 'LanguageProperty', languageMap: { vi: 'A', en: 'B' } }, old: 1 })
    const patch = { pm25: { value: 40 }, old: 'urn:ngsi-ld:null', name: { languageMap: { en: 'C' } } }
    expect(
      (await call('PATCH', `/entities/${id}`, patch, { 'content-type': 'application/merge-patch+json' }))
        .status,
    ).toBe(204)
    expect((await get(`/entities/${id}`)).body).toEqual(
      station(id, {
        pm25: { type: 'Property', value: 40, unitCode: 'GQ', observedAt: '2026-11-24T01:00:00Z' },
        name: { type: 'LanguageProperty', languageMap: { vi: 'A', en: 'C' } },
      }),
    )
  })
  test('a merge of bare values keeps the kinds; observedAt holds for all', async () => {
    const id = await create({ name: { type: 'LanguageProperty', languageMap: { vi: 'A' } } })
    const path = `/entities/${id}?options=keyValues&lang=vi&observedAt=2026-11-24T02:00:00Z`
    expect((await call('PATCH', path, { owner: 'urn:x:y', name: 'Mới' })).status).toBe(204)
    expect((await get(`/entities/${id}`)).body).toMatchObject({
      owner: { type: 'Relationship', object: 'urn:x:y', observedAt: '2026-11-24T02:00:00Z' },
      name: { type: 'LanguageProperty', languageMap: { vi: 'Mới' } },
    })
  })
  test('a replacement is the whole new state', async () => {
    const id = await create()
    expect((await call('PUT', `/entities/${id}`, { id, type: 'Tram', only: 1 })).status).toBe(204)
    expect((await get(`/entities/${id}`)).body).toEqual({
      id,
      type: 'Tram',
      only: { type: 'Property', value: 1 },
    })
  })
  test('the body may not name another entity', async () => {
    const id = await create()
    for (const method of ['PUT', 'PATCH'] as const)
      expect(
        (await call(method, `/entities/${id}`, { id: 'urn:x:other', type: 'Tram', a: 1 })).body.code,
      ).toBe('parameter-malformed')
  })
  test('a deleted one is gone; what is not there is 404 for each', async () => {
    const id = await create()
    expect((await call('DELETE', `/entities/${id}`)).status).toBe(204)
    expect((await get(`/entities/${id}`)).status).toBe(404)
    const replies: Said[] = [
      await call('DELETE', `/entities/${id}`),
      await call('PUT', `/entities/${id}`, { type: 'Tram', a: 1 }),
      await call('PATCH', `/entities/${id}`, { a: 1 }),
      await call('POST', `/entities/${id}/attrs`, { a: 1 }),
      await call('PATCH', `/entities/${id}/attrs`, { a: 1 }),
      await call('PATCH', `/entities/${id}/attrs/a`, { value: 1 }),
      await call('PUT', `/entities/${id}/attrs/a`, { value: 1 }),
      await call('DELETE', `/entities/${id}/attrs/a`),
    ]
    for (const reply of replies) expect([reply.status, reply.body.code]).toEqual([404, 'entity-unknown'])
  })
})

describe('attributes', () => {
  test('5.6.3 append adds and overwrites; noOverwrite leaves what is there (207)', async () => {
    const id = await create()
    expect((await call('POST', `/entities/${id}/attrs`, { pm10: 3, pm25: { value: 1 } })).status).toBe(204)
    const reply = await call('POST', `/entities/${id}/attrs?options=noOverwrite`, { pm10: 4, no2: 5 })
    expect([reply.status, reply.body.updated, reply.body.notUpdated[0].attributeName]).toEqual([
      207,
      ['no2'],
      'pm10',
    ])
    expect((await get(`/entities/${id}?options=keyValues`)).body).toMatchObject({ pm10: 3, pm25: 1, no2: 5 })
  })
  test('5.6.2 update takes only what is there (207 for the others)', async () => {
    const id = await create()
    expect(
      (await call('PATCH', `/entities/${id}/attrs`, { pm25: { type: 'Property', value: 2 } })).status,
    ).toBe(204)
    const reply = await call('PATCH', `/entities/${id}/attrs`, { pm25: 3, khong: 1 })
    expect([reply.status, reply.body.updated, reply.body.notUpdated[0].attributeName]).toEqual([
      207,
      ['pm25'],
      'khong',
    ])
  })
  test('5.6.4 a partial update keeps what it does not name; 5.6.19 a replacement does not', async () => {
    const id = await create()
    expect((await call('PATCH', `/entities/${id}/attrs/pm25`, { value: 44 })).status).toBe(204)
    expect((await get(`/entities/${id}`)).body.pm25).toEqual({
      type: 'Property',
      value: 44,
      unitCode: 'GQ',
      observedAt: '2026-11-24T01:00:00Z',
    })
    expect((await call('PATCH', `/entities/${id}/attrs/pm25`, { accuracy: { value: 0.9 } })).status).toBe(204)
    expect((await get(`/entities/${id}`)).body.pm25).toMatchObject({
      value: 44,
      accuracy: { type: 'Property', value: 0.9 },
    })
    expect((await call('PUT', `/entities/${id}/attrs/pm25`, { type: 'Property', value: 1 })).status).toBe(204)
    expect((await get(`/entities/${id}`)).body.pm25).toEqual({ type: 'Property', value: 1 })
    for (const method of ['PATCH', 'PUT', 'DELETE'] as const)
      expect(
        (await call(method, `/entities/${id}/attrs/khong`, method === 'DELETE' ? undefined : { value: 1 }))
          .body,
      ).toMatchObject(problem('ResourceNotFound', 'attribute-unknown'))
  })
  test('5.6.5 delete one dataset, or all', async () => {
    const id = await create({
      pm25: [{ value: 1 }, { value: 2, datasetId: 'urn:d:2' }, { value: 3, datasetId: 'urn:d:3' }],
    })
    expect((await call('DELETE', `/entities/${id}/attrs/pm25?datasetId=urn:d:2`)).status).toBe(204)
    expect((await get(`/entities/${id}?options=keyValues`)).body.pm25).toEqual({
      dataset: { '@none': 1, 'urn:d:3': 3 },
    })
    expect((await call('DELETE', `/entities/${id}/attrs/pm25`)).status).toBe(204)
    expect((await get(`/entities/${id}?options=keyValues`)).body.pm25).toBe(3)
    expect((await call('DELETE', `/entities/${id}/attrs/pm25?deleteAll=true`)).status).toBe(204)
    expect((await get(`/entities/${id}`)).body.pm25).toBeUndefined()
  })
})

describe('batches (5.6.7–5.6.10, 5.6.20)', () => {
  const ops = (name: string, body: unknown, headers = {}) =>
    call('POST', `/entityOperations/${name}`, body as object, headers)
  test('create: 201 with ids, 207 when one was there or is malformed', async () => {
    const [one, two] = [newId(), newId()]
    expect(await ops('create', [station(one), station(two)])).toMatchObject({ status: 201, body: [one, two] })
    const three = newId()
    const reply = await ops('create', [station(one), station(three), { id: newId() }])
    expect([reply.status, reply.body.success]).toEqual([207, [three]])
    expect(reply.body.errors.map(({ error }: { error: { code: string } }) => error.code).sort()).toEqual([
      'entity-exists',
      'entity-type-missing',
    ])
  })
  test('upsert: 201 names what came to be, 204 when nothing did; update keeps attributes, replace does not', async () => {
    const [one, two] = [newId(), newId()]
    await ops('create', [station(one)])
    expect(await ops('upsert', [{ id: one, type: 'Tram', only: 1 }, station(two)])).toMatchObject({
      status: 201,
      body: [two],
    })
    expect((await get(`/entities/${one}?options=keyValues`)).body).toEqual({ id: one, type: 'Tram', only: 1 })
    expect((await ops('upsert?options=update', [{ id: two, type: 'Tram', more: 1 }])).status).toBe(204)
    expect((await get(`/entities/${two}?options=keyValues`)).body).toMatchObject({ pm25: 12, more: 1 })
  })
  test('update, merge and delete: 204, or 207 with what was not there', async () => {
    const one = newId()
    await ops('create', [station(one)])
    expect((await ops('update', [{ id: one, pm25: 1 }])).status).toBe(204)
    expect((await ops('update?options=noOverwrite', [{ id: one, pm25: 2, neu: 1 }])).status).toBe(204)
    expect((await get(`/entities/${one}?options=keyValues`)).body).toMatchObject({ pm25: 1, neu: 1 })
    expect((await ops('merge', [{ id: one, pm25: 'urn:ngsi-ld:null' }])).status).toBe(204)
    expect((await get(`/entities/${one}`)).body.pm25).toBeUndefined()
    const reply = await ops('delete', [one, 'urn:a:khong'])
    expect(reply).toMatchObject({
      status: 207,
      body: { success: [one], errors: [{ entityId: 'urn:a:khong' }] },
    })
    expect(reply.body.errors[0].error).toMatchObject(problem('ResourceNotFound', 'entity-unknown'))
  })
  test('elements of JSON-LD bring their own contexts', async () => {
    const one = newId()
    const element = { ...station(one), '@context': { pm25: 'https://example.org/x' } }
    expect((await ops('create', [element], { 'content-type': 'application/ld+json' })).status).toBe(201)
    expect((await get(`/entities/${one}`)).body['https://example.org/x']).toMatchObject({ value: 12 })
  })
  test('an empty list is refused', async () => {
    for (const name of ['create', 'upsert', 'update', 'merge', 'delete'])
      expect((await ops(name, [])).body.code).toBe('request-empty')
  })
})

test('5.6.21 purge deletes what a query finds, or only some attributes', async () => {
  const [one, two] = [newId('Rac'), newId('Rac')]
  for (const [id, n] of [
    [one, 1],
    [two, 2],
  ] as const)
    await call('POST', '/entities', { id, type: 'Rac', n, m: 1 })
  expect((await call('DELETE', '/entities?type=Rac&drop=m')).status).toBe(204)
  expect((await get(`/entities/${two}?options=keyValues`)).body).toEqual({ id: two, type: 'Rac', n: 2 })
  expect((await call('DELETE', '/entities?type=Rac&q=n==1')).status).toBe(204)
  expect((await get('/entities?type=Rac&options=keyValues')).body).toEqual([{ id: two, type: 'Rac', n: 2 }])
  expect((await call('DELETE', '/entities')).body.code).toBe('query-too-wide')
})
