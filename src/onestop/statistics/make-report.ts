import type { Context, Reader } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { listSectors } from '#onestop/procedures/public.ts'
import { listAgencies } from '#people/organization/public.ts'
import { countPeriod } from './count-statistics.ts'
import type { Narrowed } from './cube-store.ts'
import { getReportForms, isFormInForce, nameOfSection, type ReportForm } from './report-content.ts'
import type { ReportAsk, SettlementReport } from './report-contract.ts'
import { measuresOfColumn, rowValues } from './rules/report-columns.ts'
import { isReportRequired, periodsOfYear, reportDueOn, reportPeriod } from './rules/report-period.ts'

type FormRefusal = Refusal<'report-period-wrong' | 'report-form-unknown' | 'no-report-form-in-force'>

/** The period and the form of an ask; the form of law at the end of the period unless another one is named. */
export function resolveReport(
  ask: ReportAsk,
): { readonly form: ReportForm; readonly from: PlainDate; readonly to: PlainDate } | FormRefusal {
  const number = ask.number ?? 1
  if (number > periodsOfYear[ask.period]) return refuse('report-period-wrong', { period: ask.period, number })
  const { from, to } = reportPeriod(ask.period, ask.year, number)
  const forms = getReportForms()
  if (ask.form !== undefined) {
    const named = forms.find(({ id }) => id === ask.form)
    return named ? { form: named, from, to } : refuse('report-form-unknown', { form: ask.form })
  }
  // Of the forms of one day the province's own has sections, a unit's has not.
  const inForce = forms.filter((form) => isFormInForce(form, to))
  const form =
    (ask.agencyId === undefined ? inForce.find(({ sections }) => sections.length > 1) : undefined) ??
    inForce[0]
  return form
    ? { form, from, to }
    : refuse('no-report-form-in-force', { to, forms: forms.map(({ id }) => id).join(', ') })
}

/** The settlement report of a period: one row a sector and the total, each value open to its rows. */
export async function makeSettlementReport(
  ctx: Context,
  ask: ReportAsk,
): Promise<SettlementReport | FormRefusal> {
  const resolved = resolveReport(ask)
  if ('refused' in resolved) return resolved
  const { form, from, to } = resolved
  const names = new Map((await listSectors(ctx)).map(({ id, name }) => [id, name]))
  const today = dateOf(ctx.now())
  const counted = await ctx.db.transaction(async (tx) => {
    await tx.text('set transaction isolation level repeatable read, read only')
    const sections = []
    for (const id of form.sections) {
      const narrowed = await narrowToSection(tx, id, ask, from, to)
      sections.push({ id, counts: await countPeriod(tx, { ...narrowed, from, to }, today) })
    }
    return { sections, all: await countPeriod(tx, { agencyId: ask.agencyId, from, to }, today) }
  })
  return {
    form: { id: form.id, form: form.form, title: form.title, law: form.law },
    formInForce: isFormInForce(form, to),
    formDateVerified: form.validFromVerified,
    period: ask.period,
    from,
    to,
    complete: to < today,
    required: isReportRequired(ask.period, ask.number ?? 1, to),
    dueOn: reportDueOn(to, ask.agencyId === undefined ? 'province' : 'unit'),
    agencyId: ask.agencyId ?? null,
    columns: form.columns.map(({ number, group, name }) => ({
      number,
      group,
      name,
      measures: [...measuresOfColumn(form.columns, number)],
    })),
    sections: counted.sections.map(({ id, counts }) => ({
      id,
      name: nameOfSection(id),
      rows: [...counts.byKey].map(([key, one]) => ({
        key,
        label: names.get(key) ?? key,
        values: [...rowValues(form.columns, one)],
      })),
      total: [...rowValues(form.columns, counts.total)],
    })),
    total: [...rowValues(form.columns, counted.all.total)],
    remarks: form.remarks
      .map(({ measure, text }) => ({ measure, text, count: counted.all.total[measure] }))
      .filter(({ count }) => count > 0),
    countedAt: toLocalIso(ctx.now()),
    synthetic: counted.all.synthetic,
  }
}

/** Whose dossiers a section counts: agencies of a level as they stood at either end of the period. */
export async function narrowToSection(
  reader: Reader,
  section: string,
  ask: Pick<ReportAsk, 'agencyId'>,
  from: PlainDate,
  to: PlainDate,
): Promise<Narrowed> {
  if (section !== 'province' && section !== 'commune') return { agencyId: ask.agencyId }
  const levels = section === 'province' ? (['province'] as const) : (['commune', 'district'] as const)
  const ids = new Set<string>()
  for (const on of [from, to])
    for (const level of levels) for (const { id } of await listAgencies(reader, { on, level })) ids.add(id)
  return { agencyId: ask.agencyId, agencyIds: [...ids] }
}
