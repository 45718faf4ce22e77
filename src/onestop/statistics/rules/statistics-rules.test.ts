import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import { type CountedFacts, contributionsOf, deltasBetween } from './contributions.ts'
import { csvLine } from './csv.ts'
import { overdueAfter, overdueFromOf, readSpans, writeSpans } from './day-spans.ts'
import { deriveCounts } from './derive-counts.ts'
import { type FigureSums, figures } from './figures.ts'
import { alarmSentence, isAlarm } from './judge-alarm.ts'
import { monthsWithin, passedPart } from './month-starts.ts'
import { isReportRequired, periodsOfYear, reportDueOn, reportPeriod } from './report-period.ts'
import { score766 } from './score-766.ts'
import { halfOf, piecesOf } from './time-pieces.ts'

const anyDay = fc.integer({ min: 0, max: 9_000 }).map((days) => addDays(day('2010-01-01'), days))
const nextOf: Record<string, (from: PlainDate) => PlainDate> = {
  day: (from) => addDays(from, 1),
  half: (from) =>
    halfOf(addDays(from, 17)) === halfOf(from)
      ? halfOf(addDays(from, 18))
      : halfOf(addDays(from, from.endsWith('15') ? 17 : 14)),
  year: (from) => day(`${Number(from.slice(0, 4)) + 1}-01-01`),
}

describe('pieces of time', () => {
  test('cover every day of a stretch once, with whole cells only', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 1500 }), (from, length) => {
        const until = addDays(from, length)
        let at = from
        for (const piece of piecesOf(from, until)) {
          expect(piece.from).toBe(at)
          let cell = piece.from ?? at
          while (cell < piece.until) cell = nextOf[piece.grain]?.(cell) ?? piece.until
          expect(cell).toBe(piece.until)
          if (piece.grain === 'half') expect(halfOf(piece.from ?? at)).toBe(piece.from)
          if (piece.grain === 'year') expect(piece.from?.slice(4)).toBe('-01-01')
          at = piece.until
        }
        expect(at).toBe(until)
      }),
      { numRuns: 2_000 },
    )
  })

  test('of a reporting year are halves and nothing smaller', () => {
    const { from, to } = reportPeriod('year', 2025, 1)
    expect(piecesOf(from, addDays(to, 1)).every(({ grain }) => grain !== 'day')).toBe(true)
  })

  test('from the beginning are at most one range of each grain', () => {
    expect(piecesOf(null, day('2026-08-20'))).toEqual([
      { grain: 'year', from: null, until: '2026-01-01' },
      { grain: 'half', from: '2026-01-01', until: '2026-08-15' },
      { grain: 'day', from: '2026-08-15', until: '2026-08-20' },
    ])
  })

  test('of months are cut to the period', () => {
    expect(
      monthsWithin(day('2018-01-20'), day('2018-03-02')).map(({ from, until }) => [from, until]),
    ).toEqual([
      ['2018-01-20', '2018-02-01'],
      ['2018-02-01', '2018-03-01'],
      ['2018-03-01', '2018-03-03'],
    ])
  })

  test('that lie ahead have not happened', () => {
    const today = day('2018-06-10')
    expect(passedPart(day('2018-06-01'), day('2018-07-01'), today)).toEqual({
      from: '2018-06-01',
      until: '2018-06-11',
    })
    expect(passedPart(day('2018-07-01'), day('2018-08-01'), today)).toEqual({
      from: '2018-06-11',
      until: '2018-06-11',
    })
  })
})

