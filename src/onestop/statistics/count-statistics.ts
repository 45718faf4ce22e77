import type { Context } from '#kit/io/context.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import {
  type Counts,
  type Measure,
  measures,
  type Statistics,
  type StatisticsAsk,
  type StatisticsRow,
} from './contract.ts'
import { measureSql, narrowSql } from './count-sql.ts'

type CountRow = Record<Measure, number> & { key: string; label: string }

const countColumns = measures
  .map((measure) => `count(*) filter (where ${measureSql[measure]}) as "${measure}"`)
  .join(',\n')

/** The figures of a period, counted from the dossiers' rows at this moment. */
export async function countStatistics(ctx: Context, ask: StatisticsAsk): Promise<Statistics> {
  const { sql, values } = narrowSql(ask)
  const from = `from onestop.dossiers d where d.accepted_at is not null${sql}`
  const [total] = await ctx.db.text<CountRow>(
    `select 'total' as key, 'total' as label, ${countColumns} ${from}`,
    values,
  )
  const sectors = await ctx.db.text<CountRow>(
    `select d.sector_id as key, d.sector_id as label, ${countColumns} ${from} group by d.sector_id order by 1`,
    values,
  )
  return {
    from: ask.from,
    to: ask.to,
    countedAt: toLocalIso(ctx.now()),
    total: countsOf(total),
    bySector: sectors.map(rowOf),
    byMonth: await countMonths(ctx, ask),
    onTheSpot: await countOnTheSpot(ctx, ask),
    synthetic: await anySynthetic(ctx, ask),
  }
}

/** Each month within the period counts as a period of its own, so that what is carried over adds up. */
async function countMonths(ctx: Context, ask: StatisticsAsk): Promise<StatisticsRow[]> {
  const { sql, values } = narrowSql(ask)
  const shifted = countColumns.replaceAll('$1', 'm.first_on').replaceAll('$2', 'm.last_on')
  const rows = await ctx.db.text<CountRow>(
    `select to_char(m.first_on, 'YYYY-MM') as key, to_char(m.first_on, 'MM/YYYY') as label, ${shifted}
     from (select greatest(first::date, $1::date) first_on, least((first + interval '1 month - 1 day')::date, $2::date) last_on
           from generate_series(date_trunc('month', $1::date::timestamp), $2::date::timestamp, interval '1 month') first) m
     left join onestop.dossiers d on d.accepted_at is not null${sql}
     group by m.first_on, m.last_on order by 1`,
    values,
  )
  return rows.map(rowOf)
}

/** "4 tại chỗ" from what was done, not from what was planned. @law TT 01/2018/TT-VPCP Đ6, index 5 */
async function countOnTheSpot(ctx: Context, ask: StatisticsAsk): Promise<Statistics['onTheSpot']> {
  const { sql, values } = narrowSql(ask)
  const [row] = await ctx.db.text<Statistics['onTheSpot']>(
    `select count(*) as procedures, count(*) filter (where every_one) as "onTheSpot",
            coalesce(sum(dossiers), 0) as dossiers, coalesce(sum(on_the_spot), 0) as "dossiersOnTheSpot"
     from (select d.procedure_id, bool_and(d.on_the_spot) every_one, count(*) dossiers, count(*) filter (where d.on_the_spot) on_the_spot
           from onestop.dossiers d where d.delivered_at is not null and ${measureSql.resolved}${sql} group by d.procedure_id) p`,
    values,
  )
  return row ?? { procedures: 0, onTheSpot: 0, dossiers: 0, dossiersOnTheSpot: 0 }
}

async function anySynthetic(ctx: Context, ask: StatisticsAsk): Promise<boolean> {
  const { sql, values } = narrowSql(ask)
  const rows = await ctx.db.text(
    `select 1 from onestop.dossiers d where d.synthetic and (${measureSql.received} or ${measureSql.resolved})${sql} limit 1`,
    values,
  )
  return rows.length > 0
}

function rowOf(row: CountRow): StatisticsRow {
  return { key: row.key, label: row.label, counts: countsOf(row) }
}

function countsOf(row: CountRow | undefined): Counts {
  return Object.fromEntries(measures.map((measure) => [measure, row?.[measure] ?? 0])) as Counts
}
