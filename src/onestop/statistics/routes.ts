import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { findDay } from '#kit/values/plain-date.ts'
import { refuse } from '#kit/values/refusal.ts'
import { FigureAsk, FigureRow, Statistics, StatisticsAsk } from './contract.ts'
import { countStatistics } from './count-statistics.ts'
import { listFigureRows } from './list-figure-rows.ts'

const tag = 'statistics'

/** The figures and the rows behind them; public, without names. */
export function statisticsRoutes(guards: { readonly anyone: Guard<unknown> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/statistics',
      summary: 'Settlement figures of a period, counted from the dossiers',
      tag,
      who: guards.anyone,
      query: StatisticsAsk,
      reply: Statistics,
      handle: async (ctx, { query }) => periodRefusal(query) ?? countStatistics(ctx, query),
      refusals: { 'period-wrong': 422 },
    }),
    route({
      method: 'GET',
      path: '/statistics/rows',
      summary: 'The dossiers that a figure counts, without names',
      tag,
      who: guards.anyone,
      query: FigureAsk,
      reply: Type.Object({
        rows: Type.Array(FigureRow),
        next: Type.Union([Type.String(), Type.Null()]),
        total: Type.Integer(),
      }),
      handle: async (ctx: Context, { query }) =>
        periodRefusal(query) ?? listFigureRows(ctx, query, { names: false }),
      refusals: { 'period-wrong': 422 },
    }),
  ]
}

/** A period is two days that exist, in order, at most fifty years apart. */
function periodRefusal(ask: { readonly from: string; readonly to: string }) {
  const [from, to] = [findDay(ask.from), findDay(ask.to)]
  const right =
    from !== undefined &&
    to !== undefined &&
    from <= to &&
    Number(to.slice(0, 4)) - Number(from.slice(0, 4)) <= 50
  return right ? undefined : refuse('period-wrong', { from: ask.from, to: ask.to })
}
