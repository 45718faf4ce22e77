import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { instant } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { Condition, EntityQuery, EntityWrite, Grant, Visibility, Writing } from './contract.ts'
import {
  countEntities,
  findEntity,
  historyOf,
  hourlyFigures,
  lineageOf,
  listAttributes,
  listTypes,
  mergeEntities,
  originsOf,
  queryEntities,
  retireEntity,
  seeEverything,
  seeOnly,
  streamEntities,
  writeEntities,
} from './public.ts'

// What must not leak: the masked attribute `simNumber`, the entity of another agency, the row outside `where`, the type
// without a grant. Everything that reads or writes is tried on each.
const tenant = 'rights'
const secret = '0912-BI-MAT'
const all = seeEverything(tenant)
const byProgram = (owner: string): Writing => ({
  tenant,
  owner,
  visibility: all,
  by: 'test',
  atomicity: 'all',
})
const isOpen: Condition = {
  kind: 'compare',
  path: { attribute: 'status', subs: [], trail: [] },
  comparator: '==',
  operands: [{ kind: 'text', value: 'open' }],
}
const grant: Grant = { attributes: ['name', 'status'], owners: ['so-a'], where: isOpen, mayWrite: true }
const limited: Visibility = seeOnly(tenant, new Map([['Cluster', grant]]))
const byLimited: Writing = { tenant, owner: 'so-a', visibility: limited, by: 'client:1', atomicity: 'each' }

const cluster = (id: string, status: string, type = 'Cluster'): EntityWrite => ({
  mode: 'create',
  id,
  types: [type],
  attributes: {
    name: { type: 'Property', value: 'Cụm loa' },
    status: { type: 'Property', value: status },
    simNumber: { type: 'Property', value: secret },
    volume: { type: 'Property', value: 7, observedAt: '2018-03-01T01:00:00Z' },
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [106, 21] } },
  },
})
const seen = 'urn:ngsi-ld:Cluster:seen'
const hiddenOnes = ['urn:ngsi-ld:Cluster:other-owner', 'urn:ngsi-ld:Cluster:closed', 'urn:ngsi-ld:Secret:1']

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  await writeEntities(
    ctx,
    [
      cluster(seen, 'open'),
      cluster('urn:ngsi-ld:Cluster:closed', 'closed'),
      cluster('urn:ngsi-ld:Secret:1', 'open', 'Secret'),
    ],
    byProgram('so-a'),
  )
  await writeEntities(ctx, [cluster('urn:ngsi-ld:Cluster:other-owner', 'open')], byProgram('so-b'))
})

const path = (attribute: string) => ({ attribute, subs: [], trail: [] })
const at = instant('2018-04-01T00:00')
const point = { type: 'Point' as const, coordinates: [106, 21] }

describe('a query by a masked attribute is refused, however it is asked', () => {
  const operands = [{ kind: 'text' as const, value: secret }]
  const conditions: Record<string, Condition> = {
    equality: { kind: 'compare', path: path('simNumber'), comparator: '==', operands },
    inequality: { kind: 'compare', path: path('simNumber'), comparator: '!=', operands },
    range: { kind: 'compare', path: path('simNumber'), comparator: '>=', operands },
    pattern: { kind: 'compare', path: path('simNumber'), comparator: '~=', operands },
    'no pattern': { kind: 'compare', path: path('simNumber'), comparator: '!~=', operands },
    presence: { kind: 'exists', path: path('simNumber') },
    'a sub-attribute': { kind: 'exists', path: { attribute: 'simNumber', subs: ['createdAt'], trail: [] } },
    'a range of two': {
      kind: 'between',
      path: path('simNumber'),
      low: operands[0] as never,
      high: operands[0] as never,
      negated: false,
    },
    words: { kind: 'words', paths: [path('simNumber')], text: secret },
    'inside an or': { kind: 'or', of: [isOpen, { kind: 'exists', path: path('simNumber') }] },
  }
  const queries: Record<string, Partial<EntityQuery>> = {
    ...Object.fromEntries(Object.entries(conditions).map(([name, where]) => [name, { where }])),
    order: { order: [{ by: path('simNumber'), direction: 'asc' }] },
    'order by distance': { order: [{ by: { distanceTo: point }, direction: 'asc' }] },
    area: { geo: { attribute: 'location', relation: 'near', geometry: point, maxDistance: 10 } },
    'being there': { attrs: ['simNumber'] },
  }
  for (const [name, query] of Object.entries(queries))
    for (const [kind, types] of [
      ['of its type', { types: { kind: 'type' as const, name: 'Cluster' } }],
      ['of any type', {}],
    ] as const)
      for (const [when, moment] of [
        ['now', {}],
        ['at a past moment', { at }],
      ] as const)
        test(`${name}, ${kind}, ${when}`, async () => {
          const asked = { ...query, ...types, ...moment, limit: 10 }
          expect(await queryEntities(ctx.db, asked, limited)).toMatchObject({ refused: 'attribute-masked' })
          expect(await countEntities(ctx.db, asked, limited)).toMatchObject({ refused: 'attribute-masked' })
          expect(await historyOf(ctx.db, { query: asked }, limited)).toMatchObject({
            refused: 'attribute-masked',
          })
        })
})

