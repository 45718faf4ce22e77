import { describe, expect, test } from 'vitest'
import {
  calendarPeriods,
  chosenPeriod,
  chosenUnit,
  chosenYear,
  ownDays,
  queryOf,
  reportingPeriods,
} from './periods.ts'

const asked = (query: string) => new URLSearchParams(query)

describe('periods to choose', () => {
  test('a year has 19 periods of each calendar, the whole year first', () => {
    for (const periods of [reportingPeriods(2018), calendarPeriods(2018)]) {
      expect(periods).toHaveLength(1 + 2 + 4 + 12)
      expect(periods[0]?.key).toBe('nam')
    }
  })
  test('the reporting quarter runs from the 15th to the 14th, the calendar one from the 1st to its last day', () => {
    expect(chosenPeriod(reportingPeriods(2018), asked('ky=quy-1'))).toMatchObject({
      from: '2017-12-15',
      to: '2018-03-14',
    })
    expect(chosenPeriod(calendarPeriods(2018), asked('ky=quy-1'))).toMatchObject({
      from: '2018-01-01',
      to: '2018-03-31',
    })
    expect(chosenPeriod(calendarPeriods(2024), asked('ky=thang-2'))).toMatchObject({ to: '2024-02-29' })
  })
  test('a period that no year has is the whole year', () => {
    expect(chosenPeriod(reportingPeriods(2018), asked('ky=thang-13')).key).toBe('nam')
  })
})

test('without a year the latest with figures is shown, without figures this year', () => {
  expect(chosenYear(asked(''), [2026, 2018], '2027-01-02')).toBe(2026)
  expect(chosenYear(asked(''), [], '2027-01-02')).toBe(2027)
  expect(chosenYear(asked('nam=0018'), [2018], '2027-01-02')).toBe(2018)
})

test('own days count only when both exist, in order and within fifty years', () => {
  expect(ownDays(asked('tu=2018-02-01&den=2018-02-28'))).toEqual({ from: '2018-02-01', to: '2018-02-28' })
  for (const wrong of [
    'tu=2018-02-01',
    'tu=2018-02-30&den=2018-03-01',
    'tu=2018-02-02&den=2018-02-01',
    'tu=1900-01-01&den=2018-01-01',
  ])
    expect(ownDays(asked(wrong)), wrong).toBeUndefined()
})

test('an agency that does not answer in the period is the whole province', () => {
  expect(chosenUnit(asked('don-vi=so-tttt'), [{ id: 'so-tttt' }])).toBe('so-tttt')
  expect(chosenUnit(asked('don-vi=so-nao-do'), [{ id: 'so-tttt' }])).toBeNull()
})

test('what is kept of an address leaves out the page of the list, the language and what opened it', () => {
  expect(queryOf(asked('nam=2018&sau=x&lang=en&cot=3&don-vi='), ['cot']).toString()).toBe('nam=2018')
})
