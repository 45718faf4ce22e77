import { toSyllable } from '#kit/values/vietnamese.ts'
import letters from './letters.vi.json' with { type: 'json' }

/**
 * The spelling of Vietnamese: which letters may begin a syllable and which may follow. House rule: only to judge
 * which reading of unknown bytes is likelier, never to correct anyone's text.
 */
const onsets = letters.onsets.split(' ')

const rhymes: ReadonlySet<string> = new Set(letters.rhymes.split(' '))

/**
 * Whether a word is spelt as a Vietnamese syllable can be: onset, rhyme, and with a final c, ch, p or t only the
 * tones sắc and nặng.
 * @example isSyllable('nghiệp') // true
 */
export function isSyllable(word: string): boolean {
  const { letters, tone } = toSyllable(word)
  if (/(?:c|ch|p|t)$/.test(letters) && letters.length > 1 && tone !== 4 && tone !== 5) return false
  if (rhymes.has(letters) || letters === 'gi') return true
  return onsets.some((onset) => letters.startsWith(onset) && rhymes.has(letters.slice(onset.length)))
}

/** Whether a text has letters beyond ASCII. */
export function hasMarks(text: string): boolean {
  return /[^\p{ASCII}]/u.test(text)
}

/** How many words of a text carry a letter beyond ASCII, and how many of those are Vietnamese syllables. */
export function countSyllables(text: string): { readonly marked: number; readonly plausible: number } {
  let marked = 0
  let plausible = 0
  for (const word of text.normalize('NFC').split(/[\s!-&(-@[-`{-~–—“”‘’…«»°²³]+/u)) {
    if (!hasMarks(word)) continue
    marked++
    if (isSyllable(word)) plausible++
  }
  return { marked, plausible }
}
