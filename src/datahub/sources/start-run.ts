import type { Context } from '#kit/io/context.ts'
import { addJob } from '#kit/io/jobs.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { changeRun, insertRun, lastWholeRun } from './store-runs.ts'
import { findSource, type StoredSource } from './store-sources.ts'
import type { RunRow } from './tables.ts'

/** The kind of job that does a run. */
export const runJobKind = 'datahub-run'

/** The largest file that is taken, in bytes: 2 GB. */
export const mostFileBytes = 2 * 1024 ** 3

export type Delivery = {
  readonly sourceId: string
  readonly cause: RunRow['cause']
  readonly fileName: string
  readonly content: AsyncIterable<Uint8Array>
  readonly form?: AsyncIterable<Uint8Array> | undefined
  readonly by: string
}
export type StartRefusal = Refusal<
  'source-unknown' | 'source-disabled' | 'mapping-missing' | 'file-too-large'
>

/**
 * Keeps a delivered file by its checksum and starts a run with the present mapping. The very file that was taken last,
 * under the same mapping, is known by its checksum: then the run is done at once and nothing is read. The work itself
 * is a job. Refuses `source-unknown`, `source-disabled`, `mapping-missing`, `file-too-large`.
 */
export async function startRun(
  ctx: Context,
  delivery: Delivery,
): Promise<{ readonly runId: number; readonly same: boolean } | StartRefusal> {
  const source = await findSource(ctx.db, delivery.sourceId)
  if (!source) return refuse('source-unknown', { source: delivery.sourceId })
  if (!source.settings.enabled) return refuse('source-disabled', { source: source.settings.name })
  if (source.mappingVersion === 0) return refuse('mapping-missing', { source: source.settings.name })
  const blob = await ctx.blobs.put(delivery.content, mostFileBytes)
  const form = delivery.form && (await ctx.blobs.put(delivery.form, mostFileBytes))
  if (blob === 'too-large' || form === 'too-large')
    return refuse('file-too-large', { file: delivery.fileName, limit: mostFileBytes / 1024 ** 2 })
  return ctx.transaction(async (tx) => {
    const last = await lastWholeRun(tx, source.settings.id)
    const same =
      last !== undefined &&
      last.sha256 === blob.sha256 &&
      last.mapping_version === source.mappingVersion &&
      last.form_sha256 === (form?.sha256 ?? null)
    const runId = await insertRun(tx, {
      source_id: source.settings.id,
      mapping_version: source.mappingVersion,
      cause: delivery.cause,
      state: 'waiting',
      file_name: delivery.fileName,
      sha256: blob.sha256,
      form_sha256: form?.sha256 ?? null,
      by: delivery.by,
      started_at: new Date(ctx.now()),
    })
    if (same) await endAsSame(ctx, tx, runId, last, source)
    else await addJob(tx, { kind: runJobKind, key: String(runId), runAt: ctx.now(), payload: { runId } })
    return { runId, same }
  })
}

async function endAsSame(
  ctx: Context,
  tx: Parameters<typeof changeRun>[0],
  runId: number,
  last: RunRow,
  source: StoredSource,
): Promise<void> {
  const { settings } = source
  await changeRun(tx, runId, {
    state: 'done',
    ended_at: new Date(ctx.now()),
    same_as: last.same_as ?? last.id,
    notes: last.notes,
    rows: last.rows,
    unchanged: last.rows - last.quarantined,
  })
  await tx.text(
    'update datahub.source_states set last_success_at = $2, failures = 0, opened_at = null, last_error = null where source_id = $1',
    [settings.id, new Date(ctx.now())],
  )
}
