import { beforeAll, describe, expect, test } from 'vitest'
import { moveDataset } from '../sharing/public.ts'
import { type DataCentre, openDataCentre, plant, stations } from './testing/open-centre.ts'

/** A heritage place that was made up. */
const heritagePlace = { placeCode: 'DT-1', name: 'Đền thử', synthetic: true }
let centre: DataCentre
beforeAll(async () => {
  centre = await openDataCentre()
  await plant(centre, 'MobileBaseStation', stations(250))
})
const get = async (url: string, headers: Record<string, string> = {}) => {
  const reply = await centre.server.inject({ url, headers })
  return { status: reply.statusCode, headers: reply.headers, text: reply.body, bytes: reply.rawPayload }
}
const json = async (url: string, headers: Record<string, string> = {}) => {
  const { status, text } = await get(url, headers)
  return { status, body: JSON.parse(text) }
}

test('shipped datasets are loaded, the open ones seen by anybody, and none names a person', async () => {
  const { body } = await json('/api/datasets')
  const ids = body.datasets.map((each: { id: string }) => each.id)
  expect(ids).toContain('tram-bts')
  expect(ids).not.toContain('tram-bts-ky-thuat')
  expect(ids).not.toContain('canh-bao')
  for (const { dictionary } of body.datasets)
    for (const { sensitivity } of dictionary) expect(sensitivity).toBe('open')
  expect(body.datasets.find((each: { id: string }) => each.id === 'tram-bts')).toMatchObject({
    total: 250,
    freshness: 'fresh',
    lastWriteAt: expect.stringMatching(/^2026-11-24T02:0/),
  })
})

describe('OGC API Features', () => {
  test('pages by next links reach every feature once', async () => {
    const seen = new Set<string>()
    let url: string | undefined = '/ogc/collections/tram-bts/items?limit=60'
    let pages = 0
    while (url) {
      const { body } = await json(url)
      expect(body.numberMatched).toBe(250)
      for (const { id } of body.features) {
        expect(seen.has(id)).toBe(false)
        seen.add(id)
      }
      url = body.links
        .find(({ rel }: { rel: string }) => rel === 'next')
        ?.href.replace(/^https?:\/\/[^/]+/, '')
      pages++
    }
    expect([seen.size, pages]).toEqual([250, 5])
  })

  test('bbox, a field and a number narrow', async () => {
    const box = await json('/ogc/collections/tram-bts/items?bbox=106.0,21.0,106.0101,21.2&limit=1000')
    expect(box.body.numberMatched).toBe(11)
    const operator = await json('/ogc/collections/tram-bts/items?operatorCode=VTL&limit=1')
    expect(operator.body.numberMatched).toBe(125)
    const both = await json(
      '/ogc/collections/tram-bts/items?operatorCode=VTL&columnHeight=21&bbox=106,21,107,22',
    )
    expect(
      both.body.features.map(
        ({ properties }: never) => (properties as { columnHeight: number }).columnHeight,
      ),
    ).toEqual(Array(9).fill(21))
  })

  test.each([
    ['bbox=1,2,3', 'parameter-wrong'],
    ['bbox=a,b,c,d', 'parameter-wrong'],
    ['bbox=0,91,1,92', 'parameter-wrong'],
    ['limit=0', 'parameter-wrong'],
    ['limit=ten', 'parameter-wrong'],
    ['datetime=yesterday', 'parameter-wrong'],
    ['columnHeight=high', 'parameter-wrong'],
    ['colour=red', 'parameter-unknown'],
    ['siteOwner=x', 'parameter-unknown'],
  ])('%s is refused as %s', async (query, code) => {
    const { status, body } = await json(`/ogc/collections/tram-bts/items?${query}`)
    expect([status, body.code]).toEqual([400, code])
  })

  test('a feature, its collection and the pages for people', async () => {
    const item = await json('/ogc/collections/tram-bts/items/urn:ngsi-ld:MobileBaseStation:VNP-BN0000')
    expect(item.body).toMatchObject({ type: 'Feature', geometry: { coordinates: [106, 21.1] } })
    expect(item.body.properties).not.toHaveProperty('siteOwner')
    expect((await json('/ogc/collections/tram-bts/items/urn:none')).body.code).toBe('feature-unknown')
    expect((await json('/ogc/collections/dich-vu-cong')).body.code).toBe('dataset-without-place')
    expect((await json('/ogc/collections/tram-bts-ky-thuat')).body.code).toBe('dataset-unknown')
    for (const url of [
      '/ogc',
      '/ogc/collections',
      '/ogc/collections/tram-bts',
      '/ogc/collections/tram-bts/items',
    ]) {
      const page = await get(url, { accept: 'text/html,application/xhtml+xml' })
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    }
    const { body } = await json('/ogc/api')
    const names = body.paths['/collections/tram-bts/items'].get.parameters.map(
      ({ name }: { name: string }) => name,
    )
    expect(names).toEqual(
      expect.arrayContaining(['bbox', 'datetime', 'limit', 'operatorCode', 'columnHeight']),
    )
    expect(names).not.toContain('siteOwner')
    expect((await json('/ogc/conformance')).body.conformsTo).toHaveLength(4)
    const queryables = await json('/ogc/collections/tram-bts/queryables')
    expect(Object.keys(queryables.body.properties)).toContain('columnHeight')
  })
})

