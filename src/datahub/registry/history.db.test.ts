import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { instant, toIso } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type {
  Attribute,
  AttributeInstance,
  Attributes,
  Entity,
  EntityWrite,
  Observation,
  Writing,
} from './contract.ts'
import {
  attributeOf,
  findEntity,
  historyOf,
  hourlyFigures,
  instancesOf,
  lineageOf,
  queryEntities,
  seeEverything,
  writeEntities,
} from './public.ts'
import { withoutSystemTimes } from './rules/instances.ts'
import { attributes } from './testing/random-entities.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
})

const writingTo = (tenant: string): Writing => ({
  tenant,
  owner: 'so-tttt',
  visibility: seeEverything(tenant),
  by: 'source:1',
  atomicity: 'each',
})

const modes = [
  'upsert',
  'append',
  'append-new',
  'upsert-append',
  'update',
  'merge',
  'replace-attribute',
  'replace',
  'delete',
] as const
/** A year of writes to few entities: whole, in parts, and ends. */
const write: fc.Arbitrary<EntityWrite> = fc
  .record({
    mode: fc.oneof(
      { weight: 1, arbitrary: fc.constant('delete' as const) },
      { weight: 12, arbitrary: fc.constantFrom(...modes) },
    ),
    id: fc.constantFrom('urn:w:1', 'urn:w:2', 'urn:w:3'),
    attributes,
  })
  .map(({ mode, ...rest }) =>
    mode === 'delete' ? { mode, id: rest.id } : { ...rest, mode, types: ['Alpha'] },
  )

const bare = (attribute: Attribute | undefined) => instancesOf(attribute).map(withoutSystemTimes)
const bareAll = (all: Attributes) =>
  Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, bare(all[name])]),
  )

/** Lays the observations of an entity on one another, in the order of recording. */
function fold(observations: readonly Observation[]): Record<string, AttributeInstance[]> {
  const state = new Map<string, AttributeInstance[]>()
  const inOrder = observations.toSorted((a, b) => a.recordedAt - b.recordedAt)
  for (const { attribute, datasetId, instance } of inOrder) {
    const others = (state.get(attribute) ?? []).filter((one) => (one.datasetId ?? null) !== datasetId)
    state.set(attribute, instance === null ? others : [...others, instance])
  }
  return Object.fromEntries(
    [...state]
      .filter(([, instances]) => instances.length > 0)
      .sort()
      .map(([name, instances]) => [name, [...instancesOf(attributeOf(instances))]]),
  )
}

async function stateOf(tenant: string): Promise<readonly Entity[]> {
  const page = await queryEntities(
    ctx.db,
    { limit: 100, order: [{ by: 'id', direction: 'asc' }] },
    seeEverything(tenant),
  )
  if (isRefused(page)) throw new Error(page.refused)
  return page.entities
}

