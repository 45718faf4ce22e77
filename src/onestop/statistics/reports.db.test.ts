import excel from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { instant, instantOf } from '#kit/values/instant.ts'
import { day } from '#kit/values/plain-date.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import { reckonClock } from '#onestop/deadlines/public.ts'
import { countPeriod } from './count-statistics.ts'
import { figureTable, indexTable, reportTable } from './export-tables.ts'
import { getIndexVersions, indexVersionOn } from './index-content.ts'
import { indicatorCondition } from './indicator-sql.ts'
import { countRows } from './list-rows.ts'
import { makeSettlementReport } from './make-report.ts'
import { listIndicatorRows, measureIndex766 } from './measure-index-766.ts'
import { getReportForms } from './report-content.ts'
import type { ReportAsk, SettlementReport } from './report-contract.ts'
import { listReportRows } from './report-rows.ts'
import { eventsOf } from './testing/random-dossiers.ts'
import { liveAtRandom } from './testing/random-world.ts'
import { streamTable } from './write-table.ts'

const ctx = await openTestContext()
let world: Awaited<ReturnType<typeof liveAtRandom>>

beforeAll(async () => {
  ctx.setNow('2027-08-20T12:00')
  world = await liveAtRandom(ctx, '2026-07-20', 250, 7)
}, 120_000)

async function report(ask: ReportAsk): Promise<SettlementReport> {
  const made = await makeSettlementReport(ctx, ask)
  if (isRefused(made)) throw new Error(JSON.stringify(made))
  return made
}
const accepted = <Answer>(answer: Answer | Refusal): Answer => {
  if (isRefused(answer)) throw new Error(JSON.stringify(answer))
  return answer
}
const tableOf = async (made: SettlementReport) => {
  const lines: unknown[] = []
  await reportTable(made).rows(async (cells) => void lines.push(cells))
  return lines
}
const columnOf = (made: SettlementReport, values: readonly number[], number: number) =>
  values[made.columns.findIndex((column) => column.number === number)] ?? Number.NaN

