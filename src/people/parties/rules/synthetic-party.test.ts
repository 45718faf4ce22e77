import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import {
  checkParty,
  isSyntheticPersonalId,
  isSyntheticPhone,
  normalParty,
  readNameLists,
  syntheticEnterprise,
  syntheticPerson,
} from '../public.ts'
import type { NameLists } from './synthetic-party.ts'

let names: NameLists
beforeAll(async () => {
  names = await readNameLists(join(import.meta.dirname, '../../../../content'))
})

/** mulberry32: small, good enough for names. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test('a seed gives the same people', () => {
  expect(syntheticPerson(seeded(7), names)).toEqual(syntheticPerson(seeded(7), names))
  expect(syntheticPerson(seeded(7), names)).not.toEqual(syntheticPerson(seeded(8), names))
})

test('invented persons pass the rules, are marked, and can be nobody', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const person = syntheticPerson(seeded(seed), names)
      expect(checkParty(person, day('2018-01-02'))).toEqual([])
      expect(normalParty(person, day('2018-01-02'))).toEqual(person)
      expect(person.synthetic).toBe(true)
      expect(isSyntheticPersonalId(person.identifier)).toBe(true)
      expect(isSyntheticPhone(person.phone)).toBe(true)
      expect(person.name.split(' ').length).toBeGreaterThanOrEqual(3)
    }),
  )
})

test('invented enterprises pass the rules under a prefix that no tax office has', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const enterprise = syntheticEnterprise(seeded(seed), names)
      expect(checkParty(enterprise, day('2018-01-02'))).toEqual([])
      expect(enterprise.identifier).toMatch(/^99\d{8}$/)
      expect(isSyntheticPhone(enterprise.phone)).toBe(true)
    }),
  )
})

test('about a third of them are called Nguyễn', () => {
  const random = seeded(2018)
  const people = Array.from({ length: 2000 }, () => syntheticPerson(random, names))
  const share = people.filter((person) => person.name.startsWith('Nguyễn ')).length / people.length
  expect(share).toBeGreaterThan(0.2)
  expect(share).toBeLessThan(0.45)
})
