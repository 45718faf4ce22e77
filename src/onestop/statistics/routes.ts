import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { findDay } from '#kit/values/plain-date.ts'
import { refuse } from '#kit/values/refusal.ts'
import { Alarm, AlarmAsk, AlarmRowsAsk } from './alarm-contract.ts'
import { FigureAsk, Statistics, StatisticsAsk } from './contract.ts'
import { countStatistics } from './count-statistics.ts'
import { figureTable, indexTable, reportTable, rowsTable } from './export-tables.ts'
import { findAlarms, listAlarmRows } from './find-alarms.ts'
import { CountedProcedureRow, Index766, IndexAsk, IndicatorRowsAsk } from './index-contract.ts'
import { listFigureRows } from './list-figure-rows.ts'
import { makeSettlementReport } from './make-report.ts'
import { listIndicatorRows, measureIndex766, openIndicator } from './measure-index-766.ts'
import { FigurePage, ReportAsk, ReportFigureAsk, SettlementReport } from './report-contract.ts'
import { listReportRows, reportFigureTable } from './report-rows.ts'
import { type OutTable, streamTable, type TableFormat, tableTypes } from './write-table.ts'

const tag = 'statistics'
const Format = Type.Object({ format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]) })
const reportRefusals = {
  'report-period-wrong': 422,
  'report-form-unknown': 404,
  'no-report-form-in-force': 422,
} as const

type Guards = { readonly anyone: Guard<unknown>; readonly supervisor: Guard<unknown> }

/** The figures, reports, index and alarms, and the rows behind each. Public, without names; alarms for controllers and leaders. */
export function statisticsRoutes(guards: Guards): Route[] {
  return [
    ...figureRoutes(guards),
    ...reportRoutes(guards),
    ...indexRoutes(guards),
    ...indexFileRoutes(guards),
    ...alarmRoutes(guards),
  ]
}

function figureRoutes({ anyone }: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/statistics',
      summary: 'Settlement figures of a period',
      tag,
      who: anyone,
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
      who: anyone,
      query: FigureAsk,
      reply: FigurePage,
      handle: async (ctx, { query }) => periodRefusal(query) ?? listFigureRows(ctx, query, { names: false }),
      refusals: { 'period-wrong': 422 },
    }),
    route({
      method: 'GET',
      path: '/statistics/rows/file',
      summary: 'All dossiers that a figure counts, as CSV or XLSX, without names',
      tag,
      who: anyone,
      query: Type.Object({ ...FigureAsk.properties, ...Format.properties }),
      handle: async (ctx, { query, reply }) =>
        periodRefusal(query) ?? sendTable(reply, figureTable(ctx, query), query.format),
      refusals: { 'period-wrong': 422 },
    }),
  ]
}

function reportRoutes({ anyone }: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/statistics/reports/settlement',
      summary: 'The settlement report of a period in the form of law (06/VPCP/KSTT, 07a–c)',
      tag,
      who: anyone,
      query: ReportAsk,
      reply: SettlementReport,
      handle: (ctx, { query }) => makeSettlementReport(ctx, query),
      refusals: reportRefusals,
    }),
    route({
      method: 'GET',
      path: '/statistics/reports/settlement/rows',
      summary: 'The dossiers behind a value of the settlement report, without names',
      tag,
      who: anyone,
      query: ReportFigureAsk,
      reply: FigurePage,
      handle: (ctx, { query }) => listReportRows(ctx, query, { names: false }),
      refusals: { ...reportRefusals, 'report-column-unknown': 404 },
    }),
    route({
      method: 'GET',
      path: '/statistics/reports/settlement/rows/file',
      summary: 'All dossiers behind a value of the settlement report, as CSV or XLSX, without names',
      tag,
      who: anyone,
      query: Type.Object({ ...ReportFigureAsk.properties, ...Format.properties }),
      async handle(ctx, { query, reply }) {
        const table = await reportFigureTable(ctx, query)
        return 'refused' in table ? table : sendTable(reply, table, query.format)
      },
      refusals: { ...reportRefusals, 'report-column-unknown': 404 },
    }),
    route({
      method: 'GET',
      path: '/statistics/reports/settlement/file',
      summary: 'The settlement report as CSV or XLSX',
      tag,
      who: anyone,
      query: Type.Object({ ...ReportAsk.properties, ...Format.properties }),
      async handle(ctx, { query, reply }) {
        const report = await makeSettlementReport(ctx, query)
        return 'refused' in report ? report : sendTable(reply, reportTable(report), query.format)
      },
      refusals: reportRefusals,
    }),
  ]
}

