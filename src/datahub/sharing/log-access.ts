import './tables.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '#kit/io/context.ts'
import type { Database, Sql } from '#kit/io/database.ts'
import { messageOf } from '#kit/io/loop.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { LoggedCall } from './contract.ts'

/** A call to be logged. */
export type Call = {
  readonly at: Instant
  readonly agreementId: string
  readonly datasetId: string | null
  readonly api: string
  readonly method: string
  readonly address: string
  readonly status: number
  readonly rows: number
  readonly ms: number
  readonly refusal: string | null
  readonly reference: string
  readonly remote: string | null
}

type Buffer_ = { calls: Call[]; writing: Promise<void> | undefined; timer: NodeJS.Timeout | undefined }
const buffers = new WeakMap<Database, Buffer_>()
const pauseMs = 200 // what a crash may lose
const mostWaiting = 20_000

/**
 * Logs a call beside the answer: calls are gathered for a fifth of a second and written in one statement, so that the
 * caller never waits for the log. When the log cannot be written any more, calls wait for it: an unlogged answer would
 * break Decree 47/2020, Art. 45.
 */
export async function logCall(ctx: Context, call: Call): Promise<void> {
  const buffer = bufferOf(ctx.db)
  buffer.calls.push(call)
  if (buffer.calls.length > mostWaiting) return flushAccessLog(ctx)
  buffer.timer ??= setTimeout(() => {
    flushAccessLog(ctx).catch((error: unknown) =>
      ctx.log.error({ error: messageOf(error), waiting: buffer.calls.length }, 'the access log waits'),
    )
  }, pauseMs)
}

/** Writes what waits. Called at the end of the program, and by who reads the log. */
export async function flushAccessLog(ctx: Pick<Context, 'db'>): Promise<void> {
  const buffer = bufferOf(ctx.db)
  clearTimeout(buffer.timer)
  buffer.timer = undefined
  while (buffer.writing || buffer.calls.length > 0) {
    buffer.writing ??= write(ctx.db, buffer).finally(() => {
      buffer.writing = undefined
    })
    await buffer.writing
  }
}

function bufferOf(db: Database): Buffer_ {
  const found = buffers.get(db) ?? { calls: [], writing: undefined, timer: undefined }
  buffers.set(db, found)
  return found
}

async function write(db: Database, buffer: Buffer_): Promise<void> {
  const calls = buffer.calls.slice(0, 2_000)
  for (const month of new Set(calls.map(({ at }) => new Date(at).toISOString().slice(0, 7))))
    await makeMonth(db, month)
  await db.hot(
    'log-calls',
    `insert into datahub.access_log (at, agreement_id, dataset_id, api, method, address, status, row_count, ms,
       refusal, reference, remote)
     select * from unnest($1::timestamptz[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
       $8::int[], $9::int[], $10::text[], $11::text[], $12::text[])`,
    [
      calls.map(({ at }) => new Date(at)),
      calls.map(({ agreementId }) => agreementId),
      calls.map(({ datasetId }) => datasetId),
      calls.map(({ api }) => api),
      calls.map(({ method }) => method),
      calls.map(({ address }) => address.slice(0, 4_000)),
      calls.map(({ status }) => status),
      calls.map(({ rows }) => rows),
      calls.map(({ ms }) => ms),
      calls.map(({ refusal }) => refusal),
      calls.map(({ reference }) => reference),
      calls.map(({ remote }) => remote),
    ],
  )
  buffer.calls.splice(0, calls.length)
}

const known = new WeakMap<Sql, Set<string>>()

async function makeMonth(sql: Sql, month: string): Promise<void> {
  const months = known.get(sql) ?? new Set()
  known.set(sql, months)
  if (months.has(month)) return
  await sql.text('select datahub.make_access_month($1)', [`${month}-01T00:00:00Z`])
  months.add(month)
}

/** Rows of an answer, counted while it goes out. */
export type Tally = { rows: number; refusal: string | null }

/**
 * Follows a call under an agreement to the end of its answer and logs it with the status that went out and the rows
 * that were counted. Nothing is logged for who has no agreement.
 */
export function followCall(
  ctx: Context,
  reader: { readonly agreementId: string; readonly datasetId: string | null } | undefined,
  api: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Tally {
  const tally: Tally = { rows: 0, refusal: null }
  if (reader === undefined) return tally
  const from = performance.now()
  const at = ctx.now()
  reply.raw.once('close', () => {
    const call = {
      ...callOf(request, api, at),
      ...reader,
      status: reply.raw.statusCode,
      rows: tally.rows,
      refusal: tally.refusal,
      ms: Math.round(performance.now() - from),
    }
    logCall(ctx, call).catch((error: unknown) =>
      ctx.log.error({ error: messageOf(error) }, 'the access log waits'),
    )
  })
  return tally
}

/** What of a request goes into the log. */
export function callOf(request: FastifyRequest, api: string, at: Instant) {
  return { at, api, method: request.method, address: request.url, reference: request.id, remote: request.ip }
}

/** The calls under an agreement, latest first, 100 a page; `before` is the last one seen. */
export async function listCalls(
  ctx: Pick<Context, 'db'>,
  agreementId: string,
  before?: { readonly at: Instant; readonly reference: string },
): Promise<LoggedCall[]> {
  await flushAccessLog(ctx)
  const from = before ?? { at: endOfTime, reference: '' }
  const rows = await ctx.db.text<Omit<LoggedCall, 'at'> & { at: Date }>(
    `select at, dataset_id "datasetId", api, method, address, status, row_count "rows", ms, refusal, reference, remote
     from datahub.access_log where agreement_id = $1 and (at, reference) < ($2, $3)
     order by at desc, reference desc limit 100`,
    [agreementId, new Date(from.at), from.reference],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

const endOfTime = instantOf(253_402_300_799_000) // 9999-12-31
