import type { Context } from '#kit/io/context.ts'

/** The calendar years in which dossiers were received or resolved, latest first. */
export async function listFigureYears(ctx: Context): Promise<number[]> {
  const rows = await ctx.db.text<{ year: number }>(
    `select distinct extract(year from moment at time zone 'Asia/Ho_Chi_Minh')::int as year
     from onestop.dossiers d, lateral (values (d.accepted_at), (d.ended_at)) moments (moment)
     where moment is not null and d.accepted_at is not null order by 1 desc`,
  )
  return rows.map((row) => row.year)
}
