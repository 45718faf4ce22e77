import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#kit/io/config.ts'
import type { Context } from '#kit/io/context.ts'
import type { Database } from '#kit/io/database.ts'
import { drainJobs } from '#kit/io/jobs.ts'
import { drainOutbox } from '#kit/io/outbox.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { loadCalendars } from '#onestop/deadlines/public.ts'
import { type CountedRow, countedFacts } from '#onestop/dossiers/counted-row.ts'
import {
  checkRows,
  fileDossier,
  listDueTimeMoves,
  listDueTimeMovesOf,
  readDossierClock,
  rereckonDossiers,
  takeAction,
} from '#onestop/dossiers/public.ts'
import {
  exampleFiling,
  granted,
  loadTestContent,
  officers,
  storeSamplePaper,
  usualSteps,
} from '#onestop/dossiers/testing/content.ts'
import { listNotices } from '#onestop/notices/public.ts'
import { contributionsOf } from '#onestop/statistics/rules/contributions.ts'
import { contentFolder } from './load-content.ts'
import { jobsOf, reactions } from './reactions.ts'

let ctx: TestContext
let folder: string
let paper: string
let seed = 0
const online = { channel: 'online', actor: { kind: 'applicant' }, synthetic: true } as const
const jobs = jobs766()

function jobs766() {
  const config = readConfig({ DATA_DIR: '/nonexistent' })
  if (isRefused(config)) throw new Error(config.refused)
  return jobsOf(config).filter(({ kind }) => kind === 'rereckon-dossiers')
}

