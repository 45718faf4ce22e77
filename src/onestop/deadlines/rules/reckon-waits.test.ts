import { describe, expect, test } from 'vitest'
import { at, type LogLine, read, supplementRule } from '../testing/log.ts'

const accepted: LogLine = ['2025-05-05T09:00', 'accept'] // a Monday; five working days end on the 12th

describe('R11: an online filing is answered within 8 working hours, with an alert after 2', () => {
  const filed: LogLine = ['2025-08-28T16:00', 'file'] // a Thursday; 1–2 September are off
  const online = { channel: 'online' } as const
  test('the time runs on over the night', () => {
    const reading = read([filed], {}, online)
    expect(at(reading.acceptance?.dueAt ?? null)).toBe('2025-08-29T16:00')
    expect(at(reading.acceptance?.alertAt ?? null)).toBe('2025-08-28T18:00')
  })
  test('a filing on the eve of a holiday runs on after it', () => {
    const reading = read([['2025-08-29T16:00', 'file']], {}, online)
    expect(at(reading.acceptance?.dueAt ?? null)).toBe('2025-09-03T16:00')
  })
  test('under regime A there is no alert', () => {
    expect(read([['2025-05-05T09:00', 'file']], {}, online).acceptance?.alertAt).toBeNull()
  })
  test('at the counter there is no such clock', () => {
    expect(read([filed], {}, { channel: 'counter' }).acceptance).toBeNull()
  })
  for (const kind of ['accept', 'decline-filing', 'ask-supplement'] as const)
    test(`${kind} answers the filing`, () => {
      const reading = read([filed, ['2025-08-29T15:59', kind]], {}, { ...online, now: '2025-09-10T09:00' })
      expect(reading.acceptance).toMatchObject({ late: false })
      expect(reading.breaches).toEqual([])
    })
  test('an answer a minute too late is a breach', () => {
    const reading = read([filed, ['2025-08-29T16:01', 'accept']], {}, online)
    expect(reading.acceptance?.late).toBe(true)
    expect(reading.breaches[0]).toMatchObject({
      code: 'acceptance-late',
      law: [{ act: 'ND118', article: '17.2' }],
    })
  })
  test('no answer at all is late as time passes', () => {
    expect(read([filed], {}, { ...online, now: '2025-09-05T09:00' }).acceptance?.late).toBe(true)
  })
  test('after a supplement the 8 hours begin again', () => {
    const reading = read(
      [filed, ['2025-08-29T09:00', 'ask-supplement'], ['2025-09-04T10:00', 'supplement']],
      {},
      online,
    )
    expect(at(reading.acceptance?.dueAt ?? null)).toBe('2025-09-05T10:00')
    expect(reading.acceptance?.answeredAt).toBeNull()
  })
  test('a withdrawn filing is no longer waited for', () => {
    const reading = read(
      [filed, ['2025-08-29T09:00', 'withdraw']],
      {},
      { ...online, now: '2025-10-01T09:00' },
    )
    expect(reading.acceptance?.late).toBe(false)
    expect(reading.state).toBe('stopped')
  })
})

