import type { Json } from '#kit/values/canonical-json.ts'
import { instant, toLocalIso } from '#kit/values/instant.ts'

/**
 * The facts of a paper made ready to be typeset: text in NFC (TCVN 6909:2001) without control, bidirectional and
 * invisible characters, and every moment (a key that ends in `At`) on the clocks of Việt Nam. House rule.
 */
export function readyForPaper(value: Json, key = ''): Json {
  if (typeof value === 'string') return key.endsWith('At') ? toLocalIso(instant(value)) : paperText(value)
  if (Array.isArray(value)) return value.map((entry: Json) => readyForPaper(entry))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, readyForPaper(member, name)]],
    ),
  )
}

/**
 * Text as it may stand on a paper: NFC, line breaks kept; other control and format characters gone, and marks that
 * stand on no letter. House rule.
 */
export function paperText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/\t/g, ' ')
    .replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replaceAll(/(?<![\p{L}\p{M}\p{N}])\p{M}+/gu, '')
    .trim()
}

/** Characters that the font cannot draw become □, so that the paper is printed and the gap is seen. House rule. */
export function drawable(text: string, covered: ReadonlySet<number>): string {
  return text.replaceAll(/[^\x20-\x7e\n]/gu, (character) =>
    covered.has(character.codePointAt(0) ?? 0) ? character : '□',
  )
}

/** Latin letters of all European languages and Vietnamese, and common punctuation: drawn by every text font. */
const plain = /[^\x20-\x7e\n\u00a0-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2013-\u2026□]/gu

/**
 * All but plain letters becomes □: for a text whose single characters the font has, but not their combination
 * (a mark on a foreign letter). House rule.
 */
export function plainlyDrawable(text: string): string {
  return text.replaceAll(plain, '□')
}
