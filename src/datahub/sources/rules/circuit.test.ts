import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'vitest'
import { instant, instantOf } from '#kit/values/instant.ts'
import { afterTry, type CircuitState, circuitAt, nextTryAt } from './circuit.ts'
import { isToBeHeld } from './threshold.ts'

const setting = { failures: 3, pauseMinutes: 30 }
const now = instant('2018-03-01T09:00')
const later = (minutes: number) => instantOf(now + minutes * 60_000)
const failed = (times: number): CircuitState => {
  let state: CircuitState = { failures: 0, openedAt: null }
  for (let count = 0; count < times; count++) state = afterTry(state, false, setting, now)
  return state
}

test('three failures on end open the circuit; a success in between does not', () => {
  equal(circuitAt(failed(2), setting, now), 'closed')
  equal(circuitAt(failed(3), setting, now), 'open')
  deepEqual(afterTry(failed(2), true, setting, now), { failures: 0, openedAt: null })
})
test('after the pause one try decides', () => {
  const open = failed(3)
  equal(circuitAt(open, setting, later(29)), 'open')
  equal(circuitAt(open, setting, later(30)), 'half-open')
  equal(circuitAt(afterTry(open, false, setting, later(30)), setting, later(31)), 'open')
  equal(circuitAt(afterTry(open, true, setting, later(30)), setting, later(31)), 'closed')
})
test('tries go apart: one, two, four minutes, and not before the pause ends', () => {
  equal(nextTryAt(failed(1), setting, now), later(1))
  equal(nextTryAt(failed(2), setting, now), later(2))
  equal(nextTryAt(failed(3), setting, now), later(30))
})

for (const [changed, deleted, known, held] of [
  [0, 0, 100, false],
  [100, 0, 0, false],
  [11, 0, 100, false],
  [10, 10, 90, true],
  [10, 0, 20, false],
  [11, 0, 20, true],
] as const)
  test(`${changed} changes and ${deleted} deletions of ${known} are ${held ? '' : 'not '}held at 20 per cent and 10`, () => {
    equal(isToBeHeld({ created: 5, changed, deleted, known }, { percent: 20, count: 10 }), held)
  })
