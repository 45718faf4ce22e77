import { beforeEach, expect, test } from 'vitest'
import { addJob, drainJobs, forgetDoneWork, type JobKind, measureJobs, runJobOnce } from './jobs.ts'
import { drainOutbox, publish } from './outbox.ts'
import { openTestContext } from './testing/test-context.ts'

const ctx = await openTestContext()
beforeEach(async () => {
  await ctx.superuser.text('truncate kit.jobs, kit.outbox, kit.outbox_reactions, kit.dead_letters')
  ctx.setNow('2018-03-01T09:00')
})

function counter(kind = 'count', more: Partial<JobKind> = {}) {
  const seen: string[] = []
  const handler: JobKind = { kind, run: async (_, { key }) => void seen.push(key), ...more }
  return { handler, seen }
}
const add = (key: string, kind = 'count') => addJob(ctx.db, { kind, key, runAt: ctx.now() })

test('a job asked for twice runs once, even when it was done long before', async () => {
  const { handler, seen } = counter()
  await add('a')
  await add('a')
  await drainJobs(ctx, [handler])
  await add('a')
  await drainJobs(ctx, [handler])
  expect(seen).toEqual(['a'])
})

test('a job does not run before its time', async () => {
  const { handler, seen } = counter()
  await addJob(ctx.db, { kind: 'count', key: 'a', runAt: ctx.now() })
  ctx.setNow('2018-03-01T08:59')
  expect(await runJobOnce(ctx, [handler])).toBe(false)
  ctx.setNow('2018-03-01T09:00')
  expect(await runJobOnce(ctx, [handler])).toBe(true)
  expect(seen).toEqual(['a'])
})

test('three workers at once do every job once', async () => {
  for (let n = 0; n < 60; n++) await add(`${n}`)
  const { handler, seen } = counter()
  await Promise.all([drainJobs(ctx, [handler]), drainJobs(ctx, [handler]), drainJobs(ctx, [handler])])
  expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n))
})

test('a job that fails comes again later and is given up in the end', async () => {
  let tries = 0
  const handler: JobKind = {
    kind: 'count',
    attempts: 3,
    run: async () => {
      tries++
      throw new Error('no paper')
    },
  }
  await add('a')
  await drainJobs(ctx, [handler])
  expect(tries).toBe(1)
  for (let n = 0; n < 5; n++) {
    ctx.passMinutes(60)
    await drainJobs(ctx, [handler])
  }
  expect(tries).toBe(3)
  expect(await measureJobs(ctx.db, ctx.now())).toEqual({ due: 0, dead: 1 })
  expect(await ctx.db.text('select last_error from kit.jobs')).toEqual([{ last_error: 'no paper' }])
})

test('the job of a worker that died goes to another one, and the dead one cannot finish it any more', async () => {
  await add('a')
  let release = () => {}
  const hanging: JobKind = {
    kind: 'count',
    run: () => new Promise<void>((done) => (release = done)),
  }
  const lost = runJobOnce(ctx, [hanging])
  await new Promise((done) => setTimeout(done, 50))
  const { handler, seen } = counter()
  expect(await runJobOnce(ctx, [handler]), 'still held').toBe(false)
  ctx.passMinutes(3)
  expect(await runJobOnce(ctx, [handler])).toBe(true)
  const before = await ctx.db.text('select done_at, attempts from kit.jobs')
  ctx.passMinutes(1)
  release()
  await lost
  expect(seen).toEqual(['a'])
  expect(await ctx.db.text('select done_at, attempts from kit.jobs')).toEqual(before)
})

test('repeating work runs once a slot whoever asks, and a missed night is made up for once', async () => {
  const nightly = counter('nightly', { every: { dailyAt: '00:30' } })
  await Promise.all([drainJobs(ctx, [nightly.handler]), drainJobs(ctx, [nightly.handler])])
  ctx.setNow('2018-03-01T23:59')
  await drainJobs(ctx, [nightly.handler])
  expect(nightly.seen).toEqual(['2018-02-28T17:30:00.000Z'])
  ctx.setNow('2018-03-05T08:00')
  await drainJobs(ctx, [nightly.handler])
  expect(nightly.seen).toEqual(['2018-02-28T17:30:00.000Z', '2018-03-04T17:30:00.000Z'])
})

test('a worker leaves alone the kinds that it does not know', async () => {
  await add('a', 'of-a-newer-program')
  expect(await runJobOnce(ctx, [counter().handler])).toBe(false)
})

test('what was done is forgotten after 30 days', async () => {
  await add('a')
  await ctx.transaction((tx) => publish(tx, 'acted', 'a', {}))
  await drainOutbox(ctx, [])
  await drainJobs(ctx, [counter().handler])
  ctx.setNow('2018-03-20T09:00')
  await drainJobs(ctx, [forgetDoneWork])
  expect(await ctx.db.text(`select 1 from kit.jobs where kind = 'count'`)).toHaveLength(1)
  ctx.setNow('2018-04-20T09:00')
  await drainJobs(ctx, [forgetDoneWork])
  expect(await ctx.db.text(`select 1 from kit.jobs where kind = 'count'`)).toHaveLength(0)
  expect(await ctx.db.text('select 1 from kit.outbox')).toHaveLength(0)
})
