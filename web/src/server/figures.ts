import { error } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import { type FigureAsk, type Measure, measures, type StatisticsAsk } from '#onestop/statistics/contract.ts'

/** The figures of a calendar year, as the query asks: `nam` and `linh-vuc`; without a year the latest with figures. */
export async function loadFigures(kb: Surface, query: URLSearchParams) {
  const years = await kb.listFigureYears()
  const year = yearOf(query, years, kb.today)
  const [statistics, sectors] = await Promise.all([kb.statistics(askOf(year, query)), kb.listSectors()])
  return {
    years: years.includes(year) ? years : [year, ...years],
    year,
    statistics,
    sectors,
    sector: query.get('linh-vuc'),
  }
}

/** The dossiers behind one figure: `chi-tieu` names the measure, `thang` a month. */
export async function loadFigureRows(kb: Surface, query: URLSearchParams) {
  const measure = measures.find((one) => one === query.get('chi-tieu'))
  if (!measure) error(404, 'figure')
  const years = await kb.listFigureYears()
  const ask = rowsAskOf(yearOf(query, years, kb.today), query, measure)
  const [page, sectors] = await Promise.all([kb.listFigureRows(ask), kb.listSectors()])
  const sector = sectors.find((one) => one.id === ask.sectorId)?.name ?? ask.sectorId ?? null
  return { measure, ask, sector, ...page }
}

function yearOf(query: URLSearchParams, years: readonly number[], today: string): number {
  const asked = Number(query.get('nam'))
  if (Number.isInteger(asked) && asked >= 1990 && asked <= 2100) return asked
  return years[0] ?? Number(today.slice(0, 4))
}

function askOf(year: number, query: URLSearchParams): StatisticsAsk {
  const sector = query.get('linh-vuc')
  return { from: `${year}-01-01`, to: `${year}-12-31`, ...(sector ? { sectorId: sector } : {}) }
}

function rowsAskOf(year: number, query: URLSearchParams, measure: Measure): FigureAsk {
  const month = query.get('thang')
  const after = query.get('sau')
  return {
    ...askOf(year, query),
    measure,
    ...(month && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? { month } : {}),
    ...(after ? { after } : {}),
  }
}
