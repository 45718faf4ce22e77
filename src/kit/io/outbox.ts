import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { Context } from './context.ts'
import type { Sql, Tx } from './database.ts'
import { joinTransaction } from './joined-context.ts'
import { type Loop, messageOf, startLoop } from './loop.ts'

/** Something that happened, as it was written in the transaction of the act. */
export type Message<Payload = unknown> = {
  readonly id: number
  readonly topic: string
  readonly key: string
  readonly payload: Payload
  readonly at: Instant
}

/**
 * What follows from a message. It runs in a transaction that also records that it ran, so what it writes
 * through its context happens once, although it may be called again after a failure. Effects outside the
 * database belong into a job. It throws when it could not do its work; the message then comes again.
 */
export type Reaction = {
  /** Recorded beside the message: never renamed, or old messages come again. */
  readonly name: string
  readonly topics: readonly string[]
  react(ctx: Context, message: Message): Promise<void>
}

/** After so many failures (a good half hour) a reaction is parted from a message, which becomes a dead letter. */
export const mostAttempts = 12

/** Writes a message in the transaction of an act. Messages of one key reach each reaction in this order. */
export async function publish(tx: Tx, topic: string, key: string, payload: unknown): Promise<void> {
  await tx.hot('publish', 'insert into kit.outbox (topic, key, payload) values ($1, $2, $3)', [
    topic,
    key,
    JSON.stringify(payload),
  ])
}

type Row = { id: number; topic: string; key: string; payload: unknown; at: Date; attempts: number }
type Failure = { readonly reaction: string; readonly error: string }
type Outcome = { readonly row: Row; readonly failures: readonly Failure[] }

const lanes = 4 // keys that one relay serves at a time

/**
 * Hands a batch of waiting messages to the reactions and answers how many it dealt with. Any number of relays
 * may run: each takes only keys whose oldest waiting message no other one holds. A key whose oldest message
 * failed waits with all that came after.
 */
export function relayOnce(ctx: Context, reactions: readonly Reaction[]): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const queues = await claimQueues(tx, ctx.now())
    const outcomes: Outcome[] = []
    const serve = async () => {
      for (let queue = queues.shift(); queue; queue = queues.shift())
        for (const row of queue) {
          const failures = await react(ctx, reactions, row)
          outcomes.push({ row, failures })
          if (isPostponed({ row, failures })) break
        }
    }
    await Promise.all(Array.from({ length: lanes }, serve))
    for (const outcome of outcomes.filter(({ failures }) => failures.length > 0))
      if (isPostponed(outcome)) await postpone(ctx, tx, outcome)
      else for (const failure of outcome.failures) await bury(ctx, tx, outcome.row, failure)
    const done = outcomes.filter((outcome) => !isPostponed(outcome)).map(({ row }) => row.id)
    await tx.hot('outbox-done', 'update kit.outbox set done_at = $2 where id = any($1)', [
      done,
      new Date(ctx.now()),
    ])
    return outcomes.length
  })
}

/** Locks the oldest waiting message of up to 50 keys and reads what waits behind each, in order. */
async function claimQueues(tx: Tx, now: Instant): Promise<Row[][]> {
  const heads = await tx.hot<{ key: string }>(
    'outbox-claim',
    `select key from kit.outbox o
     where done_at is null and coalesce(next_attempt_at <= $1, true)
       and not exists (select from kit.outbox e where e.key = o.key and e.id < o.id and e.done_at is null)
     order by id limit 50 for no key update skip locked`,
    [new Date(now)],
  )
  if (heads.length === 0) return []
  const rows = await tx.hot<Row>(
    'outbox-queues',
    `select q.* from unnest($1::text[]) head cross join lateral (
       select id, topic, key, payload, at, attempts from kit.outbox
       where key = head and done_at is null order by id limit 20) q order by q.id`,
    [heads.map(({ key }) => key)],
  )
  return [...Map.groupBy(rows, ({ key }) => key).values()]
}

