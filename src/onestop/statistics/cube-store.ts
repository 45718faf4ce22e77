import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { addFigures, type Figure, type FigureSums, figures, noFigures } from './rules/figures.ts'
import { type Grain, piecesOf } from './rules/time-pieces.ts'

/** Whose figures: all, or narrowed. */
export type Narrowed = {
  readonly agencyId?: string | undefined
  /** Several agencies together: all of a level. */
  readonly agencyIds?: readonly string[] | undefined
  readonly sectorId?: string | undefined
  readonly procedureCode?: string | undefined
}

/** A stretch of days; `from` null begins with all that is on record. `until` is the first day after it. */
export type Stretch = { readonly from: PlainDate | null; readonly until: PlainDate }

export type GroupBy = 'sector' | 'agency' | 'procedure'

/** By stretch (its index) and by key, the sum of each figure. */
export type Summed = readonly ReadonlyMap<string, FigureSums>[]

const keyOf: Readonly<Record<GroupBy, string>> = {
  sector: 'sector_id',
  agency: 'agency_id',
  procedure: 'procedure_code',
}

/** Which scope of the cubes answers: the coarsest that knows what is asked. Days of an agency stand by procedure. */
function scopeFor(ask: Narrowed, groupBy: GroupBy, grain: Grain): 'province' | 'agency' | 'procedure' {
  if (ask.procedureCode !== undefined || groupBy === 'procedure') return 'procedure'
  if (ask.agencyId === undefined && ask.agencyIds === undefined && groupBy === 'sector') return 'province'
  return grain === 'day' ? 'procedure' : 'agency'
}

/**
 * Sums the figures of several stretches in one statement, so in one snapshot: cells of the cubes and, of what was
 * not folded into them yet, the deltas. Equal to a full recount at any moment.
 */
export async function sumFigures(
  reader: Reader,
  ask: Narrowed,
  stretches: readonly Stretch[],
  groupBy: GroupBy = 'sector',
): Promise<Summed> {
  const pieces = stretches.flatMap(({ from, until }, slot) =>
    piecesOf(from, until).map((piece) => ({ ...piece, slot, scope: scopeFor(ask, groupBy, piece.grain) })),
  )
  const values: unknown[] = [
    pieces.map(({ slot }) => slot),
    pieces.map(({ scope }) => scope),
    pieces.map(({ grain }) => grain),
    pieces.map(({ from }) => from ?? '-infinity'),
    pieces.map(({ until }) => until),
    stretches.map(({ from }) => from ?? '-infinity'),
    stretches.map(({ until }) => until),
  ]
  const narrow = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = $${values.push(value)}`
  const finer = narrow('sector_id', ask.sectorId) + narrow('procedure_code', ask.procedureCode)
  const several =
    ask.agencyIds === undefined ? '' : ` and agency_id = any ($${values.push(ask.agencyIds)}::text[])`
  const agency = narrow('agency_id', ask.agencyId) + several
  // Cells over all agencies bear an empty agency.
  const ofProvince = scopeFor(ask, groupBy, 'year') === 'province' ? ` and agency_id = ''` : ''
  const key = keyOf[groupBy]
  const rows = await reader.text<{ slot: number; key: string } & Record<Figure, number>>(
    `select slot, key, ${figures.map((figure) => `sum(${figure}) "${figure}"`).join(', ')}
     from (
       select p.slot, c.* from unnest($1::int[], $2::text[], $3::text[], $4::date[], $5::date[])
         p (slot, scope, grain, from_on, until_on)
       cross join lateral (
         select ${key} key, ${figures.map((figure) => `sum(${figure}) ${figure}`).join(', ')}
         from onestop.statistic_cubes
         where scope = p.scope and grain = p.grain and from_on >= p.from_on and from_on < p.until_on${ofProvince}${agency}${finer}
         group by 1) c
       union all
       select (s.number - 1)::int, d.* from unnest($6::date[], $7::date[]) with ordinality s (from_on, until_on, number)
       cross join lateral (
         select ${key} key, ${figures.map((figure) => `coalesce(sum(n) filter (where figure = '${figure}'), 0) ${figure}`).join(', ')}
         from onestop.statistic_deltas
         where day_on >= s.from_on and day_on < s.until_on${agency}${finer}
         group by 1) d
     ) parts group by slot, key`,
    values,
  )
  const sums = stretches.map(() => new Map<string, FigureSums>())
  for (const { slot, key: group, ...counted } of rows) sums[slot]?.set(group, counted)
  return sums
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