describe('downloads', () => {
  test('every format holds every row, with licence, date and dictionary', async () => {
    const csv = await get('/api/datasets/tram-bts/files/csv')
    expect(csv.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(251)
    expect(csv.headers.link).toContain('rel="describedby"')
    expect(csv.headers.link).toContain('creativecommons.org')
    const bare = await get('/api/datasets/tram-bts/files/csv?bom=0')
    expect(bare.text.startsWith('id,operatorCode')).toBe(true)
    const rows = JSON.parse((await get('/api/datasets/tram-bts/files/json')).text)
    expect(rows.rows).toHaveLength(250)
    expect(rows.dataset).toMatchObject({
      licence: { id: 'CC-BY-4.0' },
      total: 250,
      madeAt: expect.stringMatching(/^2026-11-24T09:0.:00\+07:00$/),
    })
    const lines = (await get('/api/datasets/tram-bts/files/ndjson')).text.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).stationCode)).toHaveLength(250)
    const features = JSON.parse((await get('/api/datasets/tram-bts/files/geojson')).text)
    expect(features.features).toHaveLength(250)
    const book = await get('/api/datasets/tram-bts/files/xlsx')
    const { default: excel } = await import('exceljs')
    const read = new excel.Workbook()
    await read.xlsx.load(book.bytes as unknown as ArrayBuffer)
    expect(read.worksheets.map(({ rowCount }) => rowCount)).toEqual([251, expect.any(Number), 8])
    const dictionary = await json('/api/datasets/tram-bts/dictionary')
    expect(dictionary.body.tableSchema.columns.map(({ name }: { name: string }) => name).join(',')).toBe(
      bare.text.split('\r\n')[0],
    )
    expect((await json('/api/datasets/dich-vu-cong/files/geojson')).body.code).toBe('format-unknown')
  })

  test('nothing is sent twice, and a change to one entity is sent', async () => {
    const first = await get('/api/datasets/tram-bts/files/ndjson')
    const etag = String(first.headers.etag)
    expect((await get('/api/datasets/tram-bts/files/ndjson', { 'if-none-match': etag })).status).toBe(304)
    centre.ctx.passMinutes(1)
    await plant(centre, 'MobileBaseStation', [
      { ...stations(1)[0], values: { ...stations(1)[0]?.values, columnHeight: 33 } } as never,
    ])
    const after = await get('/api/datasets/tram-bts/files/ndjson', { 'if-none-match': etag })
    expect(after.status).toBe(200)
    expect(after.headers.etag).not.toBe(etag)
  })
})

