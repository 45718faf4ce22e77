import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { findModel } from '../models/public.ts'
import { writeEntitiesIn } from '../registry/public.ts'
import type { Mapping, ReadingNotes, SourceRow } from './contract.ts'
import { openFile } from './readers/open-file.ts'
import type { RawFile } from './readers/open-text.ts'
import { afterTry, nextTryAt } from './rules/circuit.ts'
import { isToBeHeld, type Plan } from './rules/threshold.ts'
import {
  changeRun,
  countKnown,
  countUnnamed,
  findRun,
  forgetKeys,
  forgetTaken,
  listUnnamed,
  lockRun,
} from './store-runs.ts'
import { changeState, findMapping, findSource, type StoredSource } from './store-sources.ts'
import { surroundingsOn } from './surroundings.ts'
import type { RunRow } from './tables.ts'
import {
  type BatchOutcome,
  type Quality,
  surveyBatch,
  takeBatch,
  type Work,
  writingOf,
} from './take-batch.ts'

/** Rows that one transaction takes. */
const batchSize = 500

/**
 * Does a run, from where it stopped if it broke off: reads the kept file, judges the rows against what the source told
 * before, is held when it would change or delete too much, else writes batch by batch. What nobody foresaw is thrown
 * and leaves the run as it is, to be taken up again; a file that cannot be read ends it as failed.
 */
export async function processRun(ctx: Context, runId: number): Promise<RunRow['state'] | undefined> {
  const run = await findRun(ctx.db, runId)
  if (!run || (run.state !== 'waiting' && run.state !== 'running')) return run?.state
  const source = await findSource(ctx.db, run.source_id)
  if (!source) return undefined
  await changeRun(ctx.db, run.id, { state: 'running' })
  const work = await openWork(ctx, run, source)
  const file = isRefused(work) ? work : await openRaw(ctx, run, source)
  if (isRefused(work) || isRefused(file))
    return endAsFailed(ctx, run, source, (isRefused(work) ? work : file) as Refusal)
  const missing = missingColumns(work.mapping, file.notes)
  if (missing.length > 0)
    return endAsFailed(ctx, run, source, refuse('columns-missing', { columns: missing.join(', ') }))
  await changeRun(ctx.db, run.id, { notes: file.notes })
  const known = await countKnown(ctx.db, source.settings.id)
  const lists = listsEverything(source, run)
  if (known > 0 && run.reached === 0 && run.decided_by === null) {
    const plan = await survey(ctx, work, file.rows(), known, lists)
    if (isToBeHeld(plan, source.settings.threshold)) {
      await changeRun(ctx.db, run.id, { state: 'held', held: plan })
      return 'held'
    }
  }
  await takeAll(ctx, work, file.rows())
  if (lists) await deleteUnnamed(ctx, work)
  return endAsDone(ctx, work, file.notes, source)
}

/** Whether what the file does not name is to be deleted: only a file that lists everything. */
function listsEverything({ settings }: StoredSource, run: RunRow): boolean {
  const { connector } = settings
  const isPart =
    connector.kind === 'push' ||
    connector.kind === 'mqtt' ||
    ('cursor' in connector && connector.cursor !== null)
  return settings.completeList && !isPart && run.cause !== 'replay'
}

/** The source, mapping and model of a run. */
export async function openWork(
  ctx: Context,
  run: RunRow,
  { settings }: StoredSource,
): Promise<Work | Refusal<'mapping-missing' | 'model-unknown'>> {
  const mapping = await findMapping(ctx.db, run.source_id, run.mapping_version)
  if (!mapping) return refuse('mapping-missing', { source: settings.name })
  const model = await findModel(ctx.db, settings.model)
  if (!model) return refuse('model-unknown', { model: settings.model })
  return { run, source: settings, mapping, model, around: await surroundingsOn(ctx.db, dateOf(ctx.now())) }
}

/** A kept content as a file to read. */
export async function rawFile(
  ctx: Context,
  sha256: string | null,
  name: string | null,
): Promise<RawFile | undefined> {
  const blob = sha256 === null ? undefined : await ctx.blobs.find(sha256)
  return blob && { name: name ?? '', size: blob.size, open: blob.open }
}

async function openRaw(ctx: Context, run: RunRow, { settings }: StoredSource) {
  const raw = await rawFile(ctx, run.sha256, run.file_name)
  if (!raw) return refuse('file-lost', { file: run.file_name ?? '' })
  const form = await rawFile(ctx, run.form_sha256, 'form.xlsx')
  const rowsAt = settings.connector.kind === 'http' ? settings.connector.rowsAt : ''
  const opened = await openFile(raw, { form, rowsAt })
  if (isRefused(opened)) return opened
  const { notes } = opened
  let first: AsyncIterable<SourceRow> | undefined = opened.rows
  return {
    notes,
    /** Each call reads the file from its beginning. */
    async *rows(): AsyncGenerator<SourceRow> {
      const again = first ?? (await reopen(raw, { form, rowsAt }))
      first = undefined
      yield* again
    },
  }
}

async function reopen(
  raw: RawFile,
  options: Parameters<typeof openFile>[1],
): Promise<AsyncIterable<SourceRow>> {
  const opened = await openFile(raw, options)
  if (isRefused(opened)) throw new Error(`a file that was read is refused: ${opened.refused}`)
  return opened.rows
}

function missingColumns({ fields }: Mapping, { format, columns }: ReadingNotes): string[] {
  if (format !== 'csv' && format !== 'xlsx' && format !== 'xlsform') return []
  const named = fields.flatMap(({ from, observedAt }) => (observedAt === null ? from : [...from, observedAt]))
  return [...new Set(named)].filter((column) => !columns.includes(column) && column !== '_uuid')
}

