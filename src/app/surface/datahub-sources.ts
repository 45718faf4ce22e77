import { Readable } from 'node:stream'
import { findModel } from '#datahub/models/public.ts'
import type { SourceView } from '#datahub/sources/contract.ts'
import {
  decideRun,
  dismissRow,
  editRow,
  findSource,
  getRun,
  getSource,
  listMappings,
  listQuarantine,
  listRuns,
  listSources,
  previewMapping,
  pullSource,
  type RawFile,
  rawFile,
  replayRows,
  saveMapping,
  saveSource,
  startRun,
} from '#datahub/sources/public.ts'
import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { SignedInOfficer as SessionOfficer } from '#people/access/public.ts'
import { findAgency } from '#people/organization/public.ts'
import type { SourceSurface, UploadedFile } from '../datahub-contract.ts'
import type { Visit } from './visit.ts'

const shownRuns = 20
const shownRows = 200
/** How long a visitor waits for a run that a worker does, before the page says that it goes on. */
const waitMs = 8_000
const lookEveryMs = 150

/** Sources, runs and quarantine: for data engineers, and for officers as far as a source is their own agency's. */
export function sourceMethods(ctx: Context, { officer, lang }: Visit): SourceSurface {
  const minder = (): SessionOfficer | Refusal => officer ?? refuse('sign-in-required')

  /** Runs an act on a source that the officer may see to. */
  async function minding<Answer>(
    id: string,
    act: (by: SessionOfficer, source: SourceView) => Promise<Answer>,
  ): Promise<Answer | Refusal> {
    const by = minder()
    if (isRefused(by)) return by
    const source = await getSource(ctx, id, lang)
    if (!source) return refuse('source-unknown', { source: id })
    return mayMind(by, source)
      ? act(by, source)
      : refuse('source-not-yours', { source: source.settings.name })
  }

  /** Runs an act on a run of such a source. */
  async function mindingRun<Answer>(
    id: number,
    act: (by: SessionOfficer, source: SourceView) => Promise<Answer>,
  ): Promise<Answer | Refusal> {
    const run = await getRun(ctx, id, lang)
    return isRefused(run) ? run : minding(run.sourceId, act)
  }

  return {
    async listSources() {
      const by = minder()
      return isRefused(by) ? by : listSources(ctx, seesAll(by) ? null : by.agencyId, lang)
    },
    async saveSource(settings, secret) {
      const by = minder()
      if (isRefused(by)) return by
      return engineers(by) ? saveSource(ctx, settings, { secret, by: by.officerId }) : roleRefused(by)
    },
    openSource: (id) => minding(id, async (_, source) => openSource(ctx, source, lang)),
    uploadToSource: (id, file) =>
      minding(id, async (by) => {
        const delivery = {
          sourceId: id,
          cause: 'upload' as const,
          fileName: file.name,
          content: Readable.from([file.bytes]),
          by: by.officerId,
        }
        const started = await startRun(ctx, delivery)
        if (!isRefused(started)) await waitForRun(ctx, started.runId)
        return started
      }),
    runSource: (id) =>
      minding(id, async (by) => {
        const stored = await findSource(ctx.db, id)
        return stored ? pullSource(ctx, stored, by.officerId) : refuse('source-unknown', { source: id })
      }),
    previewMapping: (id, { mapping, file }) =>
      minding(id, async () => {
        const sample = file ? rawOf(file) : await lastFileOf(ctx, id)
        if (!sample) return refuse('file-empty', { file: '' })
        return previewMapping(ctx, { sourceId: id, file: sample, lang, ...(mapping ? { mapping } : {}) })
      }),
    saveMapping: (id, mapping, note) =>
      minding(id, async (by) =>
        engineers(by) ? saveMapping(ctx, id, mapping, { note, by: by.officerId }) : roleRefused(by),
      ),
    openRun: (id) =>
      mindingRun(id, async (_, source) => {
        const [run, quarantine] = await Promise.all([
          getRun(ctx, id, lang),
          listQuarantine(ctx, { runId: id, limit: shownRows }, lang),
        ])
        return isRefused(run) ? run : { run, source, quarantine: quarantine.rows }
      }),
    decideRun: (id, decision) =>
      mindingRun(id, async (by) =>
        engineers(by) ? decideRun(ctx, { runId: id, ...decision, by: by.officerId }) : roleRefused(by),
      ),
    replayRows: (runId, edits) =>
      mindingRun(runId, async (by, source) => {
        for (const { rowId, cells } of edits) {
          if (Object.keys(cells).length === 0) continue
          const edited = await editRow(ctx, rowId, cells)
          if (isRefused(edited)) return edited
        }
        return replayRows(ctx, {
          sourceId: source.settings.id,
          ids: edits.map(({ rowId }) => rowId),
          by: by.officerId,
        })
      }),
    async dismissRow(rowId, reason) {
      const { rows } = await listQuarantine(ctx, { ids: [rowId], limit: 1 }, lang)
      const [row] = rows
      if (!row) return refuse('row-unknown', { row: rowId })
      return minding(row.sourceId, (by) => dismissRow(ctx, rowId, reason, by.officerId))
    },
  }
}

const engineers = ({ roles }: SessionOfficer) => roles.includes('data-engineer')
const seesAll = ({ roles }: SessionOfficer) => roles.includes('data-engineer') || roles.includes('controller')
const mayMind = (by: SessionOfficer, { settings }: SourceView) =>
  seesAll(by) || settings.agencyId === by.agencyId
const roleRefused = ({ postTitle }: SessionOfficer) => refuse('role-required', { post: postTitle })

async function openSource(ctx: Context, source: SourceView, lang: Visit['lang']) {
  const { id, agencyId, model } = source.settings
  const [agency, found, mappings, runs] = await Promise.all([
    findAgency(ctx.db, agencyId, dateOf(ctx.now())),
    findModel(ctx.db, model),
    listMappings(ctx.db, id),
    listRuns(ctx, { sourceId: id, limit: shownRuns }, lang),
  ])
  return {
    source,
    agencyName: agency?.name ?? agencyId,
    model: found ?? null,
    mapping: mappings[0] ?? null,
    runs,
  }
}

/** An uploaded file as the readers take it. */
function rawOf({ name, bytes }: UploadedFile): RawFile {
  return { name, size: bytes.byteLength, open: () => Readable.from([Buffer.from(bytes)]) }
}

/** The file of the latest run of a source that had one. */
async function lastFileOf(ctx: Context, sourceId: string): Promise<RawFile | undefined> {
  const runs = await listRuns(ctx, { sourceId, limit: shownRuns })
  const run = runs.find(({ sha256 }) => sha256 !== null)
  return run && rawFile(ctx, run.sha256, run.fileName)
}

/** Waits a while until a run has ended or is held, so that a small file shows its result at once. */
async function waitForRun(ctx: Context, runId: number): Promise<void> {
  for (let waited = 0; waited < waitMs; waited += lookEveryMs) {
    const run = await getRun(ctx, runId)
    if (isRefused(run) || (run.state !== 'waiting' && run.state !== 'running')) return
    await new Promise((done) => setTimeout(done, lookEveryMs))
  }
}
