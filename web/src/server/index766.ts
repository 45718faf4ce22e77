import { error } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import type { IndexAsk } from '#onestop/statistics/index-contract.ts'
import { granted } from './pages.ts'
import { calendarPeriods, chosenPeriod, chosenUnit, chosenYear, ownDays, queryOf } from './periods.ts'
import { asQuery } from './reports.ts'

const files = '/api/statistics/index-766'
const formats = ['csv', 'xlsx'] as const

/** What the address narrows to: `nam` and `ky`, or days of the reader's own (`tu`, `den`), and `don-vi`. */
export async function readPeriodAsk(kb: Surface, query: URLSearchParams) {
  const years = await kb.listFigureYears()
  const year = chosenYear(query, years, kb.today)
  const periods = calendarPeriods(year)
  const period = chosenPeriod(periods, query)
  const own = ownDays(query)
  const { from, to } = own ?? period
  const units = await kb.listAnsweringUnits({ from, to })
  const unit = chosenUnit(query, units)
  return {
    filter: {
      year,
      years: years.includes(year) ? years : [year, ...years],
      periods,
      period: period.key,
      units,
      unit,
      own: { from: query.get('tu') ?? '', to: query.get('den') ?? '', used: own !== undefined },
    },
    ask: { from, to, ...(unit ? { agencyId: unit } : {}) },
    kept: queryOf(query, ['chi-so', 'phan']).toString(),
  }
}

/** Index 766 of a period; before the decision as a trial, and said to be one. */
export async function loadIndex766(kb: Surface, query: URLSearchParams) {
  const { filter, ask, kept } = await readPeriodAsk(kb, query)
  const asked: IndexAsk = { ...ask, trial: 'yes' }
  const index = granted(await kb.measureIndex766(asked), kb.say)
  return {
    filter,
    kept,
    index,
    files: formats.map((format) => ({ format, href: `${files}/file?${asQuery({ ...asked, format })}` })),
  }
}

/** What a part (`phan`: `tu` numerator, `mau` denominator) of an indicator (`chi-so`) counts. */
export async function loadIndicatorRows(kb: Surface, query: URLSearchParams) {
  const { ask, kept } = await readPeriodAsk(kb, query)
  const asked: IndexAsk = { ...ask, trial: 'yes' }
  const index = granted(await kb.measureIndex766(asked), kb.say)
  const indicator = index.groups
    .flatMap(({ indicators }) => indicators)
    .find(({ number }) => number === query.get('chi-so'))
  const part: 'numerator' | 'denominator' = query.get('phan') === 'mau' ? 'denominator' : 'numerator'
  if (!indicator) error(404, 'indicator')
  const after = query.get('sau')
  const rowsAsk = { ...asked, indicator: indicator.number, part } as const
  const listed = granted(await kb.listIndicatorRows({ ...rowsAsk, ...(after ? { after } : {}) }), kb.say)
  return {
    indicator,
    part,
    from: index.from,
    to: index.to,
    synthetic: index.synthetic,
    listed,
    total: indicator[part],
    kept,
    files: formats.map((format) => ({
      format,
      href: `${files}/rows/file?${asQuery({ ...rowsAsk, format })}`,
    })),
  }
}