/** Relays until nothing waits that may run now. For tests, loaders and the command line. */
export async function drainOutbox(ctx: Context, reactions: readonly Reaction[]): Promise<number> {
  for (let total = 0; ; ) {
    const handled = await relayOnce(ctx, reactions)
    if (handled === 0) return total
    total += handled
  }
}

/** Relays in the background. */
export function startRelay(ctx: Context, reactions: readonly Reaction[], pollMs = 1_000): Loop {
  const step = () => relayOnce(ctx, reactions).then((handled) => handled > 0)
  return startLoop({ name: 'outbox', step, pollMs, log: ctx.log })
}

async function react(ctx: Context, reactions: readonly Reaction[], row: Row): Promise<Failure[]> {
  const message = { ...row, at: instantOf(row.at.getTime()) }
  const failures: Failure[] = []
  for (const reaction of reactions.filter(({ topics }) => topics.includes(row.topic)))
    try {
      await reactOnce(ctx, reaction, message)
    } catch (error) {
      failures.push({ reaction: reaction.name, error: messageOf(error) })
    }
  return failures
}

function isPostponed({ row, failures }: Outcome): boolean {
  return failures.length > 0 && row.attempts + 1 < mostAttempts
}

function reactOnce(ctx: Context, reaction: Reaction, message: Message): Promise<void> {
  return ctx.db.transaction(async (tx) => {
    const fresh = await tx.hot(
      'outbox-react',
      `insert into kit.outbox_reactions (outbox_id, reaction, reacted_at) values ($1, $2, $3)
       on conflict do nothing returning 1`,
      [message.id, reaction.name, new Date(ctx.now())],
    )
    if (fresh.length > 0) await reaction.react(joinTransaction(ctx, tx), message)
  })
}

async function postpone(ctx: Context, tx: Tx, { row, failures }: Outcome): Promise<void> {
  const seconds = Math.min(600, 2 ** row.attempts)
  const facts = { outboxId: row.id, topic: row.topic, attempts: row.attempts + 1, failures }
  ctx.log.warn(facts, 'a reaction failed and is tried again')
  await tx.text(
    'update kit.outbox set attempts = attempts + 1, next_attempt_at = $2, last_error = $3 where id = $1',
    [row.id, new Date(ctx.now() + seconds * 1_000), failures.map(({ error }) => error).join('; ')],
  )
}

async function bury(ctx: Context, tx: Tx, row: Row, failure: Failure): Promise<void> {
  ctx.log.error({ outboxId: row.id, topic: row.topic, ...failure }, 'a reaction is given up: dead letter')
  await tx.text(
    `insert into kit.dead_letters (outbox_id, reaction, attempts, error, died_at) values ($1, $2, $3, $4, $5)
     on conflict (outbox_id, reaction) do nothing`,
    [row.id, failure.reaction, row.attempts + 1, failure.error, new Date(ctx.now())],
  )
}

/** Sends every dead letter of a reaction (or of all) again; what was taken already is not repeated. */
export function reviveDeadLetters(ctx: Context, reaction?: string): Promise<number> {
  return ctx.transaction(async (tx) => {
    const dead = await tx.text<{ outbox_id: number }>(
      'delete from kit.dead_letters where $1::text is null or reaction = $1 returning outbox_id',
      [reaction ?? null],
    )
    const ids = [...new Set(dead.map((letter) => letter.outbox_id))]
    await tx.text(
      'update kit.outbox set done_at = null, attempts = 0, next_attempt_at = null where id = any($1)',
      [ids],
    )
    return ids.length
  })
}

/** How far the reactions are behind: waiting messages, the age of the oldest in seconds, dead letters. */
export async function measureOutbox(sql: Sql): Promise<{ pending: number; age: number; dead: number }> {
  const [row] = await sql.text<{ pending: number; age: number; dead: number }>(
    `select (select count(*) from kit.outbox where done_at is null) pending,
       coalesce((select extract(epoch from now() - min(at)) from kit.outbox where done_at is null), 0) age,
       (select count(*) from kit.dead_letters) dead`,
  )
  return row ?? { pending: 0, age: 0, dead: 0 }
}