function indexRoutes({ anyone }: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/statistics/index-766',
      summary: 'Index 766 of a period, of the province or a unit',
      tag,
      who: anyone,
      query: IndexAsk,
      reply: Index766,
      handle: async (ctx, { query }) => periodRefusal(query) ?? measureIndex766(ctx, query),
      refusals: { 'period-wrong': 422, 'no-index-in-force': 422 },
    }),
    route({
      method: 'GET',
      path: '/statistics/index-766/rows',
      summary: 'The dossiers or procedures behind a part of an indicator',
      tag,
      who: anyone,
      query: IndicatorRowsAsk,
      reply: Type.Object({
        dossiers: FigurePage.properties.rows,
        procedures: Type.Array(CountedProcedureRow),
        next: FigurePage.properties.next,
      }),
      handle: async (ctx, { query }) => periodRefusal(query) ?? listIndicatorRows(ctx, query),
      refusals: { 'period-wrong': 422, 'no-index-in-force': 422, 'indicator-has-no-rows': 404 },
    }),
  ]
}

function indexFileRoutes({ anyone }: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/statistics/index-766/file',
      summary: 'Index 766 as CSV or XLSX',
      tag,
      who: anyone,
      query: Type.Object({ ...IndexAsk.properties, ...Format.properties }),
      async handle(ctx, { query, reply }) {
        const index = periodRefusal(query) ?? (await measureIndex766(ctx, query))
        return 'refused' in index ? index : sendTable(reply, indexTable(index), query.format)
      },
      refusals: { 'period-wrong': 422, 'no-index-in-force': 422 },
    }),
    route({
      method: 'GET',
      path: '/statistics/index-766/rows/file',
      summary: 'All dossiers or procedures behind a part of an indicator, as CSV or XLSX',
      tag,
      who: anyone,
      query: Type.Object({ ...IndicatorRowsAsk.properties, ...Format.properties }),
      async handle(ctx, { query, reply }) {
        const opened = periodRefusal(query) ?? openIndicator(ctx, query)
        if ('refused' in opened) return opened
        if ('sql' in opened)
          return sendTable(reply, rowsTable(ctx, query.indicator, [], opened), query.format)
        const listed = await listIndicatorRows(ctx, query)
        if ('refused' in listed) return listed
        return sendTable(
          reply,
          {
            name: query.indicator,
            above: [],
            head: ['code', 'name', 'sector'],
            async rows(put) {
              for (const { code, name, sector } of listed.procedures) await put([code, name, sector])
            },
          },
          query.format,
        )
      },
      refusals: { 'period-wrong': 422, 'no-index-in-force': 422, 'indicator-has-no-rows': 404 },
    }),
  ]
}

function alarmRoutes({ supervisor }: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/alarms',
      summary: 'Signs that figures are made rather than earned',
      tag,
      who: supervisor,
      query: AlarmAsk,
      reply: Type.Object({ alarms: Type.Array(Alarm) }),
      handle: async (ctx, { query }) =>
        periodRefusal(query) ?? { alarms: [...(await findAlarms(ctx, query))] },
      refusals: { 'period-wrong': 422 },
    }),
    route({
      method: 'GET',
      path: '/alarms/rows',
      summary: 'The dossiers behind an alarm',
      tag,
      who: supervisor,
      query: AlarmRowsAsk,
      reply: FigurePage,
      handle: async (ctx, { query }) => periodRefusal(query) ?? listAlarmRows(ctx, query),
      refusals: { 'period-wrong': 422 },
    }),
  ]
}

function sendTable(reply: FastifyReply, table: OutTable, format: TableFormat): FastifyReply {
  const name = table.name.replaceAll(/[^a-z0-9.-]+/gi, '-').replaceAll(/^-|-$/g, '') || 'figures'
  return reply
    .headers({
      'content-type': tableTypes[format],
      'content-disposition': `attachment; filename="${name}.${format}"`,
      'x-content-type-options': 'nosniff',
    })
    .send(streamTable(table, format))
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
