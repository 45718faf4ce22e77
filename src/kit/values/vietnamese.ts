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

const telexTones: Readonly<Record<string, number>> = { f: 1, r: 2, x: 3, s: 4, j: 5 }
const vniTones: Readonly<Record<string, number>> = { '2': 1, '3': 2, '4': 3, '1': 4, '5': 5 }
const vowels = 'aeiouyăâêôơư'
const doubled: Readonly<Record<string, string>> = { a: 'â', e: 'ê', o: 'ô' }
const horned: Readonly<Record<string, string>> = { a: 'ă', o: 'ơ', u: 'ư' }

/**
 * What a word would have become had the input method been on: Telex keys ("giaasy", "dduwowcj") or VNI digits
 * ("gia6y1"). Undefined when no key was found in it. Whether the result is meant is the caller's to judge.
 * @example typedSyllable('pheps') // { letters: 'phep', tone: 4 }
 */
export function typedSyllable(word: string): Syllable | undefined {
  if (/^[a-z]+$/.test(word)) return typedWith(word, telexKey)
  if (/^[a-z]+[a-z0-9]*\d[a-z0-9]*$/.test(word)) return typedWith(word, vniKey)
  return undefined
}

type Typed = { letters: string[]; tone: number; keys: number }
type Key = (typed: Typed, key: string) => boolean

function typedWith(word: string, isKey: Key): Syllable | undefined {
  const typed: Typed = { letters: [], tone: 0, keys: 0 }
  for (const key of word) {
    if (isKey(typed, key)) typed.keys++
    else typed.letters.push(key)
  }
  return typed.keys === 0 ? undefined : { letters: typed.letters.join(''), tone: typed.tone }
}

function telexKey(typed: Typed, key: string): boolean {
  const tone = telexTones[key]
  if (tone !== undefined && hasVowel(typed)) return setTone(typed, tone)
  if (key in doubled && replaceLast(typed, { [key]: doubled[key] ?? key })) return true
  if (key === 'd') return typed.letters.length > 0 && replaceFirstD(typed)
  if (key !== 'w') return false
  return hornAll(typed) || typed.letters.push('ư') > 0
}

function vniKey(typed: Typed, key: string): boolean {
  const tone = vniTones[key]
  if (tone !== undefined) return hasVowel(typed) && setTone(typed, tone)
  if (key === '6') return replaceLast(typed, doubled)
  if (key === '7') return hornAll(typed)
  if (key === '8') return replaceLast(typed, { a: 'ă' })
  return key === '9' && replaceFirstD(typed)
}

function hasVowel(typed: Typed): boolean {
  return typed.letters.some((letter) => vowels.includes(letter))
}

function setTone(typed: Typed, tone: number): true {
  typed.tone = tone
  return true
}

function replaceFirstD(typed: Typed): boolean {
  if (typed.letters[0] !== 'd') return false
  typed.letters[0] = 'đ'
  return true
}

function replaceLast(typed: Typed, by: Readonly<Record<string, string>>): boolean {
  const at = typed.letters.findLastIndex((letter) => letter in by)
  if (at < 0) return false
  typed.letters[at] = by[typed.letters[at] ?? ''] ?? ''
  return true
}

/** The horn goes on the last of u, o, a; on both of "uo": "dduwowc" and "dduocw" are được. */
function hornAll(typed: Typed): boolean {
  const at = typed.letters.findLastIndex((letter) => letter in horned)
  if (at < 0) return false
  const letter = typed.letters[at] ?? ''
  typed.letters[at] = horned[letter] ?? letter
  if (letter === 'o' && typed.letters[at - 1] === 'u') typed.letters[at - 1] = 'ư'
  return true
}
