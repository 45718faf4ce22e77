import { toSyllable } from '#kit/values/vietnamese.ts'

/**
 * The spelling of Vietnamese: which letters may begin a syllable and which may follow. House rule: only to judge
 * which reading of unknown bytes is likelier, never to correct anyone's text.
 */
const onsets = 'ngh ng nh gh gi qu kh ch ph th tr b c d đ g h k l m n p r s t v x'.split(' ')

const rhymes: ReadonlySet<string> = new Set(
  (
    'a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ' +
    'ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu ' +
    'o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ' +
    'ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông ' +
    'uôt up ut uơ uy uya uych uyên uyêt uynh uyt uyp uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ' +
    'y yêm yên yêt yêu yêng'
  ).split(' '),
)

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
