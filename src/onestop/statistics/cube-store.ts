import { createHash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { addFigures, type Figure, type FigureSums, figures, noFigures, type Stock } from './rules/figures.ts'
import { type Grain, piecesOf } from './rules/time-pieces.ts'

/** Whose figures: all, or narrowed. */
export type Narrowed = {
  readonly agencyId?: string | undefined
  /** Several agencies together: all of a level. */
  readonly agencyIds?: readonly string[] | undefined
  readonly sectorId?: string | undefined
  readonly procedureCode?: string | undefined
}

/** A stretch of days; `until` is the first day after it. */
export type Stretch = { readonly from: PlainDate; readonly until: PlainDate }

export type GroupBy = 'sector' | 'agency' | 'procedure'

/** What stood at the begin of the first stretch, and the sums within each stretch, by key, from one snapshot. */
export type Summed = {
  readonly stock: ReadonlyMap<string, Stock>
  readonly within: readonly ReadonlyMap<string, FigureSums>[]
}

const keyOf: Readonly<Record<GroupBy, string>> = {
  sector: 'sector_id',
  agency: 'agency_id',
  procedure: 'procedure_code',
}

type Scope = 'province' | 'procedures' | 'agencies' | 'agency' | 'procedure'

/** Which scope of the cubes answers: the coarsest that knows what is asked. Odd days of a unit's sectors stand by procedure. */
function scopeFor(ask: Narrowed, groupBy: GroupBy, grain: Grain): Scope {
  const ofAll = ask.agencyId === undefined && ask.agencyIds === undefined && groupBy !== 'agency'
  const byProcedure = ask.procedureCode !== undefined || groupBy === 'procedure'
  if (ofAll && !byProcedure) return 'province'
  if (!byProcedure && groupBy === 'agency' && ask.sectorId === undefined) return 'agencies'
  if (grain === 'day') return 'procedure'
  return byProcedure ? (ofAll ? 'procedures' : 'procedure') : 'agency'
}

const received = figures.filter((figure) => /^received_/.test(figure))
const ended = figures.filter((figure) => /^ended_/.test(figure))
/** A stock as the sum over all time of what changed it. */
const stockOf = (of: (figure: Figure) => string) => ({
  open: `${received.map(of).join(' + ')} - ${ended.map(of).join(' - ')}`,
  overdue: of('overdue'),
  synthetic: `${of('synthetic_received')} - ${of('synthetic_ended')}`,
})
const stocks = ['open', 'overdue', 'synthetic'] as const
const cellStock = stockOf((figure) => figure)
const looseStock = stockOf((figure) => `(figure = '${figure}')::int`)
const looseOf = (figure: Figure) => `coalesce(sum(n) filter (where figure = '${figure}'), 0)`

/**
 * Sums the figures of stretches that follow each other, and what stood before the first, in one statement, so in one
 * snapshot: cells of the cubes and, of what was not folded into them yet, the deltas. Equal to a full recount at any
 * moment. With `wanted` only these figures within the stretches are summed, and no stock: the rest is 0.
 */
export async function sumFigures(
  reader: Reader,
  ask: Narrowed,
  stretches: readonly Stretch[],
  groupBy: GroupBy = 'sector',
  wanted?: readonly Figure[],
): Promise<Summed> {
  const [first] = stretches
  if (first === undefined) return { stock: new Map(), within: [] }
  const values: unknown[] = []
  const put: Put = (value, type) => `$${values.push(value)}::${type}`
  const narrowed = narrowSql(ask, put)
  const key = keyOf[groupBy]
  const summed = wanted ?? figures
  const none = (names: readonly string[]) => names.map((name) => `0::bigint "${name}"`).join(', ')
  const stockNames = stocks.map((stock) => `stock_${stock}`)
  const stockSql = () => `
      select p.slot, c.key, ${stockNames.map((name) => `c.${name}`).join(', ')}, ${none(summed)}
      from ${pieceSql([{ from: null, until: first.from }], -1, ask, groupBy, put)}
      ${cellSql(key, stocks.map((stock) => `sum(${cellStock[stock]}) stock_${stock}`).join(', '), narrowed)}
      union all
      select -1, ${key}, ${stocks.map((stock) => `sum(n * (${looseStock[stock]}))`).join(', ')}, ${none(summed)}
      from onestop.statistic_deltas where day_on < ${put(first.from, 'date')}${narrowed} group by 2`
  // Cells of the past, loose deltas of the past, cells of the stretches, loose deltas of the stretches.
  const text = `select slot, key, ${[...stockNames, ...summed].map((name) => `sum(${name}) "${name}"`).join(', ')}
    from (${wanted === undefined ? `${stockSql()} union all` : ''}
      select p.slot, c.key, ${none(stockNames)}, ${summed.map((figure) => `c.${figure}`).join(', ')}
      from ${pieceSql(stretches, 0, ask, groupBy, put)}
      ${cellSql(key, summed.map((figure) => `sum(${figure}) ${figure}`).join(', '), narrowed)}
      union all
      select (s.number - 1)::int, d.* from ${stretchSql(stretches, put)}
      cross join lateral (
        select ${key}, ${none(stockNames)}, ${summed.map(looseOf).join(', ')} from onestop.statistic_deltas
        where day_on >= s.from_on and day_on < s.until_on${narrowed} group by 1) d
    ) parts group by slot, key`
  // To plan it takes longer than to run it; there are only as many texts as ways to narrow.
  const rows = await reader.hot<SumRow>(nameOf(text), text, values)
  return readSums(rows, stretches.length)
}

type Put = (value: unknown, type: string) => string

function narrowSql(ask: Narrowed, put: Put): string {
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = ${put(value, 'text')}`
  const several = ask.agencyIds === undefined ? '' : ` and agency_id = any (${put(ask.agencyIds, 'text[]')})`
  return (
    equal('sector_id', ask.sectorId) +
    equal('procedure_code', ask.procedureCode) +
    equal('agency_id', ask.agencyId) +
    several
  )
}

/** The pieces of stretches as rows, each with the scope of the cubes that answers it. */
function pieceSql(
  stretches: readonly { readonly from: PlainDate | null; readonly until: PlainDate }[],
  firstSlot: number,
  ask: Narrowed,
  groupBy: GroupBy,
  put: Put,
): string {
  const pieces = stretches.flatMap(({ from, until }, index) =>
    piecesOf(from, until).map((piece) => ({ ...piece, slot: firstSlot + index })),
  )
  const columns = [
    put(
      pieces.map(({ slot }) => slot),
      'int[]',
    ),
    put(
      pieces.map(({ grain }) => scopeFor(ask, groupBy, grain)),
      'text[]',
    ),
    put(
      pieces.map(({ grain }) => grain),
      'text[]',
    ),
    put(
      pieces.map(({ from }) => from ?? '-infinity'),
      'date[]',
    ),
    put(
      pieces.map(({ until }) => until),
      'date[]',
    ),
  ]
  return `unnest(${columns.join(', ')}) p (slot, scope, grain, from_on, until_on)`
}

function stretchSql(stretches: readonly Stretch[], put: Put): string {
  const from = put(
    stretches.map((stretch) => stretch.from),
    'date[]',
  )
  const until = put(
    stretches.map((stretch) => stretch.until),
    'date[]',
  )
  return `unnest(${from}, ${until}) with ordinality s (from_on, until_on, number)`
}

/** The cells of each piece, summed by key where they lie: a range of one index for each. */
function cellSql(key: string, sums: string, narrowed: string): string {
  return `cross join lateral (
        select ${key} key, ${sums} from onestop.statistic_cubes
        where scope = p.scope and grain = p.grain and from_on >= p.from_on and from_on < p.until_on${narrowed}
        group by 1) c`
}

type SumRow = { readonly slot: number; readonly key: string } & Readonly<Record<string, number | string>>

function nameOf(text: string): string {
  return `figures-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

function readSums(rows: readonly SumRow[], count: number): Summed {
  const stock = new Map<string, Stock>()
  const within = Array.from({ length: count }, () => new Map<string, FigureSums>())
  for (const row of rows) {
    const at = (name: string) => Number(row[name] ?? 0)
    if (row.slot < 0)
      stock.set(row.key, {
        open: at('stock_open'),
        overdue: at('stock_overdue'),
        synthetic: at('stock_synthetic'),
      })
    else
      within[row.slot]?.set(
        row.key,
        Object.fromEntries(figures.map((figure) => [figure, at(figure)])) as Record<Figure, number>,
      )
  }
  return { stock, within }
}

/** All keys of a stretch together. */
export function totalOf(sums: ReadonlyMap<string, FigureSums> | undefined): FigureSums {
  return [...(sums?.values() ?? [])].reduce(addFigures, noFigures)
}

const half = `(date_trunc('month', day_on)::date + case when extract(day from day_on) < 15 then 0 else 14 end)`
const year = `date_trunc('year', day_on)::date`
const dayCells = [
  `'province', 'day', '', day_on, sector_id, ''`,
  `'agencies', 'day', agency_id, day_on, '', ''`,
  `'procedure', 'day', agency_id, day_on, sector_id, procedure_code`,
]
const halfCells = [
  `'province', 'half', '', day_on, sector_id, ''`,
  `'province', 'year', '', ${year}, sector_id, ''`,
  `'procedures', 'half', '', day_on, sector_id, procedure_code`,
  `'procedures', 'year', '', ${year}, sector_id, procedure_code`,
  `'agencies', 'half', agency_id, day_on, '', ''`,
  `'agencies', 'year', agency_id, ${year}, '', ''`,
  `'agency', 'half', agency_id, day_on, sector_id, ''`,
  `'agency', 'year', agency_id, ${year}, sector_id, ''`,
  `'procedure', 'half', agency_id, day_on, sector_id, procedure_code`,
  `'procedure', 'year', agency_id, ${year}, sector_id, procedure_code`,
]
const cellKey = 'scope, grain, agency_id, from_on, sector_id, procedure_code'

export const cellColumns = `${cellKey}, ${figures.join(', ')}`

/** Signed figures of a source, one row each, as one row a day, agency, sector and procedure. */
export function widenSql(source: string): string {
  // As int: sums of bigint are numeric, and several times slower.
  const sums = figures.map((figure) => `${looseOf(figure)}::int ${figure}`).join(', ')
  return `select day_on, agency_id, sector_id, procedure_code, ${sums} from ${source} group by 1, 2, 3, 4`
}

/** The same rows by the first day of their half month. */
export function halvesSql(wide: string): string {
  const sums = figures.map((figure) => `sum(${figure})::int ${figure}`).join(', ')
  return `select ${half} day_on, agency_id, sector_id, procedure_code, ${sums} from ${wide} group by 1, 2, 3, 4`
}

/** The cells of each scope and grain that rows by day and by half month add up to, a select each, in order of `cellColumns`. */
export function cellsSql(wide: string, halves: string): readonly string[] {
  const sums = figures.map((figure) => `sum(${figure})`).join(', ')
  const select = (cell: string, from: string) =>
    `select ${cell}, ${sums} from ${from} group by 1, 2, 3, 4, 5, 6`
  return [...dayCells.map((cell) => select(cell, wide)), ...halfCells.map((cell) => select(cell, halves))]
}

const foldSql = `
with taken as (
  delete from onestop.statistic_deltas
  where id = any (array(select id from onestop.statistic_deltas order by id limit $1)) returning *),
wide as (${widenSql('taken')}),
halves as (${halvesSql('wide')}),
written as (
  insert into onestop.statistic_cubes (${cellColumns})
  ${cellsSql('wide', 'halves').join('\n  union all ')}
  on conflict (${cellKey}) do update set ${figures
    .map((figure) => `${figure} = statistic_cubes.${figure} + excluded.${figure}`)
    .join(', ')})
select count(*) folded from taken`

/**
 * Folds the oldest deltas into the cubes: taken away there and added here in one statement. One at a time; answers
 * how many, undefined when another one is at it.
 */
export async function foldDeltas(tx: Tx, most: number): Promise<number | undefined> {
  const [lock] = await tx.text<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('onestop.statistic_deltas')) mine`,
  )
  if (!lock?.mine) return undefined
  const [row] = await tx.text<{ folded: number }>(foldSql, [most])
  return row?.folded ?? 0
}
