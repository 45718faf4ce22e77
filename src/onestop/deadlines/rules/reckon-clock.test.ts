import { describe, expect, test } from 'vitest'
import type { ClockEventKind } from '../contract.ts'
import { at, type LogLine, read, supplementRule } from '../testing/log.ts'

const accepted: LogLine = ['2025-05-05T09:00', 'accept'] // a Monday; five working days end on the 12th

describe('C1: the term begins when the dossier is accepted', () => {
  test('before acceptance there is no term', () => {
    const reading = read([['2025-05-05T08:00', 'file']])
    expect(reading).toMatchObject({
      state: 'not-started',
      dueAt: null,
      startedAt: null,
      byDay: null,
      onTime766: null,
    })
  })
  test('five working days from Monday morning end on the next Monday at closing time', () => {
    const reading = read([['2025-05-02T08:00', 'file'], accepted])
    expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
    expect(reading.state).toBe('running')
  })
  test('a second acceptance changes nothing', () => {
    expect(at(read([accepted, ['2025-05-07T09:00', 'accept']]).dueAt)).toBe('2025-05-12T17:00')
  })
  test('a term that is not verified gives no appointment and says so', () => {
    const reading = read([accepted], { term: null }, { now: '2025-09-01T09:00' })
    expect(reading).toMatchObject({ dueAt: null, late: null, byDay: null, extensionAllowedUntil: null })
    expect(reading.warnings).toContainEqual({ code: 'term-unverified', facts: {} })
    expect(reading.derivation.map(({ rule }) => rule)).toContain('term-unverified')
  })
})

describe('regime by the day of acceptance', () => {
  for (const [moment, regime] of [
    ['2025-06-30T23:59', 'A'],
    ['2025-07-01T00:00', 'B'],
  ] as const)
    test(`accepted ${moment} is regime ${regime}, cited so`, () => {
      const reading = read([[moment, 'accept']])
      expect(reading.regime).toBe(regime)
      expect(reading.derivation[0]?.law).toEqual([
        regime === 'A' ? { act: 'ND61', article: '17.1c' } : { act: 'ND118', article: '17.3' },
      ])
    })
  test('a dossier filed under A and accepted under B is B', () => {
    expect(
      read([
        ['2025-06-30T16:00', 'file'],
        ['2025-07-01T08:00', 'accept'],
      ]).regime,
    ).toBe('B')
  })
  test('a dossier of A stays A after the change', () => {
    const reading = read([
      ['2025-06-27T09:00', 'accept'],
      ['2025-07-01T09:00', 'ask-supplement'],
    ])
    expect(reading.regime).toBe('A')
    expect(reading.closableFrom).toBeNull()
  })
})

describe('C4 and R13: the 15:00 hand-over', () => {
  const after15: LogLine = ['2025-05-05T15:01', 'accept']
  test('received by 15:00 it is handed over within the working day', () => {
    expect(at(read([['2025-05-05T15:00', 'accept']]).handOverBy)).toBe('2025-05-05T17:00')
  })
  test('received after 15:00 it is handed over when the next working day opens', () => {
    expect(at(read([after15]).handOverBy)).toBe('2025-05-06T07:00')
  })
  test('received on a Saturday it is handed over on Monday', () => {
    expect(at(read([['2025-05-10T09:00', 'accept']]).handOverBy)).toBe('2025-05-12T07:00')
  })
  test('the start of the clock does not move', () => {
    expect(at(read([after15]).dueAt)).toBe('2025-05-12T17:00')
  })
  test('where the province has switched it on, the start moves', () => {
    const reading = read([after15], {}, { startsNextDayAfter15: true })
    expect(at(reading.startedAt)).toBe('2025-05-06T07:00')
    expect(at(reading.dueAt)).toBe('2025-05-13T17:00')
  })
  test('the switch leaves 15:00 itself alone', () => {
    expect(at(read([['2025-05-05T15:00', 'accept']], {}, { startsNextDayAfter15: true }).dueAt)).toBe(
      '2025-05-12T17:00',
    )
  })
})

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

