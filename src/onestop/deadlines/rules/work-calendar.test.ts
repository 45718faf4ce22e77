import { describe, expect, test } from 'vitest'
import { atMinute, dateOf, instant, instantOf, toLocal } from '#kit/values/instant.ts'
import { addDays, day, nextDay, type PlainDate } from '#kit/values/plain-date.ts'
import { calendarOfContent, hours, seasonalHours, years } from '../testing/calendar-of-content.ts'
import { compileCalendar } from './work-calendar.ts'
import { explainDay, isWorkingDay } from './working-days.ts'
import { addWorkingMs, workingMsBetween } from './working-time.ts'
import { checkYear } from './year-faults.ts'

const calendar = calendarOfContent()
const hourMs = 3_600_000

describe('the announced years', () => {
  const working = {
    2018: 250,
    2019: 252,
    2020: 252,
    2021: 250,
    2022: 249,
    2023: 249,
    2024: 251,
    2025: 250,
    2026: 250,
  }
  for (const [year, count] of Object.entries(working))
    test(`${year} has ${count} working days`, () => {
      let found = 0
      for (let date = day(`${year}-01-01`); date.startsWith(year); date = nextDay(date))
        if (isWorkingDay(calendar, date)) found++
      expect(found).toBe(count)
    })

  test('each day cites a listed source, and swaps and make-up days answer one another', () => {
    for (const year of years) expect(checkYear(year, years)).toEqual([])
  })

  const reasons: readonly [string, boolean, string][] = [
    ['2025-04-30', false, 'statutory'],
    ['2025-05-02', false, 'swap'],
    ['2025-04-26', true, 'make-up'],
    ['2026-04-27', false, 'substitute'],
    ['2025-05-03', false, 'weekend'],
    ['2025-05-05', true, 'ordinary'],
    ['2026-11-24', true, 'disputed'],
  ]
  for (const [date, isWorking, kind] of reasons)
    test(`${date} is ${isWorking ? 'worked' : 'off'}: ${kind}`, () => {
      expect(explainDay(calendar, day(date))).toMatchObject({ working: isWorking, kind, announced: true })
    })

  test('a make-up Saturday is a weekend when the switch is off', () => {
    const ignoring = calendarOfContent({ makeUpDaysWork: false })
    expect(explainDay(ignoring, day('2025-04-26'))).toMatchObject({ working: false, kind: 'make-up-ignored' })
  })

  test('a disputed day that is decided to be off is off', () => {
    const decided = years.map((year) => ({
      version: 2,
      content: {
        ...year,
        days: year.days.map((entry) => (entry.kind === 'disputed' ? { ...entry, working: false } : entry)),
      },
    }))
    expect(isWorkingDay(compileCalendar({ years: decided, hours, version: 'x' }), day('2026-11-24'))).toBe(
      false,
    )
  })

  test('a year without announcement has its weekends and no guessed holiday', () => {
    expect(explainDay(calendar, day('2027-01-01'))).toMatchObject({
      working: true,
      announced: false,
      kind: 'ordinary',
    })
    expect(explainDay(calendar, day('2027-01-02'))).toMatchObject({ working: false, kind: 'weekend' })
  })

  test('the day after the last year of the calendar is refused, not guessed', () => {
    expect(() => isWorkingDay(calendar, day('2100-01-01'))).toThrow(RangeError)
    expect(() => isWorkingDay(calendar, day('1999-12-31'))).toThrow(RangeError)
  })
})

