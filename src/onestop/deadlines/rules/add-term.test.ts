import { describe, expect, test } from 'vitest'
import { type Instant, instant, toLocalIso } from '#kit/values/instant.ts'
import { fromEpochDay } from '#kit/values/plain-date.ts'
import type { TermUnit } from '#onestop/procedures/contract.ts'
import { calendarOfContent, seasonalHours } from '../testing/calendar-of-content.ts'
import { dayVectors, workingDayVectors } from '../testing/vectors.ts'
import { addTerm } from './add-term.ts'

const calendar = calendarOfContent()
const ignoring = calendarOfContent({ makeUpDaysWork: false })

function due(start: string, value: number, unit: TermUnit): string {
  return written(addTerm(calendar, instant(start), { value, unit }).at)
}
function written(at: Instant): string {
  return toLocalIso(at).slice(0, 16)
}

describe('C2, C3: working days over every holiday of 2018–2026', () => {
  for (const vector of workingDayVectors) {
    const term = { value: vector.workingDays, unit: 'working-day' } as const
    for (const hour of ['00:00', '09:00', '23:59'])
      test(`${vector.received} ${hour} + ${vector.workingDays} is ${vector.due}: ${vector.why}`, () => {
        const start = instant(`${vector.received}T${hour}`)
        expect(written(addTerm(calendar, start, term).at)).toBe(`${vector.due}T17:00`)
      })
    test(`${vector.received} + ${vector.workingDays} without make-up Saturdays is ${vector.ignoringMakeUp}`, () => {
      const start = instant(`${vector.received}T09:00`)
      expect(written(addTerm(ignoring, start, term).at)).toBe(`${vector.ignoringMakeUp}T17:00`)
    })
  }
})

describe('C2: days in a row, the end rolled', () => {
  for (const vector of dayVectors)
    test(`${vector.received} + ${vector.days} days is ${vector.due}: ${vector.why}`, () => {
      const end = addTerm(calendar, instant(`${vector.received}T09:00`), { value: vector.days, unit: 'day' })
      expect(fromEpochDay(end.lastDay)).toBe(vector.rawEnd)
      expect(written(end.at)).toBe(`${vector.due}T17:00`)
    })
})

describe('C3: every unit', () => {
  test('three working days from Monday 28 April 2025 end after the holiday', () =>
    expect(due('2025-04-28T09:00', 3, 'working-day')).toBe('2025-05-06T17:00'))
  test('the corresponding day of the month', () =>
    expect(due('2025-03-14T09:00', 1, 'month')).toBe('2025-04-14T17:00'))
  test('a month from 31 January ends on the last day of February', () =>
    expect(due('2024-01-31T09:00', 1, 'month')).toBe('2024-02-29T17:00'))
  test('a month that ends on a holiday is rolled', () =>
    expect(due('2025-03-30T09:00', 1, 'month')).toBe('2025-05-05T17:00'))
  test('twelve months from 29 February end on 28 February', () =>
    expect(due('2024-02-29T09:00', 12, 'month')).toBe('2025-02-28T17:00'))
  test('hours run through night and weekend and are not rolled', () =>
    expect(due('2025-05-09T10:15', 24, 'hour')).toBe('2025-05-10T10:15'))
  test('working hours skip lunch', () =>
    expect(due('2025-05-05T10:00', 8, 'working-hour')).toBe('2025-05-06T10:00'))
  test('working hours of a filing on Saturday night begin on Monday morning', () =>
    expect(due('2025-05-10T22:00', 8, 'working-hour')).toBe('2025-05-12T17:00'))
  test('within the day ends at closing time', () =>
    expect(due('2025-05-05T16:59', 0, 'same-day')).toBe('2025-05-05T17:00'))
  test('within the day, received at closing time, is the next working day', () =>
    expect(due('2025-04-29T17:00', 0, 'same-day')).toBe('2025-05-05T17:00'))
  test('at once is measured to the end of the working day', () =>
    expect(due('2025-05-05T09:00', 0, 'immediate')).toBe('2025-05-05T17:00'))
  test('a term that ends after 2099 is refused', () => {
    const start = instant('2099-12-20T09:00')
    expect(() => addTerm(calendar, start, { value: 30, unit: 'working-day' })).toThrow(RangeError)
    expect(() => addTerm(calendar, start, { value: 30, unit: 'day' })).toThrow(RangeError)
    expect(() => addTerm(calendar, start, { value: 900, unit: 'working-hour' })).toThrow(RangeError)
  })
})

describe('the hour of the appointment', () => {
  const hourOf = (start: string, minute: number, hours = calendar) =>
    written(addTerm(hours, instant(start), { value: 1, unit: 'working-day' }, minute).at).slice(11)
  test('the hour of reception where the rule of the unit says so', () =>
    expect(hourOf('2025-05-05T09:10', 550)).toBe('09:10'))
  test('an hour over lunch becomes the opening of the afternoon', () =>
    expect(hourOf('2025-05-05T12:00', 720)).toBe('13:30'))
  test('an hour after closing becomes closing time, before opening the opening', () => {
    expect(hourOf('2025-05-05T19:00', 1140)).toBe('17:00')
    expect(hourOf('2025-05-05T05:00', 300)).toBe('07:00')
  })
  test('closing time is that of the last day, not of the first', () => {
    const seasonal = calendarOfContent({ hours: seasonalHours })
    const end = addTerm(seasonal, instant('2025-04-15T09:00'), { value: 1, unit: 'working-day' })
    expect(written(end.at)).toBe('2025-04-16T17:30')
  })
})