describe('what is and what was', () => {
  test('laying the observations of an entity on one another gives its present state; at a past moment, the state then', async () => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 5, maxLength: 25 }), async (writes) => {
        const tenant = `fold-${number++}`
        ctx.setNow('2018-05-01T08:00')
        const kept: { at: ReturnType<TestContext['now']>; entities: readonly Entity[] }[] = []
        for (const one of writes) {
          ctx.passMinutes(7)
          await writeEntities(ctx, [one], writingTo(tenant))
          kept.push({ at: ctx.now(), entities: await stateOf(tenant) })
        }
        for (const entity of await stateOf(tenant)) {
          const history = await historyOf(ctx.db, { ids: [entity.id] }, seeEverything(tenant))
          if (isRefused(history)) throw new Error(history.refused)
          expect(fold(history)).toEqual(bareAll(entity.attributes))
        }
        for (const { at, entities } of kept.filter((_, index) => index % 4 === 0))
          for (const entity of entities.filter((one) => Object.keys(one.attributes).length > 0)) {
            const then = await findEntity(ctx.db, entity.id, seeEverything(tenant), at)
            expect(then && 'entity' in then && bareAll(then.entity.attributes)).toEqual(
              bareAll(entity.attributes),
            )
          }
      }),
      { numRuns: 12, endOnFailure: true },
    )
  }, 120_000)

  test('many writes at once do what they do one by one, and none twice', async () => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 5, maxLength: 30 }), async (writes) => {
        const [one, many] = [`one-${number}`, `many-${number++}`]
        ctx.setNow('2018-06-01T08:00')
        const single = []
        for (const each of writes) single.push(await writeEntities(ctx, [each], writingTo(one)))
        const together = await writeEntities(ctx, writes, writingTo(many))
        expect(together).toEqual(single.flat())
        const shape = (entities: readonly Entity[]) => entities.map(({ owner, ...rest }) => rest)
        expect(shape(await stateOf(many))).toEqual(shape(await stateOf(one)))
        const rows = (tenant: string) =>
          ctx.db.text(
            `select e.id, o.attribute, o.dataset_id, o.at, o.ordinal, o.num, o.instance from datahub.observations o
             join datahub.entities e on e.seq = o.entity_seq where e.tenant = $1 order by 1, 5, 2, 3`,
            [tenant],
          )
        expect(await rows(many)).toEqual(await rows(one))
        const search = (tenant: string) =>
          ctx.db.text(
            `select e.id, k.keys, k.words, t.type, t.place_code from datahub.entities e join datahub.entity_keys k using (seq)
             left join datahub.entity_types t using (seq) where e.tenant = $1 and e.deleted_at is null order by 1, 4`,
            [tenant],
          )
        expect(await search(many)).toEqual(await search(one))
        // Written again as it stands, nothing changes.
        const again = (await stateOf(many)).map(
          (entity): EntityWrite => ({
            mode: 'upsert',
            id: entity.id,
            types: entity.types,
            attributes: Object.fromEntries(
              Object.entries(bareAll(entity.attributes)).flatMap(([name, all]) => {
                const attribute = attributeOf(all)
                return attribute ? [[name, attribute]] : []
              }),
            ),
          }),
        )
        ctx.passMinutes(1)
        const before = await rows(many)
        const twice = await writeEntities(ctx, again, writingTo(many))
        if (isRefused(twice)) throw new Error(twice.refused)
        expect(twice.map((outcome) => 'change' in outcome && outcome.change)).toEqual(
          again.map(() => 'unchanged'),
        )
        expect(await rows(many)).toEqual(before)
      }),
      { numRuns: 12, endOnFailure: true },
    )
  }, 120_000)

  test('late values count in their hour and do not become the latest of it', async () => {
    const id = 'urn:ngsi-ld:AirQualityObserved:LATE'
    const tenant = 'late'
    const measured = (value: number, observedAt: string): EntityWrite => ({
      mode: 'upsert-append',
      id,
      types: ['Air'],
      attributes: { pm25: { type: 'Property', value, observedAt } },
    })
    ctx.setNow('2018-07-01T10:00')
    for (const [value, at] of [
      [10, '2018-06-30T01:10:00Z'],
      [30, '2018-06-30T01:50:00Z'],
      [50, '2018-06-30T02:10:00Z'],
      [5, '2018-06-30T01:20:00Z'],
    ] as const)
      await writeEntities(ctx, [measured(value, at)], writingTo(tenant))
    const [from, to] = [instant('2018-06-29T00:00'), instant('2018-07-02T00:00')]
    const figures = await hourlyFigures(
      ctx.db,
      { entityId: id, attribute: 'pm25', from, to },
      seeEverything(tenant),
    )
    if (isRefused(figures)) throw new Error(figures.refused)
    expect(figures.map(({ hour, ...rest }) => ({ hour: toIso(hour), ...rest }))).toEqual([
      { hour: '2018-06-30T01:00:00.000Z', count: 3, sum: 45, min: 5, max: 30, last: 30 },
      { hour: '2018-06-30T02:00:00.000Z', count: 1, sum: 50, min: 50, max: 50, last: 50 },
    ])
  })

  test('each present value tells run, row and mapping version of its writer', async () => {
    const id = 'urn:ngsi-ld:MobileBaseStation:L'
    const writing = writingTo('lineage')
    ctx.setNow('2018-08-01T10:00')
    await writeEntities(
      ctx,
      [
        {
          mode: 'create',
          id,
          types: ['T'],
          attributes: { a: { type: 'Property', value: 1 }, b: { type: 'Property', value: 1 } },
          row: 17,
        },
      ],
      { ...writing, run: { id: 5, mappingVersion: 2 } },
    )
    await writeEntities(ctx, [{ mode: 'merge', id, attributes: { b: { type: 'Property', value: 2 } } }], {
      ...writing,
      by: 'officer-9',
    })
    const lineage = await lineageOf(ctx.db, id, writing.visibility)
    expect(lineage.toSorted((x, y) => (x.attribute < y.attribute ? -1 : 1))).toMatchObject([
      { attribute: 'a', runId: 5, row: 17, mappingVersion: 2, by: 'source:1' },
      { attribute: 'b', runId: null, row: null, mappingVersion: null, by: 'officer-9' },
    ])
  })
})
