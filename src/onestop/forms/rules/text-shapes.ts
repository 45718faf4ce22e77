import { toNfc } from '#kit/values/vietnamese.ts'

/** Regular expressions (flag u) of values whose shape the law or the number plan fixes; also in the JSON Schema. */
export const shapes = {
  /** 10 digits from 0, +84 written as 0; service numbers 1800/1900; foreign numbers with + and country code. */
  phone: '^(?:0\\d{9,10}|1[89]00\\d{4,6}|\\+(?!84)[1-9]\\d{7,14})$',
  email: '^[^@\\s]+@[^@\\s.]+(?:\\.[^@\\s.]+)+$',
  /**
   * 12 digits that begin with a province's code 001–096, or the 9 digits of the older identity card.
   * @law Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 07/2016/TT-BCA
   */
  personalId: '^(?:0(?:0[1-9]|[1-8]\\d|9[0-6])\\d{9}|\\d{9})$',
  /**
   * 10 digits, and 3 more for a dependent unit.
   * @law Nghị định 78/2015/NĐ-CP, Điều 8; Thông tư 95/2016/TT-BTC, Điều 5
   */
  enterpriseCode: '^\\d{10}(?:-\\d{3})?$',
  area: '^\\d{5}$',
} as const

/** Control characters but tab and line feed, and marks that hide or turn text around. */
const unprintable = /(?![\t\n])\p{Cc}|[\u200b\ufeff\u202a-\u202e\u2066-\u2069]/gu

/** A text as it is kept: composed, without control and direction marks, ends trimmed, line ends as `\n`. */
export function cleanText(text: string): string {
  return toNfc(text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(unprintable, '')).trim()
}

/** As `cleanText`, on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ')
}

/** A telephone number as it is kept: digits, `+84` as `0`; anything else stays as typed. */
export function cleanPhone(text: string): string {
  const line = cleanLine(text)
  const bare = line.replaceAll(/[\s.()-]/g, '').replace(/^\+840?/, '0')
  return /^\+?\d+$/.test(bare) ? bare : line
}

/** Digits without the spaces and points in which people write long numbers. */
export function cleanDigits(text: string): string {
  const line = cleanLine(text)
  const bare = line.replaceAll(/[\s.]/g, '')
  return /^[\d-]+$/.test(bare) ? bare : line
}

const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]

/**
 * Whether the tenth digit of an enterprise code (the tax code) is the check digit of the first nine. House rule: a
 * mismatch is a warning, since the way of reckoning it stands in no decree.
 */
export function hasCheckDigit(code: string): boolean {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(code[index]), 0)
  return 10 - (sum % 11) === Number(code[9])
}
