import { Readable } from 'node:stream'
import type { Context } from '#kit/io/context.ts'
import { instantOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { type Pulled, pullHttp } from './connectors/pull-http.ts'
import { pullSql } from './connectors/pull-sql.ts'
import { readFolder } from './connectors/read-folder.ts'
import { noteFailure, noteSuccess } from './process-run.ts'
import { circuitAt } from './rules/circuit.ts'
import { type StartRefusal, startRun } from './start-run.ts'
import { changeState, findSource, listStoredSources, type StoredSource } from './store-sources.ts'

export type PullOutcome = { readonly runs: number[] }
export type PullSourceRefusal = StartRefusal | Refusal<'source-does-not-pull' | 'pull-failed'>

/**
 * Asks a source for what is new and starts a run with it; an unchanged one (304, nothing beyond the cursor, files seen
 * before) starts none. Where the next pull goes on is kept only with the run that took what was pulled. Refuses
 * `source-does-not-pull`, `pull-failed` and what `startRun` refuses.
 */
export async function pullSource(
  ctx: Context,
  source: StoredSource,
  by: string,
): Promise<PullOutcome | PullSourceRefusal> {
  const { settings, secret, state } = source
  const { connector } = settings
  if (!settings.enabled) return refuse('source-disabled', { source: settings.name })
  if (source.mappingVersion === 0) return refuse('mapping-missing', { source: settings.name })
  if (connector.kind === 'folder') return pullFolder(ctx, source, connector.path, connector.suffix, by)
  if (connector.kind !== 'http' && connector.kind !== 'postgresql' && connector.kind !== 'mariadb')
    return refuse('source-does-not-pull', { source: settings.name })
  const before = { etag: state.etag, lastModified: state.last_modified, cursor: state.cursor_value }
  const pulled =
    connector.kind === 'http'
      ? await pullHttp(connector, secret, before)
      : await pullSql(connector, secret, before.cursor)
  return isRefused(pulled) ? fail(ctx, source, pulled) : takePulled(ctx, source, pulled, by)
}

async function fail(ctx: Context, source: StoredSource, refusal: Refusal): Promise<Refusal<'pull-failed'>> {
  await noteFailure(ctx.db, ctx, source, JSON.stringify(refusal))
  ctx.log.warn({ source: source.settings.id, refused: refusal.refused }, 'a source could not be asked')
  return refuse('pull-failed', { source: source.settings.name, reason: refusal.refused })
}

async function takePulled(
  ctx: Context,
  source: StoredSource,
  pulled: Pulled,
  by: string,
): Promise<PullOutcome | PullSourceRefusal> {
  const { id } = source.settings
  if (pulled.unchanged) {
    await noteSuccess(ctx.db, ctx, id)
    return { runs: [] }
  }
  const content = Readable.from(pulled.pieces)
  const started = await startRun(ctx, {
    sourceId: id,
    cause: 'schedule',
    fileName: pulled.fileName,
    content,
    by,
  }).catch((error: Error) => error)
  if (started instanceof Error)
    return fail(ctx, source, refuse('source-silent', { address: id, reason: started.message }))
  if (isRefused(started)) return started
  await changeState(ctx.db, id, {
    etag: pulled.etag,
    last_modified: pulled.lastModified,
    cursor_value: pulled.cursor,
  })
  return { runs: [started.runId] }
}

async function pullFolder(
  ctx: Context,
  source: StoredSource,
  path: string,
  suffix: string,
  by: string,
): Promise<PullOutcome | PullSourceRefusal> {
  const files = await readFolder(path, suffix, ctx.now())
  if (isRefused(files)) return fail(ctx, source, files)
  const runs: number[] = []
  for (const file of files) {
    const blob = await ctx.blobs.put(file.open(), 2 * 1024 ** 3)
    if (blob === 'too-large' || (await wasTaken(ctx, source, blob.sha256))) continue
    const found = await ctx.blobs.find(blob.sha256)
    if (!found) continue
    const started = await startRun(ctx, {
      sourceId: source.settings.id,
      cause: 'schedule',
      fileName: file.name,
      content: found.open(),
      by,
    })
    if (isRefused(started)) return started
    runs.push(started.runId)
  }
  if (runs.length === 0) await noteSuccess(ctx.db, ctx, source.settings.id)
  return { runs }
}

async function wasTaken(
  ctx: Context,
  { settings, mappingVersion }: StoredSource,
  sha256: string,
): Promise<boolean> {
  const [row] = await ctx.db.text(
    `select 1 from datahub.runs where source_id = $1 and sha256 = $2 and mapping_version = $3 and state <> 'failed' limit 1`,
    [settings.id, sha256, mappingVersion],
  )
  return row !== undefined
}

/**
 * Asks every source whose time has come, unless its circuit is open; a half-open one gets its one try. Afterwards the
 * next time is set: by the schedule, or by the back-off when the try failed. Answers how many were asked.
 */
export async function pullDue(ctx: Context): Promise<number> {
  let asked = 0
  for (const source of await listStoredSources(ctx.db, null)) {
    const { settings, state } = source
    const due = state.next_run_at !== null && state.next_run_at.getTime() <= ctx.now()
    if (!settings.enabled || settings.schedule === null || !due || source.mappingVersion === 0) continue
    const openedAt = state.opened_at && instantOf(state.opened_at.getTime())
    if (circuitAt({ failures: state.failures, openedAt }, settings.breaker, ctx.now()) === 'open') continue
    asked++
    await pullSource(ctx, source, `source:${settings.id}`)
    const after = await findSource(ctx.db, settings.id)
    if (after && after.state.failures === 0)
      await changeState(ctx.db, settings.id, {
        next_run_at: new Date(nextSlot(settings.schedule, ctx.now())),
      })
  }
  return asked
}

function nextSlot(schedule: NonNullable<StoredSource['settings']['schedule']>, now: number): number {
  if ('everyMinutes' in schedule) return now + schedule.everyMinutes * 60_000
  const [hours = 0, minutes = 0] = schedule.dailyAt.split(':').map(Number)
  const dayMs = 86_400_000
  const slot =
    Math.floor((now + 7 * 3_600_000) / dayMs) * dayMs - 7 * 3_600_000 + (hours * 60 + minutes) * 60_000
  return slot > now ? slot : slot + dayMs
}