describe('the settlement report of 2026', () => {
  const months = [9, 10, 11, 12].map(
    (number): ReportAsk => ({ period: 'month', year: 2026, number, form: '07a-btp' }),
  )

  for (const ask of months)
    test(`of month ${ask.number} adds up in every row: 3 = 4+…+8, 9 = 10+11+12, 13 = 14+15, 3 = 9+13`, async () => {
      const made = await report(ask)
      const rows = [
        ...made.sections.flatMap((section) => [...section.rows.map(({ values }) => values), section.total]),
        made.total,
      ]
      expect(rows.length).toBeGreaterThan(2)
      for (const row of rows) {
        const at = (number: number) => columnOf(made, row, number)
        expect(at(3)).toBe(at(4) + at(5) + at(6) + at(7) + at(8))
        expect(at(9)).toBe(at(10) + at(11) + at(12))
        expect(at(13)).toBe(at(14) + at(15))
        expect(at(3)).toBe(at(9) + at(13))
      }
      expect(
        made.total.every(
          (_, index) =>
            made.sections[0]?.rows.reduce((sum, { values }) => sum + (values[index] ?? 0), 0) ===
            made.total[index],
        ),
      ).toBe(true)
      expect(columnOf(made, made.total, 3)).toBeGreaterThan(0)
    })

  test('what is in process (13) is carried over into the next period (8), sector by sector', async () => {
    for (const [index, ask] of months.slice(1).entries()) {
      const [one, next] = [await report(months[index] ?? ask), await report(ask)]
      expect(columnOf(next, next.total, 8)).toBe(columnOf(one, one.total, 13))
      for (const row of one.sections[0]?.rows ?? []) {
        const same = next.sections[0]?.rows.find(({ key }) => key === row.key)
        expect(same ? columnOf(next, same.values, 8) : 0).toBe(columnOf(one, row.values, 13))
      }
    }
  })

  test('every value opens to as many rows as it says', async () => {
    const ask: ReportAsk = { period: 'quarter', year: 2027, number: 1, form: '07a-btp' }
    const made = await report(ask)
    for (const { number } of made.columns) {
      const page = accepted(await listReportRows(ctx, { ...ask, column: number }, { names: false }))
      expect(page.total).toBe(columnOf(made, made.total, number))
      expect(page.rows.length).toBe(Math.min(page.total, 50))
      expect(page.rows.every(({ applicantName }) => applicantName === null)).toBe(true)
    }
    expect(await listReportRows(ctx, { ...ask, column: 99 }, { names: false })).toMatchObject({
      refused: 'report-column-unknown',
    })
  })

  test('says how many online dossiers have no verified mode, under column 5', async () => {
    const made = await report({ period: 'half', year: 2027, number: 1, form: '07a-btp' })
    const remark = made.remarks.find(({ measure }) => measure === 'received-unverified')
    expect(remark?.count).toBeGreaterThan(0)
    expect(remark?.count).toBeLessThanOrEqual(columnOf(made, made.total, 5))
    expect(made.synthetic).toBe(true)
  })

  for (const [form, column] of [
    ['07a-btp', 11],
    ['06-vpcp-kstt', 9],
  ] as const)
    test(`${form} says how many without a verified term stand in its column ${column}, for it has none for them`, async () => {
      const ask: ReportAsk = { period: 'half', year: 2027, number: 1, form }
      const made = await report(ask)
      const counted = await countPeriod(ctx.db, { from: day(made.from), to: day(made.to) }, day('2027-08-20'))
      const remark = made.remarks.find(({ measure }) => measure === 'without-term')
      expect(remark?.count).toBe(counted.total['without-term'])
      expect(remark?.count).toBeGreaterThan(0)
      expect(columnOf(made, made.total, column)).toBe(
        counted.total['on-time'] + counted.total['without-term'],
      )
      const file = JSON.stringify(await tableOf(made))
      expect(file).toContain(`không có thời hạn được xác nhận (biểu mẫu không có cột riêng cho số này)`)
    })

  test('the form of law is that of the day; before a verified form it is refused with the choice', async () => {
    expect((await report({ period: 'month', year: 2026, number: 8 })).form.id).toBe('07b-btp')
    expect((await report({ period: 'month', year: 2026, number: 8, agencyId: 'co-quan-1' })).form.id).toBe(
      '07a-btp',
    )
    expect((await report({ period: 'month', year: 2026, number: 7 })).form.id).toBe('06-vpcp-kstt')
    expect(await makeSettlementReport(ctx, { period: 'year', year: 2018 })).toMatchObject({
      refused: 'no-report-form-in-force',
    })
    expect((await report({ period: 'year', year: 2018, form: '06-vpcp-kstt' })).formInForce).toBe(false)
    expect(await makeSettlementReport(ctx, { period: 'half', year: 2026, number: 3 })).toMatchObject({
      refused: 'report-period-wrong',
    })
    expect(await makeSettlementReport(ctx, { period: 'year', year: 2026, form: 'x' })).toMatchObject({
      refused: 'report-form-unknown',
    })
  })

  test('forms have each column once, and sums name columns that exist', () => {
    for (const form of getReportForms()) {
      const numbers = form.columns.map(({ number }) => number)
      expect(new Set(numbers).size).toBe(numbers.length)
      for (const { measures, sumOf } of form.columns) {
        expect((measures === undefined) !== (sumOf === undefined)).toBe(true)
        for (const part of sumOf ?? []) expect(numbers).toContain(part)
      }
    }
    expect(getReportForms().length).toBe(4)
  })
})

