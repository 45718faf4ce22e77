import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Measure } from './contract.ts'
import type { Narrowed } from './cube-store.ts'
import { rowsTable } from './export-tables.ts'
import { listMeasureRows, measureCondition } from './list-figure-rows.ts'
import { narrowToSection, resolveReport } from './make-report.ts'
import type { ReportForm } from './report-content.ts'
import type { FigurePage, ReportFigureAsk } from './report-contract.ts'
import { measuresOfColumn } from './rules/report-columns.ts'
import type { OutTable } from './write-table.ts'

type ReportFigureRefusal = Refusal<
  'report-period-wrong' | 'report-form-unknown' | 'no-report-form-in-force' | 'report-column-unknown'
>

/** The dossiers behind one value of a report; `total` is the value. */
export async function listReportRows(
  ctx: Context,
  ask: ReportFigureAsk,
  shown: { readonly names: boolean },
): Promise<FigurePage | ReportFigureRefusal> {
  const opened = await openReportFigure(ctx, ask)
  return 'refused' in opened
    ? opened
    : listMeasureRows(ctx, opened.narrowed, opened.measures, ask.after, shown)
}

/** What one value of a report counts: which measures of which dossiers. */
async function openReportFigure(
  ctx: Context,
  ask: ReportFigureAsk,
): Promise<
  | {
      readonly form: ReportForm
      readonly narrowed: Narrowed & { readonly from: PlainDate; readonly to: PlainDate }
      readonly measures: readonly Measure[]
    }
  | ReportFigureRefusal
> {
  const resolved = resolveReport(ask)
  if ('refused' in resolved) return resolved
  const { form, from, to } = resolved
  if (!form.columns.some(({ number }) => number === ask.column))
    return refuse('report-column-unknown', { column: ask.column, form: form.form })
  const narrowed = await narrowToSection(ctx.db, ask.section ?? 'all', ask, from, to)
  return {
    form,
    narrowed: { ...narrowed, sectorId: ask.sectorId, from, to },
    measures: measuresOfColumn(form.columns, ask.column),
  }
}

/** All dossiers behind one value of a report as a table, without names. */
export async function reportFigureTable(
  ctx: Context,
  ask: ReportFigureAsk,
): Promise<OutTable | ReportFigureRefusal> {
  const opened = await openReportFigure(ctx, ask)
  if ('refused' in opened) return opened
  const { form, narrowed, measures } = opened
  const column = form.columns.find(({ number }) => number === ask.column)
  return rowsTable(
    ctx,
    `${form.id}-${ask.column}`,
    [`${form.form} (${form.law})`, `(${ask.column}) ${column?.group}: ${column?.name}`],
    measureCondition(narrowed, measures, dateOf(ctx.now())),
  )
}
