import { beforeAll, describe, expect, test } from 'vitest'
import { isRefused } from '#kit/values/refusal.ts'
import { findModel } from '../models/public.ts'
import {
  agreed,
  type DataCentre,
  openDataCentre,
  plant,
  stations,
  weekdays,
} from '../opendata/testing/open-centre.ts'
import type { AgreementDeed, AgreementRequest } from './contract.ts'
import { describeDataset, doWithAgreement, listCalls, requestAgreement, visibilityOfKey } from './public.ts'
import { getDataset } from './store-datasets.ts'

let centre: DataCentre
beforeAll(async () => {
  centre = await openDataCentre()
  await plant(centre, 'MobileBaseStation', stations(40))
})
const dataset = 'tram-bts-ky-thuat'
const items = `/ogc/collections/${dataset}/items`
const call = (url: string, key?: string) =>
  centre.server.inject({ url, headers: key === undefined ? {} : { 'x-api-key': key } })
const deed = (id: string, given: AgreementDeed) =>
  doWithAgreement(centre.ctx, id, given, 'officer-1', weekdays)

describe('a key', () => {
  test('opens exactly the agreed fields and rows, and nothing is open without it', async () => {
    const { key } = await agreed(centre, {
      filter: {
        kind: 'compare',
        path: { attribute: 'operatorCode', subs: [], trail: [] },
        comparator: '==',
        operands: [{ kind: 'text', value: 'VTL' }],
      },
    })
    expect((await call(items)).json().code).toBe('dataset-unknown')
    expect((await call(items, 'kbk_wrong')).json().code).toBe('key-unknown')
    const { numberMatched, features } = (await call(items, key)).json()
    expect(numberMatched).toBe(20)
    for (const { properties } of features) {
      expect(Object.keys(properties).sort()).toEqual(['columnHeight', 'name', 'operatorCode', 'stationCode'])
      expect(properties.operatorCode).toBe('VTL')
    }
  })

  test('is kept nowhere', async () => {
    const { key } = await agreed(centre)
    const { rows } = await centre.ctx.superuser.pool.query(
      `select (select string_agg(a::text, ' ') from datahub.agreements a) || (select string_agg(l::text, ' ') from datahub.agreement_actions l) told`,
    )
    expect(rows[0].told).not.toContain(key)
    expect(rows[0].told).not.toContain(key.slice(4, 20))
  })

  test('ends at the very next call, whatever else is going on', async () => {
    const { id, key } = await agreed(centre, { callsPerMinute: 6_000 })
    let revokedAt = Number.POSITIVE_INFINITY
    const answers: { readonly sentAt: number; readonly status: number; readonly code?: string }[] = []
    const caller = async () => {
      for (let count = 0; count < 25; count++) {
        const sentAt = performance.now()
        const reply = await call(`${items}?limit=1`, key)
        answers.push({ sentAt, status: reply.statusCode, code: reply.json().code })
      }
    }
    const revoker = async () => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      await deed(id, { deed: 'revoke', reason: 'vi phạm thỏa thuận' })
      revokedAt = performance.now()
    }
    await Promise.all([caller(), caller(), caller(), caller(), revoker()])
    const after = answers.filter(({ sentAt }) => sentAt > revokedAt)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    for (const { status, code } of after) expect([status, code]).toEqual([403, 'agreement-revoked'])
    expect((await call(items, key)).json().code).toBe('agreement-revoked')
    const logged = await listCalls(centre.ctx, id)
    expect(logged.length).toBe(100)
    expect(logged).toContainEqual(
      expect.objectContaining({ status: 403, refusal: 'agreement-revoked', rows: 0 }),
    )
  })

  test('is refused beyond its calls a minute, over all connections, and works again a minute later', async () => {
    const { key } = await agreed(centre, { callsPerMinute: 5 })
    const statuses = (await Promise.all(Array.from({ length: 12 }, () => call(`${items}?limit=1`, key)))).map(
      ({ statusCode }) => statusCode,
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
    expect((await call(items, key)).json().code).toBe('rate-exceeded')
    centre.ctx.passMinutes(1)
    expect((await call(items, key)).statusCode).toBe(200)
  })

  test('holds only in its term and not while suspended', async () => {
    const later = await agreed(centre, { from: '2027-01-01' })
    expect((await call(items, later.key)).json().code).toBe('agreement-not-begun')
    const over = await agreed(centre, { from: '2026-01-01', to: '2026-11-23' })
    expect((await call(items, over.key)).json().code).toBe('agreement-expired')
    const { id, key } = await agreed(centre)
    const soon = { deed: 'suspend', reason: 'bảo trì hệ thống', from: '2026-11-30T00:00' } as const
    expect(await deed(id, soon)).toMatchObject({
      refused: 'suspension-too-soon',
      facts: { earliest: '2026-12-04' },
    })
    expect(await deed(id, { deed: 'suspend', reason: 'bảo trì hệ thống' })).toMatchObject({
      refused: 'suspension-time-missing',
    })
    expect(isRefused(await deed(id, { ...soon, from: '2026-12-04T00:00' }))).toBe(false)
    expect((await call(items, key)).statusCode).toBe(200)
    centre.ctx.setNow('2026-12-04T00:00')
    expect((await call(items, key)).json().code).toBe('agreement-suspended')
    await deed(id, { deed: 'resume', reason: 'bảo trì đã xong' })
    expect((await call(items, key)).statusCode).toBe(200)
    await deed(id, { deed: 'suspend', reason: 'dùng sai mục đích', violation: true })
    expect((await call(items, key)).json().code).toBe('agreement-suspended')
    centre.ctx.setNow('2026-11-24T09:00')
  })

  test('that was renewed ends the old one', async () => {
    const { id, key } = await agreed(centre)
    const renewed = await deed(id, { deed: 'renew-key', reason: 'khóa cũ bị lộ' })
    expect((await call(items, key)).json().code).toBe('key-unknown')
    expect((await call(items, (renewed as { key: string }).key)).statusCode).toBe(200)
  })
})

