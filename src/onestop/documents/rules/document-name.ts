import type { MediaType } from '../contract.ts'

/** The endings under which each type is known; the first is given where the name has none of them. House rule. */
export const endings: Readonly<Record<MediaType, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
}

const longest = 150

/**
 * A sender's file name made safe to keep, show and give back: NFC, no folder, no control, invisible or
 * bidirectional character, no character that a file system forbids, the ending of what the content is, and at
 * most 150 characters. House rule.
 * @example safeName('C:\\hs\\Đơn xin.EXE', 'application/pdf') // 'Đơn xin.EXE.pdf'
 */
export function safeName(sent: string, mediaType: MediaType): string {
  const name = tidy(sent)
  const ending = name.split('.').pop()?.toLowerCase() ?? ''
  const known = name.includes('.') && endings[mediaType].includes(ending)
  const stem = known ? name.slice(0, -ending.length - 1) : name
  const suffix = known ? name.slice(-ending.length - 1) : `.${endings[mediaType][0]}`
  return `${shorten(avoidDevice(stem), longest - suffix.length)}${suffix}`
}

/** As `safeName` without looking at the content: for messages about a document that was turned away. House rule. */
export function shownName(sent: string): string {
  return shorten(tidy(sent), longest)
}

function tidy(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).pop() ?? ''
  return last
    .replaceAll(/[\p{Zs}\p{Zl}\p{Zp}\t\n\r]+/gu, ' ')
    .replaceAll(/[\p{C}\p{Variation_Selector}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/^[. ]+|[. ]+$/g, '')
}

/** Names that Windows keeps for devices (CON, NUL, COM1 …), and the empty name. */
function avoidDevice(stem: string): string {
  const trimmed = stem.replaceAll(/[. ]+$/g, '')
  if (trimmed === '') return 'document'
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(trimmed) ? `_${trimmed}` : trimmed
}

/** At most `length` UTF-16 units, never cutting a character or parting a letter from its marks. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text === '' ? 'document' : text
  let kept = ''
  for (const { segment } of new Intl.Segmenter('vi').segment(text)) {
    if (kept.length + segment.length > length) break
    kept += segment
  }
  return kept.replaceAll(/[. ]+$/g, '') || 'document'
}
