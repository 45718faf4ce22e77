import { beforeAll, describe, expect, test } from 'vitest'
import { openApi } from './testing/open-api.ts'

const error = (type: string) => `https://uri.etsi.org/ngsi-ld/errors/${type}`

let api: Awaited<ReturnType<typeof openApi>>
beforeAll(async () => {
  api = await openApi()
  const at = (longitude: number, latitude: number) => ({ type: 'Point', coordinates: [longitude, latitude] })
  const entities = [
    {
      id: 'urn:ngsi-ld:CoQuan:H05',
      type: 'CoQuan',
      name: 'Sở Thông tin và Truyền thông',
      parent: { object: 'urn:ngsi-ld:CoQuan:TINH' },
    },
    { id: 'urn:ngsi-ld:CoQuan:TINH', type: 'CoQuan', name: 'UBND tỉnh' },
    {
      id: 'urn:ngsi-ld:Tram:1',
      type: 'Tram',
      scope: '/BacNinh/VoCuong',
      pm25: { value: 12, accuracy: 0.5 },
      status: 'tot',
      owner: { object: 'urn:ngsi-ld:CoQuan:H05' },
      location: at(106.07, 21.18),
      address: { street: 'Lý Thái Tổ', no: 5 },
    },
    {
      id: 'urn:ngsi-ld:Tram:2',
      type: ['Tram', 'TramNen'],
      scope: '/BacNinh/SuoiHoa',
      pm25: 40,
      status: 'xau',
      location: at(106.08, 21.19),
    },
    {
      id: 'urn:ngsi-ld:Tram:3',
      type: 'Tram',
      scope: '/BacGiang',
      pm25: 25,
      status: 'tot',
      location: at(106.2, 21.28),
      built: { value: { '@type': 'DateTime', '@value': '2018-03-01T00:00:00Z' } },
    },
    { id: 'urn:ngsi-ld:Tram:4', type: 'Tram', status: 'hỏng' },
  ]
  expect((await api.call('POST', '/entityOperations/create', entities)).status).toBe(201)
})
const ids = async (search: string) => {
  const reply = await api.get(`/entities?${search}`)
  return reply.status === 200
    ? reply.body.map(({ id }: { id: string }) => id.split(':').at(-1)).join(' ')
    : [reply.status, reply.body.code]
}
const q = (text: string) => `type=Tram&q=${encodeURIComponent(text)}`

