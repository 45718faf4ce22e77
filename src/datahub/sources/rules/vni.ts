import letters from './letters.vi.json' with { type: 'json' }

/**
 * VNI as it is met in files: text typed for the `VNI-…` fonts and read by everyone else as Windows-1252. A marked
 * letter is its plain letter followed by one that stands for the marks; i, y with nặng, đ, ơ and ư have letters of
 * their own. Capitals do the same with capital letters.
 *
 * Facts of the VNI-Windows character set (published by its maker); not a Vietnamese standard.
 */
const small: Readonly<Record<string, string>> = letters.vni

const written: ReadonlyMap<string, string> = new Map(
  Object.entries(small).flatMap(([letter, code]) => [
    [letter, code],
    [letter.toUpperCase(), code.toUpperCase()],
  ]),
)

// A capital may be followed by the small sign ("Aù"), since people typed so.
const read: ReadonlyMap<string, string> = new Map(
  [...written].flatMap(([letter, code]) => {
    const [base = '', sign] = [...code]
    const forms = sign === undefined ? [base] : [code, base + sign.toLowerCase(), base + sign.toUpperCase()]
    return forms.map((form) => [form, letter] as const)
  }),
)

/** Every letter that VNI can write. */
export const vniLetters: readonly string[] = [...written.keys()]

/**
 * Reads text of VNI that was taken for Windows-1252.
 * @example fromVni('Baéc Ninh') // 'Bắc Ninh'
 */
export function fromVni(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; ) {
    const pair = read.get(text.slice(at, at + 2))
    if (pair !== undefined && text.length > at + 1) {
      result += pair
      at += 2
    } else {
      result += read.get(text.charAt(at)) ?? text.charAt(at)
      at += 1
    }
  }
  return result
}

/** Writes text in VNI; what has no place there stays as it is. */
export function toVni(text: string): string {
  return [...text.normalize('NFC')].map((letter) => written.get(letter) ?? letter).join('')
}
