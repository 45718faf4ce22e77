import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant, instantOf } from '#kit/values/instant.ts'
import { mayBePassword, normalPassword, normalUserName } from './credentials.ts'
import { isAlive, needsTouch, sessionEnd } from './session-lifetime.ts'
import { isThrottled, throttleLimits } from './throttle.ts'

const nine = instant('2018-03-01T09:00')

test('a sign-in is tried up to each limit and not beyond any of them', () => {
  expect(isThrottled(throttleLimits)).toBe(false)
  for (const kind of ['pair', 'account', 'address'] as const)
    expect(isThrottled({ ...throttleLimits, [kind]: throttleLimits[kind] + 1 })).toBe(true)
})

test('a session that was ended, is over, or was left alone for two hours does not hold', () => {
  const session = { lastSeenAt: nine, expiresAt: sessionEnd(nine), revokedAt: null }
  const later = (minutes: number) => instantOf(nine + minutes * 60_000)
  expect(isAlive(session, later(119))).toBe(true)
  expect(isAlive(session, later(120))).toBe(false)
  expect(isAlive({ ...session, lastSeenAt: later(719) }, later(719))).toBe(true)
  expect(isAlive({ ...session, lastSeenAt: later(719) }, later(720))).toBe(false)
  expect(isAlive({ ...session, revokedAt: nine }, later(1))).toBe(false)
  expect(needsTouch(session, later(0.5))).toBe(false)
  expect(needsTouch(session, later(1))).toBe(true)
})

test('user names and passwords are normalised once and for all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      expect(normalUserName(normalUserName(typed))).toBe(normalUserName(typed))
      expect(normalPassword(typed.normalize('NFD'))).toBe(normalPassword(typed))
    }),
  )
})

for (const weak of ['', 'ngan', '12345678901', 'aaaaaaaaaaaaaaaa', 'buuchinh-2019-abc', 'x'.repeat(201)])
  test(`"${weak.slice(0, 20)}" is no password`, () => {
    expect(mayBePassword(weak, 'buuchinh')).toBe(false)
  })

test('a sentence is a password', () => {
  expect(mayBePassword('mười hai bến nước', 'buuchinh')).toBe(true)
})
