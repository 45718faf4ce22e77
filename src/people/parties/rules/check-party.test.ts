import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, day } from '#kit/values/plain-date.ts'
import {
  checkParty,
  isEnterpriseCode,
  normalName,
  normalParty,
  normalPhone,
  personalIdFacts,
  personName,
  withoutHonorific,
} from '../public.ts'
import { enterpriseCheckDigit } from './enterprise-code.ts'
import { mayBePersonName } from './name.ts'

/** Joined here, so that no number of a real place stands in this file. */
const numberOf = (place: string, rest: string) => place + rest

const today = day('2026-03-02')
const digitText = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const written = { kind: 'person', name: 'Nguyễn Thị Minh Họa' } as const
const codesOf = (party: Parameters<typeof checkParty>[0], on = today) =>
  checkParty(party, on).map((one) => one.refused)

describe('personal numbers', () => {
  test('the place, the sex and the year stand in the number', () => {
    expect(personalIdFacts(numberOf('027', '186000001'))).toEqual({
      placeCode: '027',
      sex: 'female',
      birthYear: 1986,
    })
    expect(personalIdFacts(numberOf('024', '204123456'))).toEqual({
      placeCode: '024',
      sex: 'male',
      birthYear: 2004,
    })
    expect(personalIdFacts(numberOf('136', '301123456'))).toEqual({
      placeCode: '136',
      sex: 'female',
      birthYear: 2001,
    })
  })
  for (const wrong of [
    '',
    '02718600000',
    '0271860000012',
    '02718600000a',
    numberOf('003', '186000001'),
    numberOf('028', '186000001'),
    numberOf('100', '186000001'),
  ])
    test(`"${wrong}" is no personal number`, () => {
      expect(personalIdFacts(wrong)).toBeUndefined()
    })
  test('whatever the digits, the year lies in the century of the fourth digit', () => {
    fc.assert(
      fc.property(digitText(9), (rest) => {
        const facts = personalIdFacts(`027${rest}`)
        const century = 1900 + Math.floor(Number(rest[0]) / 2) * 100
        expect(facts?.birthYear).toBe(century + Number(rest.slice(1, 3)))
        expect(facts?.sex).toBe(Number(rest[0]) % 2 === 0 ? 'male' : 'female')
      }),
    )
  })
  test('nobody who is yet to be born files', () => {
    expect(codesOf({ ...written, identifier: numberOf('027', '227000001') })).toEqual([
      'personal-id-in-future',
    ])
    expect(codesOf({ ...written, identifier: numberOf('027', '226000001') })).toEqual([])
  })
  test('nine digits were good until the end of 2024', () => {
    expect(codesOf({ ...written, identifier: '125000001' }, day('2024-12-31'))).toEqual([])
    expect(codesOf({ ...written, identifier: '125000001' }, day('2025-01-01'))).toEqual([
      'identity-card-expired',
    ])
  })
})

describe('enterprise codes', () => {
  // Tax codes that large companies print on their invoices.
  for (const code of ['0100109106', '0101248141', '0100109106-001'])
    test(`${code} is one`, () => {
      expect(isEnterpriseCode(code)).toBe(true)
    })
  for (const code of [
    '0100109107',
    '0100109160',
    '010010910',
    '01001091060',
    '0100109106-000',
    '0100109106-01',
    '0100109106001',
  ])
    test(`${code} is none`, () => {
      expect(isEnterpriseCode(code)).toBe(false)
    })
  test('one wrong digit is always noticed', () => {
    fc.assert(
      fc.property(
        digitText(9),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (nine, at, by) => {
          const check = enterpriseCheckDigit(nine)
          fc.pre(check !== undefined)
          const code = `${nine}${check}`
          const changed = code.slice(0, at) + ((Number(code[at]) + by) % 10) + code.slice(at + 1)
          expect(isEnterpriseCode(code)).toBe(true)
          expect(isEnterpriseCode(changed)).toBe(false)
        },
      ),
    )
  })
  test('an enterprise has an enterprise code, a person a personal number', () => {
    const enterprise = { kind: 'enterprise', name: 'Công ty Minh Họa' } as const
    expect(codesOf({ ...enterprise, identifier: numberOf('027', '186000001') })).toEqual([
      'enterprise-code-wrong',
    ])
    expect(codesOf({ ...written, identifier: '0100109106' })).toEqual(['personal-id-wrong'])
  })
})

