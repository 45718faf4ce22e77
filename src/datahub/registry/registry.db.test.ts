import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { instant } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { loadModels } from '../models/public.ts'
import type { EntityWrite, Writing } from './contract.ts'
import { endExpired, forgetOldObservations } from './jobs.ts'
import {
  aliasesOf,
  findAliases,
  findEntity,
  historyOf,
  hourlyFigures,
  keepAliases,
  mergeEntities,
  queryEntities,
  retireEntity,
  seeEverything,
  writeEntities,
} from './public.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  await loadModels(ctx, join(import.meta.dirname, '../../../content'))
})

const tenant = 'bac-ninh'
const all = seeEverything(tenant)
const writing: Writing = { tenant, owner: 'so-tttt', visibility: all, by: 'test', atomicity: 'each' }
const property = (value: unknown, more: object = {}) => ({ type: 'Property' as const, value, ...more })
const place = { type: 'GeoProperty' as const, value: { type: 'Point', coordinates: [106.06, 21.18] } }
const station = (code: string, more: EntityWrite['attributes'] = {}): EntityWrite => ({
  mode: 'create',
  id: `urn:ngsi-ld:MobileBaseStation:VNPT-${code}`,
  types: ['MobileBaseStation'],
  attributes: {
    operatorCode: property('VNPT'),
    stationCode: property(code),
    status: property('on-air'),
    location: place,
    ...more,
  },
})
const valuesOf = async (id: string) => {
  const found = await findEntity(ctx.db, id, all)
  return found && 'entity' in found ? found.entity.values : found
}
const refusalsOf = async (...writes: EntityWrite[]) => {
  const outcomes = await writeEntities(ctx, writes, writing)
  if (isRefused(outcomes)) throw new Error(outcomes.refused)
  return outcomes.map((outcome) => ('refusal' in outcome ? outcome.refusal.refused : outcome.change))
}

describe('the models stand in the way of writing', () => {
  test('derived fields follow what they are derived from, and go with it', async () => {
    const { id } = station('D1')
    const measured = {
      distanceToBuilding: property(60),
      antennaBottom: property(30),
      roofTop: property(12),
      certificateIssuedOn: property('2020-02-29'),
    }
    expect(await refusalsOf(station('D1', measured))).toEqual(['created'])
    expect(await valuesOf(id)).toMatchObject({ inspectionRequired: true, certificateExpiresOn: '2025-02-28' })
    await writeEntities(ctx, [{ mode: 'merge', id, attributes: { antennaBottom: property(45) } }], writing)
    expect(await valuesOf(id)).toMatchObject({ inspectionRequired: false })
    await writeEntities(
      ctx,
      [{ mode: 'delete-attributes', id, deletes: [{ name: 'certificateIssuedOn' }] }],
      writing,
    )
    expect(await valuesOf(id)).not.toHaveProperty('certificateExpiresOn')
    expect(
      await refusalsOf({ mode: 'merge', id, attributes: { inspectionRequired: property(false) } }),
    ).toEqual(['field-derived'])
  })

  test('each refused write tells its own reason and leaves the others alone', async () => {
    const bad = (code: string, more: EntityWrite['attributes']) => station(code, more)
    const { status: _, ...withoutStatus } = station('R9').attributes ?? {}
    expect(
      await refusalsOf(
        bad('R1', { columnHeight: property(4000) }),
        bad('R2', { colour: property('đỏ') }),
        bad('R3', { location: property('21.18, 106.06') }),
        { ...station('R4'), attributes: withoutStatus },
        bad('R5', { eirp: property(40, { observedAt: 'hôm qua' }) }),
        { ...station('R6'), types: [] },
        station('R7'),
        { mode: 'delete-attributes', id: station('R7').id, deletes: [{ name: 'status' }] },
      ),
    ).toEqual([
      'field-out-of-range',
      'field-unknown',
      'field-kind',
      'field-missing',
      'attribute-moment-unreadable',
      'type-missing',
      'created',
      'field-missing',
    ])
  })

  test('parts of a write that find nothing to do are told one by one', async () => {
    const { id } = station('N1')
    await writeEntities(ctx, [station('N1')], writing)
    const outcomes = await writeEntities(
      ctx,
      [
        { mode: 'replace-attribute', id, attributes: { status: property('stopped'), name: property('Tên') } },
        { mode: 'append-new', id, attributes: { status: property('removed'), name: property('Tên') } },
        { mode: 'update', id, attributes: { name: { type: 'Relationship', object: 'urn:x:1' } } },
      ],
      writing,
    )
    expect(outcomes).toMatchObject([
      {
        change: 'changed',
        updated: ['status'],
        notUpdated: [{ name: 'name', refusal: { refused: 'attribute-unknown' } }],
      },
      {
        change: 'changed',
        updated: ['name'],
        notUpdated: [{ name: 'status', refusal: { refused: 'attribute-exists' } }],
      },
      { change: 'unchanged', notUpdated: [{ name: 'name', refusal: { refused: 'attribute-kind-differs' } }] },
    ])
  })

  test('a pattern that is none is refused', async () => {
    expect(await queryEntities(ctx.db, { idPattern: '(', limit: 1 }, all)).toMatchObject({
      refused: 'pattern-unreadable',
    })
  })
})