describe('5.7.2 query entities', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['4.17 a type', 'type=Tram', '1 2 3 4'],
    ['4.17 any of two types', 'type=CoQuan,TramNen', 'H05 TINH 2'],
    ['4.17 both types', 'type=(Tram;TramNen)', '2'],
    ['ids', 'id=urn:ngsi-ld:Tram:3,urn:ngsi-ld:Tram:1', '1 3'],
    ['a pattern of ids', `type=Tram&idPattern=${encodeURIComponent('Tram:[12]$')}`, '1 2'],
    ['attributes, one of them', 'attrs=built,address', '1 3'],
    ['4.9 equality', q('status=="tot"'), '1 3'],
    ['4.9 one of a list', q('status=="xau","hỏng"'), '2 4'],
    ['4.9 inequality', q('status!="tot"'), '2 4'],
    ['4.9 orders', q('pm25>12;pm25<=40'), '2 3'],
    ['4.9 a range', q('pm25==20..30'), '3'],
    ['4.9 outside a range', q('pm25!=20..30'), '1 2'],
    ['4.9 a pattern', q('status~="^x"'), '2'],
    ['4.9 no pattern', q('status!~="^(x|t)"'), '4'],
    ['4.9 existence', q('pm25'), '1 2 3'],
    ['4.9 and, or, brackets', q('(pm25>30|status=="hỏng");status!="tot"'), '2 4'],
    ['4.9 a sub-attribute', q('pm25.accuracy<1'), '1'],
    ['4.9 a member of a value', q('address[street]=="Lý Thái Tổ"'), '1'],
    ['4.9 a link', q('owner==urn:ngsi-ld:CoQuan:H05'), '1'],
    ['4.9 a moment', q('built>2018-01-01T00:00:00Z'), '3'],
    ['4.19 a scope', 'type=Tram&scopeQ=/BacGiang', '3'],
    ['4.19 one level', `type=Tram&scopeQ=${encodeURIComponent('/BacNinh/+')}`, '1 2'],
    ['4.19 and below', `type=Tram&scopeQ=${encodeURIComponent('/BacNinh/#')}`, '1 2'],
    ['4.10 near', 'type=Tram&georel=near;maxDistance==2000&geometry=Point&coordinates=[106.07,21.18]', '1 2'],
    [
      '4.10 farther',
      'type=Tram&georel=near;minDistance==2000&geometry=Point&coordinates=[106.07,21.18]',
      '3',
    ],
    [
      '4.10 within',
      'type=Tram&georel=within&geometry=Polygon&coordinates=[[[106.0,21.1],[106.1,21.1],[106.1,21.2],[106.0,21.2],[106.0,21.1]]]',
      '1 2',
    ],
    ['4.10 equals', 'type=Tram&georel=equals&geometry=Point&coordinates=[106.2,21.28]', '3'],
    ['4.23 an order', 'type=Tram&orderBy=pm25;desc&attrs=pm25', '2 3 1'],
    [
      '4.23 by distance',
      'type=Tram&orderBy=location;dist-desc&orderGeometry=Point&orderCoordinates=[106.07,21.18]&attrs=location',
      '3 2 1',
    ],
  ]
  for (const [what, search, expected] of cases)
    test(`${what}: ${decodeURIComponent(search)}`, async () => {
      expect(await ids(search)).toBe(expected)
    })
  const wrong: readonly (readonly [string, string, string])[] = [
    ['query-too-wide', '', 'BadRequestData'],
    ['q-unreadable', 'type=Tram&q=a==', 'BadRequestData'],
    ['selection-unreadable', 'type=Tram;', 'BadRequestData'],
    ['selection-unreadable', 'type=Tram&scopeQ=//', 'BadRequestData'],
    ['uri-expected', 'id=abc', 'BadRequestData'],
    ['name-not-allowed', 'attrs=a%20b', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&limit=0', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&limit=a', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&offset=-1', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&georel=beside&geometry=Point&coordinates=[1,2]', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&georel=near&geometry=Point&coordinates=[1,2]', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&georel=within&geometry=Polygon&coordinates=[1,2]', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&join=both', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&pick=a&omit=a', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&type=CoQuan', 'BadRequestData'],
    ['parameter-malformed', 'type=Tram&orderBy=pm25;up', 'BadRequestData'],
    ['pattern-unreadable', 'type=Tram&idPattern=(', 'BadRequestData'],
    ['too-many-results', 'type=Tram&limit=1001', 'TooManyResults'],
  ]
  for (const [code, search, type] of wrong)
    test(`refused ${code}: ?${search}`, async () => {
      const reply = await api.get(`/entities?${search}`)
      expect([reply.body.code, reply.body.type, reply.status]).toEqual([
        code,
        error(type),
        type === 'TooManyResults' ? 403 : 400,
      ])
    })
})