async function survey(
  ctx: Context,
  work: Work,
  rows: AsyncIterable<SourceRow>,
  known: number,
  lists: boolean,
): Promise<Plan> {
  let created = 0
  let changed = 0
  let blind = 0
  for await (const batch of inBatches(rows)) {
    const { counts } = await ctx.transaction((tx) => surveyBatch(tx, work, batch))
    created += counts.created
    changed += counts.changed
    blind += counts.withoutKey
  }
  const deleted = lists && blind === 0 ? await countUnnamed(ctx.db, work.source.id, work.run.id) : 0
  return { created, changed, deleted, known }
}

async function takeAll(ctx: Context, work: Work, rows: AsyncIterable<SourceRow>): Promise<void> {
  let seen = 0
  for await (const batch of inBatches(rows)) {
    seen += batch.length
    const from = seen - batch.length
    await ctx.transaction(async (tx) => {
      const run = await lockRun(tx, work.run.id)
      if (!run || run.reached >= seen) return
      const left = batch.slice(Math.max(0, run.reached - from))
      await addOutcome(tx, run, await takeBatch(tx, ctx, work, left), seen)
    })
  }
}

/** Writes the counts of a batch to its run. */
export async function addOutcome(
  tx: Parameters<typeof changeRun>[0],
  run: RunRow,
  { counts, quality }: BatchOutcome,
  reached: number,
): Promise<void> {
  await changeRun(tx, run.id, {
    reached,
    rows: run.rows + counts.rows,
    created: run.created + counts.created,
    changed: run.changed + counts.changed,
    unchanged: run.unchanged + counts.unchanged,
    quarantined: run.quarantined + counts.quarantined,
    quality: sumQuality(run.quality, quality, counts.withoutKey),
  })
}

function sumQuality(before: Quality, more: Quality, withoutKey: number): Quality {
  const sum: Quality = { ...before }
  const add = (rule: string, judged: number, failed: number) => {
    const was = sum[rule] ?? { judged: 0, failed: 0 }
    sum[rule] = { judged: was.judged + judged, failed: was.failed + failed }
  }
  for (const [rule, { judged, failed }] of Object.entries(more)) add(rule, judged, failed)
  if (withoutKey > 0) add('key', withoutKey, withoutKey)
  return sum
}

/** A list with rows whose key cannot be read may name anything in them: then nothing is deleted. */
async function deleteUnnamed(ctx: Context, work: Work): Promise<void> {
  const run = await findRun(ctx.db, work.run.id)
  if ((run?.quality.key?.failed ?? 0) > 0) return
  for (;;) {
    const count = await ctx.transaction(async (tx) => {
      const gone = await listUnnamed(tx, work.source.id, work.run.id, batchSize)
      if (gone.length === 0) return 0
      await writeEntitiesIn(
        tx,
        ctx,
        gone.map(({ entity_id }) => ({ mode: 'delete' as const, id: entity_id })),
        writingOf(work),
      )
      await forgetTaken(
        tx,
        work.source.id,
        gone.map(({ natural_key }) => natural_key),
      )
      const now = await lockRun(tx, work.run.id)
      await changeRun(tx, work.run.id, { deleted: (now?.deleted ?? 0) + gone.length })
      return gone.length
    })
    if (count === 0) return
  }
}

async function endAsDone(
  ctx: Context,
  { run }: Work,
  notes: ReadingNotes,
  source: StoredSource,
): Promise<'done'> {
  await ctx.transaction(async (tx) => {
    await changeRun(tx, run.id, { state: 'done', ended_at: new Date(ctx.now()), notes })
    await forgetKeys(tx, run.id)
    await noteSuccess(tx, ctx, source.settings.id)
  })
  return 'done'
}

/** A source has delivered: the circuit closes, the clock of freshness starts again. */
export async function noteSuccess(
  sql: Parameters<typeof changeState>[0],
  ctx: Context,
  sourceId: string,
): Promise<void> {
  await changeState(sql, sourceId, {
    failures: 0,
    opened_at: null,
    last_error: null,
    last_success_at: new Date(ctx.now()),
  })
}

async function endAsFailed(
  ctx: Context,
  run: RunRow,
  source: StoredSource,
  refusal: Refusal,
): Promise<'failed'> {
  const error = JSON.stringify(refusal)
  await ctx.transaction(async (tx) => {
    await changeRun(tx, run.id, { state: 'failed', ended_at: new Date(ctx.now()), error })
    await forgetKeys(tx, run.id)
    await noteFailure(tx, ctx, source, error)
  })
  return 'failed'
}

/** A source could not deliver: one failure more, the circuit may open, and the next try waits longer. */
export async function noteFailure(
  sql: Parameters<typeof changeState>[0],
  ctx: Context,
  source: StoredSource,
  error: string,
): Promise<void> {
  const { settings, state } = source
  const before = {
    failures: state.failures,
    openedAt: state.opened_at && (state.opened_at.getTime() as never),
  }
  const after = afterTry(before, false, settings.breaker, ctx.now())
  await changeState(sql, settings.id, {
    failures: after.failures,
    opened_at: after.openedAt === null ? null : new Date(after.openedAt),
    last_error: error,
    next_run_at: settings.schedule ? new Date(nextTryAt(after, settings.breaker, ctx.now())) : null,
  })
}

async function* inBatches(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow[]> {
  let batch: SourceRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