describe('L1, L2: one extension, at least a day before the end', () => {
  const newTerm = { value: 3, unit: 'working-day' } as const
  const extended: LogLine = ['2025-05-08T09:00', 'extend', { newTerm }]
  test('the last lawful moment is a day before the end', () => {
    expect(at(read([accepted]).extensionAllowedUntil)).toBe('2025-05-11T17:00')
  })
  test('it is counted from the end of the term, and the original date is kept', () => {
    const reading = read([accepted, extended])
    expect(at(reading.dueAt)).toBe('2025-05-15T17:00')
    expect(at(reading.originalDueAt)).toBe('2025-05-12T17:00')
    expect(reading).toMatchObject({ extensions: 1, extensionAllowedUntil: null, breaches: [] })
  })
  test('exactly a day before is lawful, a minute later is not', () => {
    expect(at(read([accepted, ['2025-05-11T17:00', 'extend', { newTerm }]]).dueAt)).toBe('2025-05-15T17:00')
    const late = read([accepted, ['2025-05-11T17:01', 'extend', { newTerm }]])
    expect(at(late.dueAt)).toBe('2025-05-12T17:00')
    expect(late.breaches).toMatchObject([
      { code: 'extension-too-late', law: [{ act: 'ND61', article: '19.9' }] },
    ])
  })
  test('a second extension has no effect', () => {
    const reading = read([accepted, extended, ['2025-05-09T09:00', 'extend', { newTerm }]])
    expect(at(reading.dueAt)).toBe('2025-05-15T17:00')
    expect(reading.breaches).toMatchObject([{ code: 'second-extension' }])
  })
  test('a restart after an extension does not allow another', () => {
    const reading = read([
      accepted,
      ['2025-05-06T09:00', 'extend', { newTerm }],
      ['2025-05-07T09:00', 'ask-supplement'],
      ['2025-05-08T09:00', 'supplement'],
      ['2025-05-09T09:00', 'extend', { newTerm }],
    ])
    expect(at(reading.dueAt)).toBe('2025-05-15T17:00')
    expect(reading.breaches).toMatchObject([{ code: 'second-extension' }])
  })
  test('an extension before acceptance or without a length has no effect', () => {
    expect(read([['2025-05-05T09:00', 'file'], extended]).breaches).toMatchObject([
      { code: 'extension-without-term' },
    ])
    expect(read([accepted, ['2025-05-08T09:00', 'extend']]).breaches).toMatchObject([
      { code: 'extension-without-term' },
    ])
  })
  test('an apology gives no new date', () => {
    expect(at(read([accepted, ['2025-05-13T09:00', 'apologise', { newTerm }]]).dueAt)).toBe(
      '2025-05-12T17:00',
    )
  })
  test('L4: an extended dossier is on time by its new date and late by the original', () => {
    const reading = read([accepted, extended, ['2025-05-14T09:00', 'decide']])
    expect(reading).toMatchObject({ byDay: 'early', byDayOriginal: 'overdue', onTime766: false, late: null })
  })
})

