import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import type { ClockReading } from '../contract.ts'
import { calendarOfContent, hours, seasonalHours, years } from '../testing/calendar-of-content.ts'
import { type NaiveReading, naiveWorld, reckonNaively } from '../testing/naive-reckoner.ts'
import { randomCase } from '../testing/random-log.ts'
import { reckonClock } from './reckon-clock.ts'

/**
 * How many times the usual number of logs: `DEADLINE_RUNS=20 vitest run src/onestop/deadlines` walks four million.
 * A failing seed is printed; `randomCase(seed, …)` makes the log again.
 */
const factor = Number(process.env.DEADLINE_RUNS ?? 1)
const minute = 60_000

function comparable(reading: ClockReading): NaiveReading {
  const tally = (times: ClockReading['holders']) =>
    Object.fromEntries(
      times
        .filter(({ workingMs }) => workingMs > 0)
        .map(({ holder, workingMs }) => [`${holder.kind} ${holder.id}`, workingMs]),
    )
  return {
    state: reading.state,
    startedAt: reading.startedAt,
    dueAt: reading.dueAt,
    originalDueAt: reading.originalDueAt,
    firstDueAt: reading.firstDueAt,
    endedAt: reading.endedAt,
    requests: reading.supplementRequests,
    extensions: reading.extensions,
    byDay: reading.byDay,
    onTime766: reading.onTime766,
    lateMs: reading.late?.workingMs ?? null,
    lateBy: tally(reading.late?.byHolder ?? []),
    holders: tally(reading.holders),
    totalMs: reading.totalWorkingMs,
    supplementDueAt: reading.supplementDueAt,
    acceptanceDueAt: reading.acceptance?.dueAt ?? null,
    acceptanceLate: reading.acceptance?.late ?? false,
    deemedGrantedFrom: reading.deemedGrantedFrom,
  }
}

/** Each stretch has its own calendar year, regime boundary, holidays and hours. */
const stretches = [
  {
    name: '2018, the first year',
    from: '2018-01-02',
    to: '2018-10-01',
    slot: 30,
    runs: 60_000,
    seasonal: false,
  },
  {
    name: 'Tết 2025 to the change of regime',
    from: '2024-12-01',
    to: '2025-08-01',
    slot: 30,
    runs: 80_000,
    seasonal: false,
  },
  {
    name: '2025 to 2026 with summer hours',
    from: '2025-06-01',
    to: '2026-08-01',
    slot: 30,
    runs: 60_000,
    seasonal: true,
  },
  { name: 'minute by minute', from: '2025-04-01', to: '2025-07-01', slot: 1, runs: 2000, seasonal: false },
]

describe('the clock agrees with a reckoner that walks every slot of every day', () => {
  for (const { name, from, to, slot, runs, seasonal } of stretches)
    test(`${name}: ${runs * factor} random logs`, { timeout: 120_000 * factor }, () => {
      const list = seasonal ? seasonalHours : hours
      const calendar = calendarOfContent({ hours: list })
      const world = naiveWorld(
        `${Number(from.slice(0, 4))}-01-01`,
        `${Number(to.slice(0, 4)) + 1}-12-31`,
        years,
        list,
        slot,
      )
      const [first, last] = [instant(`${from}T00:00`), instant(`${to}T00:00`)]
      fc.assert(
        fc.property(fc.noBias(fc.integer()), (seed) => {
          const { events, rule, options } = randomCase(seed, slot, first, last)
          const fast = comparable(reckonClock(events, rule, calendar, options))
          const naive = reckonNaively(events, rule, world, options)
          if (!isSame(fast, naive)) expect({ seed, ...fast }).toEqual({ seed, ...naive })
        }),
        { numRuns: runs * factor, endOnFailure: true },
      )
    })
})

/** Quicker than a deep comparison, which runs only to show the difference. */
function isSame(fast: NaiveReading, naive: NaiveReading): boolean {
  for (const key of Object.keys(naive) as (keyof NaiveReading)[]) {
    const [one, other] = [fast[key], naive[key]]
    if (one === other) continue
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
    const [left, right] = [one as Record<string, number>, other as Record<string, number>]
    const names = Object.keys(left)
    if (names.length !== Object.keys(right).length || names.some((key) => left[key] !== right[key]))
      return false
  }
  return true
}

describe('properties of every random log', () => {
  const calendar = calendarOfContent()
  const [first, last] = [instant('2018-01-02T00:00'), instant('2026-06-01T00:00')]
  const each = (check: (made: ReturnType<typeof randomCase>, reading: ClockReading) => void) =>
    fc.assert(
      fc.property(fc.noBias(fc.integer()), (seed) => {
        const made = randomCase(seed, 1, first, last)
        check(made, reckonClock(made.events, made.rule, calendar, made.options))
      }),
      { numRuns: 3000 * factor },
    )

  test('the holders’ working time adds up to the whole', () =>
    each((_, reading) => {
      const sum = reading.holders.reduce((total, { workingMs }) => total + workingMs, 0)
      expect(sum).toBe(reading.totalWorkingMs)
    }))
  test('the lateness adds up by holder', () =>
    each((_, { late }) => {
      if (late)
        expect(late.byHolder.reduce((total, { workingMs }) => total + workingMs, 0)).toBe(late.workingMs)
    }))
  test('the same log read twice gives the same reading', () =>
    each(({ events, rule, options }, reading) =>
      expect(reckonClock(events, rule, calendar, options)).toEqual(reading),
    ))
  test('with and without derivation the clock says the same', () =>
    each(({ events, rule, options }, reading) => {
      const derived = reckonClock(events, rule, calendar, { ...options, derive: true })
      expect({ ...derived, derivation: [] }).toEqual(reading)
    }))
  test('recording an end later never makes a late dossier in time', () =>
    each(({ events, rule, options }, reading) => {
      const end = events.findIndex(({ kind }) => kind === 'decide')
      if (end < 0 || reading.endedAt === null) return
      const delayed = events.map((event, index) =>
        index < end
          ? event
          : { ...event, recordedAt: (event.recordedAt + 3 * 1440 * minute) as typeof event.recordedAt },
      )
      const later = reckonClock(delayed, rule, calendar, options)
      if (reading.onTime766 === false) expect(later.onTime766).toBe(false)
      if (later.endedAt !== null) expect(later.endedAt).toBeGreaterThanOrEqual(reading.endedAt)
    }))
  test('claiming that an end happened on an earlier day than it was recorded does not move it there', () =>
    each(({ events, rule, options }, reading) => {
      const end = events.findIndex(({ kind }) => kind === 'decide')
      const event = events[end]
      if (!event || reading.endedAt === null) return
      const before = events[end - 1]?.occurredAt ?? event.occurredAt
      const claimed = events.map((one, index) => (index === end ? { ...one, occurredAt: before } : one))
      const dressed = reckonClock(claimed, rule, calendar, options)
      const day = (ms: number) => Math.floor((ms + 7 * 60 * minute) / (1440 * minute))
      expect(day(dressed.endedAt ?? 0)).toBeGreaterThanOrEqual(
        Math.min(day(event.recordedAt), day(reading.endedAt)),
      )
    }))
})
