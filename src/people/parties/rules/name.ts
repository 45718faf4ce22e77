import honorifics from './honorifics.vi.json' with { type: 'json' }

const letterDj = String.fromCodePoint(0x111)
const forms = new Set(honorifics.honorifics.map((word) => word.normalize('NFC').toLowerCase()))

/** A name taken apart: the form of address before it (Ông, Bà …), when there is one, and the name itself. */
export type AddressedName = { readonly honorific: string | null; readonly name: string }

/**
 * A name as it is stored: composed (NFC), one space between words, Đ as the Vietnamese letter whatever key it was
 * typed with. Idempotent. Capitals stay as they were written.
 * @law NĐ 43/2011/NĐ-CP Đ7 (TCVN 6909:2001)
 */
export function normalName(typed: string): string {
  return typed
    .normalize('NFC')
    .replaceAll(/[\u00D0\u0189]/g, letterDj.toUpperCase())
    .replaceAll(/[\u00F0\u0256]/g, letterDj)
    .replaceAll(/[\s\u200B-\u200D\uFEFF]+/gu, ' ')
    .trim()
}

/**
 * A person's name as it is stored: `normalName`, and each word with a capital where the whole was typed in capitals
 * or without any. Idempotent. House rule.
 * @example personName('NGUYỄN THỊ  HẠNH') // 'Nguyễn Thị Hạnh'
 */
export function personName(typed: string): string {
  const name = normalName(typed)
  if (name !== name.toUpperCase() && name !== name.toLowerCase()) return name
  return name
    .toLowerCase()
    .replaceAll(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    .normalize('NFC')
}

/**
 * Takes the form of address off a name as people write it on forms. A name of one word keeps it: "Anh", "Cô" and
 * "Em" are names, too. House rule.
 * @example withoutHonorific('Ông Trần Văn Bách') // { honorific: 'Ông', name: 'Trần Văn Bách' }
 */
export function withoutHonorific(typed: string): AddressedName {
  const name = normalName(typed)
  const [first = '', ...rest] = name.split(' ')
  const word = first.replace(/[.:]$/, '')
  return rest.length >= 2 && forms.has(word.toLowerCase())
    ? { honorific: word, name: rest.join(' ') }
    : { honorific: null, name }
}

/** Whether a text can be the name of a person: letters with their marks, and what joins them. House rule. */
export function mayBePersonName(typed: string): boolean {
  const name = normalName(typed)
  return /^[\p{L}\p{M}][\p{L}\p{M} '’.-]*$/u.test(name) && (name.match(/\p{L}/gu) ?? []).length >= 2
}

/** Whether a text can be the name of an enterprise: two letters or digits at least, no control characters. House rule. */
export function mayBeEnterpriseName(typed: string): boolean {
  const name = normalName(typed)
  return !/[\p{Cc}<>]/u.test(name) && (name.match(/[\p{L}\p{N}]/gu) ?? []).length >= 2
}