describe('6.3.10 paging', () => {
  test('next and prev lead through all, the count is a header', async () => {
    const first = await api.get('/entities?type=Tram&limit=3&count=true&options=keyValues')
    expect(first.headers['ngsild-results-count']).toBe('4')
    const next = /<\/ngsi-ld\/v1([^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1] ?? ''
    expect(String(first.headers.link)).not.toContain('rel="prev"')
    const second = await api.get(next)
    expect(second.body.map(({ id }: { id: string }) => id)).toEqual(['urn:ngsi-ld:Tram:4'])
    expect(String(second.headers.link)).not.toContain('rel="next"')
    const prev = /<\/ngsi-ld\/v1([^>]+)>; rel="prev"/.exec(String(second.headers.link))?.[1] ?? ''
    expect((await api.get(prev)).body).toHaveLength(3)
  })
  test('a count alone has no entities; an offset skips', async () => {
    const reply = await api.get('/entities?type=Tram&limit=0&count=true')
    expect([reply.status, reply.body, reply.headers['ngsild-results-count']]).toEqual([200, [], '4'])
    expect(await ids('type=Tram&offset=2&limit=1')).toBe('3')
  })
})

describe('forms of a query answer', () => {
  test('4.5.16 a feature collection', async () => {
    const reply = await api.get('/entities?type=Tram&attrs=location&options=keyValues', {
      accept: 'application/geo+json',
    })
    expect(reply.body).toMatchObject({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', geometry: { coordinates: [106.07, 21.18] } }, {}, {}],
    })
  })
  test('4.5.23 linked entities inside or behind, some levels deep', async () => {
    const inline = await api.get(
      '/entities/urn:ngsi-ld:Tram:1?join=inline&joinLevel=2&options=keyValues&attrs=owner',
    )
    expect(inline.body.owner).toMatchObject({
      id: 'urn:ngsi-ld:CoQuan:H05',
      parent: { id: 'urn:ngsi-ld:CoQuan:TINH' },
    })
    const once = await api.get('/entities/urn:ngsi-ld:Tram:1?join=inline&attrs=owner')
    expect(once.body.owner).toMatchObject({
      type: 'Relationship',
      entity: { parent: { type: 'Relationship', object: 'urn:ngsi-ld:CoQuan:TINH' } },
    })
    const flat = await api.get('/entities?id=urn:ngsi-ld:Tram:1&join=flat&joinLevel=2')
    expect(flat.body.map(({ id }: { id: string }) => id)).toEqual([
      'urn:ngsi-ld:Tram:1',
      'urn:ngsi-ld:CoQuan:H05',
      'urn:ngsi-ld:CoQuan:TINH',
    ])
    const within = await api.get(
      '/entities/urn:ngsi-ld:Tram:1?join=inline&containedBy=urn:ngsi-ld:CoQuan:H05',
    )
    expect(within.body.owner.entity).toBeUndefined()
  })
  test('JSON-LD names the context in each entity', async () => {
    const reply = await api.get('/entities?type=CoQuan', { accept: 'application/ld+json' })
    expect(reply.body[0]['@context']).toContain('ngsi-ld-core-context')
  })
})

describe('6.23 query by POST', () => {
  const post = (body: object) => api.call('POST', '/entityOperations/query', body)
  test('says the same in a body', async () => {
    const reply = await post({
      type: 'Query',
      entities: [{ type: 'Tram' }],
      q: 'pm25>12',
      geoQ: { georel: 'near;maxDistance==2000', geometry: 'Point', coordinates: [106.07, 21.18] },
    })
    expect(reply.body.map(({ id }: { id: string }) => id)).toEqual(['urn:ngsi-ld:Tram:2'])
  })
  test('selectors of several types are any of them; a mixture is TooComplexQuery', async () => {
    expect(
      (await post({ type: 'Query', entities: [{ type: 'CoQuan' }, { type: 'TramNen' }] })).body,
    ).toHaveLength(3)
    const reply = await post({
      type: 'Query',
      entities: [{ type: 'CoQuan' }, { id: 'urn:ngsi-ld:Tram:1', type: 'Tram' }],
    })
    expect([reply.status, reply.body.type, reply.body.code]).toEqual([
      403,
      error('TooComplexQuery'),
      'query-too-complex',
    ])
  })
  test('what is no query is refused', async () => {
    for (const body of [{}, { type: 'Query', entities: [] }, { type: 'Query', entities: [{}] }])
      expect((await post(body)).body.code).toMatch(/parameter-malformed|query-too-wide/)
  })
})

describe('5.7.5–5.7.10 discovery', () => {
  test('types and attributes, with details', async () => {
    expect((await api.get('/types')).body.typeList).toEqual(
      expect.arrayContaining(['CoQuan', 'Tram', 'TramNen']),
    )
    const details = (await api.get('/types?details=true')).body
    expect(details[0]).toMatchObject({
      id: 'https://uri.etsi.org/ngsi-ld/default-context/CoQuan',
      type: 'EntityType',
      typeName: 'CoQuan',
      attributeNames: ['name', 'parent'],
    })
    const type = (await api.get('/types/Tram')).body
    expect(type).toMatchObject({ type: 'EntityTypeInfo', typeName: 'Tram', entityCount: 4 })
    expect(
      type.attributeDetails.find(({ attributeName }: { attributeName: string }) => attributeName === 'owner')
        .attributeTypes,
    ).toEqual(['Relationship'])
    expect((await api.get('/attributes')).body.attributeList).toContain('pm25')
    expect(
      (await api.get('/attributes?details=true')).body.find(
        (one: { attributeName: string }) => one.attributeName === 'pm25',
      ).typeNames,
    ).toEqual(['Tram', 'TramNen'])
    expect((await api.get('/attributes/status')).body).toMatchObject({
      attributeName: 'status',
      attributeTypes: ['Property'],
      typeNames: ['Tram', 'TramNen'],
    })
  })
  test('what is not there: type-not-found, attribute-unknown', async () => {
    expect((await api.get('/types/Khong')).body).toMatchObject({ status: 404, code: 'type-not-found' })
    expect((await api.get('/attributes/khong')).body).toMatchObject({
      status: 404,
      code: 'attribute-unknown',
    })
  })
})

describe('5.13 contexts', () => {
  const linked = (url: string) => ({
    link: `<${url}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
  })
  test('a hosted one names things until it is deleted', async () => {
    const context = { nongDo: 'https://example.org/nongDo', TramDo: 'https://example.org/TramDo' }
    const made = await api.call(
      'POST',
      '/jsonldContexts',
      { '@context': context },
      { 'content-type': 'application/ld+json' },
    )
    expect(made.status).toBe(201)
    const path = String(made.headers.location)
    const short = path.replace('/ngsi-ld/v1', '')
    expect((await api.get(short)).body).toEqual({ '@context': context })
    const url = `http://noi-khac.example${path}`
    const entity = { id: 'urn:ngsi-ld:TramDo:1', type: 'TramDo', nongDo: 3 }
    expect((await api.call('POST', '/entities', entity, linked(url))).status).toBe(201)
    const told = await api.get('/entities?type=TramDo&options=keyValues', linked(url))
    expect([told.body, told.headers.link]).toEqual([[entity], expect.stringContaining(url)])
    expect((await api.get('/entities/urn:ngsi-ld:TramDo:1?options=keyValues')).body).toMatchObject({
      'https://example.org/nongDo': 3,
    })
    expect((await api.get(`${short}?details=true`)).body).toMatchObject({ kind: 'Hosted', numberOfHits: 1 })
    expect((await api.get('/jsonldContexts?kind=Hosted&details=true')).body).toHaveLength(1)
    expect((await api.call('DELETE', short)).status).toBe(204)
    expect((await api.get(short)).body).toMatchObject({ status: 404, code: 'context-not-found' })
    expect((await api.get('/entities?type=TramDo', linked(url))).body.code).toBe('context-not-available')
  })
  test('one from elsewhere is not downloaded: LdContextNotAvailable; kept as a copy it is at hand', async () => {
    const url = 'https://example.org/xa.jsonld'
    const reply = await api.get('/entities?type=Tram', linked(url))
    expect([reply.status, reply.body.type, reply.body.code]).toEqual([
      503,
      error('LdContextNotAvailable'),
      'context-not-available',
    ])
    const kept = await api.call(
      'POST',
      `/jsonldContexts?url=${encodeURIComponent(url)}`,
      { '@context': { bui: 'https://uri.etsi.org/ngsi-ld/default-context/pm25' } },
      { 'content-type': 'application/ld+json' },
    )
    expect(kept.status).toBe(201)
    expect((await api.get('/entities/urn:ngsi-ld:Tram:2?options=keyValues', linked(url))).body.bui).toBe(40)
    expect((await api.get('/jsonldContexts?kind=Cached')).body).toContain(url)
  })
  test('an inline one gets an address for the answer', async () => {
    const reply = await api.call(
      'POST',
      '/entityOperations/query',
      {
        type: 'Query',
        entities: [{ type: 'T' }],
        '@context': { T: 'https://uri.etsi.org/ngsi-ld/default-context/CoQuan' },
      },
      { 'content-type': 'application/ld+json', accept: 'application/json' },
    )
    expect(reply.body[0].type).toBe('T')
    const url =
      /<http:\/\/[^/]+\/ngsi-ld\/v1(\/jsonldContexts\/[^>]+)>/.exec(String(reply.headers.link))?.[1] ?? ''
    expect((await api.get(`${url}?details=true`)).body.kind).toBe('ImplicitlyCreated')
  })
  test('what is no context is refused: context-missing, context-invalid, context-feature-unsupported', async () => {
    const post = async (body: object) => (await api.call('POST', '/jsonldContexts', body)).body.code
    expect(await post({ a: 1 })).toBe('context-missing')
    expect(await post({ '@context': [5] })).toBe('context-invalid')
    expect(await post({ '@context': { a: { '@reverse': 'https://e.org/a' } } })).toBe(
      'context-feature-unsupported',
    )
    expect((await api.get('/jsonldContexts?kind=Khac')).body.code).toBe('parameter-malformed')
  })
  test('a vocabulary of its own is left to the JSON-LD algorithm', async () => {
    const ld = { 'content-type': 'application/ld+json' }
    await api.call(
      'POST',
      '/entities',
      { id: 'urn:ngsi-ld:V:1', type: 'V', v: 1, '@context': { '@vocab': 'https://e.org/', v: 'vee' } },
      ld,
    )
    expect((await api.get('/entities/urn:ngsi-ld:V:1?options=keyValues')).body).toMatchObject({
      'https://e.org/vee': 1,
    })
  })
})