describe('a calendar that contradicts itself is refused', () => {
  const [year] = years.filter((one) => one.year === 2025)
  if (!year) throw new Error('2025 is missing')
  const [first] = year.days
  if (!first) throw new Error('2025 is empty')
  const broken = {
    'a day of another year': [...year.days, { ...first, date: '2024-01-01' }],
    'a day named twice': [...year.days, first],
    'a source that is not listed': [{ ...first, source: 'hearsay' }],
    'a day that does not exist': [{ ...first, date: '2025-02-30' }],
  }
  for (const [what, days] of Object.entries(broken))
    test(what, () => {
      expect(checkYear({ ...year, days }, years)).not.toEqual([])
      expect(() =>
        compileCalendar({ years: [{ version: 1, content: { ...year, days } }], hours, version: 'x' }),
      ).toThrow()
    })

  test('a make-up day on a weekday, or for a day that was not swapped', () => {
    const days = [
      { ...first, kind: 'make-up' as const, date: '2025-06-03', makesUpFor: '2025-06-04' },
    ] as unknown as typeof year.days
    expect(checkYear({ ...year, days }, years)).toHaveLength(2)
  })

  test('hours that overlap, and hours that leave a day without', () => {
    const [common] = hours
    const [period] = common?.periods ?? []
    if (!common || !period) throw new Error('no hours')
    const overlapping = {
      ...common,
      periods: [
        {
          ...period,
          windows: [
            { from: '07:00', to: '12:00' },
            { from: '11:00', to: '17:00' },
          ],
        },
      ],
    }
    const ending = { ...common, periods: [{ ...period, validTo: '2020-01-01' }] }
    for (const list of [overlapping, ending])
      expect(() => compileCalendar({ years: [], hours: [list], version: 'x' })).toThrow(RangeError)
  })
})

describe('working time', () => {
  test('a working day has eight hours, and lunch and night have none', () => {
    const from = instant('2025-05-05T00:00')
    expect(workingMsBetween(calendar, from, instant('2025-05-06T00:00'))).toBe(8 * hourMs)
    expect(workingMsBetween(calendar, instant('2025-05-05T11:30'), instant('2025-05-05T13:30'))).toBe(0)
    expect(workingMsBetween(calendar, instant('2025-05-05T17:00'), instant('2025-05-06T07:00'))).toBe(0)
  })
  test('hours left over at closing go on the next working morning, over the holiday', () => {
    expect(addWorkingMs(calendar, instant('2025-04-29T16:00'), 2 * hourMs)).toBe(instant('2025-05-05T08:00'))
  })
  test('lunch is skipped', () => {
    expect(addWorkingMs(calendar, instant('2025-05-05T11:00'), hourMs)).toBe(instant('2025-05-05T14:00'))
  })
  test('time that fills the morning exactly ends before lunch, not after it', () => {
    expect(addWorkingMs(calendar, instant('2025-05-05T09:30'), 2 * hourMs)).toBe(instant('2025-05-05T11:30'))
  })
  test('an agency with summer hours is reckoned by the hours of each day', () => {
    const seasonal = calendarOfContent({ hours: seasonalHours })
    expect(addWorkingMs(seasonal, instant('2025-04-15T16:00'), 2 * hourMs)).toBe(instant('2025-04-16T07:30'))
    expect(addWorkingMs(seasonal, instant('2025-10-15T17:00'), hourMs)).toBe(instant('2025-10-16T07:30'))
  })
})

describe('Vietnamese time', () => {
  const zone = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Ho_Chi_Minh',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  function byIntl(ms: number): { date: string; minute: number } {
    const parts = Object.fromEntries(zone.formatToParts(ms).map(({ type, value }) => [type, value]))
    return {
      date: `${parts.year}-${parts.month}-${parts.day}`,
      minute: Number(parts.hour) * 60 + Number(parts.minute),
    }
  }
  test('agrees with the zone data base at the minutes around midnight of every day of 2018–2026', () => {
    const end = day('2027-01-01')
    for (let date: PlainDate = day('2018-01-01'); date < end; date = addDays(date, 1))
      for (const minute of [0, 1439]) {
        const at = atMinute(date, minute)
        expect(byIntl(at)).toEqual({ date, minute })
        expect(toLocal(at)).toEqual({ date, minute })
      }
  })
  test('the last millisecond of a day belongs to it', () => {
    const midnight = instant('2025-07-01T00:00')
    expect(dateOf(instantOf(midnight - 1))).toBe('2025-06-30')
    expect(dateOf(midnight)).toBe('2025-07-01')
  })
})
