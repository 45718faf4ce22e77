import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import { addPeriod, aggregate, canUseHours, readPeriod, readTemporal } from './temporal.ts'

describe('durations', () => {
  test('are months of the calendar and milliseconds', () => {
    expect(readPeriod('P1Y2M')).toEqual({ months: 14, ms: 0 })
    expect(readPeriod('P1W')).toEqual({ months: 0, ms: 7 * 86_400_000 })
    expect(readPeriod('P1DT1H30M1.5S')).toEqual({ months: 0, ms: 86_400_000 + 5_400_000 + 1_500 })
    expect(readPeriod('PT0S')).toBeNull()
    for (const wrong of ['P', 'PT', '1h', 'P1', 'PT1', '']) expect(readPeriod(wrong)).toBeUndefined()
  })
  test('a month is as long as the calendar has it', () => {
    const february = Date.UTC(2024, 1, 1)
    expect(addPeriod(february, { months: 1, ms: 0 })).toBe(Date.UTC(2024, 2, 1))
  })
})

describe('functions over a series (clause 4.5.19)', () => {
  test('of numbers', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9]
    const of = (method: Parameters<typeof aggregate>[0]) => aggregate(method, values)
    expect([of('totalCount'), of('distinctCount'), of('sum'), of('avg'), of('min'), of('max')]).toEqual([
      8, 5, 40, 5, 2, 9,
    ])
    expect([of('stddev'), of('sumsq')]).toEqual([2, 232])
  })
  test('of texts there is a first, a last and a count, but no mean', () => {
    expect([
      aggregate('min', ['b', 'a']),
      aggregate('max', ['b', 'a']),
      aggregate('totalCount', ['b', 'a']),
    ]).toEqual(['a', 'b', 2])
    expect(aggregate('avg', ['b', 'a'])).toBeUndefined()
  })
})

test('whole hours of a span from hour to hour come from the roll-up, others do not', () => {
  const ask = (period: string, methods = 'avg', timeAt = '2026-01-01T00:00:00Z') => {
    const found = readTemporal(
      {
        timerel: 'between',
        timeAt,
        endTimeAt: '2027-01-01T00:00:00Z',
        options: 'aggregatedValues',
        aggrMethods: methods,
        aggrPeriodDuration: period,
      },
      true,
    )
    return 'refused' in found ? undefined : canUseHours(found)
  }
  expect(ask('PT1H')).toBe(true)
  expect(ask('P1D')).toBe(true)
  expect(ask('P1M')).toBe(false)
  expect(ask('PT90M')).toBe(false)
  expect(ask('PT1H', 'stddev')).toBe(false)
  expect(ask('PT1H', 'avg', '2026-01-01T00:30:00Z')).toBe(false)
})

test('after excludes its moment, between includes the first and excludes the last (clause 4.11)', () => {
  const at = instant('2026-01-01T00:00:00Z')
  expect(readTemporal({ timerel: 'after', timeAt: '2026-01-01T00:00:00Z' }, true)).toMatchObject({
    from: at + 1,
  })
  expect(readTemporal({ timerel: 'before', timeAt: '2026-01-01T00:00:00Z' }, true)).toMatchObject({ to: at })
})