test('every call is logged with what was asked, the answer and its rows, and the log cannot be changed', async () => {
  const { id, key } = await agreed(centre)
  await call(`${items}?limit=7`, key)
  await call(`/api/datasets/${dataset}/files/csv`, key)
  await call(`/ckan/api/3/action/datastore_search?resource_id=${dataset}&limit=3`, key)
  await call(`${items}?colour=red`, key)
  const reply = await centre.server.inject({
    url: `/api/data/agreements/${id}/calls`,
    headers: { 'x-officer': '1' },
  })
  const { calls } = reply.json()
  const told = calls.map(({ api, status, rows }: { api: string; status: number; rows: number }) => [
    api,
    status,
    rows,
  ])
  expect(told).toEqual(
    expect.arrayContaining([
      ['ogc', 200, 7],
      ['download', 200, 40],
      ['ckan', 200, 3],
      ['ogc', 400, 0],
    ]),
  )
  expect(calls).toHaveLength(4)
  for (const table of ['access_log', 'agreement_actions', 'dataset_actions'])
    for (const change of [`delete from datahub.${table}`, `update datahub.${table} set at = now()`])
      await expect(centre.ctx.db.text(change)).rejects.toThrow(/permission denied/)
  expect((await centre.server.inject(`/api/data/agreements/${id}/calls`)).statusCode).toBe(401)
})

test('no API lets a masked field be filtered on, sorted by or shown', async () => {
  const { key } = await agreed(centre)
  const model = await findModel(centre.ctx.db, 'MobileBaseStation')
  const agreedFields = ['operatorCode', 'stationCode', 'name', 'location', 'columnHeight']
  const masked = [...(model?.fields ?? []), ...(model?.derived ?? [])]
    .map(({ name }) => name)
    .filter((name) => !agreedFields.includes(name))
  expect(masked).toContain('siteOwner')
  for (const name of masked) {
    const query = encodeURIComponent(JSON.stringify({ [name]: '1' }))
    const urls = [
      `${items}?${name}=1`,
      `/ckan/api/3/action/datastore_search?resource_id=${dataset}&filters=${query}`,
      `/ckan/api/3/action/datastore_search?resource_id=${dataset}&sort=${name}`,
      `/ckan/api/3/action/datastore_search?resource_id=${dataset}&fields=${name}`,
    ]
    for (const url of urls) {
      const { statusCode, body } = await call(url, key)
      expect([url, statusCode >= 400 && statusCode < 500]).toEqual([url, true])
      expect(body).not.toContain('Nguyễn Văn Thử')
    }
  }
  // Words of any field look only into what is shown.
  const words = await call(
    `/ckan/api/3/action/datastore_search?resource_id=${dataset}&q=${encodeURIComponent('Nguyễn Văn Thử')}`,
    key,
  )
  expect(words.json().result.total).toBe(0)
  for (const format of ['csv', 'json', 'ndjson', 'geojson']) {
    const { body } = await call(`/api/datasets/${dataset}/files/${format}`, key)
    expect(body).not.toContain('Nguyễn Văn Thử')
    expect(body).not.toContain('SO-1')
  }
  const holder = await visibilityOfKey(centre.ctx, key)
  if (isRefused(holder)) throw new Error(holder.refused)
  const { queryEntities } = await import('../registry/public.ts')
  for (const attribute of masked)
    expect(
      await queryEntities(
        centre.ctx.db,
        { limit: 1, where: { kind: 'exists', path: { attribute, subs: [], trail: [] } } },
        holder.visibility,
      ),
    ).toMatchObject({ refused: 'attribute-masked' })
})

