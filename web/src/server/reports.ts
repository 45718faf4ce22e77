import { error } from '@sveltejs/kit'
import type { ReportFormName, Surface } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { ReportAsk } from '#onestop/statistics/report-contract.ts'
import { granted } from './pages.ts'
import {
  chosenPeriod,
  chosenUnit,
  chosenYear,
  type PeriodChoice,
  queryOf,
  reportingPeriods,
} from './periods.ts'

const files = '/api/statistics/reports/settlement'

/** The settlement report that the address asks for: `nam`, `ky`, `don-vi`, `bieu`. */
export async function loadReport(kb: Surface, query: URLSearchParams) {
  const years = await kb.listFigureYears()
  const year = chosenYear(query, years, kb.today)
  const periods = reportingPeriods(year)
  const period = chosenPeriod(periods, query)
  const [forms, units] = await Promise.all([kb.listReportForms(), kb.listAnsweringUnits(period)])
  const ask = readAsk(query, period, year, { forms, units })
  const report = granted(await makeReport(kb, ask, forms, period.to), kb.say)
  return {
    year,
    years: years.includes(year) ? years : [year, ...years],
    periods,
    period: period.key,
    forms,
    form: ask.form ?? null,
    units,
    unit: ask.agencyId ?? null,
    report,
    kept: queryOf(query).toString(),
    files: (['csv', 'xlsx'] as const).map((format) => ({
      format,
      href: `${files}/file?${asQuery({ ...ask, form: report.form.id, format })}`,
    })),
  }
}

/** The dossiers behind one value: also `cot`, and `linh-vuc` and `muc` of the row. */
export async function loadReportRows(kb: Surface, query: URLSearchParams) {
  const year = chosenYear(query, await kb.listFigureYears(), kb.today)
  const period = chosenPeriod(reportingPeriods(year), query)
  const [forms, units] = await Promise.all([kb.listReportForms(), kb.listAnsweringUnits(period)])
  const asked = readAsk(query, period, year, { forms, units })
  const report = granted(await makeReport(kb, asked, forms, period.to), kb.say)
  const column = report.columns.find(({ number }) => number === Number(query.get('cot')))
  if (!column) error(404, 'column')
  const [sectorId, section, after] = [query.get('linh-vuc'), query.get('muc'), query.get('sau')]
  const ask = {
    ...asked,
    form: report.form.id,
    column: column.number,
    ...(sectorId ? { sectorId } : {}),
    ...(section ? { section } : {}),
  }
  const page = granted(await kb.listReportRows({ ...ask, ...(after ? { after } : {}) }), kb.say)
  const row = report.sections.flatMap(({ rows }) => rows).find(({ key }) => key === sectorId)
  const part = report.sections.length > 1 ? report.sections.find(({ id }) => id === section)?.name : undefined
  return {
    column,
    form: report.form,
    from: report.from,
    to: report.to,
    about: [part, row?.label ?? sectorId].filter((text) => text != null),
    synthetic: report.synthetic,
    page,
    kept: queryOf(query, ['cot', 'linh-vuc', 'muc']).toString(),
    files: (['csv', 'xlsx'] as const).map((format) => ({
      format,
      href: `${files}/rows/file?${asQuery({ ...ask, format })}`,
    })),
  }
}

function readAsk(
  query: URLSearchParams,
  { kind, number }: PeriodChoice,
  year: number,
  known: { readonly forms: readonly ReportFormName[]; readonly units: readonly { readonly id: string }[] },
): ReportAsk {
  const unit = chosenUnit(query, known.units)
  const form = known.forms.find(({ id }) => id === query.get('bieu'))
  return {
    period: kind,
    year,
    number,
    ...(unit ? { agencyId: unit } : {}),
    ...(form ? { form: form.id } : {}),
  }
}

/** Where no form is verified for a period, the next later one is shown and says so. */
async function makeReport(kb: Surface, ask: ReportAsk, forms: readonly ReportFormName[], to: string) {
  const report = await kb.makeReport(ask)
  if (!isRefused(report) || report.refused !== 'no-report-form-in-force') return report
  const next = [...forms]
    .filter(({ validFrom }) => validFrom > to)
    .sort((one, other) => (one.validFrom < other.validFrom ? -1 : 1))[0]
  return next ? kb.makeReport({ ...ask, form: next.id }) : report
}

/** Facts as a query of the API. */
export function asQuery(facts: Readonly<Record<string, string | number>>): string {
  return new URLSearchParams(Object.entries(facts).map(([key, value]) => [key, String(value)])).toString()
}
