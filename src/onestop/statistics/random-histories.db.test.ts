import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import { calendarOfContent } from '#onestop/deadlines/testing/calendar-of-content.ts'
import { randomFrom } from '#onestop/deadlines/testing/random-log.ts'
import { type Counts, measures } from './contract.ts'
import { measureSql, narrowSql, orderOf, piecesOfMeasure } from './count-sql.ts'
import { countPeriod, countStatistics } from './count-statistics.ts'
import { foldDeltas } from './cube-store.ts'
import { foldAllDeltas } from './fold-deltas.ts'
import { listFigureRows } from './list-figure-rows.ts'
import { actAtRandom, type RandomDossier } from './testing/random-dossiers.ts'
import { liveAtRandom } from './testing/random-world.ts'
import { recount } from './testing/recount-logs.ts'

const ctx = await openTestContext()
const calendar = calendarOfContent()
const seed = Number(process.env.STATISTICS_SEED ?? 20_180_301)
const many = Number(process.env.STATISTICS_DOSSIERS ?? 400)
const random = randomFrom(seed)
const first = day('2018-01-02')
const today = day('2018-12-20')
const dossiers: RandomDossier[] = []

/** Lives and folds, in random order: some dossiers end, some stay open, some deltas stay loose. */
beforeAll(async () => {
  ctx.setNow(`${today}T12:00`)
  dossiers.push(...(await liveAtRandom(ctx, first, many, seed)).dossiers)
}, 120_000)

type Period = { readonly from: PlainDate; readonly to: PlainDate }
type Narrow = { agencyId?: string; sectorId?: string; procedureCode?: string }

function randomPeriod(): Period {
  const from = addDays(first, random.below(340))
  const to = addDays(from, random.pick([0, 6, 30, 90, 360]))
  return { from, to: to < today ? to : today }
}

function randomNarrow(): Narrow {
  return {
    ...(random.chance(0.4) && { agencyId: random.pick(['co-quan-1', 'co-quan-2']) }),
    ...(random.chance(0.3) && { sectorId: 'linh-vuc-1' }),
    ...(random.chance(0.3) && { procedureCode: 'linh-vuc-1.TT-1' }),
  }
}

function recountLogs(period: Period, narrow: Narrow): Counts {
  const asked = dossiers.filter(
    (dossier) =>
      (narrow.agencyId ?? dossier.agencyId) === dossier.agencyId &&
      (narrow.sectorId ?? dossier.sectorId) === dossier.sectorId &&
      (narrow.procedureCode ?? dossier.procedureCode) === dossier.procedureCode,
  )
  return recount(asked, calendar, period)
}

async function recountRows(period: Period, narrow: Narrow): Promise<Counts> {
  const { sql, values } = narrowSql({ ...narrow, ...period })
  const columns = measures.map((measure) => `count(*) filter (where ${measureSql[measure]}) "${measure}"`)
  const [row] = await ctx.db.text<Counts>(
    `select ${columns.join(', ')} from onestop.dossiers d where $1::date <= $2::date${sql}`,
    values,
  )
  if (!row) throw new Error('no counts')
  return row
}

const looseDeltas = async () => {
  const [row] = await ctx.db.text<{ n: number }>('select count(*) n from onestop.statistic_deltas')
  return row?.n ?? 0
}