describe('CKAN', () => {
  const action = (name: string, query = '') => json(`/ckan/api/3/action/${name}${query}`)

  test('packages are listed, shown, searched and counted', async () => {
    const list = await action('package_list')
    expect(list.body).toMatchObject({ success: true })
    expect(list.body.result).toContain('tram-bts')
    const shown = await action('package_show', '?id=tram-bts')
    expect(shown.body.result).toMatchObject({
      name: 'tram-bts',
      license_id: 'CC-BY-4.0',
      owner_org: 'so-khcn',
      num_resources: 5,
    })
    const words = await action('package_search', `?q=${encodeURIComponent('tram thu phat')}&rows=5`)
    expect(words.body.result.results.map(({ name }: { name: string }) => name)).toEqual(['tram-bts'])
    const filtered = await action(
      'package_search',
      `?fq=${encodeURIComponent('organization:so-khcn')}&sort=${encodeURIComponent('name desc')}&rows=1&facet.field=${encodeURIComponent('["organization","res_format"]')}`,
    )
    expect(filtered.body.result.count).toBe(2)
    expect(filtered.body.result.results[0].name).toBe('tram-bts')
    expect(filtered.body.result.facets.organization).toEqual({ 'so-khcn': 2 })
    expect((await action('current_package_list_with_resources', '?limit=2')).body.result).toHaveLength(2)
    expect((await action('organization_show', '?id=so-khcn')).body.result.package_count).toBe(2)
    for (const name of ['organization_list', 'group_list', 'tag_list', 'license_list', 'status_show'])
      expect((await action(name)).body.success).toBe(true)
  })

  test('faults have the envelopes of CKAN', async () => {
    for (const [name, query, status, type] of [
      ['package_show', '?id=none', 404, 'Not Found Error'],
      ['package_show', '', 409, 'Validation Error'],
      ['package_search', '?fq=colour:red', 409, 'Validation Error'],
      ['package_search', '?rows=many', 409, 'Validation Error'],
      [
        'package_search',
        `?fq=${encodeURIComponent('metadata_modified:[* TO NOW]')}`,
        409,
        'Validation Error',
      ],
      ['datastore_search', '?resource_id=canh-bao', 404, 'Not Found Error'],
      ['package_create', '', 404, 'Not Found Error'],
    ] as const) {
      const { status: found, body } = await action(name, query)
      expect([found, body.success, body.error.__type]).toEqual([status, false, type])
    }
  })

  test('rows are filtered, searched, sorted and paged', async () => {
    const query = new URLSearchParams({
      resource_id: 'tram-bts--csv',
      filters: JSON.stringify({ operatorCode: ['VTL'], complaints: 3 }),
      fields: 'stationCode,complaints',
      sort: 'stationCode desc',
      limit: '2',
      offset: '1',
    })
    const { body } = await action('datastore_search', `?${query}`)
    expect(body.result.total).toBe(18)
    expect(body.result.records).toEqual([
      { stationCode: 'BN0227', complaints: 3 },
      { stationCode: 'BN0213', complaints: 3 },
    ])
    const words = await action(
      'datastore_search',
      `?resource_id=tram-bts&q=${encodeURIComponent('thu so 249')}`,
    )
    expect(words.body.result.total).toBe(1)
  })
})

test('tiles hold the features of their place, cached by content', async () => {
  const full = await get('/tiles/tram-bts/8/203/112.mvt')
  expect(full.status).toBe(200)
  expect(full.headers['content-type']).toBe('application/vnd.mapbox-vector-tile')
  expect(full.bytes.length).toBeGreaterThan(5_000)
  expect((await get('/tiles/tram-bts/8/10/10.mvt')).bytes).toHaveLength(0)
  expect(
    (await get('/tiles/tram-bts/8/203/112.mvt', { 'if-none-match': String(full.headers.etag) })).status,
  ).toBe(304)
  expect((await json('/tiles/tram-bts/3/9/1.mvt')).body.code).toBe('tile-unknown')
})

test('a dataset that holds a telephone number in a text is not opened', async () => {
  const { ctx } = centre
  const closed = await moveDataset(ctx, 'di-tich', { to: 'internal', reason: 'rà soát' }, 'officer-1')
  expect(closed).toMatchObject({ state: 'internal' })
  await plant(centre, 'HeritagePlace', [
    { id: 'DT-1', values: { ...heritagePlace, description: 'Liên hệ 0912 345 678 để vào cổng' } },
  ])
  const opened = await moveDataset(ctx, 'di-tich', { to: 'open', reason: 'mở lại' }, 'officer-1')
  expect(opened).toMatchObject({
    refused: 'dataset-value-identifies',
    facts: { field: 'description', kind: 'phone' },
  })
  expect((await json('/api/datasets/di-tich')).body.code).toBe('dataset-unknown')
  const wrong = await moveDataset(ctx, 'di-tich', { to: 'internal', reason: 'lần nữa' }, 'officer-1')
  expect(wrong).toMatchObject({ refused: 'dataset-move-wrong' })
})
