import type { ChannelOffer, Fee, Term } from '../../contract.ts'
import { cleanText, type Doubt, literally, type Reading } from './doubt.ts'
import words from './words.vi.json' with { type: 'json' }

/** What the flattened table of channels gave: an offer a row, and the fees where all rows say the same. */
export type Channels = { readonly offers: readonly ChannelOffer[]; readonly fees: readonly Fee[] | null }

const field = 'channels'
const either = (texts: readonly string[]) => texts.map(literally).join('|')
const channelOf: Readonly<Record<string, ChannelOffer['channel']>> = words.channels as Record<
  string,
  ChannelOffer['channel']
>
const unitOf: Readonly<Record<string, Term['unit']>> = words.units as Record<string, Term['unit']>

/**
 * The beginning of a row: channel, time and fee without anything between them ("Trực tuyến3 Ngày làm việcMiễn phí").
 * A channel named inside a description has no time and fee behind it.
 */
const rowStart = new RegExp(
  `(${either(Object.keys(words.channels))})` +
    `(${literally(words.unknown)}|\\d+(?:[.,]\\d+)?(?: (?:${either(Object.keys(words.units))}|\\p{Lu}\\p{Ll}+))?)` +
    `(${literally(words.free)}|${literally(words.unknown)}|[\\d.,]+ (?:${either([...words.currencies, ...words.foreignCurrencies])}))`,
  'gu',
)

/** Reads the table of channels. Nothing is dropped: what stands behind the fee becomes the row's note. House rule. */
export function readChannels(text: string): Reading<Channels> {
  const body = text.startsWith(words.channelHead) ? text.slice(words.channelHead.length) : text
  const starts = [...body.matchAll(rowStart)]
  const first = starts[0]
  if (first?.index !== 0)
    return { value: { offers: [], fees: null }, doubts: [{ field, code: 'channels-unread', text }] }
  const doubts: Doubt[] = []
  const rows = starts.map((start, at) => {
    const end = starts[at + 1]?.index ?? body.length
    return readRow(start, body.slice(start.index + start[0].length, end), doubts)
  })
  return {
    value: { offers: rows.map((row) => row.offer), fees: commonFees(rows.map((row) => row.fee)) },
    doubts,
  }
}

type Row = { readonly offer: ChannelOffer; readonly fee: Fee | undefined }

function readRow(start: RegExpExecArray, rest: string, doubts: Doubt[]): Row {
  const [whole, channel = '', time = '', price = ''] = start
  const { inside, after } = takeBrackets(cleanText(rest))
  const fee = readFee(price, inside ?? '', doubts)
  const term = readTime(time, price, whole, doubts)
  const termText = time === words.unknown ? null : cleanText(time)
  const feeText = price === words.unknown ? inside : cleanText(inside ? `${price} (${inside})` : price)
  return {
    offer: { channel: channelOf[channel] ?? 'counter', term, termText, feeText, note: after || null },
    fee,
  }
}

function readTime(time: string, price: string, whole: string, doubts: Doubt[]): Term | null {
  if (time === words.unknown) return null
  const [, number = '', unit] = /^(\d+(?:[.,]\d+)?)(?: (.+))?$/.exec(time) ?? []
  const glued = unit === undefined && /^\d/.test(price)
  if (unit === undefined)
    doubts.push({ field, code: glued ? 'term-and-fee-glued' : 'unit-missing', text: whole })
  else if (!(unit in unitOf)) doubts.push({ field, code: 'unit-unknown', text: whole })
  else if (/[.,]/.test(number)) doubts.push({ field, code: 'term-not-whole', text: whole })
  else return { value: Number(number), unit: unitOf[unit] ?? 'day' }
  return null
}

/** A fee row. "Free" with a note that names a fee is a default of the data base, not a fact: the amount stays null. */
function readFee(price: string, note: string, doubts: Doubt[]): Fee | undefined {
  const kind = kindOf(note)
  if (price === words.unknown) return note ? { kind, amountVnd: null, note } : undefined
  if (words.foreignCurrencies.some((currency) => price.endsWith(currency)))
    return { kind, amountVnd: null, note: note ? `${price} (${note})` : price }
  if (price !== words.free) {
    const amountVnd = Number(price.replace(/\D/g, ''))
    return { kind, amountVnd, ...(note ? { note } : {}) }
  }
  const bare = note
    .toLowerCase()
    .replace(/[^\p{L} ]/gu, '')
    .trim()
  if (bare === '' || words.plainFree.includes(bare)) return { kind, amountVnd: 0 }
  doubts.push({ field: 'fees', code: 'fee-free-with-note', text: note })
  return { kind, amountVnd: null, note }
}

function kindOf(note: string): Fee['kind'] {
  const lower = note.toLowerCase()
  const state = lower.indexOf(words.stateFee)
  const service = lower.replaceAll(words.stateFee, '------').indexOf(words.serviceFee)
  if (state >= 0 && service < 0) return 'stateFee'
  return service >= 0 && state < 0 ? 'serviceFee' : 'unspecified'
}

/** The fees of the procedure where every channel asks for the same, otherwise null: they stand at each channel. */
function commonFees(fees: readonly (Fee | undefined)[]): Fee[] | null {
  const distinct = new Map(fees.map((fee) => [JSON.stringify(fee ?? null), fee]))
  const only = [...distinct.values()][0]
  return distinct.size === 1 && only ? [only] : null
}

/** A bracket at the beginning, balanced; when it never closes, all of the text belongs to it. */
function takeBrackets(text: string): { readonly inside: string | null; readonly after: string } {
  if (!text.startsWith('(')) return { inside: null, after: text }
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth === 0) return { inside: text.slice(1, at).trim(), after: text.slice(at + 1).trim() }
  }
  return { inside: text.slice(1).trim(), after: '' }
}
