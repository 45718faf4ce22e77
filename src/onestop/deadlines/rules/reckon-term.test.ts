import { describe, expect, test } from 'vitest'
import { at, type LogLine, read } from '../testing/log.ts'

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
  test('the late step says by how much and in whose hands, and no later step bears it', () => {
    const steps = read(lines, { stepTerms: [...stepTerms] }).steps
    expect(steps[0]?.lateByHolder).toEqual([])
    // From Friday 17:00 to Monday 9:00: two working hours (7:00 to 9:00), held by whoever was assigned.
    expect(steps[1]?.lateByHolder.map(({ workingMs }) => workingMs)).toEqual([2 * 3_600_000])
    expect(steps[2]?.lateByHolder).toEqual([])
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
