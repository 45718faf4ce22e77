/** Vietnamese text as people type it: composed, decomposed, without marks, or with the keys of an input method left in. */

/** Canonical composition: the one form in which text is stored and compared. */
export function toNfc(text: string): string {
  return text.normalize('NFC')
}

/**
 * Lower case without any mark, and d for đ: what a search compares. The same for composed and decomposed text, for
 * "hoà" and "hòa", and for Đ written as U+0110, as the Icelandic U+00D0 or as the African U+0189. Idempotent.
 * @example foldVietnamese('Cấp lại GIẤY PHÉP bưu chính') // 'cap lai giay phep buu chinh'
 */
export function foldVietnamese(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đðɖ]/g, 'd')
    .normalize('NFC')
}

/** Words of a text: runs of letters, marks and digits, in lower case and composed. */
export function wordsOf(text: string): string[] {
  return (
    toNfc(text)
      .toLowerCase()
      .replace(/[ðɖ]/g, 'đ')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}

// The five tone marks in the order of a Vietnamese dictionary; no mark is tone 0.
const tones = ['\u0300', '\u0309', '\u0303', '\u0301', '\u0323'] // huyền, hỏi, ngã, sắc, nặng
const toneMarks = /[\u0300\u0309\u0303\u0301\u0323]/g

/** A word taken apart: its letters (â, ư, đ keep their own marks) and its tone 0–5. */
export type Syllable = { readonly letters: string; readonly tone: number }

/**
 * Takes the tone off a word, wherever it was placed: "hoà" and "hòa" are the same syllable.
 * @example toSyllable('hoà') // { letters: 'hoa', tone: 1 }
 */
export function toSyllable(word: string): Syllable {
  const decomposed = word.toLowerCase().normalize('NFD').replace(/[ðɖ]/g, 'đ')
  const mark = decomposed.match(toneMarks)?.at(-1)
  return {
    letters: decomposed.replace(toneMarks, '').normalize('NFC'),
    tone: mark === undefined ? 0 : tones.indexOf(mark) + 1,
  }
}

const letterRank: Readonly<Record<string, string>> = {
  ă: 'a1',
  â: 'a2',
  đ: 'd1',
  ê: 'e1',
  ô: 'o1',
  ơ: 'o2',
  ư: 'u1',
}

/**
 * A text that sorts by its bytes as a Vietnamese dictionary does: word by word, letters first (a ă â … d đ … u ư),
 * then the tone (none, huyền, hỏi, ngã, sắc, nặng). Case and the place of the tone mark make no difference.
 */
export function vietnameseSortKey(text: string): string {
  return wordsOf(text)
    .map((word) => {
      const { letters, tone } = toSyllable(word)
      return `${[...letters].map((letter) => letterRank[letter] ?? `${letter}0`).join('')}!${tone}`
    })
    .join(' ')
}