describe('reporting periods', () => {
  test('a month runs from the 15th before to the 14th', () => {
    expect(reportPeriod('month', 2026, 1)).toEqual({ from: '2025-12-15', to: '2026-01-14' })
    expect(reportPeriod('month', 2026, 9)).toEqual({ from: '2026-08-15', to: '2026-09-14' })
  })
  test('quarter, halves and year as the decree has them', () => {
    expect(reportPeriod('quarter', 2026, 3)).toEqual({ from: '2026-06-15', to: '2026-09-14' })
    expect(reportPeriod('half', 2026, 1)).toEqual({ from: '2025-12-15', to: '2026-06-14' })
    expect(reportPeriod('half', 2026, 2)).toEqual({ from: '2026-06-15', to: '2026-12-14' })
    expect(reportPeriod('year', 2026, 1)).toEqual({ from: '2025-12-15', to: '2026-12-14' })
  })
  test('follow each other without a gap and make up the year', () => {
    for (const kind of ['month', 'quarter', 'half', 'year'] as const) {
      const year = reportPeriod('year', 2024, 1)
      let next: PlainDate = year.from
      for (let number = 1; number <= periodsOfYear[kind]; number++) {
        const { from, to } = reportPeriod(kind, 2024, number)
        expect(from).toBe(next)
        next = addDays(to, 1)
      }
      expect(next).toBe(addDays(year.to, 1))
    }
  })
  test('a thirteenth month is no period', () => {
    expect(() => reportPeriod('month', 2026, 13)).toThrow(RangeError)
  })
  test('the circular of 2026 asks for eight months, quarters I and III, the first half and the year', () => {
    const to = day('2027-01-14')
    const asked = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((month) =>
      isReportRequired('month', month, to),
    )
    expect(asked).toEqual([1, 2, 4, 5, 7, 8, 10, 11])
    expect([1, 2, 3, 4].filter((quarter) => isReportRequired('quarter', quarter, to))).toEqual([1, 3])
    expect([1, 2].filter((half) => isReportRequired('half', half, to))).toEqual([1])
    expect(isReportRequired('year', 1, to)).toBe(true)
    expect(isReportRequired('month', 1, day('2026-07-14'))).toBeNull()
    expect(reportDueOn(day('2026-09-14'), 'unit')).toBe('2026-09-20')
    expect(reportDueOn(day('2026-09-14'), 'province')).toBe('2026-09-23')
  })
})

describe('the score of index 766', () => {
  test('from the threshold on gives all points, below it in proportion to the threshold', () => {
    expect(score766({ max: 2, threshold: 0.8 }, { numerator: 80, denominator: 100 }, 'skip').score).toBe(2)
    expect(score766({ max: 2, threshold: 0.8 }, { numerator: 40, denominator: 100 }, 'skip').score).toBe(1)
    expect(score766({ max: 2, threshold: 0.8 }, { numerator: 79, denominator: 100 }, 'skip').score).toBe(1.98)
  })
  test('without threshold is ratio times points, both with two decimals', () => {
    expect(score766({ max: 20, threshold: null }, { numerator: 2, denominator: 3 }, 'skip')).toEqual({
      ratio: 0.6667,
      score: 13.33,
    })
  })
  test('of an empty denominator is left out or nothing, as the setting says', () => {
    const empty = { numerator: 0, denominator: 0 }
    expect(score766({ max: 4, threshold: null }, empty, 'skip')).toEqual({ ratio: null, score: null })
    expect(score766({ max: 4, threshold: null }, empty, 'zero')).toEqual({ ratio: null, score: 0 })
  })
})

const facts: CountedFacts = {
  channel: 'online',
  onlineMode: null,
  synthetic: false,
  status: 'accepted',
  decision: null,
  acceptedAt: instant('2018-03-01T09:00'),
  dueAt: instant('2018-03-08T17:00'),
  endedAt: null,
  finishAt: null,
  deliveredAt: null,
  onTheSpot: false,
  onTime: null,
  resultFile: false,
  digitised: false,
  overdueIn: [{ from: day('2018-03-09'), until: null }],
}

describe('what a dossier counts for', () => {
  test('a filing that waits counts for nothing, one that was declined as that', () => {
    expect(contributionsOf({ ...facts, acceptedAt: null, overdueIn: [] })).toEqual([])
    const declined = { ...facts, acceptedAt: null, status: 'declined', endedAt: instant('2018-03-02T08:00') }
    expect(contributionsOf(declined)).toEqual([{ on: '2018-03-02', figure: 'declined', n: 1 }])
  })
  test('an open one will be overdue on the day after its due day; decided in time it never was', () => {
    expect(contributionsOf(facts)).toContainEqual({ on: '2018-03-09', figure: 'overdue', n: 1 })
    const endedAt = instant('2018-03-08T10:00')
    const decided = {
      ...facts,
      endedAt,
      finishAt: endedAt,
      decision: 'grant',
      status: 'decided',
      overdueIn: [],
    }
    expect(deltasBetween(facts, decided)).toContainEqual({ on: '2018-03-09', figure: 'overdue', n: -1 })
    expect(deltasBetween(facts, decided)).toContainEqual({ on: '2018-03-08', figure: 'ended_on_time', n: 1 })
  })
  test('what ends without a due time is neither early nor on time nor overdue: it stands by itself', () => {
    const endedAt = instant('2018-03-20T10:00')
    const ended = { ...facts, dueAt: null, endedAt, finishAt: endedAt, status: 'decided', overdueIn: [] }
    const counted = contributionsOf(ended).filter(({ figure }) => figure.startsWith('ended_'))
    expect(counted).toEqual([{ on: '2018-03-20', figure: 'ended_without_term', n: 1 }])
  })
  test('resolved is early, on time, overdue and without term together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: figures.length, maxLength: figures.length }),
        (sums) => {
          const within = Object.fromEntries(figures.map((figure, index) => [figure, sums[index] ?? 0]))
          const counts = deriveCounts({ open: 5, overdue: 2, synthetic: 0 }, within as FigureSums)
          expect(counts.resolved).toBe(
            counts.early + counts['on-time'] + counts.overdue + counts['without-term'],
          )
          expect(counts.received + counts['carried-over']).toBe(counts.resolved + counts['in-process'])
        },
      ),
    )
  })
  test('deltas are what takes one sum to the other; nothing changed is nothing written', () => {
    expect(deltasBetween(facts, facts)).toEqual([])
    expect(deltasBetween(null, facts)).toEqual(contributionsOf(facts))
  })
  test('an online dossier whose mode is not verified stands by itself', () => {
    expect(contributionsOf(facts)[0]).toEqual({ on: '2018-03-01', figure: 'received_unverified', n: 1 })
  })
})