test('words of any attribute do not find what is masked, and do find what is not', async () => {
  const where = (text: string): Condition => ({ kind: 'words', paths: 'any', text })
  expect(await countEntities(ctx.db, { where: where(secret), limit: 0 }, limited)).toBe(0)
  expect(await countEntities(ctx.db, { where: where(secret), limit: 0 }, all)).toBe(4)
  expect(await countEntities(ctx.db, { where: where('cum'), limit: 0 }, limited)).toBe(1)
})

test('a page, a pick, a stream, a count and the past show one entity, of it two attributes', async () => {
  const shapes: Partial<EntityQuery>[] = [
    {},
    { pick: ['simNumber', 'name'] },
    { omit: ['name'] },
    { at },
    {
      types: {
        kind: 'any',
        of: [
          { kind: 'type', name: 'Cluster' },
          { kind: 'type', name: 'Secret' },
        ],
      },
    },
    { order: [{ by: 'id', direction: 'desc' }] },
  ]
  for (const shape of shapes) {
    const page = await queryEntities(ctx.db, { ...shape, limit: 10, count: true }, limited)
    if (isRefused(page)) throw new Error(page.refused)
    expect(page.entities.map(({ id }) => id)).toEqual([seen])
    expect(page.total).toBe(1)
    expect(JSON.stringify(page)).not.toContain(secret)
    expect(
      Object.keys(page.entities[0]?.attributes ?? {}).every((name) => ['name', 'status'].includes(name)),
    ).toBe(true)
  }
  for await (const batch of streamEntities(ctx, { limit: 10 }, limited))
    expect(batch.map(({ id }) => id)).toEqual([seen])
  expect(
    await queryEntities(ctx.db, { types: { kind: 'type', name: 'Secret' }, limit: 10, count: true }, limited),
  ).toMatchObject({ entities: [], total: 0 })
})

test('discovery tells neither type, attribute nor number of what is hidden', async () => {
  expect(await listTypes(ctx.db, limited)).toEqual([{ type: 'Cluster', count: 1 }])
  expect((await listAttributes(ctx.db, limited)).map(({ attribute, count }) => [attribute, count])).toEqual([
    ['name', 1],
    ['status', 1],
  ])
  expect(await listAttributes(ctx.db, limited, 'Secret')).toEqual([])
})

test('history, hours, lineage and origins of what is masked are refused or left out', async () => {
  const history = await historyOf(ctx.db, { ids: [seen] }, limited)
  expect(!isRefused(history) && new Set(history.map(({ attribute }) => attribute))).toEqual(
    new Set(['name', 'status']),
  )
  expect(await historyOf(ctx.db, { ids: [seen], attributes: ['simNumber'] }, limited)).toMatchObject({
    refused: 'attribute-masked',
  })
  expect((await lineageOf(ctx.db, seen, limited)).map(({ attribute }) => attribute).sort()).toEqual([
    'name',
    'status',
  ])
  const hours = { entityId: seen, attribute: 'volume', from: instant('2018-01-01T00:00'), to: at }
  expect(await hourlyFigures(ctx.db, hours, limited)).toMatchObject({ refused: 'attribute-masked' })
  expect(await originsOf(ctx.db, { entityId: seen, attribute: 'volume', limit: 1 }, limited)).toMatchObject({
    refused: 'attribute-masked',
  })
})

