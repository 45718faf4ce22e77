import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import type { Model } from './contract.ts'
import { addModel, findModel, findModelVersion, listModels, loadModels } from './public.ts'

let ctx: TestContext
let first: Awaited<ReturnType<typeof loadModels>>
beforeAll(async () => {
  ctx = await openTestContext()
  first = await loadModels(ctx, join(import.meta.dirname, '../../../content'))
})

test('models are loaded once; loading again adds nothing', async () => {
  expect(first).toEqual({ added: 11, unchanged: 0 })
  expect(await loadModels(ctx, join(import.meta.dirname, '../../../content'))).toEqual({
    added: 0,
    unchanged: 11,
  })
  expect(await listModels(ctx.db)).toHaveLength(11)
})

test('a changed model is a new version; the old one stays readable', async () => {
  const model = (await findModel(ctx.db, 'PublicService')) as Model
  const changed = { ...model, extent: 'open' as const }
  expect(await addModel(ctx, changed)).toMatchObject({ refused: 'model-differs' })
  expect(await addModel(ctx, { ...changed, version: 3 })).toMatchObject({ refused: 'model-version-skipped' })
  expect(await addModel(ctx, { ...changed, version: 2 })).toBe('added')
  expect(await findModel(ctx.db, 'PublicService')).toMatchObject({ version: 2, extent: 'open' })
  expect(await findModelVersion(ctx.db, 'PublicService', 1)).toMatchObject({ version: 1, extent: 'closed' })
})

test('the application may neither change nor delete a version of datahub.models', async () => {
  await expect(ctx.db.text(`update datahub.models set content = '{}'`)).rejects.toMatchObject({
    code: '42501',
  })
  await expect(ctx.db.text('delete from datahub.models')).rejects.toMatchObject({ code: '42501' })
})
