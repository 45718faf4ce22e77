import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { day } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { computeDeadline, type DeadlineQuestion } from './compute-deadline.ts'
import { calendarAsOf, currentCalendar } from './current-calendar.ts'
import { loadCalendars } from './load-calendars.ts'
import { isWorkingDay } from './rules/working-days.ts'
import { contentDir } from './testing/calendar-of-content.ts'

let ctx: TestContext
let folder: string
beforeAll(async () => {
  ctx = await openTestContext()
  folder = await mkdtemp(join(tmpdir(), 'kb-calendar-'))
  await cp(join(contentDir, 'calendar'), join(folder, 'calendar'), { recursive: true })
  await cp(join(contentDir, 'working-hours'), join(folder, 'working-hours'), { recursive: true })
  ctx.setNow('2026-01-05T08:00')
  await loadCalendars(ctx, folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const answer = async (question: DeadlineQuestion) => computeDeadline(ctx, question, 'vi')

describe('the calculator', () => {
  const question = { acceptedAt: '2025-04-28T09:00', term: '3', unit: 'working-day', regime: 'B' }
  test('three working days from 28 April 2025 are due on 6 May', async () => {
    const found = await answer(question)
    expect(found).toMatchObject({ dueAt: '2025-05-06T17:00:00+07:00', dueOn: '2025-05-06', regime: 'B' })
    if (isRefused(found)) throw new Error(found.refused)
    expect(found.derivation.filter(({ kind }) => kind === 'skipped').map(({ on }) => on)).toEqual([
      '2025-04-30',
      '2025-05-01',
      '2025-05-02',
      '2025-05-03',
      '2025-05-04',
    ])
    expect(found.warnings.map(({ code }) => code)).toEqual(['hours-unverified', 'regime-differs'])
  })
  test('without a regime it goes by the day of acceptance', async () => {
    expect(await answer({ ...question, regime: undefined })).toMatchObject({ regime: 'A' })
  })
  test('a year without announcement is warned of', async () => {
    const found = await answer({ ...question, acceptedAt: '2026-12-30T09:00' })
    expect(found).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'year-not-announced' })]),
    })
  })
  const bad: readonly [DeadlineQuestion, string][] = [
    [{ ...question, acceptedAt: undefined }, 'deadline-moment-unreadable'],
    [{ ...question, acceptedAt: '28/04/2025' }, 'deadline-moment-unreadable'],
    [{ ...question, acceptedAt: '2025-02-30T09:00' }, 'deadline-moment-unreadable'],
    [{ ...question, acceptedAt: '1975-04-30T09:00' }, 'deadline-moment-unreadable'],
    [{ ...question, term: '' }, 'deadline-term-unreadable'],
    [{ ...question, term: '0' }, 'deadline-term-unreadable'],
    [{ ...question, term: '-3' }, 'deadline-term-unreadable'],
    [{ ...question, term: '2.5' }, 'deadline-term-unreadable'],
    [{ ...question, term: '99999' }, 'deadline-term-unreadable'],
    [{ ...question, unit: 'week' }, 'deadline-unit-unknown'],
    [{ ...question, unit: 'constructor' }, 'deadline-unit-unknown'],
    [{ ...question, unit: undefined }, 'deadline-unit-unknown'],
    [{ ...question, regime: 'C' }, 'deadline-regime-unknown'],
    [{ ...question, acceptedAt: '2099-12-30T09:00' }, 'deadline-outside-calendar'],
  ]
  for (const [asked, code] of bad)
    test(`${JSON.stringify(asked)} is refused: ${code}`, async () => {
      expect(await answer(asked)).toMatchObject({ refused: code })
    })
  test('a term within the day needs no number', async () => {
    expect(await answer({ ...question, term: undefined, unit: 'same-day' })).toMatchObject({
      dueAt: '2025-04-28T17:00:00+07:00',
    })
  })
})

describe('calendar versions', () => {
  test('loading the same again adds nothing', async () => {
    expect((await loadCalendars(ctx, folder)).added).toEqual([])
  })
  for (const table of ['onestop.calendar_versions', 'onestop.working_hours_versions'])
    for (const statement of [`update ${table} set source = 'x'`, `delete from ${table}`, `truncate ${table}`])
      test(`the program may not: ${statement}`, async () => {
        await expect(ctx.db.text(statement)).rejects.toMatchObject({ code: '42501' })
      })
  test('a broken file is refused with its name, and nothing is added', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'kb-calendar-'))
    await cp(folder, broken, { recursive: true })
    const file = join(broken, 'calendar', '2025.yaml')
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('madeUpOn: "2025-04-26"', 'madeUpOn: "2025-04-19"'),
    )
    await expect(loadCalendars(ctx, broken)).rejects.toThrow(/calendar\/2025\.yaml: 2025-/)
    await writeFile(file, 'year: 2025\n')
    await expect(loadCalendars(ctx, broken)).rejects.toThrow(/calendar\/2025\.yaml/)
    await rm(broken, { recursive: true })
  })
})

describe('a change of the calendar', () => {
  let own: TestContext
  beforeAll(async () => {
    own = await openTestContext()
    own.setNow('2026-01-05T08:00')
    await loadCalendars(own, folder)
  })
  // One sentence in order: what is corrected, when it holds, and what was known before.
  test('a corrected year is a new version that holds at once, and what was known before can be read', async () => {
    const before = await currentCalendar(own.db)
    expect(isWorkingDay(before, day('2026-11-24'))).toBe(true)
    expect(await currentCalendar(own.db)).toBe(before)
    const changed = await mkdtemp(join(tmpdir(), 'kb-calendar-'))
    await cp(folder, changed, { recursive: true })
    const file = join(changed, 'calendar', '2026.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('working: true', 'working: false'))
    own.setNow('2026-10-01T08:00')
    expect((await loadCalendars(own, changed)).added).toEqual(['calendar/2026.yaml'])
    const after = await currentCalendar(own.db)
    expect(after.version).not.toBe(before.version)
    expect(after.years.get(2026)).toBe(2)
    expect(isWorkingDay(after, day('2026-11-24'))).toBe(false)
    own.setNow('2026-06-01T08:00')
    const known = await calendarAsOf(own.db, own.now())
    expect(known.version).toBe(before.version)
    await rm(changed, { recursive: true })
  })
  test('an agency with its own hours is reckoned by them, the others are not', async () => {
    const theirFolder = await mkdtemp(join(tmpdir(), 'kb-calendar-'))
    await cp(join(folder, 'working-hours'), join(theirFolder, 'working-hours'), { recursive: true })
    await cp(join(folder, 'calendar'), join(theirFolder, 'calendar'), { recursive: true })
    await writeFile(
      join(theirFolder, 'working-hours', 'xa-thu.yaml'),
      'agencyId: xa-thu\nperiods:\n  - { validFrom: "2025-01-01", validTo: null, windows: [{ from: "08:00", to: "12:00" }], verified: true, source: thử }\n',
    )
    expect((await loadCalendars(own, theirFolder)).added).toContain('working-hours/xa-thu.yaml')
    const [theirs, common] = [
      await currentCalendar(own.db, { agencyId: 'xa-thu' }),
      await currentCalendar(own.db),
    ]
    expect(theirs.hours.at(-1)?.minutes).toBe(240)
    expect(common.hours.at(-1)?.minutes).toBe(480)
    await rm(theirFolder, { recursive: true })
  })
})
