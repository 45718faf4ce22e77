import type { ProcedureContent } from '../../contract.ts'
import { cleanText, type Doubt, type Reading } from './doubt.ts'
import words from './words.vi.json' with { type: 'json' }

const field = 'legalBasis'
const issuer = words.lawIssuers.join('|')
/** The number of a legal text: `36/2022/TT-BTC`, `61/2014/QH13`, `2338/QĐ-BTP`, `4/2016/TT/BTC`, `170/1999/CP-NĐ`. */
const number = new RegExp(
  `\\d{1,8}/(?:\\d{4}/)?(?:(?:UBTV)?QH(?:1[0-6]|[1-9])|(?:${words.lawKindCodes.join('|')})(?:[-–/ ]{0,2}(?:${issuer}))+)|\\d{1,8}/\\d{4}(?=$|\\p{Lu})`,
  'gu',
)

const glued = new RegExp(`[\\p{Ll}\\p{N}](?:${words.lawKinds.join('|')}) `, 'u')

/** A second column that repeats the kind before the number: "…của Bộ Tư pháp" + "Thông tư số 106/2017/TT-BTC". */
const worded = new RegExp(
  `(?<=[\\p{Ll}\\p{N}.)”"])(?:${words.lawKinds.join('|')})(?: ${words.lawNumberWord})? $`,
  'u',
)

/**
 * Reads the flattened table of legal texts: a title with its number glued behind it, then the next title. A number
 * inside a title has a space before it; the one of the second column has none.
 * House rule.
 */
export function readLegalBasis(text: string): Reading<ProcedureContent['legalBasis']> {
  const body = cleanText(text.startsWith(words.lawHead) ? text.slice(words.lawHead.length) : text)
  if (body === '' || body === words.unknown) return { value: [], doubts: [] }
  const doubts: Doubt[] = []
  const basis: ProcedureContent['legalBasis'] = []
  let from = 0
  for (const match of body.matchAll(number)) {
    const end = match.index + match[0].length
    const found = rowEndsAt(body, from, match.index, match[0])
    if (!found) continue
    const title = cleanTitle(body.slice(from, found.titleEnd))
    if (title === '') continue
    basis.push({ title, number: found.number })
    if (isGlued(title)) doubts.push({ field, code: 'law-unread', text: title })
    from = end
  }
  const rest = cleanTitle(body.slice(from))
  if (rest !== '') {
    basis.push({ title: withoutRepetition(rest), number: null })
    doubts.push({ field, code: 'law-without-number', text: rest })
  }
  return { value: basis, doubts }
}

/** Whether the number found is the second column of the row that began at `from`, and where then its title ends. */
function rowEndsAt(
  body: string,
  from: number,
  at: number,
  found: string,
): { readonly titleEnd: number; readonly number: string } | undefined {
  const { number: own, inTitle } = splitYear(found)
  const titleEnd = at + inTitle
  const before = body[titleEnd - 1] ?? ' '
  if (titleEnd > from && !/[\s(]/.test(before)) return { titleEnd, number: own }
  const isBehindSeam = !/^[\s,;.:)]/.test(body.slice(at + found.length))
  if (!isBehindSeam) return undefined
  const title = body.slice(from, at)
  const kind = worded.exec(title)
  if (kind) return { titleEnd: from + kind.index, number: own }
  return title.includes(own) ? { titleEnd: at, number: own } : undefined
}

/** "Luật Công chứng năm 202446/2024/QH15": the year belongs to the title. */
function splitYear(found: string): { readonly number: string; readonly inTitle: number } {
  const digits = /^\d+/.exec(found)?.[0] ?? ''
  const inTitle = digits.length > 4 && /^(19|20)\d\d/.test(digits) ? 4 : 0
  return { number: found.slice(inTitle), inTitle }
}

function cleanTitle(text: string): string {
  return text.replace(/^[\s\-–;.,]+/, '').trim()
}

/** A text that is the same twice over, once: a second column that repeats the title. */
function withoutRepetition(text: string): string {
  const half = text.slice(0, Math.floor(text.length / 2)).trim()
  return half !== '' && text === `${half}${half}` ? half : text
}

/** Whether a title still holds the seam of two rows: a digit or small letter right before a capitalised word. */
function isGlued(title: string): boolean {
  return glued.test(title)
}
