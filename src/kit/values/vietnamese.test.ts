import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldVietnamese, toNfc, toSyllable, typedSyllable, vietnameseSortKey, wordsOf } from './vietnamese.ts'

const letters = [...'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ']
const vietnamese = fc
  .array(fc.constantFrom(...letters, ...letters.map((letter) => letter.toUpperCase()), ' '), {
    maxLength: 40,
  })
  .map((chosen) => chosen.join(''))

describe('folding', () => {
  test('takes case and every mark away', () => {
    expect(foldVietnamese('Cấp lại GIẤY PHÉP bưu chính')).toBe('cap lai giay phep buu chinh')
  })
  test('reads Đ however it was typed', () => {
    expect(['\u0110', '\u00d0', '\u0189', '\u0111', '\u00f0', '\u0256'].map(foldVietnamese).join('')).toBe(
      'dddddd',
    )
  })
  test('is the same for both places of the tone mark', () => {
    expect(foldVietnamese('hoà thuỷ')).toBe(foldVietnamese('hòa thủy'))
  })
  test('is idempotent on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = foldVietnamese(text)
        expect(foldVietnamese(once)).toBe(once)
      }),
    )
  })
  test('does not see whether text is composed or decomposed', () => {
    fc.assert(
      fc.property(vietnamese, (text) => {
        expect(foldVietnamese(text.normalize('NFD'))).toBe(foldVietnamese(text.normalize('NFC')))
      }),
    )
  })
  test('leaves only plain letters and spaces of Vietnamese', () => {
    fc.assert(fc.property(vietnamese, (text) => /^[a-z ]*$/.test(foldVietnamese(text))))
  })
})

test('composition is canonical', () => {
  fc.assert(fc.property(vietnamese, (text) => toNfc(text.normalize('NFD')) === toNfc(text)))
})

test('a syllable has its tone taken off wherever it stood', () => {
  expect(toSyllable('hoà')).toEqual({ letters: 'hoa', tone: 1 })
  expect(toSyllable('hòa')).toEqual({ letters: 'hoa', tone: 1 })
  expect(toSyllable('Được'.normalize('NFD'))).toEqual({ letters: 'đươc', tone: 5 })
})

test('words are runs of letters and digits', () => {
  expect(wordsOf('Sửa đổi, bổ sung (G1–G4)')).toEqual(['sửa', 'đổi', 'bổ', 'sung', 'g1', 'g4'])
})

describe('keys left in', () => {
  test.each([
    ['giaasy', 'giây', 4],
    ['giaays', 'giây', 4],
    ['pheps', 'phep', 4],
    ['buwu', 'bưu', 0],
    ['dduwowcj', 'đươc', 5],
    ['dduowcj', 'đươc', 5],
    ['ddawng', 'đăng', 0],
    ['gia6y1', 'giây', 4],
    ['d9uo7c5', 'đươc', 5],
    ['bu7u', 'bưu', 0],
  ] as const)('%s', (typed, letters, tone) => {
    expect(typedSyllable(String(typed))).toEqual({ letters, tone })
  })
  test('a word without keys is left alone', () => {
    expect(typedSyllable('phong')).toBeUndefined()
    expect(typedSyllable('g1')).toBeUndefined()
    expect(typedSyllable('giấy')).toBeUndefined()
  })
  test('typing a syllable in Telex and repairing it gives the syllable', () => {
    const keys: Record<string, string> = { ă: 'aw', â: 'aa', ê: 'ee', ô: 'oo', ơ: 'ow', ư: 'uw', đ: 'dd' }
    const tones = ['', 'f', 'r', 'x', 's', 'j']
    const onsets = ['', 'b', 'đ', 'd', 'g', 'kh', 'ng', 'ph', 'tr', 'th']
    const rimes = ['a', 'an', 'ăn', 'ân', 'ên', 'ông', 'ơn', 'ưng', 'i', 'inh', 'ac', 'iên', 'ia', 'uây']
    fc.assert(
      fc.property(fc.constantFrom(...onsets), fc.constantFrom(...rimes), fc.nat(5), (onset, rime, tone) => {
        const typed = [...`${onset}${rime}`].map((letter) => keys[letter] ?? letter).join('') + tones[tone]
        const expected = typed === `${onset}${rime}` ? undefined : { letters: `${onset}${rime}`, tone }
        expect(typedSyllable(typed)).toEqual(expected)
      }),
    )
  })
})

describe('sorting', () => {
  const sorted = (texts: readonly string[]) =>
    [...texts].sort((a, b) => (vietnameseSortKey(a) < vietnameseSortKey(b) ? -1 : 1))
  test('letters first: a ă â, d đ, o ô ơ, u ư', () => {
    const order = ['an', 'ăn', 'ân', 'da', 'đa', 'oa', 'ôn', 'ơn', 'un', 'ưn']
    expect(sorted([...order].reverse())).toEqual(order)
  })
  test('then tones: none, huyền, hỏi, ngã, sắc, nặng', () => {
    const order = ['ma', 'mà', 'mả', 'mã', 'má', 'mạ']
    expect(sorted([...order].reverse())).toEqual(order)
  })
  test('word by word: a shorter word goes before a longer one', () => {
    const order = ['Bắc An', 'Bắc Ninh', 'Bắn']
    expect(sorted(['Bắn', 'Bắc Ninh', 'Bắc An'])).toEqual(order)
  })
  test('case, composition and the place of the tone make no difference', () => {
    expect(vietnameseSortKey('HOÀ')).toBe(vietnameseSortKey('hòa'.normalize('NFD')))
  })
})
