import { createHash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { addFigures, type Figure, type FigureSums, figures, noFigures, type Stock } from './rules/figures.ts'
import { type Grain, piecesOf, type TimePiece } from './rules/time-pieces.ts'

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

type Scope = 'province' | 'procedures' | 'agency' | 'procedure'

/** Which scope of the cubes answers: the coarsest that knows what is asked. Odd days of units stand by procedure. */
function scopeFor(ask: Narrowed, groupBy: GroupBy, grain: Grain): Scope {
  const ofAll = ask.agencyId === undefined && ask.agencyIds === undefined && groupBy !== 'agency'
  const byProcedure = ask.procedureCode !== undefined || groupBy === 'procedure'
  if (ofAll && !byProcedure) return 'province'
  if (grain === 'day') return 'procedure'
  if (byProcedure) return ofAll ? 'procedures' : 'procedure'
  return 'agency'
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
 * moment. `wanted` leaves the other figures at 0.
 */
export async function sumFigures(
  reader: Reader,
  ask: Narrowed,
  stretches: readonly Stretch[],
  groupBy: GroupBy = 'sector',
  wanted: readonly Figure[] = figures,
): Promise<Summed> {
  const scoped = (piece: TimePiece, slot: number) => ({
    ...piece,
    slot,
    scope: scopeFor(ask, groupBy, piece.grain),
  })
  const first = stretches[0]?.from
  if (first === undefined) return { stock: new Map(), within: [] }
  const past = piecesOf(null, first).map((piece) => scoped(piece, -1))
  const pieces = stretches.flatMap(({ from, until }, slot) =>
    piecesOf(from, until).map((piece) => scoped(piece, slot)),
  )
  const values: unknown[] = []
  const put = (value: unknown, type: string) => `$${values.push(value)}::${type}`
  const pieceSql = (list: typeof pieces) =>
    `unnest(${put(
      list.map(({ slot }) => slot),
      'int[]',
    )}, ${put(
      list.map(({ scope }) => scope),
      'text[]',
    )}, ${put(
      list.map(({ grain }) => grain),
      'text[]',
    )}, ${put(
      list.map(({ from }) => from ?? '-infinity'),
      'date[]',
    )}, ${put(
      list.map(({ until }) => until),
      'date[]',
    )}) p (slot, scope, grain, from_on, until_on)`
  const narrow = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = ${put(value, 'text')}`
  const finer = narrow('sector_id', ask.sectorId) + narrow('procedure_code', ask.procedureCode)
  const several = ask.agencyIds === undefined ? '' : ` and agency_id = any (${put(ask.agencyIds, 'text[]')})`
  const agency = narrow('agency_id', ask.agencyId) + several
  const key = keyOf[groupBy]
  const cells = (sums: string) => `cross join lateral (
    select ${key} key, ${sums} from onestop.statistic_cubes
    where scope = p.scope and grain = p.grain and from_on >= p.from_on and from_on < p.until_on${agency}${finer}
    group by 1) c`
  const loose = `from onestop.statistic_deltas where day_on`
  const flows = wanted.map((figure) => `sum(${figure}) ${figure}`).join(', ')
  const none = (count: number) => Array.from({ length: count }, () => '0::bigint').join(', ')
  const text = `select slot, key, ${[...stocks.map((stock) => `stock_${stock}`), ...wanted].map((name) => `sum(${name}) "${name}"`).join(', ')}
     from (
       select p.slot, c.key, ${stocks.map((stock) => `c.stock_${stock}`).join(', ')}, ${wanted.map((figure) => `0::bigint ${figure}`).join(', ')}
       from ${pieceSql(past)} ${cells(stocks.map((stock) => `sum(${cellStock[stock]}) stock_${stock}`).join(', '))}
       union all
       select -1, ${key}, ${stocks.map((stock) => `sum(n * (${looseStock[stock]}))`).join(', ')}, ${none(wanted.length)}
       ${loose} < ${put(first, 'date')}${agency}${finer} group by 2
       union all
       select p.slot, c.key, ${none(stocks.length)}, ${wanted.map((figure) => `c.${figure}`).join(', ')}
       from ${pieceSql(pieces)} ${cells(flows)}
       union all
       select s.slot, d.* from (
         select (number - 1)::int slot, from_on, until_on from unnest(${put(
           stretches.map(({ from }) => from),
           'date[]',
         )}, ${put(
           stretches.map(({ until }) => until),
           'date[]',
         )}) with ordinality t (from_on, until_on, number)) s
       cross join lateral (
         select ${key}, ${none(stocks.length)}, ${wanted.map(looseOf).join(', ')}
         ${loose} >= s.from_on and day_on < s.until_on${agency}${finer} group by 1) d
     ) parts group by slot, key`
  // To plan it takes longer than to run it; there are only as many texts as ways to narrow.
  const rows = await reader.hot<SumRow>(nameOf(text), text, values)
  return readSums(rows, stretches.length)
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
const cells = [
  `'province', 'day', '', day_on, sector_id, ''`,
  `'province', 'half', '', ${half}, sector_id, ''`,
  `'province', 'year', '', ${year}, sector_id, ''`,
  `'procedures', 'half', '', ${half}, sector_id, procedure_code`,
  `'procedures', 'year', '', ${year}, sector_id, procedure_code`,
  `'agency', 'half', agency_id, ${half}, sector_id, ''`,
  `'agency', 'year', agency_id, ${year}, sector_id, ''`,
  `'procedure', 'day', agency_id, day_on, sector_id, procedure_code`,
  `'procedure', 'half', agency_id, ${half}, sector_id, procedure_code`,
  `'procedure', 'year', agency_id, ${year}, sector_id, procedure_code`,
]
const cellKey = 'scope, grain, agency_id, from_on, sector_id, procedure_code'

const foldSql = `
with taken as (
  delete from onestop.statistic_deltas
  where id = any (array(select id from onestop.statistic_deltas order by id limit $1)) returning *),
wide as (
  select day_on, agency_id, sector_id, procedure_code, ${figures
    .map((figure) => `coalesce(sum(n) filter (where figure = '${figure}'), 0) ${figure}`)
    .join(', ')}
  from taken group by 1, 2, 3, 4),
cells (${cellKey}, ${figures.join(', ')}) as (
  ${cells.map((cell) => `select ${cell}, ${figures.join(', ')} from wide`).join('\n  union all ')}),
written as (
  insert into onestop.statistic_cubes (${cellKey}, ${figures.join(', ')})
  select ${cellKey}, ${figures.map((figure) => `sum(${figure})`).join(', ')} from cells group by ${cellKey}
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
