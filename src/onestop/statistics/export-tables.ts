import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import type { FigureAsk } from './contract.ts'
import words from './export-words.vi.json' with { type: 'json' }
import type { Index766 } from './index-contract.ts'
import { measureCondition, periodOf } from './list-figure-rows.ts'
import { eachRow, type RowCondition } from './list-rows.ts'
import type { SettlementReport } from './report-contract.ts'
import type { OutTable } from './write-table.ts'

const dateWords = (on: string) => on.split('-').reverse().join('/')
const periodWords = (from: string, to: string) =>
  words.period.replace('{from}', dateWords(from)).replace('{to}', dateWords(to))
const syntheticWords = (synthetic: boolean) => (synthetic ? [words.synthetic] : [])

/** A settlement report as a table: the columns of its form with their numbers, sections one after the other. */
export function reportTable(report: SettlementReport): OutTable {
  return {
    name: report.form.form,
    above: [
      `${report.form.form} (${report.form.law})`,
      report.form.title,
      periodWords(report.from, report.to),
      ...(report.formInForce ? [] : [words.formNotInForce]),
      ...syntheticWords(report.synthetic),
    ],
    head: [
      words.number,
      words.sector,
      ...report.columns.map(({ number, group, name }) => `(${number}) ${group}: ${name}`),
    ],
    async rows(put) {
      for (const section of report.sections) {
        if (report.sections.length > 1) await put([null, section.name, ...section.total])
        for (const [index, row] of section.rows.entries()) await put([index + 1, row.label, ...row.values])
      }
      await put([null, words.total, ...report.total])
      for (const { text, count } of report.remarks) await put([null, text, count])
    },
  }
}

/** Index 766 as a table: groups and their indicators, doubtful points with their mark. */
export function indexTable(index: Index766): OutTable {
  const marked = (points: number | null, mark: string | null) =>
    points === null ? null : mark === 'V' ? points : `${points} (${mark ?? words.unverified})`
  return {
    name: words.indexName,
    above: [index.law, periodWords(index.from, index.to), words.marks, ...syntheticWords(index.synthetic)],
    head: words.indexHead,
    async rows(put) {
      for (const group of index.groups) {
        await put([
          group.number,
          group.name,
          marked(group.max, group.mark),
          null,
          null,
          null,
          null,
          group.score,
          null,
        ])
        for (const one of group.indicators)
          await put([
            one.number,
            one.name,
            marked(one.max, one.maxMark),
            marked(one.threshold, one.thresholdMark),
            one.numerator,
            one.denominator,
            one.ratio ?? one.value,
            one.score,
            one.missing ?? words.status[one.status],
          ])
      }
      await put([
        null,
        words.totalWithData.replace('{max}', String(index.maxWithData)),
        index.max,
        null,
        null,
        null,
        null,
        index.score,
        null,
      ])
    },
  }
}

/** The dossiers that meet a condition as a table, streamed from one snapshot; without names. */
export function rowsTable(
  ctx: Context,
  name: string,
  above: readonly string[],
  condition: RowCondition,
): OutTable {
  return {
    name,
    above,
    head: words.rowHead,
    rows: (put) =>
      ctx.db.transaction(async (tx) => {
        await tx.text('set transaction isolation level repeatable read, read only')
        await eachRow(tx, condition, ctx.now(), put)
      }),
  }
}

/** All rows behind a figure. */
export function figureTable(ctx: Context, ask: FigureAsk): OutTable {
  const period = periodOf(ask)
  const condition = measureCondition({ ...ask, ...period }, [ask.measure], dateOf(ctx.now()))
  return rowsTable(ctx, ask.measure, [periodWords(period.from, period.to)], condition)
}
