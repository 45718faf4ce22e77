import { type Instant, instantOf, toIso } from '#kit/values/instant.ts'
import type { Context } from './context.ts'
import type { Sql } from './database.ts'
import { type Loop, messageOf, startLoop } from './loop.ts'
import { latestSlot, type Schedule } from './schedule.ts'

/** Work for later. Two jobs of one kind and key are one job. */
export type Job = {
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly payload: unknown
  readonly runAt: Instant
  /** 1 at the first try. */
  readonly attempt: number
}

/**
 * A kind of job and how it is done. A job may run more than once (a worker died before it could say that it was
 * done), so what it does must bear repeating. It throws when it failed.
 */
export type JobKind = {
  readonly kind: string
  run(ctx: Context, job: Job): Promise<void>
  /** Tries before the job is given up; 12 when left out. */
  readonly attempts?: number
  /** Makes a job of this kind at every slot, with the slot as its key. A missed time is made up for once. */
  readonly every?: Schedule
}

/** How long a worker may be silent before its job is given to another one. It says so itself all the while. */
const leaseMs = 120_000

/** Asks for a job, in the transaction of whoever asks. One that exists already, or was done, stays as it is. */
export async function addJob(
  sql: Sql,
  job: { readonly kind: string; readonly key: string; readonly runAt: Instant; readonly payload?: unknown },
): Promise<void> {
  await sql.hot(
    'add-job',
    'insert into kit.jobs (kind, key, payload, run_at) values ($1, $2, $3, $4) on conflict (kind, key) do nothing',
    [job.kind, job.key, JSON.stringify(job.payload ?? {}), new Date(job.runAt)],
  )
}

type Row = { id: number; kind: string; key: string; payload: unknown; run_at: Date; attempts: number }

/** Does one job that is due, if there is one; answers whether there was. Any number of workers may call it. */
export async function runJobOnce(ctx: Context, kinds: readonly JobKind[]): Promise<boolean> {
  const job = await claim(ctx, kinds)
  if (job === undefined) return false
  const found = kinds.find(({ kind }) => kind === job.kind)
  const most = found?.attempts ?? 12
  try {
    if (job.attempt > most) throw new Error('its worker ended before the job did, too often')
    await whileRenewing(ctx, job, async () => found?.run(ctx, job))
    await finish(ctx, job, 'done_at = $3, last_error = null', [new Date(ctx.now())])
  } catch (error) {
    await fail(ctx, job, most, messageOf(error))
  }
  return true
}

/** Does every job that is due now, and those they make. For tests and the command line. */
export async function drainJobs(ctx: Context, kinds: readonly JobKind[]): Promise<number> {
  await addRepeatingJobs(ctx, kinds)
  for (let done = 0; ; done++) if (!(await runJobOnce(ctx, kinds))) return done
}

/** Works in the background: makes the repeating jobs and does what is due. */
export function startWorker(ctx: Context, kinds: readonly JobKind[], pollMs = 1_000): Loop {
  const step = async () => {
    await addRepeatingJobs(ctx, kinds)
    return runJobOnce(ctx, kinds)
  }
  return startLoop({ name: 'jobs', step, pollMs, log: ctx.log })
}

/** Makes the job of the latest slot of each schedule, unless some worker made it before. */
export async function addRepeatingJobs(ctx: Context, kinds: readonly JobKind[]): Promise<void> {
  for (const { kind, every } of kinds)
    if (every !== undefined) {
      const slot = latestSlot(every, ctx.now())
      await addJob(ctx.db, { kind, key: toIso(slot), runAt: slot })
    }
}

async function claim(ctx: Context, kinds: readonly JobKind[]): Promise<Job | undefined> {
  const [row] = await ctx.db.hot<Row>(
    'claim-job',
    `update kit.jobs set attempts = attempts + 1, locked_until = $2
     where id = (
       select id from kit.jobs
       where done_at is null and dead_at is null and run_at <= $1 and kind = any($3)
         and (locked_until is null or locked_until <= $1)
       order by run_at, id limit 1 for update skip locked)
     returning id, kind, key, payload, run_at, attempts`,
    [new Date(ctx.now()), new Date(ctx.now() + leaseMs), kinds.map(({ kind }) => kind)],
  )
  if (row === undefined) return undefined
  const { id, kind, key, payload, attempts } = row
  return { id, kind, key, payload, runAt: instantOf(row.run_at.getTime()), attempt: attempts }
}

async function whileRenewing(ctx: Context, job: Job, work: () => Promise<void>): Promise<void> {
  const renew = () =>
    finish(ctx, job, 'locked_until = $3', [new Date(ctx.now() + leaseMs)]).catch((error) =>
      ctx.log.warn({ job: job.id, error: messageOf(error) }, 'a lease could not be renewed'),
    )
  const timer = setInterval(renew, leaseMs / 4)
  await work().finally(() => clearInterval(timer))
}

/** Writes to the job, unless it has meanwhile gone to another worker. */
async function finish(ctx: Context, job: Job, change: string, values: readonly unknown[]): Promise<void> {
  await ctx.db.text(`update kit.jobs set ${change} where id = $1 and attempts = $2`, [
    job.id,
    job.attempt,
    ...values,
  ])
}

async function fail(ctx: Context, job: Job, most: number, error: string): Promise<void> {
  const facts = { job: job.id, kind: job.kind, attempt: job.attempt, error }
  if (job.attempt >= most) {
    ctx.log.error(facts, 'a job is given up')
    return finish(ctx, job, 'dead_at = $3, last_error = $4', [new Date(ctx.now()), error])
  }
  ctx.log.warn(facts, 'a job failed and is tried again')
  const next = new Date(ctx.now() + Math.min(3_600, 2 ** job.attempt) * 1_000)
  return finish(ctx, job, 'run_at = $3, locked_until = null, last_error = $4', [next, error])
}

/** Jobs that are due and wait, and jobs that were given up. */
export async function measureJobs(sql: Sql, now: Instant): Promise<{ due: number; dead: number }> {
  const [row] = await sql.text<{ due: number; dead: number }>(
    `select count(*) filter (where done_at is null and dead_at is null and run_at <= $1) due,
       count(*) filter (where dead_at is not null) dead from kit.jobs where done_at is null`,
    [new Date(now)],
  )
  return row ?? { due: 0, dead: 0 }
}

/** Forgets every night what was done more than 30 days ago; dead letters and dead jobs stay. */
export const forgetDoneWork: JobKind = {
  kind: 'forget-done-work',
  every: { dailyAt: '02:30' },
  async run(ctx) {
    const before = [new Date(ctx.now() - 30 * 86_400_000)]
    await ctx.db.text(
      `delete from kit.outbox o where done_at < $1
       and not exists (select from kit.dead_letters d where d.outbox_id = o.id)`,
      before,
    )
    await ctx.db.text('delete from kit.jobs where done_at < $1', before)
  },
}
