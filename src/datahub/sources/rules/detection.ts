import { toNfc } from '#kit/values/vietnamese.ts'
import { countSyllables } from './syllables.ts'
import { fromTcvn3 } from './tcvn3.ts'
import { fromVni } from './vni.ts'

/** How bytes become letters. */
export type ByteEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258' | 'windows-1252'

/** For which fonts the letters were typed; `unicode`: none, they are what they look like. */
export type FontEncoding = 'unicode' | 'tcvn3' | 'vni'

/** What was found about the letters of a file; goes into the notes of its run. */
export type Detection = {
  readonly bytes: ByteEncoding
  readonly font: FontEncoding
  /** Whether the file begins with a byte order mark. */
  readonly mark: boolean
  /** Share 0–1 of the words with marks that read as Vietnamese syllables; 1 when there is no such word. */
  readonly certainty: number
  /** Words with marks in the sample. */
  readonly words: number
}

/** What a quick look at all bytes told: is it UTF-8 throughout, does it begin with a mark, where are the zeros. */
export type ByteSurvey = {
  readonly mark: 'utf-8' | 'utf-16le' | 'utf-16be' | null
  readonly validUtf8: boolean
  readonly zeros: 'even' | 'odd' | null
}

/**
 * The encoding of bytes: the mark decides, then whether all of it is UTF-8, then how many words become Vietnamese
 * syllables under each reading. `decode` reads the sample under a byte encoding. House rule.
 */
export function detectEncoding(survey: ByteSurvey, decode: (encoding: ByteEncoding) => string): Detection {
  const certain = survey.mark ?? utf16ByZeros(survey) ?? (survey.validUtf8 ? 'utf-8' : null)
  const candidates: ByteEncoding[] = certain ? [certain] : ['windows-1252', 'windows-1258']
  const found = candidates.map((bytes) => ({ bytes, ...detectFont(decode(bytes), bytes !== 'windows-1258') }))
  const best = found.reduce((left, right) => (right.certainty > left.certainty ? right : left))
  return { ...best, mark: survey.mark !== null }
}

function utf16ByZeros({ zeros }: ByteSurvey): ByteEncoding | null {
  if (zeros === null) return null
  return zeros === 'odd' ? 'utf-16le' : 'utf-16be'
}

/**
 * For which fonts a text was typed. Another reading is taken only when it makes clearly more syllables than the text
 * as it stands: by one word in five. House rule.
 */
export function detectFont(
  text: string,
  mayBeFont = true,
): { readonly font: FontEncoding; readonly certainty: number; readonly words: number } {
  const asItIs = score(text)
  if (!mayBeFont || asItIs.words === 0) return { font: 'unicode', ...asItIs }
  const others = (['tcvn3', 'vni'] as const).map((font) => ({ font, ...score(readFont(text, font)) }))
  const best = others.reduce((left, right) => (right.certainty > left.certainty ? right : left))
  return best.certainty > asItIs.certainty + 0.2 ? best : { font: 'unicode', ...asItIs }
}

function score(text: string): { certainty: number; words: number } {
  const { marked, plausible } = countSyllables(repairLetters(text))
  return { certainty: marked === 0 ? 1 : plausible / marked, words: marked }
}

/** Letters typed for a font as Unicode. House rule. */
export function readFont(text: string, font: FontEncoding): string {
  if (font === 'tcvn3') return fromTcvn3(text)
  return font === 'vni' ? fromVni(text) : text
}

/**
 * The encoding that the name of a font stands for: `.VnTime` TCVN3, `.VnTimeH` TCVN3 drawn in capitals, `VNI-Times`
 * VNI; undefined for fonts that say nothing. House rule.
 */
export function encodingOfFont(
  name: string,
): { readonly font: FontEncoding; readonly capitals: boolean } | undefined {
  if (/^\.vn/i.test(name)) return { font: 'tcvn3', capitals: /H$/.test(name) }
  return /^vni[- ]/i.test(name) ? { font: 'vni', capitals: false } : undefined
}

/** Composed letters, and Đ as Đ where the Icelandic U+00D0 or the African U+0189 stands for it. House rule. */
export function repairLetters(text: string): string {
  return toNfc(text)
    .replace(/[\u00d0\u0189]/g, 'Đ')
    .replace(/[\u00f0\u0256]/g, 'đ')
}