describe('merge patch (NGSI-LD 1.8 clause 5.5.12)', () => {
  test('nulls take away, structures and sub-attributes are merged, the rest stays', async () => {
    const id = 'urn:ngsi-ld:Free:merge'
    await writeEntities(
      ctx,
      [
        {
          mode: 'create',
          id,
          types: ['Free'],
          attributes: {
            a: property({ x: 1, y: { z: 2 } }, { unitCode: 'MTR', note: property('cũ'), more: property(1) }),
            b: property(1),
          },
        },
      ],
      writing,
    )
    await writeEntities(
      ctx,
      [
        {
          mode: 'merge',
          id,
          attributes: {
            a: property(
              { y: { z: 'urn:ngsi-ld:null', w: 3 } },
              { note: property('mới'), more: property('urn:ngsi-ld:null') },
            ),
            b: property('urn:ngsi-ld:null'),
            c: property(true),
          },
        },
      ],
      writing,
    )
    const found = await findEntity(ctx.db, id, all)
    if (!found || !('entity' in found)) throw new Error('not found')
    expect(found.entity.values).toEqual({ a: { x: 1, y: { w: 3 } }, c: true })
    expect(found.entity.attributes.a).toMatchObject({ unitCode: 'MTR', note: { value: 'mới' } })
    expect(found.entity.attributes.a).not.toHaveProperty('more')
  })
})

describe('one real thing under two identifiers', () => {
  test('merged: readers are sent on, keys mean the other one, what only it had is taken over, histories stay', async () => {
    const [from, into] = [station('M1').id, station('M2').id]
    await writeEntities(ctx, [station('M1', { altitude: property(7) }), station('M2')], writing)
    await keepAliases(ctx.db, tenant, 'nguon-a', [{ naturalKey: 'TRAM-1', entityId: from }], ctx.now())
    expect(await mergeEntities(ctx, { from, into: from }, writing)).toMatchObject({
      refused: 'merge-with-itself',
    })
    const other = await writeEntities(
      ctx,
      [{ mode: 'create', id: 'urn:ngsi-ld:Free:x', types: ['Free'] }],
      writing,
    )
    expect(isRefused(other)).toBe(false)
    expect(await mergeEntities(ctx, { from, into: 'urn:ngsi-ld:Free:x' }, writing)).toMatchObject({
      refused: 'types-differ',
    })
    expect(await mergeEntities(ctx, { from, into }, writing)).toEqual({
      movedTo: into,
      takenOver: ['altitude'],
    })
    expect(await findEntity(ctx.db, from, all)).toEqual({ movedTo: into })
    expect(await valuesOf(into)).toMatchObject({ altitude: 7 })
    expect(await findAliases(ctx.db, tenant, 'nguon-a', ['TRAM-1', 'TRAM-2'])).toEqual(
      new Map([['TRAM-1', into]]),
    )
    expect(await aliasesOf(ctx.db, tenant, into)).toEqual([{ source: 'nguon-a', naturalKey: 'TRAM-1' }])
    expect(await refusalsOf({ ...station('M1'), mode: 'upsert' })).toEqual(['entity-moved'])
    const history = await historyOf(ctx.db, { ids: [from], attributes: ['altitude'] }, all)
    expect(!isRefused(history) && history.map(({ instance }) => instance?.value ?? null)).toEqual([7, null])
  })

  test('retired: gone from reading, its history stays', async () => {
    const { id } = station('X1')
    await writeEntities(ctx, [station('X1')], writing)
    expect(await retireEntity(ctx, id, writing)).toEqual({ version: 2 })
    expect(await findEntity(ctx.db, id, all)).toBeUndefined()
    expect(await retireEntity(ctx, id, writing)).toMatchObject({ refused: 'entity-unknown' })
    const history = await historyOf(ctx.db, { ids: [id], attributes: ['status'], lastN: 1 }, all)
    expect(history).toMatchObject([{ instance: null }])
  })
})

