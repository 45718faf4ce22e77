import type { EvidenceType } from '../../contract.ts'
import { cleanText, type Doubt, literally, type Reading } from './doubt.ts'
import words from './words.vi.json' with { type: 'json' }

/** The papers asked for, and the cases they are asked for in. */
export type Components = {
  readonly evidence: readonly EvidenceType[]
  readonly cases: readonly { readonly id: string; readonly name: string }[]
}

const field = 'evidence'

/**
 * The end of a row: how many originals and copies, glued to the name before and to the next row behind
 * ("…theo mẫu;1 bản chính,1 bản saoĐơn đề nghị…"). Inside a name the number has a zero before it ("01 bản chính")
 * and a space or a mark behind.
 */
const rowEnd = new RegExp(
  `(\\d+) (?:${literally(words.originals)}(?:,(\\d+) ${literally(words.copies)})?|${literally(words.copies)})(?=$|[^\\s,;.:)/])`,
  'gu',
)
const endings = ['docx', 'doc', 'pdf', 'xlsx', 'xls', 'rtf', 'zip', 'rar', 'jpeg', 'jpg', 'png', 'odt', 'txt']
const templateName = new RegExp(
  `^(.*?\\.(?:${[...endings, ...endings.map((ending) => ending.toUpperCase())].join('|')}))(?![a-z])`,
  'su',
)

/** Reads the flattened tables of papers, one table a case. Text that no row takes is told as a doubt. House rule. */
export function readComponents(text: string): Reading<Components> {
  const tables = text.split(words.componentHead)
  const doubts: Doubt[] = []
  if (tables.length === 1) {
    const nothing = cleanText(text).replaceAll('-', '')
    if (nothing !== '') doubts.push({ field, code: 'components-unread', text })
    return { value: { evidence: [], cases: [] }, doubts }
  }
  const evidence: EvidenceType[] = []
  const cases: { id: string; name: string }[] = []
  let heading = tables[0] ?? ''
  tables.slice(1).forEach((table, at) => {
    const name = headingOf(heading)
    const caseId = name === '' ? null : `case-${cases.length + 1}`
    if (caseId) cases.push({ id: caseId, name })
    const rest = readTable(table, caseId, evidence, doubts)
    heading = rest
    const isLast = at === tables.length - 2
    if (!isLast || headingOf(rest) === '') return
    cases.push({ id: `case-${cases.length + 1}`, name: headingOf(rest) })
    doubts.push({ field, code: 'component-without-count', text: rest })
  })
  return { value: { evidence, cases }, doubts }
}

function headingOf(text: string): string {
  return cleanText(text).replace(/^[-\s]+|[-\s]+$/g, '')
}

/** Adds the rows of one table and answers what stands behind the last: the heading of the next case. */
function readTable(table: string, caseId: string | null, evidence: EvidenceType[], doubts: Doubt[]): string {
  let from = 0
  for (const end of table.matchAll(rowEnd)) {
    const digits = countDigits(end[1] ?? '', table[end.index - 1])
    if (digits === undefined) continue
    const nameEnd = end.index + digits.inName
    const name = table.slice(from, nameEnd)
    if (digits.inName > 0)
      doubts.push({ field, code: 'copies-glued', text: name + table.slice(nameEnd, nameEnd + 12) })
    const onlyCopies = !end[0].includes(words.originals)
    const counts = {
      original: onlyCopies ? 0 : digits.count,
      copies: onlyCopies ? digits.count : Number(end[2] ?? 0),
    }
    if (cleanText(name) === '') doubts.push({ field, code: 'component-without-name', text: end[0] })
    else evidence.push(toEvidence(name, counts, caseId, evidence.length + 1, doubts))
    from = end.index + end[0].length
  }
  return table.slice(from)
}

/**
 * The count among the digits before "bản chính". Digits of the name may be glued on ("Phụ lục 2" + "1 bản chính"):
 * the last digit is then the count. With a zero before it, or a space before, it belongs to the text: undefined.
 */
function countDigits(
  digits: string,
  before: string | undefined,
): { count: number; inName: number } | undefined {
  if (digits.length === 1) return { count: Number(digits), inName: 0 }
  if (/^0\d$/.test(digits)) return undefined
  if (digits === '10' && before !== ' ') return { count: 10, inName: 0 }
  return { count: Number(digits.at(-1)), inName: digits.length - 1 }
}

function toEvidence(
  raw: string,
  counts: { readonly original: number; readonly copies: number },
  caseId: string | null,
  number: number,
  doubts: Doubt[],
): EvidenceType {
  const { text, templates } = takeTemplates(cleanText(raw), doubts)
  const name = text.replace(/^[-+*•\s]+/, '').trim() || cleanText(raw)
  const lower = name.toLowerCase()
  const isRemark = words.remarks.some((remark) => lower.startsWith(remark))
  if (isRemark) doubts.push({ field, code: 'remark-as-component', text: name })
  const ifAny = lower.includes(words.ifAny)
  const condition = words.conditions.some((word) => lower.startsWith(`${word} `)) ? conditionOf(name) : null
  return {
    id: `p${number}`,
    name,
    required: !isRemark && !ifAny && condition === null,
    ...(ifAny || condition ? { onlyIf: condition ?? upperFirst(words.ifAny) } : {}),
    ...(caseId ? { caseId } : {}),
    original: counts.original,
    copies: counts.copies,
    ...(templates.length > 0 ? { templates } : {}),
  }
}

const conditionEnd = new RegExp(`^(.{8,200}?)(?:[,:;]| ${words.then} )`, 'su')

/** The condition at the beginning of a paper's name: up to its first comma, colon or "thì". */
function conditionOf(name: string): string {
  return (conditionEnd.exec(name)?.[1] ?? name.slice(0, 200)).trim()
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * Where a file name may begin that was glued to a paper's name: a capital right behind a small letter, a digit or a
 * mark ("Quản tài viênMẫu 03.docx"); failing that, anything behind a mark without a space, or a digit behind a letter.
 */
const seams = [
  /(?<=[\p{Ll}\p{N})”".;,:!?])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu,
  /(?<=[\p{L})”"][;:.,)])(?=[\p{L}\p{N}])|(?<=[\p{Ll})”"])(?=\p{N})/gu,
]

/** Takes the file names of blank forms off the end of a paper's name. */
function takeTemplates(
  text: string,
  doubts: Doubt[],
): { readonly text: string; readonly templates: string[] } {
  const firstFile = templateName.exec(text)
  if (!firstFile) return { text, templates: [] }
  const head = firstFile[1] ?? ''
  const at = seams.map((seam) => findSeam(head, seam)).find((place) => place !== undefined)
  if (at === undefined) {
    doubts.push({ field, code: 'template-name-glued', text })
    return { text, templates: [] }
  }
  const templates: string[] = []
  let rest = text.slice(at)
  for (let file = templateName.exec(rest); file; file = templateName.exec(rest)) {
    templates.push((file[1] ?? '').trim())
    rest = rest.slice((file[1] ?? '').length)
  }
  return { text: `${text.slice(0, at)} ${rest}`.trim(), templates }
}

/** The first seam in the last 150 letters before the file's ending, not within the ending itself. */
function findSeam(head: string, seam: RegExp): number | undefined {
  const ending = /\.[a-z]+$/i.exec(head)?.index ?? head.length
  for (const match of head.matchAll(seam))
    if (match.index > 2 && match.index < ending && head.length - match.index <= 150) return match.index
  return undefined
}
