import type { Context } from '#kit/io/context.ts'
import type { MessageLang } from '#kit/io/messages.ts'
import { type Instant, instantOf, toLocalIso } from '#kit/values/instant.ts'
import { refuse } from '#kit/values/refusal.ts'
import type { QuarantinedRow, RunView, SourceHealth, SourceView } from './contract.ts'
import { circuitAt } from './rules/circuit.ts'
import { sentenceOfError, withSentences } from './sentences.ts'
import {
  countHealth,
  findRun,
  type HealthCounts,
  listQuarantineRows,
  listRunRows,
  type QuarantineAsk,
} from './store-runs.ts'
import { findSource, listStoredSources, type StoredSource } from './store-sources.ts'
import type { QuarantineRow, RunRow } from './tables.ts'

/** All sources, or those of one agency, with their health. */
export async function listSources(
  ctx: Context,
  agencyId: string | null,
  lang: MessageLang = 'vi',
): Promise<SourceView[]> {
  const [sources, counts] = await Promise.all([listStoredSources(ctx.db, agencyId), countHealth(ctx.db)])
  return Promise.all(sources.map((source) => viewOf(ctx, source, counts.get(source.settings.id), lang)))
}

/** One source with its health; undefined when there is none. */
export async function getSource(
  ctx: Context,
  id: string,
  lang: MessageLang = 'vi',
): Promise<SourceView | undefined> {
  const [source, counts] = await Promise.all([findSource(ctx.db, id), countHealth(ctx.db)])
  return source && viewOf(ctx, source, counts.get(id), lang)
}

async function viewOf(
  ctx: Context,
  source: StoredSource,
  counts: HealthCounts | undefined,
  lang: MessageLang,
): Promise<SourceView> {
  return {
    settings: source.settings,
    mappingVersion: source.mappingVersion,
    hasSecret: source.secret !== null || source.hasKey,
    health: await healthOf(ctx.now(), source, counts, lang),
  }
}

async function healthOf(
  now: Instant,
  { settings, state }: StoredSource,
  counts: HealthCounts | undefined,
  lang: MessageLang,
): Promise<SourceHealth> {
  const openedAt = momentOf(state.opened_at)
  const breaker = circuitAt({ failures: state.failures, openedAt }, settings.breaker, now)
  const lastSuccess = momentOf(state.last_success_at)
  const pauseEnds = openedAt === null ? null : instantOf(openedAt + settings.breaker.pauseMinutes * 60_000)
  return {
    lastRunId: counts?.last_run_id ?? null,
    lastRunState: counts?.last_run_state ?? null,
    lastSuccessAt: isoOf(lastSuccess),
    fresh:
      lastSuccess !== null &&
      (settings.freshMinutes === null || now - lastSuccess <= settings.freshMinutes * 60_000),
    entities: counts?.entities ?? 0,
    quarantined: counts?.quarantined ?? 0,
    held: counts?.held ?? 0,
    breaker,
    failures: state.failures,
    pausedUntil: breaker === 'open' ? isoOf(pauseEnds) : null,
    lastError: await sentenceOfError(state.last_error, lang),
    nextRunAt: settings.schedule === null ? null : isoOf(momentOf(state.next_run_at)),
  }
}

/** The runs of a source (all sources when none is named), latest first. */
export async function listRuns(
  ctx: Context,
  ask: {
    readonly sourceId?: string | undefined
    readonly before?: number | undefined
    readonly limit?: number | undefined
  },
  lang: MessageLang = 'vi',
): Promise<RunView[]> {
  const rows = await listRunRows(ctx.db, ask.sourceId ?? null, ask.before ?? null, ask.limit ?? 50)
  return Promise.all(rows.map((row) => runView(row, lang)))
}

/** One run. Refuses `run-unknown`. */
export async function getRun(ctx: Context, id: number, lang: MessageLang = 'vi') {
  const row = await findRun(ctx.db, id)
  return row ? runView(row, lang) : refuse('run-unknown', { run: id })
}

async function runView(row: RunRow, lang: MessageLang): Promise<RunView> {
  return {
    id: row.id,
    sourceId: row.source_id,
    mappingVersion: row.mapping_version,
    cause: row.cause,
    state: row.state,
    fileName: row.file_name,
    sha256: row.sha256,
    sameAs: row.same_as,
    startedAt: toLocalIso(instantOf(row.started_at.getTime())),
    endedAt: isoOf(momentOf(row.ended_at)),
    by: row.by,
    notes: row.notes,
    counts: {
      rows: row.rows,
      created: row.created,
      changed: row.changed,
      unchanged: row.unchanged,
      quarantined: row.quarantined,
      deleted: row.deleted,
    },
    quality: Object.entries(row.quality).map(([rule, count]) => ({ rule, ...count })),
    held: row.held,
    decidedBy: row.decided_by,
    reason: row.reason,
    error: await sentenceOfError(row.error, lang),
  }
}

/** Quarantined rows in the order in which they came, each finding with its sentence; `next` goes on. */
export async function listQuarantine(
  ctx: Context,
  ask: QuarantineAsk & { readonly limit?: number | undefined },
  lang: MessageLang = 'vi',
): Promise<{ rows: QuarantinedRow[]; next: number | null }> {
  const limit = ask.limit ?? 50
  const rows = await listQuarantineRows(ctx.db, ask, limit + 1)
  const shown = rows.slice(0, limit)
  return {
    rows: await Promise.all(shown.map((row) => quarantinedView(row, lang))),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

async function quarantinedView(row: QuarantineRow, lang: MessageLang): Promise<QuarantinedRow> {
  return {
    id: row.id,
    sourceId: row.source_id,
    runId: row.run_id,
    row: row.row_number,
    cells: row.cells,
    edits: row.edits,
    findings: await withSentences(row.findings, lang),
    state: row.state,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: isoOf(momentOf(row.decided_at)),
  }
}

function momentOf(date: Date | null): Instant | null {
  return date && instantOf(date.getTime())
}

function isoOf(at: Instant | null): string | null {
  return at === null ? null : toLocalIso(at)
}