describe.each(hiddenOnes)('%s is to the caller as if it were not there', (id) => {
  test('in every reading', async () => {
    expect(await findEntity(ctx.db, id, limited)).toBeUndefined()
    expect(await findEntity(ctx.db, id, limited, at)).toBeUndefined()
    expect(await countEntities(ctx.db, { ids: [id], limit: 0 }, limited)).toBe(0)
    expect(await countEntities(ctx.db, { idPattern: id, limit: 0 }, limited)).toBe(0)
    expect(await historyOf(ctx.db, { ids: [id] }, limited)).toEqual([])
    expect(await lineageOf(ctx.db, id, limited)).toEqual([])
    expect(await originsOf(ctx.db, { entityId: id, attribute: 'name', limit: 1 }, limited)).toEqual([])
    const hours = { entityId: id, attribute: 'volume', from: instant('2018-01-01T00:00'), to: at }
    expect(await hourlyFigures(ctx.db, hours, limited)).toMatchObject({ refused: 'entity-unknown' })
  })

  test.each([
    'append',
    'append-new',
    'update',
    'merge',
    'replace',
    'replace-attribute',
    'delete-attributes',
    'delete',
  ] as const)('in %s, which answers as of an identifier that never was', async (mode) => {
    const of = (asked: string): EntityWrite => ({
      mode,
      id: asked,
      types: ['Cluster'],
      attributes: mode.startsWith('delete') ? {} : { name: { type: 'Property', value: 'x' } },
    })
    const [known, unknown] = (await writeEntities(
      ctx,
      [of(id), of('urn:ngsi-ld:Cluster:never')],
      byLimited,
    )) as readonly { refusal?: { refused: string } }[]
    expect(known?.refusal?.refused).toBe('entity-unknown')
    expect(known?.refusal?.refused).toBe(unknown?.refusal?.refused)
  })

  test.each(['create', 'upsert', 'upsert-append'] as const)('in %s, which may not touch it', async (mode) => {
    const write: EntityWrite = {
      mode,
      id,
      types: ['Cluster'],
      attributes: { name: { type: 'Property', value: 'x' }, status: { type: 'Property', value: 'open' } },
    }
    expect(await writeEntities(ctx, [write], byLimited)).toMatchObject([
      { refusal: { refused: 'no-right-to-write' } },
    ])
  })

  test('in merging and retiring', async () => {
    expect(await mergeEntities(ctx, { from: id, into: seen }, byLimited)).toMatchObject({
      refused: 'entity-unknown',
    })
    expect(await retireEntity(ctx, id, byLimited)).toMatchObject({ refused: 'entity-unknown' })
  })
})

describe('writing with limited rights', () => {
  test('a masked attribute is refused whether it is there or not, and the outcome names nothing of it', async () => {
    for (const name of ['simNumber', 'never'])
      for (const mode of ['append', 'append-new', 'update', 'merge', 'replace-attribute'] as const)
        expect(
          await writeEntities(
            ctx,
            [{ mode, id: seen, attributes: { [name]: { type: 'Property', value: 'x' } } }],
            byLimited,
          ),
        ).toEqual([{ id: seen, refusal: { refused: 'attribute-masked', facts: { attribute: name } } }])
    expect(
      await writeEntities(
        ctx,
        [{ mode: 'delete-attributes', id: seen, deletes: [{ name: 'simNumber' }] }],
        byLimited,
      ),
    ).toMatchObject([{ refusal: { refused: 'attribute-masked' } }])
  })
  test('a whole new state leaves what the writer does not see', async () => {
    await writeEntities(
      ctx,
      [
        {
          mode: 'replace',
          id: seen,
          types: ['Cluster'],
          attributes: {
            name: { type: 'Property', value: 'Cụm mới' },
            status: { type: 'Property', value: 'open' },
          },
        },
      ],
      byLimited,
    )
    const found = await findEntity(ctx.db, seen, all)
    expect(found && 'entity' in found && found.entity.values).toMatchObject({
      name: 'Cụm mới',
      simNumber: secret,
      volume: 7,
    })
  })
  test('nobody writes an entity out of his own sight, nor takes away what he sees only in part', async () => {
    expect(
      await writeEntities(
        ctx,
        [{ mode: 'merge', id: seen, attributes: { status: { type: 'Property', value: 'closed' } } }],
        byLimited,
      ),
    ).toMatchObject([{ refusal: { refused: 'write-outside-rights' } }])
    expect(await writeEntities(ctx, [{ mode: 'delete', id: seen }], byLimited)).toMatchObject([
      { refusal: { refused: 'no-right-to-write' } },
    ])
    expect(await mergeEntities(ctx, { from: seen, into: hiddenOnes[0] ?? '' }, byLimited)).toMatchObject({
      refused: 'no-right-to-write',
    })
  })
  test('who may only read writes nothing', async () => {
    const reader: Visibility = seeOnly(tenant, new Map([['Cluster', { ...grant, mayWrite: false }]]))
    for (const mode of ['merge', 'replace', 'upsert', 'append'] as const)
      expect(
        await writeEntities(
          ctx,
          [{ mode, id: seen, types: ['Cluster'], attributes: { name: { type: 'Property', value: 'x' } } }],
          { ...byLimited, visibility: reader },
        ),
      ).toMatchObject([{ refusal: { refused: 'no-right-to-write' } }])
  })
})