beforeAll(async () => {
  ctx = await openTestContext()
  folder = await mkdtemp(join(tmpdir(), 'kb-corrected-'))
  for (const part of ['calendar', 'working-hours'])
    await cp(join(contentFolder, part), join(folder, part), { recursive: true })
  ctx.setNow('2018-03-01T07:00')
  await loadTestContent(ctx)
  paper = await storeSamplePaper(ctx)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Files a dossier of ten working days at a moment and takes so many of the usual steps. */
async function dossier(at: string, steps: number): Promise<string> {
  ctx.setNow(at)
  const { code } = granted(await fileDossier(ctx, await exampleFiling(ctx, 'BUU-05', paper, ++seed), online))
  for (const { input, by } of usualSteps.slice(0, steps)) {
    ctx.passMinutes(7)
    granted(await takeAction(ctx, code, input, by, ctx.newId()))
  }
  return code
}

/** A new version of the calendar of 2018, in which these days are days off. */
async function correct(at: string, ...days: readonly string[]): Promise<void> {
  const year = await readFile(join(contentFolder, 'calendar', '2018.yaml'), 'utf8')
  const added = days.map(
    (date) =>
      `  - { date: "${date}", kind: disputed, holiday: new-year, working: false, note: "thử", name: "Ngày nghỉ thử", nameEn: "Trial day off", source: law }\n`,
  )
  await writeFile(join(folder, 'calendar', '2018.yaml'), `${year.trimEnd()}\n${added.join('')}`)
  ctx.setNow(at)
  expect((await loadCalendars(ctx, folder)).added).toEqual(['calendar/2018.yaml'])
}

async function rowOf(code: string) {
  const [row] = await ctx.db.text<{ due_at: Date | null; clock_version: string; overdue_in: string }>(
    'select due_at, clock_version, overdue_in::text from onestop.dossiers where code = $1',
    [code],
  )
  if (!row) throw new Error(code)
  return { ...row, due: row.due_at && toLocalIso(row.due_at.getTime() as never) }
}

/** Every figure by its day, as written with the acts and moves, and as each row counts for now. */
async function figuresTwice() {
  const written = await ctx.db.text<{ key: string; n: number }>(
    `select day_on::text || ' ' || figure key, sum(n)::int n from onestop.statistic_deltas group by 1 having sum(n) <> 0`,
    [],
  )
  const rows = await ctx.db.text<CountedRow>('select *, overdue_in::text from onestop.dossiers', [])
  const counted = new Map<string, number>()
  for (const row of rows)
    for (const { on, figure, n } of contributionsOf(countedFacts(row)))
      counted.set(`${on} ${figure}`, (counted.get(`${on} ${figure}`) ?? 0) + n)
  const sorted = (pairs: [string, number][]) => pairs.filter(([, n]) => n !== 0).sort()
  return {
    written: sorted(written.map(({ key, n }) => [key, n])),
    recounted: sorted([...counted]),
  }
}

async function expectWhole(): Promise<void> {
  const { written, recounted } = await figuresTwice()
  expect(written).toEqual(recounted)
  expect(recounted.length).toBeGreaterThan(3)
  expect(await checkRows(ctx.db)).toMatchObject({ differences: [], alone: [], olderCalendar: 0 })
}

async function settle(): Promise<void> {
  await drainOutbox(ctx, reactions)
  ctx.passMinutes(1)
  await drainJobs(ctx, jobs)
  await drainOutbox(ctx, reactions)
}

/** The same world, in which the process ends before it writes the n-th dossier. */
function brokenOff(after: number): Context {
  let left = after
  const hot: Database['hot'] = (name, ...rest) => {
    if (name === 'rereckon-dossier' && left-- === 0) throw new Error('the process ended')
    return ctx.db.hot(name, ...rest)
  }
  return { ...ctx, db: { ...ctx.db, hot } }
}

describe('a corrected calendar', { shuffle: false }, () => {
  let filed = ''
  let running = ''
  let overdue = ''
  let resolved = ''
  let delivered = ''
  let asked = ''

  test('moves the due time of what is open, with the figures, and leaves what is resolved', async () => {
    filed = await dossier('2018-03-01T08:00', 0)
    overdue = await dossier('2018-03-01T08:30', 2)
    resolved = await dossier('2018-03-01T09:00', 4)
    delivered = await dossier('2018-03-01T09:30', 5)
    running = await dossier('2018-03-08T09:00', 2)
    asked = await dossier('2018-03-08T10:00', 2)
    granted(
      await takeAction(
        ctx,
        asked,
        { kind: 'ask-supplement', findings: [{ about: 'don', defect: 'Thiếu chữ ký' }] },
        { officer: officers.caseOfficer },
        ctx.newId(),
      ),
    )
    expect((await rowOf(overdue)).due).toBe('2018-03-15T17:00:00+07:00')
    expect((await rowOf(running)).due).toBe('2018-03-22T17:00:00+07:00')
    ctx.setNow('2018-03-20T08:00')
    await settle()
    await expectWhole()
    const before = await rowOf(resolved)

    await correct('2018-03-20T09:00', '2018-03-12', '2018-03-14')
    await settle()

    expect((await rowOf(overdue)).due).toBe('2018-03-19T17:00:00+07:00')
    expect((await rowOf(running)).due).toBe('2018-03-26T17:00:00+07:00')
    expect((await rowOf(asked)).due).toBe('2018-03-26T17:00:00+07:00')
    expect((await rowOf(filed)).due).toBeNull()
    expect(await rowOf(resolved)).toEqual(before)
    expect((await rowOf(delivered)).due).toBe('2018-03-15T17:00:00+07:00')
    await expectWhole()
  })

  test('does not rewrite the days that had passed: what stood overdue on them stays so', async () => {
    expect((await rowOf(overdue)).overdue_in).toBe('{[2018-03-16,)}')
    expect((await rowOf(running)).overdue_in).toBe('{[2018-03-27,)}')
  })

  test('gives the same date where it is explained, for the open as for the resolved', async () => {
    for (const code of [overdue, running, resolved, delivered, asked]) {
      const reading = await readDossierClock(ctx, code)
      expect(reading?.dueAt && toLocalIso(reading.dueAt)).toBe((await rowOf(code)).due)
      expect(reading?.calendarVersion).toBe((await rowOf(code)).clock_version)
    }
  })

  test('tells who moved, from when to when and why, to the officers of the agency and to no others', async () => {
    const { rows } = await listDueTimeMoves(ctx, officers.director, {})
    expect(rows.map(({ code }) => code).sort()).toEqual([overdue, running, asked].sort())
    expect(rows.find(({ code }) => code === running)).toMatchObject({
      fromDueAt: '2018-03-22T17:00:00+07:00',
      toDueAt: '2018-03-26T17:00:00+07:00',
      cause: {
        years: [{ year: 2018, from: 1, to: 2 }],
        days: [
          { date: '2018-03-12', working: false, name: 'Ngày nghỉ thử' },
          { date: '2018-03-14', working: false },
        ],
        hours: false,
      },
    })
    const first = await listDueTimeMoves(ctx, officers.director, { limit: 2 })
    const second = await listDueTimeMoves(ctx, officers.director, { limit: 2, after: first.next ?? '' })
    expect([...first.rows, ...second.rows]).toEqual(rows)
    expect(second.next).toBeNull()
    expect((await listDueTimeMoves(ctx, { officerId: 'x', postId: 'nobody' }, {})).rows).toEqual([])
  })

  test('is told to the applicant once, whatever is run again', async () => {
    await settle()
    expect(await rereckonDossiers(ctx)).toEqual({ moved: 0, kept: 0, busy: 0 })
    expect(await listNotices(ctx.db, running, 'vi')).toMatchObject([
      {
        kind: 'due-time-moved',
        fromDueAt: '2018-03-22T17:00:00+07:00',
        toDueAt: '2018-03-26T17:00:00+07:00',
        reasons: [
          'thứ Hai 12/03/2018 không còn là ngày làm việc (Ngày nghỉ thử)',
          'thứ Tư 14/03/2018 không còn là ngày làm việc (Ngày nghỉ thử)',
          'lịch năm 2018 bản 1 thay bằng bản 2',
        ],
      },
    ])
    expect(await listNotices(ctx.db, resolved, 'vi')).toEqual([])
  })

  test('does not reach what was resolved, not even when its result is delivered', async () => {
    granted(
      await takeAction(
        ctx,
        resolved,
        usualSteps[4]?.input as never,
        { officer: officers.counter },
        ctx.newId(),
      ),
    )
    expect((await rowOf(resolved)).due).toBe('2018-03-15T17:00:00+07:00')
    await expectWhole()
  })

  test('broken off in the middle loses nothing: what was done stays, the rest follows', async () => {
    for (let one = 0; one < 6; one++) await dossier('2018-03-20T13:30', 2)
    await correct('2018-03-21T08:00', '2018-03-12', '2018-03-14', '2018-03-23')
    await expect(rereckonDossiers(brokenOff(3))).rejects.toThrow('the process ended')
    const halfway = await checkRows(ctx.db)
    expect(halfway.differences).toEqual([])
    expect(halfway.olderCalendar).toBeGreaterThan(0)
    expect((await figuresTwice()).written).toEqual((await figuresTwice()).recounted)
    const rest = await rereckonDossiers(ctx)
    expect(rest.moved).toBeGreaterThanOrEqual(3)
    await settle()
    await expectWhole()
    expect((await listDueTimeMovesOf(ctx.db, running)).map(({ toDueAt }) => toDueAt)).toEqual([
      '2018-03-26T17:00:00+07:00',
      '2018-03-27T17:00:00+07:00',
    ])
    expect(await listNotices(ctx.db, running, 'vi')).toHaveLength(2)
  })

  test('and officers who act meanwhile: each act on one calendar, each move recorded, figures whole', async () => {
    const codes: string[] = []
    for (let one = 0; one < 8; one++) codes.push(await dossier('2018-03-21T09:00', 2))
    await correct('2018-03-22T08:00', '2018-03-12', '2018-03-14', '2018-03-23', '2018-03-28')
    const assess = usualSteps[2]?.input as never
    const [first, second, ...acts] = await Promise.all([
      rereckonDossiers(ctx),
      rereckonDossiers(ctx),
      ...codes.map((code) => takeAction(ctx, code, assess, { officer: officers.caseOfficer }, ctx.newId())),
    ])
    for (const answer of acts) if (isRefused(answer)) expect(answer.refused).toBe('dossier-changed-meanwhile')
    expect(first.moved + second.moved).toBeGreaterThan(0)
    await settle()
    await expectWhole()
    for (const code of codes) expect(await listDueTimeMovesOf(ctx.db, code)).toHaveLength(1)
  })

  test('an officer who is quicker than the job moves the due time first, and it is told', async () => {
    const code = await dossier('2018-03-22T09:00', 2)
    await correct('2018-03-22T10:00', '2018-03-12', '2018-03-14', '2018-03-23', '2018-03-28', '2018-03-29')
    granted(
      await takeAction(
        ctx,
        code,
        usualSteps[2]?.input as never,
        { officer: officers.caseOfficer },
        ctx.newId(),
      ),
    )
    expect(await listDueTimeMovesOf(ctx.db, code)).toMatchObject([
      { fromDueAt: '2018-04-09T17:00:00+07:00', toDueAt: '2018-04-10T17:00:00+07:00' },
    ])
    await settle()
    await expectWhole()
  })

  test('neither moves nor notices can be changed by the program', async () => {
    for (const table of ['onestop.due_time_moves', 'onestop.notices'])
      for (const statement of [`update ${table} set agency_id = 'x'`, `delete from ${table}`])
        await expect(ctx.db.text(statement, [])).rejects.toThrow(/permission denied/)
  })
})
