import type { Context } from '#kit/io/context.ts'
import type { MessageLang } from '#kit/io/messages.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { findModel } from '../models/public.ts'
import { queryEntities, seeEverything } from '../registry/public.ts'
import type { Mapping, Preview, SourceRow } from './contract.ts'
import { openFile } from './readers/open-file.ts'
import type { RawFile } from './readers/open-text.ts'
import { mapRow } from './rules/map-row.ts'
import { judgeQuality } from './rules/quality.ts'
import { suggestMapping } from './rules/suggest-mapping.ts'
import { withSentences } from './sentences.ts'
import { findMapping, findSource, tenant } from './store-sources.ts'
import { surroundingsOn } from './surroundings.ts'

const sampleRows = 200

/**
 * Shows what a file would become: what was found out about it, a suggested mapping, and the first rows before and
 * after a mapping (the one handed in, else the source's, else the suggested one) with all that is wrong. Writes
 * nothing. Refuses `source-unknown`, `model-unknown` and what `openFile` refuses.
 */
export async function previewMapping(
  ctx: Context,
  ask: {
    readonly sourceId: string
    readonly file: RawFile
    readonly form?: RawFile | undefined
    readonly mapping?: Mapping | undefined
    readonly lang?: MessageLang
  },
): Promise<
  | Preview
  | Exclude<Awaited<ReturnType<typeof openFile>>, { notes: unknown }>
  | ReturnType<typeof refuse<'source-unknown' | 'model-unknown'>>
> {
  const source = await findSource(ctx.db, ask.sourceId)
  if (!source) return refuse('source-unknown', { source: ask.sourceId })
  const model = await findModel(ctx.db, source.settings.model)
  if (!model) return refuse('model-unknown', { model: source.settings.model })
  const { connector } = source.settings
  const opened = await openFile(ask.file, {
    form: ask.form,
    rowsAt: connector.kind === 'http' ? connector.rowsAt : '',
  })
  if (isRefused(opened)) return opened
  const rows: SourceRow[] = []
  for await (const row of opened.rows) if (rows.push(row) >= sampleRows) break
  const suggested = suggestMapping(opened.notes.columns, rows, model)
  const mapping = ask.mapping ?? (await findMapping(ctx.db, ask.sourceId, source.mappingVersion)) ?? suggested
  const around = await surroundingsOn(ctx.db, dateOf(ctx.now()))
  const mapped = rows.map((row) => mapRow(row, mapping, model, around))
  const ids = mapped.flatMap(({ values }) =>
    mapping.rules.flatMap((rule) => (rule.kind === 'reference' ? [values[rule.field]] : [])),
  )
  const known = new Set(
    await knownIds(
      ctx,
      ids.filter((id): id is string => typeof id === 'string'),
    ),
  )
  const judged = mapped.map((one) => {
    const broken = judgeQuality(one.values, mapping.rules, {
      today: around.today,
      exists: (id) => known.has(id),
    })
    return {
      one,
      findings: [
        ...one.findings,
        ...broken.flatMap(({ finding, refuses }) => (finding && refuses ? [finding] : [])),
      ],
    }
  })
  return {
    notes: opened.notes,
    suggested,
    rows: await Promise.all(
      judged.map(async ({ one, findings }) => ({
        row: one.row,
        cells: { ...one.cells },
        entityId: one.entityId,
        values: { ...one.values },
        findings: await withSentences(findings, ask.lang ?? 'vi'),
      })),
    ),
  }
}

async function knownIds(ctx: Context, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const page = await queryEntities(
    ctx.db,
    { ids: [...new Set(ids)], pick: [], limit: 1_000 },
    seeEverything(tenant),
  )
  return isRefused(page) ? [] : page.entities.map(({ id }) => id)
}
