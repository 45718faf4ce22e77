import { describe, expect, test } from 'vitest'
import type { ClockEventKind } from '../contract.ts'
import { at, type LogLine, read, supplementRule } from '../testing/log.ts'

const accepted: LogLine = ['2025-05-05T09:00', 'accept'] // a Monday; five working days end on the 12th

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