test('after the term of the model single numbers are forgotten; hours, texts and the latest stay', async () => {
  const id = 'urn:ngsi-ld:AirQualityObserved:T1'
  ctx.setNow('2018-03-01T09:00')
  const measure = (value: number, observedAt: string): EntityWrite => ({
    mode: 'upsert-append',
    id,
    types: ['AirQualityObserved'],
    attributes: {
      stationCode: property('T1'),
      pm25: property(value, { observedAt }),
      pm10: property(value, { observedAt }),
    },
  })
  await writeEntities(ctx, [measure(1, '2018-03-01T00:00:00Z'), measure(2, '2018-03-01T00:10:00Z')], writing)
  ctx.setNow('2020-04-01T09:00')
  await writeEntities(
    ctx,
    [{ mode: 'merge', id, attributes: { pm25: property(3, { observedAt: '2020-04-01T01:00:00Z' }) } }],
    writing,
  )
  expect(await forgetOldObservations(ctx)).toBe(3)
  const history = await historyOf(ctx.db, { ids: [id] }, all)
  expect(
    !isRefused(history) && history.map(({ attribute, instance }) => [attribute, instance?.value]),
  ).toEqual([
    ['pm10', 2],
    ['pm25', 3],
    ['stationCode', 'T1'],
  ])
  const [from, to] = [instant('2018-01-01T00:00'), instant('2021-01-01T00:00')]
  expect(await hourlyFigures(ctx.db, { entityId: id, attribute: 'pm25', from, to }, all)).toMatchObject([
    { count: 2, sum: 3 },
    { count: 1, sum: 3 },
  ])
})

test('an entity whose time has run out ends, with its history', async () => {
  const id = 'urn:ngsi-ld:Free:short'
  ctx.setNow('2020-05-01T09:00')
  await writeEntities(
    ctx,
    [
      {
        mode: 'create',
        id,
        types: ['Free'],
        expiresAt: instant('2020-05-01T10:00'),
        attributes: { a: property(1) },
      },
    ],
    writing,
  )
  expect(await endExpired(ctx)).toBe(0)
  ctx.setNow('2020-05-01T10:00')
  expect(await endExpired(ctx)).toBe(1)
  expect(await historyOf(ctx.db, { ids: [id] }, all)).toMatchObject([
    { instance: { value: 1 } },
    { instance: null },
  ])
})

test('writers of one entity at the same moment: every change is kept, each a version of its own', async () => {
  const id = 'urn:ngsi-ld:Free:race'
  const add = (n: number): EntityWrite => ({
    mode: 'upsert-append',
    id,
    types: ['Free'],
    attributes: { n: property(n) },
  })
  await Promise.all(Array.from({ length: 12 }, (_, n) => writeEntities(ctx, [add(n + 1)], writing)))
  const found = await findEntity(ctx.db, id, all)
  expect(found).toMatchObject({ entity: { version: 12 } })
  const rows = await ctx.db.text<{ ordinal: number }>(
    `select ordinal from datahub.observations o join datahub.entities e on e.seq = o.entity_seq where e.id = $1 order by 1`,
    [id],
  )
  expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
})

test('many connections that need the same new month make its partition once', async () => {
  for (let month = 1; month <= 12; month++) {
    const at = `2031-${String(month).padStart(2, '0')}-15T00:00:00Z`
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        ctx.db.text<{ made: boolean }>('select datahub.make_observation_month($1) made', [at]),
      ),
    )
    expect(made.flat().filter(({ made: one }) => one)).toHaveLength(1)
  }
})
