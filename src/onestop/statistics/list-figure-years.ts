import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'

/** The calendar years in which dossiers were received or resolved, latest first. */
export async function listFigureYears(ctx: Context): Promise<number[]> {
  const rows = await ctx.db.text<{ year: number }>(
    `select extract(year from day_on)::int as year from (
       select from_on day_on, received_counter + received_post + received_full + received_partial + received_unverified
         + ended_early + ended_on_time + ended_overdue + ended_without_term n
       from onestop.statistic_cubes where scope = 'province' and grain = 'year'
       union all
       select day_on, n from onestop.statistic_deltas where figure like 'received\\_%' or figure like 'ended\\_%') parts
     where day_on <= $1 group by 1 having sum(n) <> 0 order by 1 desc`,
    [dateOf(ctx.now())],
  )
  return rows.map((row) => row.year)
}