describe('index 766', () => {
  const ask = { from: '2026-08-15', to: '2027-02-14' }

  test('has the groups and points of the decision, the rest inferred and marked', () => {
    const version = indexVersionOn(day('2026-01-01'))
    expect(version?.groups.map(({ max }) => max)).toEqual([18, 20, 22, 22, 18])
    for (const group of version?.groups ?? [])
      expect(group.indicators.reduce((sum, { max }) => sum + (max ?? 0), 0)).toBe(group.max)
    expect(indexVersionOn(day('2022-06-22'))).toBeUndefined()
    for (const { groups } of getIndexVersions())
      for (const { max, mark } of groups.flatMap(({ indicators }) => indicators))
        if (max !== null && max > 0) expect(mark).not.toBeNull()
  })

  for (const agencyId of [undefined, 'co-quan-1'])
    test(`of ${agencyId ?? 'the province'} counts the same by cubes and by rows, and opens to them`, async () => {
      const index = accepted(await measureIndex766(ctx, agencyId ? { ...ask, agencyId } : ask))
      const version = indexVersionOn(day(ask.to))
      const period = { from: day(ask.from), until: day('2027-02-15'), agencyId }
      const seen: string[] = []
      for (const rule of version?.groups.flatMap(({ indicators }) => indicators) ?? []) {
        const value = index.groups
          .flatMap(({ indicators }) => indicators)
          .find(({ number }) => number === rule.number)
        if (value?.opensTo !== 'dossiers' || rule.source === null) continue
        seen.push(rule.number)
        for (const part of ['numerator', 'denominator'] as const) {
          const condition = indicatorCondition(rule.source as 'digitised', part, period, ctx.now())
          expect(value[part], `${rule.number} ${part}`).toBe(await countRows(ctx.db, condition))
          const opened = accepted(
            await listIndicatorRows(ctx, {
              ...ask,
              ...(agencyId && { agencyId }),
              indicator: rule.number,
              part,
            }),
          )
          expect(opened.dossiers.length).toBe(Math.min(value[part] ?? 0, 50))
        }
        expect(value.numerator).toBeGreaterThan(0)
      }
      expect(seen).toEqual(['2.1', '2.2', '3.3', '4.1', '4.2', '5.4'])
    })

  test('2.1 is the exact rule on each log: asked twice is late, an open one is compared with the end of the period', async () => {
    const index = accepted(await measureIndex766(ctx, ask))
    const value = index.groups[1]?.indicators[0]
    const [start, end] = [instant(`${ask.from}T00:00`), instantOf(instant('2027-02-15T00:00') - 1)]
    const received = world.dossiers.filter(({ actions }) =>
      actions.some(({ kind, occurredAt }) => kind === 'accept' && occurredAt >= start && occurredAt <= end),
    )
    const onTime = received.filter((dossier) => {
      const reading = reckonClock(eventsOf(dossier), dossier.rule, world.calendar, {
        now: end,
        channel: dossier.channel,
      })
      if (reading.endedAt !== null) return reading.onTime766 === true
      const asked = reading.waits
        .filter(({ cause, to }) => cause === 'supplement' && to === null)
        .map(({ from }) => from)
      const finish = Math.min(end, ...asked, reading.pausedSince ?? end)
      return (
        reading.supplementRequests <= 1 && reading.originalDueAt !== null && finish <= reading.originalDueAt
      )
    })
    expect(value?.denominator).toBe(received.length)
    expect(value?.numerator).toBe(onTime.length)
    expect(value?.score).toBeCloseTo((20 * onTime.length) / received.length, 1)
  })

  test('what has no source has no points, and the total says on how many points it rests', async () => {
    const index = accepted(await measureIndex766(ctx, ask))
    const all = index.groups.flatMap(({ indicators }) => indicators)
    for (const one of all.filter(({ status }) => status === 'no-source' || status === 'incomplete')) {
      expect(one.score, one.number).toBeNull()
      expect(one.missing, one.number).not.toBeNull()
    }
    expect(all.filter(({ status }) => status === 'no-source').map(({ number }) => number)).toContain('1.4')
    expect(index.maxWithData).toBe(
      all.reduce((sum, { score, max }) => sum + (score === null ? 0 : (max ?? 0)), 0),
    )
    expect(index.maxWithData).toBeLessThan(100)
    expect(index.band).toBeNull()
    expect(await measureIndex766(ctx, { from: '2018-01-01', to: '2018-12-31' })).toMatchObject({
      refused: 'no-index-in-force',
    })
    expect(await listIndicatorRows(ctx, { ...ask, indicator: '1.4', part: 'numerator' })).toMatchObject({
      refused: 'indicator-has-no-rows',
    })
  })
})

describe('files', () => {
  const collect = async (stream: AsyncIterable<Buffer>) => {
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part)
    return Buffer.concat(parts)
  }

  test('a report as CSV has its byte order mark, its columns and its total', async () => {
    const made = await report({ period: 'half', year: 2027, number: 1, form: '07a-btp' })
    const text = (await collect(streamTable(reportTable(made), 'csv'))).toString('utf8')
    expect(text.startsWith('\ufeff')).toBe(true)
    expect(text).toContain(`TỔNG CỘNG,${made.total.join(',')}\r\n`)
  })

  test('all rows of a figure as CSV: one line each', async () => {
    const table = figureTable(ctx, { from: '2026-07-01', to: '2027-08-20', measure: 'received' })
    const lines = (await collect(streamTable(table, 'csv'))).toString('utf8').trimEnd().split('\r\n')
    const made = await report({ period: 'year', year: 2027, form: '07a-btp' })
    expect(lines.length - 2).toBeGreaterThan(50)
    expect(made.form.id).toBe('07a-btp')
    expect(lines.slice(2).every((line) => line.startsWith('000.00.98.H05-'))).toBe(true)
  })

  test('the index as XLSX opens again with its numbers', async () => {
    const index = accepted(await measureIndex766(ctx, { from: '2026-08-15', to: '2027-02-14' }))
    const book = new excel.Workbook()
    const bytes = await collect(streamTable(indexTable(index), 'xlsx'))
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
    const sheet = book.worksheets[0]
    const cells = sheet?.getSheetValues().flat().map(String) ?? []
    expect(cells).toContain('Tỷ lệ hồ sơ xử lý đúng hạn')
    expect(cells).toContain('6 (v)')
  })

  test('an error of the rows breaks the file off instead of ending it as if it were whole', async () => {
    const broken = streamTable(
      { name: 'x', above: [], head: ['a'], rows: () => Promise.reject(new Error('gone')) },
      'csv',
    )
    await expect(collect(broken)).rejects.toThrow('gone')
  })
})
