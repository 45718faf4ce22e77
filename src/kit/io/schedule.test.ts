import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant, instantOf } from '#kit/values/instant.ts'
import { latestSlot, type Schedule } from './schedule.ts'

describe('repeating work', () => {
  const cases: readonly (readonly [string, Schedule, string, string])[] = [
    ['a quarter past, every 15 minutes', { everyMinutes: 15 }, '2025-04-28T09:29', '2025-04-28T09:15'],
    ['nightly, before the hour: last night', { dailyAt: '00:30' }, '2025-04-28T00:29', '2025-04-27T00:30'],
    ['nightly, on the minute: now', { dailyAt: '00:30' }, '2025-04-28T00:30', '2025-04-28T00:30'],
    [
      'monthly, before the day: last month',
      { monthlyOn: 15, at: '06:00' },
      '2025-03-14T23:00',
      '2025-02-15T06:00',
    ],
    ['monthly, after the day', { monthlyOn: 15, at: '06:00' }, '2025-03-31T23:00', '2025-03-15T06:00'],
    ['monthly, over the year', { monthlyOn: 15, at: '06:00' }, '2025-01-02T08:00', '2024-12-15T06:00'],
  ]
  for (const [title, schedule, now, due] of cases)
    test(title, () => expect(latestSlot(schedule, instant(now))).toBe(instant(due)))

  test('a slot is never in the future and is its own latest slot', () => {
    const schedules: Schedule[] = [
      { everyMinutes: 7 },
      { dailyAt: '23:59' },
      { dailyAt: '00:00' },
      { monthlyOn: 28, at: '12:00' },
    ]
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(...schedules), (ms, schedule) => {
        const slot = latestSlot(schedule, instantOf(ms))
        expect(slot).toBeLessThanOrEqual(ms)
        expect(latestSlot(schedule, slot)).toBe(slot)
      }),
    )
  })
})