describe('C5: the supplement restarts the term', () => {
  const asked: LogLine = ['2025-05-07T10:00', 'ask-supplement']
  const returned: LogLine = ['2025-05-20T14:00', 'supplement']
  test('while it waits the clock stands and the old date stays visible', () => {
    const reading = read([accepted, asked], {}, { now: '2025-06-30T09:00' })
    expect(reading).toMatchObject({ state: 'paused', late: null, byDay: 'inTime', onTime766: true })
    expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
    expect(at(reading.finishAt)).toBe('2025-05-07T10:00')
  })
  test('the term is counted again from zero from the day the dossier is complete', () => {
    expect(at(read([accepted, asked, returned]).dueAt)).toBe('2025-05-27T17:00')
  })
  test('the first appointment stays known', () => {
    expect(at(read([accepted, asked, returned]).firstDueAt)).toBe('2025-05-12T17:00')
  })
  test('asking on the third working day is in time, on the fourth a breach', () => {
    expect(read([accepted, ['2025-05-08T17:00', 'ask-supplement']]).breaches).toEqual([])
    expect(read([accepted, ['2025-05-09T08:00', 'ask-supplement']]).breaches).toMatchObject([
      { code: 'supplement-notice-late', law: [{ act: 'ND61', article: '19.4' }] },
    ])
  })
  test('a term that has ended is not begun again: what is late stays late', () => {
    const reading = read([
      accepted,
      ['2025-05-13T08:00', 'ask-supplement'],
      returned,
      ['2025-05-21T09:00', 'decide'],
    ])
    expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
    expect(reading).toMatchObject({ byDay: 'overdue', onTime766: false })
    expect(reading.breaches.map(({ code }) => code)).toContain('supplement-after-end')
  })
  test('the applicant’s time is not counted into the lateness', () => {
    const reading = read([
      accepted,
      ['2025-05-13T08:00', 'ask-supplement'],
      returned,
      ['2025-05-20T15:00', 'decide'],
    ])
    expect(reading.late?.workingMs).toBe(2 * 3_600_000)
  })
  test('a supplement that nobody asked for changes nothing', () => {
    expect(at(read([accepted, returned]).dueAt)).toBe('2025-05-12T17:00')
  })
})

describe('R4 and C5: one request, a further one only by the procedure’s own law', () => {
  const twice: LogLine[] = [
    accepted,
    ['2025-05-06T09:00', 'ask-supplement'],
    ['2025-05-07T09:00', 'supplement'],
    ['2025-05-08T09:00', 'ask-supplement'],
    ['2025-05-20T09:00', 'supplement'],
  ]
  test('a second request does not stop the clock', () => {
    const reading = read(twice)
    expect(at(reading.dueAt)).toBe('2025-05-14T17:00')
    expect(reading.breaches.map(({ code }) => code)).toEqual(['supplement-beyond-rounds'])
    expect(reading.supplementRequests).toBe(2)
  })
  test('a procedure whose law allows two rounds restarts twice', () => {
    const reading = read(twice, { supplement: supplementRule({ rounds: 2 }) })
    expect(at(reading.dueAt)).toBe('2025-05-27T17:00')
    expect(reading.breaches).toEqual([])
  })
  test('two requests are late for indicator 2.1 even when the date is met', () => {
    const decided = read([...twice, ['2025-05-21T09:00', 'decide']], {
      supplement: supplementRule({ rounds: 2 }),
    })
    expect(decided).toMatchObject({ byDay: 'early', onTime766: false, late: null })
  })
  test('a request before acceptance counts as one, and stops no term', () => {
    const reading = read([
      ['2025-05-02T08:00', 'file'],
      ['2025-05-02T09:00', 'ask-supplement'],
      ['2025-05-05T08:00', 'supplement'],
      accepted,
      ['2025-05-06T09:00', 'ask-supplement'],
    ])
    expect(reading.supplementRequests).toBe(2)
    expect(reading.state).toBe('paused')
    expect(reading.onTime766).toBe(false)
  })
})

describe('C6: closing after fifteen days without an answer', () => {
  const underB: LogLine[] = [
    ['2025-08-04T09:00', 'accept'],
    ['2025-08-05T10:00', 'ask-supplement'],
  ]
  test('the applicant has until the end of the fifteenth day, 24:00', () => {
    const reading = read(underB)
    expect(at(reading.supplementDueAt)).toBe('2025-08-21T00:00')
    expect(at(reading.closableFrom)).toBe('2025-08-21T00:00')
  })
  test('a fifteenth day on a weekend is rolled', () => {
    const reading = read([
      ['2025-08-07T09:00', 'accept'],
      ['2025-08-08T10:00', 'ask-supplement'],
    ])
    expect(at(reading.closableFrom)).toBe('2025-08-26T00:00') // the 23rd is a Saturday
  })
  test('sector law gives another time', () => {
    const supplement = supplementRule({ answerWithin: { value: 15, unit: 'working-day' } })
    expect(at(read(underB, { supplement }).closableFrom)).toBe('2025-08-27T00:00')
  })
  test('under regime A the decree sets no time, so the dossier may not be closed', () => {
    const reading = read([accepted, ['2025-05-06T10:00', 'ask-supplement']], {}, { now: '2025-12-01T09:00' })
    expect(reading).toMatchObject({ supplementDueAt: null, closableFrom: null })
  })
  test('with no request open there is nothing to close', () => {
    expect(read([...underB, ['2025-08-06T10:00', 'supplement']]).closableFrom).toBeNull()
  })
  test('a closed dossier is stopped, and its waiting does not make it late', () => {
    const reading = read([...underB, ['2025-08-21T08:00', 'close']])
    expect(reading).toMatchObject({ state: 'stopped', byDay: 'early', late: null, onTime766: true })
  })
})

