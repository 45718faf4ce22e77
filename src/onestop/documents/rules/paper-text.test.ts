import { expect, test } from 'vitest'
import { drawable, paperText, plainlyDrawable, readyForPaper } from './paper-text.ts'

test('text for a paper is composed, without control, invisible and bidirectional characters', () => {
  expect(paperText(' Nguyễn\u202e\u200b\tVăn\u0000\r\nẴm '.normalize('NFD'))).toBe('Nguyễn Văn\nẴm')
})

test('a mark that stands on no letter is left out, one on a letter stays', () => {
  expect(paperText('\u0323a \u0301\n\u0323 x\u0323 5\u20e3')).toBe('a \n x\u0323 5\u20e3')
})

test('what the font lacks is a gap', () => {
  expect(drawable('{"a":"Đ株😀"}', new Set(['Đ'.codePointAt(0) ?? 0]))).toBe('{"a":"Đ□□"}')
})

test('plain text keeps every Vietnamese letter', () => {
  const vowels = 'aăâeêioôơuưy'
  const marks = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323']
  const lower = `bcdđghklmnpqrstvx${[...vowels].flatMap((vowel) => marks.map((mark) => vowel + mark)).join('')}`
  const all = [...(lower + lower.toUpperCase()).normalize('NFC')]
  expect(all.length).toBe(2 * (17 + 72))
  expect(plainlyDrawable(`${all.join('')} “Số 1” – … □`)).toBe(`${all.join('')} “Số 1” – … □`)
  expect(plainlyDrawable('Ж x\u0323')).toBe('□ x□')
})

test('moments are put on the clocks of Việt Nam wherever they stand', () => {
  expect(
    readyForPaper({ issuedAt: '2019-03-05T01:30:00Z', rows: [{ returnedAt: null, note: 'a\u0000' }] }),
  ).toEqual({
    issuedAt: '2019-03-05T08:30:00+07:00',
    rows: [{ returnedAt: null, note: 'a' }],
  })
})
