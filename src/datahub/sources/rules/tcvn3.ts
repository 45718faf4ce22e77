import letters from './letters.vi.json' with { type: 'json' }

/**
 * TCVN3 ("ABC") as it is met in files: text typed for the `.Vn…` fonts, one byte a letter, read by everyone else as
 * Windows-1252. Small letters with every mark have a place; of the capitals only Ă Â Ê Ô Ơ Ư Đ do. Other marked
 * capitals exist only as the drawing of a small letter in a font whose name ends in H (`.VnTimeH`).
 *
 * @law TCVN 5712:1993, table VN3
 */
/** From A1 to FE; `_`: no letter. */
const { tcvn3 } = letters

const firstByte = 0xa1

const toUnicode: ReadonlyMap<string, string> = new Map(
  [...tcvn3].flatMap((letter, index) =>
    letter === '_' ? [] : [[String.fromCharCode(firstByte + index), letter] as const],
  ),
)
const fromUnicode: ReadonlyMap<string, string> = new Map(
  [...toUnicode].map(([byte, letter]) => [letter, byte]),
)

/** Every letter that TCVN3 has a byte for. */
export const tcvn3Letters: readonly string[] = [...fromUnicode.keys()]

/**
 * Reads text of TCVN3 that was taken for Windows-1252. In a word written in capitals (two of them, or one that is not
 * the first letter, and no small one without marks) the marked letters become capitals too: the font drew them so.
 * House rule.
 * @example fromTcvn3('S\u00ab d\u00a9n B\u00bec Ninh') // 'Sô dân Bắc Ninh'
 */
export function fromTcvn3(text: string): string {
  return text.replace(/[^\s.,;:()/"'\-–]+/g, (word) => {
    const read = [...word].map((letter) => toUnicode.get(letter) ?? letter).join('')
    return isInCapitals(word) ? read.toUpperCase() : read
  })
}

function isInCapitals(word: string): boolean {
  if (/[a-z]/.test(word)) return false
  return /[A-Z].*[A-Z]/.test(word) || /^[^A-Z].*[A-Z]/.test(word)
}

/** Writes text in TCVN3; what has no place there stays as it is. For tests and for agencies that still ask for it. */
export function toTcvn3(text: string): string {
  return [...text.normalize('NFC')].map((letter) => fromUnicode.get(letter) ?? letter).join('')
}