describe('the figures of random histories', { shuffle: false }, () => {
  test('are those of a recount of the logs and of the rows, for periods and units at random', async () => {
    for (let run = 0; run < 60; run++) {
      const [period, narrow] = [randomPeriod(), randomNarrow()]
      const { total } = await countPeriod(ctx.db, { ...period, ...narrow }, today)
      const told = `seed ${seed}: ${JSON.stringify({ ...period, ...narrow })}`
      expect(total, told).toEqual(recountLogs(period, narrow))
      expect(total, told).toEqual(await recountRows(period, narrow))
    }
  }, 60_000)

  test('hold a few of everything that can happen, so that the recount means something', () => {
    const year = recountLogs({ from: first, to: today }, {})
    for (const measure of measures.filter((one) => one !== 'carried-over'))
      expect(year[measure], measure).toBeGreaterThan(0)
    expect(
      recountLogs({ from: day('2018-06-15'), to: day('2018-07-14') }, {})['carried-over'],
    ).toBeGreaterThan(0)
    const overdue = [3, 4, 5, 6, 7, 8, 9].map(
      (month) => recountLogs({ from: first, to: day(`2018-0${month}-14`) }, {})['in-process-overdue'],
    )
    expect(Math.min(...overdue)).toBeGreaterThan(0)
  })

  test('are the same on every day of the year by the rows, whatever was folded', async () => {
    for (let on = first; on <= today; on = addDays(on, 9)) {
      const { total } = await countPeriod(ctx.db, { from: on, to: on }, today)
      expect(total, on).toEqual(await recountRows({ from: on, to: on }, {}))
    }
  }, 60_000)

  test('add up: by sector, by agency and by procedure to the total, by month to the year', async () => {
    const period = { from: day('2018-02-09'), to: day('2018-11-20') }
    for (const groupBy of ['sector', 'agency', 'procedure'] as const) {
      const { total, byKey } = await countPeriod(ctx.db, period, today, groupBy)
      for (const measure of measures)
        expect(
          [...byKey.values()].reduce((sum, counts) => sum + counts[measure], 0),
          measure,
        ).toBe(total[measure])
    }
    const year = await countStatistics(ctx, period)
    for (const measure of ['received', 'resolved', 'overdue', 'withdrawn'] as const)
      expect(year.byMonth.reduce((sum, { counts }) => sum + counts[measure], 0)).toBe(year.total[measure])
    expect(year.byMonth.at(-1)?.counts['in-process-overdue']).toBe(year.total['in-process-overdue'])
    expect(year.synthetic).toBe(true)
  })

  test('open to exactly the rows they count', async () => {
    for (const measure of measures) {
      const ask = { from: '2018-03-15', to: '2018-09-14', measure }
      const codes: string[] = []
      let total = -1
      for (let after: string | undefined; ; ) {
        const page = await listFigureRows(ctx, after ? { ...ask, after } : ask, { names: false })
        codes.push(...page.rows.map(({ code }) => code))
        total = page.total
        if (page.next === null) break
        after = page.next
      }
      expect(new Set(codes).size, measure).toBe(total)
    }
  })

  test('that stood open at a moment are found class by class: each row in one piece, none left out', async () => {
    for (let on = first; on <= today; on = addDays(on, 13))
      for (const measure of ['carried-over', 'in-process', 'in-process-overdue'] as const) {
        const pieces = piecesOfMeasure(measure).map((piece) => `(${piece})::int`)
        const [row] = await ctx.db.text<{ n: number }>(
          `select count(*)::int n from onestop.dossiers d
           where $1::date <= $2::date and coalesce(${measureSql[measure]}, false)::int <> ${pieces.map((piece) => `coalesce(${piece}, 0)`).join(' + ')}`,
          [on, addDays(on, 20)],
        )
        expect(row?.n, `${measure} ${on}`).toBe(0)
      }
  })

  test('come in order of their moment, none twice, narrowed or not', async () => {
    for (let run = 0; run < 30; run++) {
      const [period, narrow] = [randomPeriod(), randomNarrow()]
      const measure = random.pick(['received', 'carried-over', 'resolved', 'in-process'] as const)
      const { sql, values } = narrowSql({ ...narrow, ...period })
      const order = orderOf(measure)
      const expected = await ctx.db.text<{ code: string }>(
        `select d.code from onestop.dossiers d where $1::date <= $2::date and (${measureSql[measure]})${sql} order by d.${order}, d.id`,
        values,
      )
      const codes: string[] = []
      for (let after: string | undefined; ; ) {
        const ask = { ...period, ...narrow, measure, ...(after !== undefined && { after }) }
        const page = await listFigureRows(ctx, ask, { names: false })
        codes.push(...page.rows.map(({ code }) => code))
        if (page.next === null) break
        after = page.next
      }
      expect(codes, JSON.stringify({ ...period, ...narrow, measure })).toEqual(
        expected.map(({ code }) => code),
      )
    }
  }, 60_000)

  test('do not change while deltas are folded, nor after', async () => {
    const ask = { from: day('2018-03-15'), to: day('2018-10-14') }
    const { total } = await countPeriod(ctx.db, ask, today)
    expect(await looseDeltas()).toBeGreaterThan(500)
    let reads = 0
    let folding = true
    const read = async () => {
      while (folding) {
        expect((await countPeriod(ctx.db, ask, today)).total).toEqual(total)
        reads++
      }
    }
    const fold = async () => {
      while (((await ctx.transaction((tx) => foldDeltas(tx, 40))) ?? 1) > 0);
      folding = false
    }
    await Promise.all([fold(), read(), read(), fold()])
    expect(reads).toBeGreaterThan(10)
    expect(await looseDeltas()).toBe(0)
    expect((await countPeriod(ctx.db, ask, today)).total).toEqual(total)
    expect(await recountRows(ask, {})).toEqual(total)
  }, 60_000)

  test('follow each further action at once', async () => {
    await foldAllDeltas(ctx)
    const open = dossiers.filter(
      ({ actions }) => !['deliver', 'withdraw'].includes(actions.at(-1)?.kind ?? ''),
    )
    for (const dossier of open.slice(0, 60)) await actAtRandom(ctx.db, random, dossier, calendar)
    const late = dossiers.flatMap(({ actions }) => actions.map(({ recordedAt }) => dateOf(recordedAt)))
    const last = late.reduce((latest, on) => (on > latest ? on : latest))
    const period = { from: first, to: addDays(last, 40) }
    const { total } = await countPeriod(ctx.db, period, period.to)
    expect(await looseDeltas()).toBeGreaterThan(0)
    expect(total).toEqual(recountLogs(period, {}))
  })

  test('of a dossier that nobody lets act are untouched: a lost race writes no delta', async () => {
    const before = await looseDeltas()
    const dossier = dossiers.find(({ actions }) => actions.at(-1)?.kind === 'file')
    if (!dossier) throw new Error('no filed dossier')
    const both = await Promise.allSettled([
      actAtRandom(ctx.db, randomFrom(1), { ...dossier }, calendar),
      actAtRandom(ctx.db, randomFrom(1), { ...dossier }, calendar),
    ])
    expect(both.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(1)
    const [row] = await ctx.db.text<{ n: number }>(
      `select count(*) n from onestop.dossier_actions a join onestop.dossiers d on d.id = a.dossier_id where d.code = $1`,
      [dossier.code],
    )
    expect(row?.n).toBe(2)
    expect(await looseDeltas()).toBeLessThan(before + 6)
  })
})
