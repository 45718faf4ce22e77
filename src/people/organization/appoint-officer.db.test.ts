import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { appointOfficer } from './appoint-officer.ts'
import { loadAgencies } from './load-agencies.ts'
import { loadAreas } from './load-areas.ts'
import { listPostsOf } from './post-store.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2025-08-04T08:00')
  const content = join(import.meta.dirname, '..', '..', '..', 'content')
  await loadAreas(ctx, content)
  await loadAgencies(ctx, content)
})
const asked = { officerId: 'lan.nv', name: 'Nguyễn Văn Minh Họa', postId: 'hcc.tiep-nhan-1' }

test('an appointed officer holds his post from today on, and appointing again changes nothing', async () => {
  expect(await appointOfficer(ctx, asked)).toEqual({ appointed: true })
  expect(await appointOfficer(ctx, asked)).toEqual({ appointed: false })
  expect(await listPostsOf(ctx.db, 'lan.nv', '2025-08-04' as never)).toHaveLength(1)
  expect(await listPostsOf(ctx.db, 'lan.nv', '2025-08-03' as never)).toHaveLength(0)
})
test('nobody is appointed to a post that is not there', async () => {
  expect(await appointOfficer(ctx, { ...asked, postId: 'khong-co' })).toMatchObject({
    refused: 'post-unknown',
  })
})
test('nobody is appointed to a post that has ended', async () => {
  expect(await appointOfficer(ctx, { ...asked, postId: 'so-tttt.giam-doc' })).toMatchObject({
    refused: 'post-unknown',
  })
})
test('an id that could be misread in the log is refused', async () => {
  expect(await appointOfficer(ctx, { ...asked, officerId: 'Nguyễn Văn' })).toMatchObject({
    refused: 'officer-id-wrong',
  })
})
