// How fast the figures are at many dossiers, beside a full scan of the rows in the same run.
//   node bench/statistics.ts [dossiers] [years] [folder]      100000 1 | 1000000 1 | 10000000 10
// With a folder the database stays there and is only measured the next time.
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBlobFolder } from '#kit/io/blobs.ts'
import type { Context } from '#kit/io/context.ts'
import { openDatabase } from '#kit/io/database.ts'
import { startEmbeddedPostgres } from '#kit/io/embedded-postgres.ts'
import { newUuid } from '#kit/io/ids.ts'
import { openLog } from '#kit/io/log.ts'
import { migrate } from '#kit/io/migrate.ts'
import { instant } from '#kit/values/instant.ts'
import { day } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { type Counts, type Measure, measures } from '#onestop/statistics/contract.ts'
import { measureSql, narrowSql } from '#onestop/statistics/count-sql.ts'
import { countPeriod, countStatistics } from '#onestop/statistics/count-statistics.ts'
import { listFigureRows } from '#onestop/statistics/list-figure-rows.ts'
import { measureIndex766 } from '#onestop/statistics/measure-index-766.ts'
import { fill } from './statistics-fill.ts'

const today = day('2026-11-01')
const month = { from: day('2026-09-15'), to: day('2026-10-14') }
const communes = Array.from({ length: 100 }, (_, index) => `co-quan-${21 + index}`)
const year = { from: '2026-01-01', to: '2026-12-31' }

/** What is asked, and which of the two scans would answer it without cubes. */
const asked: readonly [string, 'month' | 'whole', (ctx: Context) => Promise<unknown>][] = [
  ['coarse: a month of the province by sector', 'month', ({ db }) => countPeriod(db, month, today)],
  ['coarse: a month by agency', 'month', ({ db }) => countPeriod(db, month, today, 'agency')],
  [
    'coarse: a month of one agency by sector',
    'month',
    ({ db }) => countPeriod(db, { ...month, agencyId: 'co-quan-5' }, today),
  ],
  [
    'coarse: overdue and in process now',
    'month',
    ({ db }) => countPeriod(db, { from: today, to: today }, today),
  ],
  ['page: a year, its months and sectors, on the spot', 'whole', (ctx) => countStatistics(ctx, year)],
  ['drill-down: a month, every procedure', 'month', ({ db }) => countPeriod(db, month, today, 'procedure')],
  ['drill-down: 50 rows of received in a month', 'month', (ctx) => listRows(ctx, 'received')],
  ['drill-down: 50 rows of overdue, resolved in a month', 'month', (ctx) => listRows(ctx, 'overdue')],
  ['drill-down: 50 rows in process overdue', 'month', (ctx) => listRows(ctx, 'in-process-overdue')],
  ['drill-down: 50 rows carried over', 'month', (ctx) => listRows(ctx, 'carried-over')],
  [
    'drill-down: 50 rows of received of a small agency',
    'month',
    (ctx) => listRows(ctx, 'received', { agencyId: 'co-quan-120' }),
  ],
  [
    'report: a month of 100 agencies by sector (07b, II)',
    'month',
    ({ db }) => countPeriod(db, { ...month, agencyIds: communes }, today),
  ],
  ['index 766 of a month', 'month', (ctx) => measureIndex766(ctx, month)],
]

const dossiers = Number(process.argv[2] ?? 100_000)
const years = Number(process.argv[3] ?? (dossiers > 1_000_000 ? 10 : 1))
const kept = process.argv[4]
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'kb-bench-')))
const started = await startEmbeddedPostgres({
  folder: join(folder, 'postgres'),
  durable: false,
  settings: { shared_buffers: '1GB', work_mem: '64MB', maintenance_work_mem: '512MB', max_wal_size: '8GB' },
})
if (isRefused(started)) throw new Error(JSON.stringify(started))
try {
  await run(started.url)
} finally {
  await started.stop()
  if (kept === undefined) await rm(folder, { recursive: true, force: true })
}

async function run(url: string): Promise<void> {
  const migrated = await migrate({ url, folder: join(import.meta.dirname, '../db/migrations') })
  if (isRefused(migrated)) throw new Error(JSON.stringify(migrated))
  const db = openDatabase({ url, connections: 2 })
  const now = instant('2026-11-01T12:00')
  const ctx: Context = {
    db,
    blobs: openBlobFolder(join(folder, 'files')),
    log: openLog('silent'),
    now: () => now,
    newId: () => newUuid(now),
    transaction: (work) => db.transaction(work),
  }
  try {
    const [filled] = await db.text('select from onestop.dossiers limit 1')
    if (!filled) await fill(ctx, dossiers, years)
    await measure(ctx)
  } finally {
    await db.close()
  }
}

function listRows(ctx: Context, measure: Measure, narrow: { agencyId?: string } = {}): Promise<unknown> {
  return listFigureRows(ctx, { ...month, measure, ...narrow }, { names: false })
}

/** First that the figures are right, then how fast: nothing wrong is timed. */
async function measure(ctx: Context): Promise<void> {
  const counted = await countPeriod(ctx.db, month, today)
  const [monthScan, recounted] = await time(() => recount(ctx, month), 3)
  for (const one of measures)
    if (counted.total[one] !== recounted[one])
      throw new Error(`${one}: ${counted.total[one]} is not ${recounted[one]}`)
  const [wholeScan] = await time(() => scanAll(ctx), 3)
  console.log(
    `the figures equal the recount; load ${loadavg()[0]?.toFixed(1)}; median and least of nine runs`,
  )
  console.log(`a month's 18 measures by full scan ${ms(monthScan)}; all months by agency ${ms(wholeScan)}`)
  for (const [name, scan, work] of asked) {
    const [took, , least] = await time(() => work(ctx))
    const times = Math.round((scan === 'month' ? monthScan : wholeScan) / took)
    console.log(
      `${name.padEnd(54)} ${ms(took).padStart(10)} ${ms(least).padStart(10)}   ${times} x faster than the scan`,
    )
  }
}

async function recount(
  ctx: Context,
  period: { from: ReturnType<typeof day>; to: ReturnType<typeof day> },
): Promise<Counts> {
  const { values } = narrowSql(period)
  const [row] = await ctx.db.text<Counts>(
    `select ${measures.map((one) => `count(*) filter (where ${measureSql[one]}) "${one}"`).join(', ')} from onestop.dossiers d`,
    values,
  )
  if (!row) throw new Error('nothing counted')
  return row
}

/** The same as one query over all rows: month of acceptance, agency, category. */
function scanAll(ctx: Context): Promise<unknown[]> {
  return ctx.db.text(
    `select date_trunc('month', accepted_at), agency_id, case when ended_at is null then 4 when ended_at <= due_at then 1 else 3 end, count(*)
     from onestop.dossiers group by 1, 2, 3`,
  )
}

/** The median of some runs, in milliseconds, the last answer, and the least. */
async function time<Answer>(work: () => Promise<Answer>, runs = 9): Promise<[number, Answer, number]> {
  const took: number[] = []
  let answer = await work()
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    answer = await work()
    took.push(performance.now() - begun)
  }
  took.sort((one, other) => one - other)
  return [took[Math.floor(took.length / 2)] ?? 0, answer, took[0] ?? 0]
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}
