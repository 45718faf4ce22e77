import { getRun, getSource } from '#datahub/sources/public.ts'
import type { Context } from '#kit/io/context.ts'
import { isRefused } from '#kit/values/refusal.ts'

/** The file of a run and what its source is called. */
export async function fileOfRun(
  ctx: Context,
  runId: number | null,
): Promise<{ readonly fileName: string | null; readonly sourceName: string | null }> {
  if (runId === null) return { fileName: null, sourceName: null }
  const run = await getRun(ctx, runId)
  if (isRefused(run)) return { fileName: null, sourceName: null }
  const source = await getSource(ctx, run.sourceId)
  return { fileName: run.fileName, sourceName: source?.settings.name ?? null }
}
