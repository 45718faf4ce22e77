import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import { punctualityOf } from './punctuality.ts'

const acceptedAt = instant('2018-03-01T09:00')
const dueAt = instant('2018-03-08T17:00')
const at = (ended: string) =>
  punctualityOf(
    { status: 'decided', acceptedAt, dueAt, endedAt: instant(ended) },
    instant('2018-04-01T08:00'),
  )
const running = (now: string) =>
  punctualityOf({ status: 'in-process', acceptedAt, dueAt, endedAt: null }, instant(now))

describe('punctuality counts by the day', () => {
  test('decided the day before the appointment is early', () => expect(at('2018-03-07T16:59')).toBe('early'))
  test('decided on the day of the appointment is on time', () =>
    expect(at('2018-03-08T07:10')).toBe('onTime'))
  test('decided the day after is overdue', () => expect(at('2018-03-09T07:10')).toBe('overdue'))
  test('running more than a day before the due time is running', () =>
    expect(running('2018-03-05T09:00')).toBe('running'))
  test('running within 24 hours of the due time is due soon', () =>
    expect(running('2018-03-07T17:00')).toBe('dueSoon'))
  test('running past the due time is overdue', () => expect(running('2018-03-08T17:01')).toBe('overdue'))
  test('a dossier waiting for its applicant is not overdue', () =>
    expect(
      punctualityOf(
        { status: 'awaiting-supplement', acceptedAt, dueAt, endedAt: null },
        instant('2018-05-01T08:00'),
      ),
    ).toBe('running'))
  test('what ended without an appointment was neither in time nor late', () =>
    expect(
      punctualityOf({ status: 'delivered', acceptedAt, dueAt: null, endedAt: acceptedAt }, acceptedAt),
    ).toBeNull())
  test('a filing that is not accepted has no punctuality', () =>
    expect(
      punctualityOf({ status: 'filed', acceptedAt: null, dueAt: null, endedAt: null }, acceptedAt),
    ).toBeNull())
  test('a declined filing has no punctuality', () =>
    expect(
      punctualityOf({ status: 'declined', acceptedAt: null, dueAt: null, endedAt: acceptedAt }, acceptedAt),
    ).toBeNull())
})
