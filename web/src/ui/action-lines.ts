import type { TimelineEntry } from '#onestop/dossiers/contract.ts'
import type { Format } from './format.ts'
import { isMessageKey, type Say } from './messages.ts'
import { termText } from './term.ts'

/** What an action carried, as lines for a reader: a label and the words. */
export type ActionLine = { readonly label: string; readonly text: string }

type Content = TimelineEntry['content']

const plainKeys = [
  'reason',
  'legalGround',
  'opinion',
  'note',
  'question',
  'answer',
  'resultNumber',
  'furtherRoundGround',
  'reference',
] as const
/** Members whose values are words of the law; their texts are `decision.grant` and the like. */
export const wordKeys = ['decision', 'finding', 'method', 'by', 'confirmation', 'cause'] as const

/** Reads the content of an action as it stands in the log; what it does not know it leaves to the log itself. */
export function actionLines(content: Content, say: Say, format: Format): ActionLine[] {
  return [
    ...wordKeys.flatMap((key) => wordLine(content, key, say)),
    ...findingLines(content, say),
    ...plainKeys.flatMap((key) => plainLine(content, key, say)),
    ...termLine(content, say),
    ...moneyLine(content, say, format),
    ...receiverLine(content, say),
    ...waiverLines(content, say),
  ]
}

function plainLine(content: Content, key: (typeof plainKeys)[number], say: Say): ActionLine[] {
  const text = content[key]
  return typeof text === 'string' && text !== '' ? [{ label: say(`content.${key}`), text }] : []
}

function wordLine(content: Content, key: (typeof wordKeys)[number], say: Say): ActionLine[] {
  const value = content[key]
  if (typeof value !== 'string') return []
  const word = `${key}.${value}`
  return [{ label: say(`content.${key}`), text: isMessageKey(word) ? say(word) : value }]
}

function findingLines(content: Content, say: Say): ActionLine[] {
  if (!Array.isArray(content.findings)) return []
  return content.findings.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return []
    const { about, defect, ground } = one as { about?: string; defect?: string; ground?: string }
    const text = [defect, ground && `${say('content.legalGround')}: ${ground}`].filter(Boolean).join(' – ')
    return [{ label: about ?? say('content.findings'), text }]
  })
}

function termLine(content: Content, say: Say): ActionLine[] {
  const term = content.term as { value: number; unit: 'working-day' | 'day' | 'working-hour' } | undefined
  const text = term && termText(say, term)
  return text ? [{ label: say('content.term'), text }] : []
}

function moneyLine(content: Content, say: Say, format: Format): ActionLine[] {
  return typeof content.amountVnd === 'number'
    ? [{ label: say('content.amount'), text: format.money(content.amountVnd) }]
    : []
}

function receiverLine(content: Content, say: Say): ActionLine[] {
  const receiver = content.receiver as { name: string; authorised: boolean } | undefined
  if (!receiver) return []
  const suffix = receiver.authorised ? ` (${say('content.authorised')})` : ''
  return [{ label: say('content.receiver'), text: `${receiver.name}${suffix}` }]
}

function waiverLines(content: Content, say: Say): ActionLine[] {
  if (!Array.isArray(content.waivers)) return []
  return content.waivers.map((one: unknown) => ({
    label: say('content.waiver'),
    text: (one as { ground?: string }).ground ?? '',
  }))
}
