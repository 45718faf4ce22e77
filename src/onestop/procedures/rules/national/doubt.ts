import words from './words.vi.json' with { type: 'json' }

/** Something of an imported procedure that could not be read for certain: where, why, and the text as it stood. */
export type Doubt = { readonly field: string; readonly code: DoubtCode; readonly text: string }

/** Every reason for doubt; its sentence stands in the message files as `label.doubt.…`. */
export const doubtCodes = [
  'not-nfc',
  'unit-missing',
  'term-and-fee-glued',
  'term-not-whole',
  'unit-unknown',
  'fee-free-with-note',
  'channels-unread',
  'copies-glued',
  'remark-as-component',
  'component-without-count',
  'component-without-name',
  'template-name-glued',
  'components-unread',
  'law-without-number',
  'law-unread',
  'result-code-malformed',
  'results-unread',
  'audience-unknown',
  'level-unknown',
  'authority-missing',
  'missing-from-catalogue',
] as const
export type DoubtCode = (typeof doubtCodes)[number]

/** What a field gave: its reading and the doubts about it. */
export type Reading<Value> = { readonly value: Value; readonly doubts: readonly Doubt[] }

/** A text as we keep it: composed, without direction marks and hard spaces, trimmed; line breaks stay. House rule. */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200f\ufeff]/g, '')
    .replace(/[\u00a0\t]/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** A cleaned text, or null where the national data base says that it has none. House rule. */
export function textOrNull(text: string): string | null {
  const clean = cleanText(text)
  return clean === '' || clean === words.unknown || clean === '--' ? null : clean
}

/** Escapes a text for use inside a regular expression. House rule. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