describe('phone numbers', () => {
  for (const [typed, stored] of [
    ['0912000678', '0912000678'],
    ['+84 912 000 678', '0912000678'],
    ['84912000678', '0912000678'],
    ['0084912000678', '0912000678'],
    ['+84 (0)912.000.678', '0912000678'],
    ['0222 3821 269', '02223821269'],
  ] as const)
    test(`${typed} is ${stored}`, () => {
      expect(normalPhone(typed, today)).toBe(stored)
    })
  for (const wrong of [
    '',
    '113',
    '091200067',
    '09120006789',
    '0412000678',
    '0012000678',
    '+1 212 555 0100',
    '19001234',
    'abc',
  ])
    test(`"${wrong}" is none`, () => {
      expect(normalPhone(wrong, today)).toBeUndefined()
    })
  test('mobile numbers of eleven digits were good until 14 November 2018', () => {
    expect(normalPhone('01681234567', day('2018-11-14'))).toBe('01681234567')
    expect(normalPhone('01681234567', day('2018-11-15'))).toBeUndefined()
  })
  test('a number that was read is read again as itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 16 }), (typed) => {
        const once = normalPhone(typed, today)
        if (once !== undefined) expect(normalPhone(once, today)).toBe(once)
      }),
    )
  })
})

describe('names', () => {
  test('composed and decomposed, Đ of three alphabets and loose spaces are one name', () => {
    for (const typed of [
      'Đỗ Thị  Hà',
      'Đỗ Thị Hà'.normalize('NFD'),
      '\u00D0ỗ Thị Hà',
      ' \u0189ỗ Thị\u200B Hà ',
    ])
      expect(normalName(typed)).toBe('Đỗ Thị Hà')
  })
  test('a name in capitals is written as a name', () => {
    expect(personName('NGUYỄN THỊ ĐÀO')).toBe('Nguyễn Thị Đào')
    expect(personName('nguyễn thị đào')).toBe('Nguyễn Thị Đào')
    expect(personName('Nguyễn thị Đào')).toBe('Nguyễn thị Đào')
  })
  test('the form of address is taken off, but not a name that looks like one', () => {
    expect(withoutHonorific('Ông Trần Văn Bách')).toEqual({ honorific: 'Ông', name: 'Trần Văn Bách' })
    expect(withoutHonorific('BÀ: Lê Thị Mơ')).toEqual({ honorific: 'BÀ', name: 'Lê Thị Mơ' })
    expect(withoutHonorific('Ngọc Anh')).toEqual({ honorific: null, name: 'Ngọc Anh' })
    expect(withoutHonorific('Anh Đào')).toEqual({ honorific: null, name: 'Anh Đào' })
  })
  for (const wrong of ['', ' ', 'A', '12345', 'Lê <b>', 'Lê\u0000Văn', '-Lê', 'Lê;'])
    test(`${JSON.stringify(wrong)} is no name of a person`, () => {
      expect(mayBePersonName(wrong)).toBe(false)
    })
  test('normalising twice is normalising once, for names and for whole parties', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (typed) => {
        expect(normalName(normalName(typed))).toBe(normalName(typed))
        expect(personName(personName(typed))).toBe(personName(typed))
        const party = { ...written, name: typed, phone: typed, email: typed }
        const once = normalParty(party, today)
        expect(normalParty(once, today)).toEqual(once)
      }),
    )
  })
})

test('a party without fault has no findings; each fault is found at its field', () => {
  expect(
    checkParty(
      {
        ...written,
        phone: '0912 000 678',
        email: 'minh.hoa@example.vn',
        identifier: numberOf('027', '186000001'),
      },
      today,
    ),
  ).toEqual([])
  const findings = checkParty({ kind: 'person', name: '1', phone: '1', email: 'a@b', identifier: '1' }, today)
  expect(findings.map((one) => [one.path, one.refused])).toEqual([
    ['name', 'name-wrong'],
    ['identifier', 'personal-id-wrong'],
    ['phone', 'phone-wrong'],
    ['email', 'email-wrong'],
  ])
})

test('what is left out is not found fault with, on any day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), (days) => {
      expect(checkParty(written, addDays(day('2017-12-01'), days))).toEqual([])
    }),
  )
})
