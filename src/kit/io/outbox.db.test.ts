import { beforeEach, expect, test } from 'vitest'
import { refuse } from '#kit/values/refusal.ts'
import { addJob } from './jobs.ts'
import {
  drainOutbox,
  measureOutbox,
  mostAttempts,
  publish,
  type Reaction,
  relayOnce,
  reviveDeadLetters,
} from './outbox.ts'
import { openTestContext } from './testing/test-context.ts'

const ctx = await openTestContext()
beforeEach(() => ctx.superuser.text('truncate kit.outbox, kit.outbox_reactions, kit.dead_letters, kit.jobs'))

const write = (key: string, payload: unknown, topic = 'acted') =>
  ctx.transaction((tx) => publish(tx, topic, key, payload))

/** A reaction that keeps what it saw, and leaves one job for each message: a second one would collide. */
function recorder(name = 'recorder', before: (n: number) => Promise<void> = async () => {}) {
  const seen: { key: string; payload: unknown }[] = []
  const reaction: Reaction = {
    name,
    topics: ['acted'],
    async react(inner, { id, key, payload }) {
      await before(id)
      await inner.db.text(`insert into kit.jobs (kind, key, payload, run_at) values ($1, $2, '{}', now())`, [
        name,
        id,
      ])
      seen.push({ key, payload })
    },
  }
  return { reaction, seen }
}
const effects = (kind = 'recorder') =>
  ctx.db
    .text<{ n: number }>('select count(*) n from kit.jobs where kind = $1', [kind])
    .then((rows) => rows[0]?.n)

test('a message of an act that refuses never existed', async () => {
  await ctx.transaction(async (tx) => {
    await publish(tx, 'acted', 'a', {})
    return refuse('closed')
  })
  expect((await measureOutbox(ctx.db)).pending).toBe(0)
})

test('messages of one key come in the order in which they were written, once', async () => {
  for (let n = 0; n < 45; n++) await write('a', n)
  const { reaction, seen } = recorder()
  expect(await drainOutbox(ctx, [reaction])).toBe(45)
  expect(seen.map(({ payload }) => payload)).toEqual(Array.from({ length: 45 }, (_, n) => n))
  expect(await drainOutbox(ctx, [reaction])).toBe(0)
})

test('two relays at once: each message once, each key in order', async () => {
  for (let n = 0; n < 6; n++) for (let key = 0; key < 30; key++) await write(`k${key}`, n)
  const slow = () => new Promise<void>((done) => setTimeout(done, Math.random() * 4))
  const first = recorder('recorder', slow)
  const both = { ...first.reaction }
  await Promise.all([drainOutbox(ctx, [both]), drainOutbox(ctx, [both]), drainOutbox(ctx, [both])])
  await drainOutbox(ctx, [both])
  expect(first.seen).toHaveLength(180)
  expect(await effects()).toBe(180)
  for (let key = 0; key < 30; key++)
    expect(first.seen.filter((seen) => seen.key === `k${key}`).map(({ payload }) => payload)).toEqual([
      0, 1, 2, 3, 4, 5,
    ])
})

test('a reaction only hears of its topics, and a message nobody wants is done', async () => {
  await write('a', 1, 'other')
  const { reaction, seen } = recorder()
  expect(await drainOutbox(ctx, [reaction])).toBe(1)
  expect(seen).toEqual([])
  expect((await measureOutbox(ctx.db)).pending).toBe(0)
})

test('a failure is tried again later; what it wrote is gone, its key waits, other keys and reactions do not', async () => {
  await write('a', 1)
  await write('a', 2)
  await write('b', 3)
  let broken = true
  const failing = recorder('failing')
  const reaction: Reaction = {
    ...failing.reaction,
    async react(inner, message) {
      await failing.reaction.react(inner, message)
      if (broken && message.payload === 1) throw new Error('printer on fire')
    },
  }
  const other = recorder('other')
  await drainOutbox(ctx, [reaction, other.reaction])
  expect(await effects('failing')).toBe(1)
  expect(other.seen.map(({ payload }) => payload).sort()).toEqual([1, 3])
  broken = false
  expect(await drainOutbox(ctx, [reaction, other.reaction]), 'too early').toBe(0)
  ctx.passMinutes(1)
  await drainOutbox(ctx, [reaction, other.reaction])
  expect(await effects('failing')).toBe(3)
  expect(await effects('other')).toBe(3)
})

test('a reaction that always fails is parted from the message, which an operator can send again', async () => {
  await write('a', 1)
  await write('a', 2)
  const poison: Reaction = {
    name: 'poison',
    topics: ['acted'],
    react: async (_, { payload }) => {
      if (payload === 1) throw new Error('never')
    },
  }
  for (let n = 0; n < mostAttempts; n++) {
    expect((await measureOutbox(ctx.db)).pending).toBe(2)
    await relayOnce(ctx, [poison])
    ctx.passMinutes(11)
  }
  expect(await measureOutbox(ctx.db)).toMatchObject({ pending: 0, dead: 1 })
  const mended = recorder('poison')
  expect(await reviveDeadLetters(ctx, 'poison')).toBe(1)
  await drainOutbox(ctx, [mended.reaction])
  expect(mended.seen.map(({ payload }) => payload)).toEqual([1])
  expect((await measureOutbox(ctx.db)).dead).toBe(0)
})

test('a relay that dies after the reaction leaves a message that is not reacted to twice', async () => {
  await write('a', 1)
  const { reaction, seen } = recorder()
  const assassin: Reaction = {
    name: 'assassin',
    topics: ['acted'],
    async react() {
      await ctx.superuser.text(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction' and query like '%lateral%'`,
      )
    },
  }
  await expect(relayOnce(ctx, [reaction, assassin])).rejects.toThrow()
  expect((await measureOutbox(ctx.db)).pending).toBe(1)
  await drainOutbox(ctx, [reaction, assassin])
  expect(seen).toHaveLength(1)
  expect((await measureOutbox(ctx.db)).pending).toBe(0)
})

test('an act inside a reaction that refuses undoes only itself', async () => {
  await write('a', 1)
  const reaction: Reaction = {
    name: 'acts',
    topics: ['acted'],
    async react(inner) {
      await addJob(inner.db, { kind: 'kept', key: '1', runAt: inner.now() })
      await inner.transaction(async (tx) => {
        await addJob(tx, { kind: 'undone', key: '1', runAt: inner.now() })
        return refuse('closed')
      })
    },
  }
  await drainOutbox(ctx, [reaction])
  expect(await effects('kept')).toBe(1)
  expect(await effects('undone')).toBe(0)
})
