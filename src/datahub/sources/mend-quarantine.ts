import type { Context } from '#kit/io/context.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { Cell, SourceRow } from './contract.ts'
import { addOutcome, openWork } from './process-run.ts'
import { changeQuarantine, changeRun, findRun, insertRun, listQuarantineRows, lockRun } from './store-runs.ts'
import { findSource } from './store-sources.ts'
import type { QuarantineRow } from './tables.ts'
import { takeBatch } from './take-batch.ts'

/** Keeps mended cells of a quarantined row; the row as it was read stays beside them. Refuses `row-unknown`, `row-settled`. */
export function editRow(ctx: Context, id: number, edits: Readonly<Record<string, Cell>>) {
  return ctx.transaction(async (tx) => {
    const [row] = await listQuarantineRows(tx, { ids: [id] }, 1)
    if (!row) return refuse('row-unknown', { row: id })
    if (row.state !== 'open') return refuse('row-settled', { row: row.row_number, state: row.state })
    await changeQuarantine(tx, id, { edits: { ...row.edits, ...edits } })
    return { id }
  })
}

/** Gives up a quarantined row, with a reason that stays. Refuses `row-unknown`, `row-settled`, `decision-reason-missing`. */
export function dismissRow(ctx: Context, id: number, reason: string, by: string) {
  return ctx.transaction(async (tx) => {
    if (reason.trim() === '') return refuse('decision-reason-missing')
    const [row] = await listQuarantineRows(tx, { ids: [id] }, 1)
    if (!row) return refuse('row-unknown', { row: id })
    if (row.state !== 'open') return refuse('row-settled', { row: row.row_number, state: row.state })
    await changeQuarantine(tx, id, {
      state: 'dismissed',
      reason: reason.trim(),
      decided_by: by,
      decided_at: new Date(ctx.now()),
    })
    return { id }
  })
}

/** What a replay did. */
export type Replayed = { readonly taken: number; readonly left: number; readonly runs: readonly number[] }

/**
 * Takes open quarantined rows again, as mended, with the present mapping: all of a source, or certain ones. What is
 * now taken leaves quarantine; what is still wrong stays, with what is wrong now. For each file a run of its own, so
 * that lineage tells file and row. Refuses `source-unknown`, `mapping-missing`, `model-unknown`.
 */
export async function replayRows(
  ctx: Context,
  ask: { readonly sourceId: string; readonly ids?: readonly number[] | undefined; readonly by: string },
) {
  const source = await findSource(ctx.db, ask.sourceId)
  if (!source) return refuse('source-unknown', { source: ask.sourceId })
  if (source.mappingVersion === 0) return refuse('mapping-missing', { source: source.settings.name })
  const runs: number[] = []
  let taken = 0
  let left = 0
  for (let after = 0; ; ) {
    const rows = await listQuarantineRows(
      ctx.db,
      { sourceId: ask.sourceId, state: 'open', after, ids: ask.ids },
      500,
    )
    if (rows.length === 0) return { taken, left, runs }
    after = rows.at(-1)?.id ?? after
    for (const [originId, group] of Map.groupBy(rows, ({ run_id }) => run_id)) {
      const outcome = await replayGroup(ctx, source, originId, group, ask.by)
      if (isRefused(outcome)) return outcome
      runs.push(outcome.runId)
      taken += group.length - outcome.left
      left += outcome.left
    }
  }
}

async function replayGroup(
  ctx: Context,
  source: NonNullable<Awaited<ReturnType<typeof findSource>>>,
  originId: number,
  group: readonly QuarantineRow[],
  by: string,
) {
  const origin = await findRun(ctx.db, originId)
  const now = new Date(ctx.now())
  const runId = await insertRun(ctx.db, {
    source_id: source.settings.id,
    mapping_version: source.mappingVersion,
    cause: 'replay',
    state: 'running',
    file_name: origin?.file_name ?? null,
    sha256: origin?.sha256 ?? null,
    form_sha256: origin?.form_sha256 ?? null,
    by,
    started_at: now,
  })
  const run = await findRun(ctx.db, runId)
  const work = run && (await openWork(ctx, run, source))
  if (!work || isRefused(work)) {
    await changeRun(ctx.db, runId, { state: 'failed', ended_at: now, error: JSON.stringify(work) })
    return work ?? refuse('source-unknown', { source: source.settings.id })
  }
  return ctx.transaction(async (tx) => {
    const rows: SourceRow[] = group.map(({ row_number, cells, edits }) => ({
      row: row_number,
      cells: mended(cells, edits),
    }))
    const outcome = await takeBatch(tx, ctx, { ...work, replayOf: originId }, rows)
    const refused = new Map(outcome.refused.map((row) => [row.row, row.findings]))
    for (const { id, row_number } of group) {
      const findings = refused.get(row_number)
      if (findings) await changeQuarantine(tx, id, { findings: [...findings] })
      else
        await changeQuarantine(tx, id, {
          state: 'replayed',
          replayed_in: runId,
          decided_by: by,
          decided_at: now,
        })
    }
    const locked = await lockRun(tx, runId)
    if (locked) await addOutcome(tx, locked, outcome, group.length)
    await changeRun(tx, runId, { state: 'done', ended_at: now, notes: origin?.notes ?? null })
    return { runId, left: refused.size }
  })
}

/** The cells of a row as mended; an edit to null takes a cell away, so that cells beyond the head can go. */
function mended(
  cells: Readonly<Record<string, unknown>>,
  edits: Readonly<Record<string, unknown>>,
): SourceRow['cells'] {
  const all = { ...cells, ...edits } as Record<string, Cell>
  return Object.fromEntries(
    Object.entries(all).filter(([column, value]) => value !== null || !/^\+\d+$/.test(column)),
  )
}