describe('a request', () => {
  const ask = (changes: Partial<AgreementRequest>) =>
    requestAgreement(
      centre.ctx,
      {
        datasetId: dataset,
        consumer: 'so-xay-dung',
        consumerName: 'Sở Xây dựng',
        application: 'Phần mềm',
        purpose: 'Thẩm định vị trí',
        legalBasis: 'Nghị định 47/2020/NĐ-CP',
        fields: ['name'],
        from: '2026-12-01',
        to: '2027-12-01',
        callsPerMinute: 10,
        ...changes,
      },
      'officer-2',
      weekdays,
    )

  test('is to be answered within 5 working days, and is late on the next day', async () => {
    const asked = await ask({})
    expect(asked).toMatchObject({ state: 'requested', answerDueOn: '2026-12-01', answerLate: false })
    const { id } = asked as { id: string }
    centre.ctx.setNow('2026-12-02T08:00')
    const view = await centre.server.inject({
      url: `/api/data/agreements/${id}`,
      headers: { 'x-officer': '1' },
    })
    expect(view.json()).toMatchObject({ answerLate: true, standing: 'requested' })
    expect(view.body).not.toContain('key_hash')
    centre.ctx.setNow('2026-11-24T09:00')
    await deed(id, { deed: 'refuse', reason: 'không đúng chức năng' })
    expect(await deed(id, { deed: 'grant', reason: 'nghĩ lại rồi' })).toMatchObject({
      refused: 'agreement-deed-wrong',
    })
  })

  test.each([
    [{ datasetId: 'canh-bao' }, 'dataset-unknown'],
    [{ fields: ['siteOwner'] }, 'agreement-field-not-shared'],
    [{ from: '2027-02-30' }, 'agreement-term-wrong'],
    [{ to: '2026-11-01' }, 'agreement-term-wrong'],
    [{ filter: { kind: 'near' } }, 'condition-wrong'],
    [{ filter: { kind: 'exists', path: { attribute: 'columnHeight' } } }, 'agreement-field-not-shared'],
  ] as const)('%j is refused as %s', async (changes, code) => {
    expect(await ask(changes as Partial<AgreementRequest>)).toMatchObject({ refused: code })
  })

  test('on an agreement that is none is unknown', async () => {
    const unknown = '00000000-0000-7000-8000-000000000000'
    expect(await deed(unknown, { deed: 'revoke', reason: 'không có' })).toMatchObject({
      refused: 'agreement-unknown',
    })
  })
})

describe('a description', () => {
  test('is kept within the model and the rule of opening', async () => {
    const found = await getDataset(centre.ctx.db, 'tram-bts')
    if (!found) throw new Error('no dataset')
    const { tenant: _t, version, state: _s, openedAt: _o, changedAt: _c, reviewedOn: _r, ...content } = found
    const describe_ = (changes: object) =>
      describeDataset(centre.ctx, { ...content, ...changes }, 'officer-1', 'default')
    const add = (field: string) => describe_({ fields: [...content.fields, field] })
    expect(await describe_({ model: 'Nothing' })).toMatchObject({ refused: 'dataset-model-unknown' })
    expect(await add('nothing')).toMatchObject({
      refused: 'dataset-field-unknown',
      facts: { field: 'nothing' },
    })
    expect(await add('siteOwner')).toMatchObject({
      refused: 'dataset-field-identifies',
      facts: { field: 'siteOwner' },
    })
    expect(await add('registerNumber')).toMatchObject({ refused: 'dataset-field-not-open' })
    expect(await describe_({ filter: { kind: 'x' } })).toMatchObject({ refused: 'condition-wrong' })
    expect(await describe_({})).toMatchObject({ version })
    const shorter = await describe_({ fields: content.fields.filter((field) => field !== 'notifiedOn') })
    expect(shorter).toMatchObject({ version: version + 1 })
  })
})