describe('C7: where the version says pause, the term goes on where it stopped', () => {
  const supplement = supplementRule({ mode: 'pause' })
  test('working days are shifted by the working time waited', () => {
    const reading = read(
      [accepted, ['2025-05-07T10:00', 'ask-supplement'], ['2025-05-09T10:00', 'supplement']],
      { supplement },
    )
    expect(at(reading.dueAt)).toBe('2025-05-14T17:00')
  })
  test('days in a row are shifted by the days waited, and rolled', () => {
    const reading = read(
      [accepted, ['2025-05-07T10:00', 'ask-supplement'], ['2025-05-14T16:00', 'supplement']],
      { supplement, term: { value: 10, unit: 'day' } },
    )
    expect(at(reading.dueAt)).toBe('2025-05-22T17:00') // the 15th and seven days
  })
  test('asked and answered on the same day, days in a row do not move', () => {
    const reading = read(
      [accepted, ['2025-05-07T10:00', 'ask-supplement'], ['2025-05-07T16:00', 'supplement']],
      { supplement, term: { value: 10, unit: 'day' } },
    )
    expect(at(reading.dueAt)).toBe('2025-05-15T17:00')
  })
  test('waiting over a weekend shifts working days by no more than working time', () => {
    const reading = read(
      [accepted, ['2025-05-09T17:00', 'ask-supplement'], ['2025-05-12T07:00', 'supplement']],
      { supplement },
    )
    expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
  })
})

describe('C8, C9: a clock stops only for a cause that the version lists', () => {
  const pairs = [
    ['ask-payment', 'pay', 'payment'],
    ['consult', 'answer-consultation', 'consultation'],
    ['suspend', 'resume', 'suspension'],
    ['suspend', 'resume', 'field-check'],
  ] as const
  for (const [begin, end, cause] of pairs) {
    const lines: LogLine[] = [
      accepted,
      ['2025-05-06T09:00', begin, begin === 'suspend' ? { cause } : {}],
      ['2025-05-08T09:00', end],
    ]
    test(`${cause} listed: ${begin} stops it and ${end} sets it going`, () => {
      const clockStops = [{ cause, law: 'luật' }]
      expect(read(lines.slice(0, 2), { clockStops }).state).toBe('paused')
      const reading = read(lines, { clockStops })
      expect(reading.state).toBe('running')
      expect(at(reading.dueAt)).toBe('2025-05-14T17:00')
    })
    test(`${cause} not listed: the clock runs on`, () => {
      const others = pairs
        .filter(([, , other]) => other !== cause)
        .map(([, , other]) => ({ cause: other, law: 'luật' }))
      const reading = read(lines, { clockStops: others })
      expect(read(lines.slice(0, 2), { clockStops: others }).state).toBe('running')
      expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
      expect(reading.derivation.map(({ rule }) => rule)).toContain('stop-not-listed')
      expect(reading.breaches).toHaveLength(begin === 'suspend' ? 1 : 0)
    })
    test(`${cause} begun after the term ended: it stays ended`, () => {
      const late = read([accepted, ['2025-05-13T09:00', begin, begin === 'suspend' ? { cause } : {}]], {
        clockStops: [{ cause, law: 'luật' }],
      })
      expect(late).toMatchObject({ state: 'running', onTime766: false })
    })
  }
  test('two causes at once stop it once, until the last is over', () => {
    const clockStops = [
      { cause: 'payment', law: 'luật' },
      { cause: 'consultation', law: 'luật' },
    ] as const
    const reading = read(
      [
        accepted,
        ['2025-05-06T09:00', 'ask-payment'],
        ['2025-05-06T15:00', 'consult'],
        ['2025-05-07T09:00', 'pay'],
        ['2025-05-08T09:00', 'answer-consultation'],
      ],
      { clockStops },
    )
    expect(at(reading.dueAt)).toBe('2025-05-14T17:00')
  })
  test('an outage is held by the outage and stops nothing', () => {
    const reading = read([
      accepted,
      ['2025-05-06T07:00', 'outage-began'],
      ['2025-05-06T17:00', 'outage-ended'],
    ])
    expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
    expect(reading.holders.find(({ holder }) => holder.kind === 'outage')?.workingMs).toBe(8 * 3_600_000)
  })
})

