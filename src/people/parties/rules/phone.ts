import type { PlainDate } from '#kit/values/plain-date.ts'

/** The last day of the eleven-digit mobile numbers. @law QĐ 798/QĐ-BTTTT ngày 29/5/2018 */
const lastDayOfElevenDigits = '2018-11-14' as PlainDate

/**
 * A phone number in its national form without spaces (`0912000678`), or undefined when it cannot be one on that
 * day: mobile with ten digits (eleven to 14 November 2018), fixed line with eleven.
 * @law TT 22/2014/TT-BTTTT (numbering plan); QĐ 798/QĐ-BTTTT ngày 29/5/2018
 * @example normalPhone('+84 91 200 0678', day('2025-01-01')) // '0912000678'
 */
export function normalPhone(typed: string, on: PlainDate): string | undefined {
  const digits = typed.trim().replaceAll(/[\s.()-]/g, '')
  const national = digits.replace(/^(?:\+84|0084|84(?=\d{9,10}$))0?/, '0')
  if (/^0[35789]\d{8}$/.test(national) || /^02\d{9}$/.test(national)) return national
  return /^01[2689]\d{8}$/.test(national) && on <= lastDayOfElevenDigits ? national : undefined
}

/**
 * Whether a number is one of those given to invented persons: a fixed line of Bắc Ninh (0222) whose own number
 * begins with 0, which no exchange gives out. Nothing may be sent to it. House rule.
 */
export function isSyntheticPhone(phone: string): boolean {
  return /^02220\d{6}$/.test(phone)
}
