import { Readable } from 'node:stream'
import type { Context } from '#kit/io/context.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { processRun } from './process-run.ts'
import { sentenceOfError, withSentences } from './sentences.ts'
import { startRun } from './start-run.ts'
import { findRun, listQuarantineRows } from './store-runs.ts'
import type { StoredSource } from './store-sources.ts'

/** What became of a pushed batch: counts, and of each row that was not taken (1 is the first) why. */
export type PushOutcome = {
  readonly runId: number
  readonly state: string
  readonly taken: number
  readonly refused: readonly {
    readonly row: number
    readonly findings: readonly {
      readonly code: string
      readonly sentence: string
      readonly column: string | null
    }[]
  }[]
}

/**
 * Takes a batch of rows that a source sends by itself. It is kept and run like a file, so that it can be traced and
 * replayed. Refuses `source-does-not-push`, `run-failed` and what `startRun` refuses.
 */
export async function takePush(
  ctx: Context,
  source: StoredSource,
  rows: readonly unknown[],
  lang: 'vi' | 'en',
) {
  const { settings } = source
  if (settings.connector.kind !== 'push') return refuse('source-does-not-push', { source: settings.name })
  const content = Readable.from([Buffer.from(JSON.stringify(rows))])
  const started = await startRun(ctx, {
    sourceId: settings.id,
    cause: 'push',
    fileName: 'push.json',
    content,
    by: `source:${settings.id}`,
  })
  if (isRefused(started)) return started
  if (!started.same) await processRun(ctx, started.runId)
  const run = await findRun(ctx.db, started.runId)
  if (!run || run.state === 'failed')
    return refuse('run-failed', { reason: (await sentenceOfError(run?.error ?? null, lang)) ?? '' })
  const shown = run.same_as === null ? run.id : run.same_as
  const refused = await listQuarantineRows(ctx.db, { runId: shown }, 1_000)
  const outcome: PushOutcome = {
    runId: run.id,
    state: run.state,
    taken: run.created + run.changed + run.unchanged,
    refused: await Promise.all(
      refused.map(async (row) => ({
        row: row.row_number,
        findings: await withSentences(row.findings, lang),
      })),
    ),
  }
  return outcome
}