describe('days overdue', () => {
  const dueOn = day('2018-03-08')
  test('begin after the due day, not while it waits in time, not when it has ended', () => {
    expect(overdueFromOf({ dueOn, waitingOn: null, ended: false })).toBe('2018-03-09')
    expect(overdueFromOf({ dueOn, waitingOn: dueOn, ended: false })).toBeNull()
    expect(overdueFromOf({ dueOn, waitingOn: day('2018-03-09'), ended: false })).toBe('2018-03-09')
    expect(overdueFromOf({ dueOn, waitingOn: null, ended: true })).toBeNull()
    expect(overdueFromOf({ dueOn: null, waitingOn: null, ended: false })).toBeNull()
  })
  test('that have passed stay, whatever is granted later', () => {
    const planned = overdueAfter([], day('2018-03-01'), day('2018-03-09'))
    const extended = overdueAfter(planned, day('2018-03-12'), day('2018-03-20'))
    expect(writeSpans(extended)).toBe('{[2018-03-09,2018-03-12),[2018-03-20,)}')
    expect(readSpans(writeSpans(extended))).toEqual(extended)
    expect(overdueAfter(planned, day('2018-03-05'), null)).toEqual([])
    expect(overdueAfter(planned, day('2018-03-15'), day('2018-03-09'))).toEqual(planned)
    expect(() => readSpans('empty')).toThrow(RangeError)
  })
})

describe('CSV', () => {
  test('quotes as RFC 4180 and ends lines with CR LF', () => {
    expect(csvLine(['a', 'b "c"', 'd,e', 'f\ng', 7, null])).toBe('a,"b ""c""","d,e","f\ng",7,\r\n')
  })
  for (const evil of ['=1+1', '+84', '-2', '@SUM(A1)', '\t=1', '\r=1', ' =1'])
    test(`never begins a formula: ${JSON.stringify(evil)}`, () => {
      expect(csvLine([evil]).replaceAll('"', '').startsWith("'")).toBe(true)
    })
  test('leaves numbers alone, also negative ones', () => {
    expect(csvLine([-2])).toBe('-2\r\n')
  })
})

describe('an alarm', () => {
  test('needs enough dossiers, enough of the base and enough above what is usual', () => {
    expect(isAlarm({ count: 9, base: 10, usual: null }, { count: 10, share: 0.4 })).toBe(false)
    expect(isAlarm({ count: 10, base: 30, usual: null }, { count: 10, share: 0.4 })).toBe(false)
    expect(isAlarm({ count: 12, base: 30, usual: null }, { count: 10, share: 0.4 })).toBe(true)
    expect(isAlarm({ count: 6, base: 30, usual: 0.1 }, { count: 5, factor: 3 })).toBe(false)
    expect(isAlarm({ count: 10, base: 30, usual: 0.1 }, { count: 5, factor: 3 })).toBe(true)
    expect(isAlarm({ count: 1, base: null, usual: null }, { count: 1 })).toBe(true)
  })
  test('says its numbers as Vietnamese writes them', () => {
    expect(
      alarmSentence('{count}/{base}: {share}%, {usual}', { count: 3, base: 7, share: 3 / 7, usual: null }),
    ).toBe('3/7: 42,9%, –')
  })
})
