import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { EntityWrite, WriteOutcome, Writing } from './contract.ts'
import { findEntity, queryEntities, seeEverything, streamEntities, writeEntities } from './public.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
})

const all = seeEverything('bac-ninh')
const writing: Writing = {
  tenant: 'bac-ninh',
  owner: 'so-tttt',
  visibility: all,
  by: 'test',
  atomicity: 'each',
}
const property = (value: unknown, more: object = {}) => ({ type: 'Property' as const, value, ...more })

async function write(...writes: EntityWrite[]): Promise<readonly WriteOutcome[]> {
  const outcomes = await writeEntities(ctx, writes, writing)
  if (isRefused(outcomes)) throw new Error(outcomes.refused)
  return outcomes
}
const changeOf = (outcome: WriteOutcome | undefined) =>
  outcome && 'change' in outcome ? outcome.change : outcome?.refusal.refused
const read = async (id: string) => {
  const found = await findEntity(ctx.db, id, all)
  return found && 'entity' in found ? found.entity : undefined
}

describe('writing', () => {
  test('an entity is created, read back, changed and stays the same when written again', async () => {
    const id = 'urn:ngsi-ld:Thing:1'
    const first: EntityWrite = {
      mode: 'create',
      id,
      types: ['Thing'],
      attributes: {
        name: property('Trạm quan trắc Đồng Nguyên'),
        pm25: property(12.5, { observedAt: '2018-03-01T02:00:00Z' }),
        location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [106.06, 21.18] } },
      },
    }
    expect((await write(first)).map(changeOf)).toEqual(['created'])
    expect(await read(id)).toMatchObject({
      id,
      types: ['Thing'],
      owner: 'so-tttt',
      version: 1,
      values: { pm25: 12.5 },
    })
    const again = await write({ ...first, mode: 'upsert' })
    expect(again).toMatchObject([{ change: 'unchanged', version: 1, updated: [] }])
    expect((await write(first)).map(changeOf)).toEqual(['entity-exists'])
    const patched = await write({ mode: 'merge', id, attributes: { pm25: property(15) } })
    expect(patched).toMatchObject([{ change: 'changed', version: 2, updated: ['pm25'] }])
    expect((await read(id))?.values.pm25).toBe(15)
  })

  test('what changed is in the outbox, with the state before', async () => {
    const id = 'urn:ngsi-ld:Thing:outbox'
    await write({ mode: 'create', id, types: ['Thing'], attributes: { level: property(1) } })
    await write({ mode: 'merge', id, attributes: { level: property(2) } })
    const rows = await ctx.db.text<{ payload: Record<string, unknown> }>(
      `select payload from kit.outbox where topic = 'datahub.entity-changed' and key = $1 order by id`,
      [id],
    )
    expect(rows.map(({ payload }) => [payload.change, payload.version, payload.updated])).toEqual([
      ['created', 1, ['level']],
      ['changed', 2, ['level']],
    ])
    expect(rows[1]?.payload.before).toMatchObject({ level: { value: 1 } })
  })

  test('an entity that is deleted is gone from every reading and may be made again', async () => {
    const id = 'urn:ngsi-ld:Gone:1'
    await write({ mode: 'create', id, types: ['Gone'], attributes: { name: property('một') } })
    expect((await write({ mode: 'delete', id })).map(changeOf)).toEqual(['deleted'])
    expect(await read(id)).toBeUndefined()
    expect((await write({ mode: 'delete', id })).map(changeOf)).toEqual(['entity-unknown'])
    const page = await queryEntities(
      ctx.db,
      { types: { kind: 'type', name: 'Gone' }, limit: 10, count: true },
      all,
    )
    expect(page).toMatchObject({ entities: [], total: 0 })
    expect((await write({ mode: 'create', id, types: ['Gone'] })).map(changeOf)).toEqual(['created'])
    expect(await read(id)).toMatchObject({ version: 3, attributes: {} })
  })

  test('a thousand entities are streamed in batches, each once', async () => {
    await write(
      ...Array.from(
        { length: 1000 },
        (_, n): EntityWrite => ({
          mode: 'create',
          id: `urn:ngsi-ld:Many:${n}`,
          types: ['Many'],
          attributes: { n: property(n) },
        }),
      ),
    )
    const ids: string[] = []
    for await (const batch of streamEntities(
      ctx,
      { types: { kind: 'type', name: 'Many' }, limit: 5000 },
      all,
      300,
    ))
      ids.push(...batch.map(({ id }) => id))
    expect(ids).toHaveLength(1000)
    expect(new Set(ids).size).toBe(1000)
    expect(ids[0]).toBe('urn:ngsi-ld:Many:0')
  })

  test('all or nothing: the first refusal undoes the whole batch', async () => {
    const outcome = await writeEntities(
      ctx,
      [
        { mode: 'create', id: 'urn:ngsi-ld:Whole:1', types: ['Whole'] },
        { mode: 'merge', id: 'urn:ngsi-ld:Whole:2', attributes: { a: property(1) } },
      ],
      { ...writing, atomicity: 'all' },
    )
    expect(outcome).toMatchObject({ refused: 'entity-unknown' })
    expect(await read('urn:ngsi-ld:Whole:1')).toBeUndefined()
  })
})