describe('silence means consent', () => {
  test('24 hours before a press conference: consent to the minute, also on a Sunday', () => {
    const reading = read([['2025-05-10T10:15', 'accept']], {
      term: { value: 24, unit: 'hour' },
      silenceMeansConsent: true,
    })
    expect(at(reading.deemedGrantedFrom)).toBe('2025-05-11T10:15')
  })
  test('days end at 24:00 of the last one', () => {
    const reading = read([accepted], { term: { value: 7, unit: 'working-day' }, silenceMeansConsent: true })
    expect(at(reading.deemedGrantedFrom)).toBe('2025-05-15T00:00')
  })
  test('without such a rule silence means nothing', () => {
    expect(read([accepted], {}, { now: '2025-12-01T09:00' }).deemedGrantedFrom).toBeNull()
  })
  test('while the applicant is asked, silence does not run', () => {
    expect(
      read([accepted, ['2025-05-06T09:00', 'ask-supplement']], { silenceMeansConsent: true })
        .deemedGrantedFrom,
    ).toBeNull()
  })
  test('what is deemed granted is granted when the term ended, not when it was written down', () => {
    const reading = read([accepted, ['2025-05-13T00:05', 'deem-granted']], { silenceMeansConsent: true })
    expect(reading).toMatchObject({ state: 'ended', byDay: 'onTime', late: null })
    expect(at(reading.finishAt)).toBe('2025-05-12T17:00')
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

describe('C12, S1: how a dossier ends', () => {
  const endings: readonly [ClockEventKind, string][] = [
    ['decide', 'ended'],
    ['deem-granted', 'ended'],
    ['withdraw', 'stopped'],
    ['close', 'stopped'],
    ['decline-filing', 'stopped'],
  ]
  for (const [kind, state] of endings)
    test(`${kind} ends the clock: ${state}`, () => {
      const reading = read([accepted, ['2025-05-07T09:00', kind]], {}, { now: '2025-12-01T09:00' })
      expect(reading).toMatchObject({ state, byDay: 'early', late: null })
      expect(at(reading.endedAt)).toBe('2025-05-07T09:00')
    })
  for (const kind of ['assign', 'consult', 'apologise', 'deliver', 'other', 'pay'] as const)
    test(`${kind} does not end the clock`, () => {
      expect(read([accepted, ['2025-05-07T09:00', kind]]).state).toBe('running')
    })
  test('nothing after the end moves the due time or the end', () => {
    const done: LogLine[] = [accepted, ['2025-05-07T09:00', 'decide']]
    const more = read([...done, ['2025-05-08T09:00', 'ask-supplement'], ['2025-05-09T09:00', 'deliver']])
    expect(at(more.dueAt)).toBe('2025-05-12T17:00')
    expect(at(more.endedAt)).toBe('2025-05-07T09:00')
    expect(more.supplementRequests).toBe(0)
  })
})

describe('early, on time, overdue', () => {
  const cases: readonly [string, string, boolean][] = [
    ['2025-05-09T16:00', 'early', true],
    ['2025-05-12T08:00', 'onTime', true],
    ['2025-05-12T17:00', 'onTime', true],
    ['2025-05-12T17:01', 'onTime', false],
    ['2025-05-13T07:00', 'overdue', false],
  ]
  for (const [moment, byDay, exact] of cases)
    test(`decided ${moment}: ${byDay} by the day, ${exact ? 'on time' : 'late'} by the hour`, () => {
      expect(read([accepted, ['2025-05-06T09:00', 'assign'], [moment, 'decide']])).toMatchObject({
        byDay,
        onTime766: exact,
      })
    })
  test('an open dossier is overdue the day after its date', () => {
    expect(read([accepted], {}, { now: '2025-05-12T20:00' }).byDay).toBe('inTime')
    expect(read([accepted], {}, { now: '2025-05-13T06:00' }).byDay).toBe('overdue')
  })
  test('the strict figure takes the first appointment and subtracts the waiting', () => {
    const lines = (decided: string): LogLine[] => [
      accepted,
      ['2025-05-08T09:00', 'ask-supplement'],
      ['2025-05-20T09:00', 'supplement'],
      [decided, 'decide'],
    ]
    expect(read(lines('2025-05-22T16:00'))).toMatchObject({ onTime766: true, onTimeByFirstAppointment: true })
    expect(read(lines('2025-05-26T16:00'))).toMatchObject({
      onTime766: true,
      onTimeByFirstAppointment: false,
    })
  })
})

describe('late by whom and by how much', () => {
  test('working time after the due time goes to whoever held the dossier', () => {
    const reading = read([
      accepted,
      ['2025-05-06T09:00', 'assign'],
      ['2025-05-13T09:00', 'assess'],
      ['2025-05-13T16:00', 'decide'],
    ])
    expect(reading.late).toEqual({
      workingMs: 7 * 3_600_000,
      byHolder: [
        { holder: { kind: 'officer', id: 'officer' }, workingMs: 2 * 3_600_000 },
        { holder: { kind: 'leader', id: 'agency' }, workingMs: 5 * 3_600_000 },
      ],
    })
  })
  test('every holder’s minutes from filing to the end add up', () => {
    const reading = read([
      ['2025-05-05T07:00', 'file'],
      accepted,
      ['2025-05-05T10:00', 'assign'],
      ['2025-05-05T11:00', 'consult'],
      ['2025-05-06T11:00', 'answer-consultation'],
      ['2025-05-06T14:00', 'assess'],
      ['2025-05-06T17:00', 'decide'],
    ])
    const hours = Object.fromEntries(
      reading.holders.map(({ holder, workingMs }) => [holder.kind, workingMs / 3_600_000]),
    )
    expect(hours).toEqual({ counter: 2, leader: 4, officer: 2, 'consulted-agency': 8 })
    expect(reading.totalWorkingMs).toBe(16 * 3_600_000)
  })
})

describe('recorded late: a late record never helps the office', () => {
  test('a decision clicked on a later day counts when it was clicked, and shows it', () => {
    const reading = read([accepted, ['2025-05-12T16:00', 'decide', { recorded: '2025-05-14T08:00' }]])
    expect(reading).toMatchObject({ byDay: 'overdue', onTime766: false })
    expect(reading.recordedLate.map(({ sequence }) => sequence)).toEqual([2])
    expect(at(reading.endedAt)).toBe('2025-05-14T08:00')
  })
  test('clicked on the same day it counts when it happened', () => {
    const reading = read([accepted, ['2025-05-12T16:00', 'decide', { recorded: '2025-05-12T18:00' }]])
    expect(reading).toMatchObject({ onTime766: true, recordedLate: [] })
  })
  test('an acceptance clicked late starts the term when it happened', () => {
    const reading = read([['2025-05-05T09:00', 'accept', { recorded: '2025-05-08T09:00' }]])
    expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
    expect(reading.recordedLate).toHaveLength(1)
  })
  test('a request clicked late stops the clock when it was clicked; the answer still restarts when it came', () => {
    const lines: LogLine[] = [
      accepted,
      ['2025-05-06T09:00', 'ask-supplement', { recorded: '2025-05-09T09:00' }],
      ['2025-05-07T09:00', 'supplement', { recorded: '2025-05-09T09:05' }],
    ]
    expect(at(read(lines).dueAt)).toBe('2025-05-14T17:00')
    expect(at(read(lines, { supplement: supplementRule({ mode: 'pause' }) }).dueAt)).toBe('2025-05-12T17:00')
  })
  for (const kind of [
    'decide',
    'withdraw',
    'close',
    'ask-supplement',
    'suspend',
    'ask-payment',
    'consult',
    'extend',
  ] as const)
    test(`${kind} cannot be moved back over the due time by a claim made later`, () => {
      const reading = read(
        [
          accepted,
          ['2025-05-07T09:00', kind, { recorded: '2025-05-14T09:00', newTerm: { value: 9, unit: 'day' } }],
        ],
        {
          clockStops: (['payment', 'consultation', 'suspension'] as const).map((cause) => ({
            cause,
            law: 'luật',
          })),
        },
      )
      expect(reading.onTime766).toBe(false)
      expect(at(reading.dueAt)).toBe('2025-05-12T17:00')
    })
  test('an action dated after its record counts when it was recorded', () => {
    expect(at(read([['2025-05-09T09:00', 'accept', { recorded: '2025-05-05T09:00' }]]).startedAt)).toBe(
      '2025-05-05T09:00',
    )
  })
})

describe('terms of the steps, inside the total', () => {
  const stepTerms = [
    { step: 'assignment', term: { value: 1, unit: 'working-day' } },
    { step: 'assessment', term: { value: 3, unit: 'working-day' } },
    { step: 'decision', term: { value: 4, unit: 'working-day' } },
    { step: 'delivery', term: { value: 1, unit: 'working-day' } },
  ] as const
  const lines: LogLine[] = [accepted, ['2025-05-06T09:00', 'assign'], ['2025-05-12T09:00', 'assess']]
  test('each begins where the one before ended, and the one that is late is named', () => {
    const steps = read(lines, { stepTerms: [...stepTerms] }).steps
    expect(steps.map(({ step, dueAt, late }) => [step, at(dueAt), late])).toEqual([
      ['assignment', '2025-05-06T17:00', false],
      ['assessment', '2025-05-09T17:00', true],
      ['decision', '2025-05-12T17:00', false],
    ])
  })
  test('a step never reaches past the dossier’s own due time', () => {
    expect(at(read(lines, { stepTerms: [...stepTerms] }).steps[2]?.dueAt ?? null)).toBe('2025-05-12T17:00')
  })
  test('delivery has its own term after the end', () => {
    const steps = read([...lines, ['2025-05-12T10:00', 'decide'], ['2025-05-14T08:00', 'deliver']], {
      stepTerms: [...stepTerms],
    }).steps
    expect(steps.at(-1)).toMatchObject({ step: 'delivery', late: true })
  })
  test('after a supplement the appraisal begins again', () => {
    const steps = read(
      [
        accepted,
        ['2025-05-06T09:00', 'assign'],
        ['2025-05-07T09:00', 'ask-supplement'],
        ['2025-05-20T09:00', 'supplement'],
      ],
      { stepTerms: [...stepTerms] },
    ).steps
    expect(at(steps[1]?.dueAt ?? null)).toBe('2025-05-23T17:00')
  })
})

describe('what a reading stands on', () => {
  test('a term that enters a year without announcement warns and guesses no holiday', () => {
    const reading = read([['2026-12-30T09:00', 'accept']])
    expect(at(reading.dueAt)).toBe('2027-01-06T17:00')
    expect(reading.warnings).toContainEqual({ code: 'year-not-announced', facts: { year: 2027 } })
    expect(reading.derivation.at(-1)?.calendar).toBe('2026.1 2027.-')
  })
  test('a disputed day in the term is named', () => {
    expect(read([['2026-11-20T09:00', 'accept']]).warnings).toContainEqual({
      code: 'disputed-day-counted',
      facts: { date: '2026-11-24', name: 'Ngày Văn hóa Việt Nam' },
    })
  })
  test('hours that are not verified are named', () => {
    expect(read([accepted]).warnings).toContainEqual({ code: 'hours-unverified', facts: {} })
  })
  test('an empty log has nothing to say', () => {
    expect(read([])).toMatchObject({
      state: 'not-started',
      dueAt: null,
      holders: [],
      totalWorkingMs: 0,
      derivation: [],
    })
  })
})
