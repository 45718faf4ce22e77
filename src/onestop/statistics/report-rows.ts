import type { Context } from '#kit/io/context.ts'
import type { Refusal } from '#kit/values/refusal.ts'
import { refuse } from '#kit/values/refusal.ts'
import { listMeasureRows } from './list-figure-rows.ts'
import { narrowToSection, resolveReport } from './make-report.ts'
import type { FigurePage, ReportFigureAsk } from './report-contract.ts'
import { measuresOfColumn } from './rules/report-columns.ts'

/** The dossiers behind one value of a report; `total` is the value. */
export async function listReportRows(
  ctx: Context,
  ask: ReportFigureAsk,
  shown: { readonly names: boolean },
): Promise<
  | FigurePage
  | Refusal<
      'report-period-wrong' | 'report-form-unknown' | 'no-report-form-in-force' | 'report-column-unknown'
    >
> {
  const resolved = resolveReport(ask)
  if ('refused' in resolved) return resolved
  const { form, from, to } = resolved
  if (!form.columns.some(({ number }) => number === ask.column))
    return refuse('report-column-unknown', { column: ask.column, form: form.form })
  const narrowed = await narrowToSection(ctx.db, ask.section ?? 'all', ask, from, to)
  const measures = measuresOfColumn(form.columns, ask.column)
  return listMeasureRows(ctx, { ...narrowed, sectorId: ask.sectorId, from, to }, measures, ask.after, shown)
}
