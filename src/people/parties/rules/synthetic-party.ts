import type { PartyWritten } from '../contract.ts'
import { enterpriseCheckDigit } from './enterprise-code.ts'
import { syntheticPlaceCode } from './personal-id.ts'

/** A number from 0 up to, not including, 1: seeded by the caller, so that a seed gives the same people. */
export type Random = () => number

/** What names are made of (content/demo/names). */
export type NameLists = {
  readonly surnames: readonly { readonly name: string; readonly weight: number }[]
  readonly middleNames: Readonly<Record<'male' | 'female', readonly string[]>>
  readonly givenNames: Readonly<Record<'male' | 'female', readonly string[]>>
  readonly enterprise: Readonly<Record<'form' | 'trade' | 'place', readonly string[]>>
}

/** An invented person or enterprise, marked as such. */
export type SyntheticParty = PartyWritten & {
  readonly identifier: string
  readonly phone: string
  readonly synthetic: true
}

/**
 * An invented grown-up of the years 1950–1999: a likely northern name, a personal number whose place code nobody
 * has, a phone number that no exchange gives out. House rule.
 */
export function syntheticPerson(random: Random, names: NameLists): SyntheticParty {
  const sex = random() < 0.5 ? 'male' : 'female'
  const words = [
    weighted(random, names.surnames),
    pick(random, names.middleNames[sex]),
    pick(random, names.givenNames[sex]),
  ]
  const year = 50 + whole(random, 50)
  return {
    kind: 'person',
    name: words.join(' ').normalize('NFC'),
    identifier: `${syntheticPlaceCode}${sex === 'male' ? 0 : 1}${year}${digits(random, 6)}`,
    phone: syntheticPhone(random),
    synthetic: true,
  }
}

/** An invented enterprise: a code with a right check digit under the prefix 99, which no tax office has. House rule. */
export function syntheticEnterprise(random: Random, names: NameLists): SyntheticParty {
  const { form, trade, place } = names.enterprise
  let nine = `99${digits(random, 7)}`
  let check = enterpriseCheckDigit(nine)
  while (check === undefined) {
    nine = `99${digits(random, 7)}`
    check = enterpriseCheckDigit(nine)
  }
  return {
    kind: 'enterprise',
    name: `${pick(random, form)} ${pick(random, trade)} ${pick(random, place)}`.normalize('NFC'),
    identifier: `${nine}${check}`,
    phone: syntheticPhone(random),
    synthetic: true,
  }
}

function syntheticPhone(random: Random): string {
  return `02220${digits(random, 6)}`
}

function weighted(random: Random, surnames: NameLists['surnames']): string {
  const total = surnames.reduce((sum, { weight }) => sum + weight, 0)
  let left = random() * total
  for (const { name, weight } of surnames) {
    left -= weight
    if (left < 0) return name
  }
  return surnames.at(-1)?.name ?? ''
}

function pick(random: Random, from: readonly string[]): string {
  return from[whole(random, from.length)] ?? ''
}

function whole(random: Random, below: number): number {
  return Math.min(Math.floor(random() * below), below - 1)
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => whole(random, 10)).join('')
}