describe('sector law of the post: two notices, 3 + 7 + 15 + 7 + 15 + 7 working days', () => {
  const seven = { value: 7, unit: 'working-day' } as const
  const fifteen = { value: 15, unit: 'working-day' } as const
  const supplement = supplementRule({
    rounds: 2,
    repeatsLastRound: true,
    noticeWithin: seven,
    answerWithin: fifteen,
    acknowledgeWithin: { value: 3, unit: 'working-day' },
    refuseWithin: seven,
    law: 'Nghị định 47/2011/NĐ-CP, Điều 8',
  })
  const rule = { supplement, term: { value: 30, unit: 'day' } } as const
  const first: LogLine[] = [
    ['2018-05-02T08:00', 'file'],
    ['2018-05-03T08:00', 'accept'],
    ['2018-05-14T16:00', 'ask-supplement'],
  ]
  test('the filing is acknowledged within 3 working days', () => {
    expect(at(read(first.slice(0, 1), rule).acceptance?.dueAt ?? null)).toBe('2018-05-07T17:00')
  })
  test('the first notice on the seventh working day is in time, on the eighth late', () => {
    expect(read(first, rule).breaches).toEqual([])
    const late = read([...first.slice(0, 2), ['2018-05-15T08:00', 'ask-supplement']], rule)
    expect(late.breaches).toMatchObject([
      {
        code: 'supplement-notice-late',
        law: ['Nghị định 47/2011/NĐ-CP, Điều 8', { act: 'ND61', article: '19.4' }],
      },
    ])
  })
  test('the applicant has 15 working days, also under regime A', () => {
    expect(at(read(first, rule).supplementDueAt)).toBe('2018-06-05T00:00')
  })
  const second: LogLine[] = [
    ...first,
    ['2018-06-01T10:00', 'supplement'],
    ['2018-06-12T10:00', 'ask-supplement'],
  ]
  test('the second notice has 7 working days from the supplement, and the applicant 15 again', () => {
    const reading = read(second, rule)
    expect(reading.breaches).toEqual([])
    expect(at(reading.supplementDueAt)).toBe('2018-07-04T00:00')
  })
  test('the refusal has 7 working days after the second time has passed, not after the first', () => {
    expect(at(read(second, rule).refusalDueAt)).toBe('2018-07-12T17:00')
    expect(read(first, rule).refusalDueAt).toBeNull()
  })
  test('an answer that does not satisfy repeats the second notice lawfully', () => {
    const third: LogLine[] = [
      ...second,
      ['2018-06-20T10:00', 'supplement'],
      ['2018-06-25T10:00', 'ask-supplement'],
    ]
    expect(read(third, rule).breaches).toEqual([])
    expect(read(third, rule).state).toBe('paused')
    expect(read(third, { ...rule, supplement: { ...supplement, repeatsLastRound: false } }).state).toBe(
      'running',
    )
  })
})
