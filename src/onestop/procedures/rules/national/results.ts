import type { ProcedureContent } from '../../contract.ts'
import { cleanText, type Doubt, type Reading, textOrNull } from './doubt.ts'
import words from './words.vi.json' with { type: 'json' }

/** Results with their codes, and what the page says beside them. */
export type Results = {
  readonly outputs: ProcedureContent['outputs']
  readonly keywords: string | null
  readonly description: string | null
}

const field = 'outputs'
const properCode =
  /^(?:KQ[.-][A-Z]\d{2}\.\d{6}|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-KQ\d{4}|[A-Z]\d{2}-[A-Z]{2}\d{2}\.\d{5})/

/** Reads the results; the page furniture behind them (choosing a province, "Nộp hồ sơ") is left away. House rule. */
export function readResults(text: string): Reading<Results> {
  const furniture = text.indexOf(words.furniture)
  const page = furniture < 0 ? text : text.slice(0, furniture)
  const keywordsAt = page.indexOf(words.keywords)
  const body = cleanText(keywordsAt < 0 ? page : page.slice(0, keywordsAt))
  const beside = keywordsAt < 0 ? '' : page.slice(keywordsAt + words.keywords.length)
  const descriptionAt = beside.indexOf(words.description)
  const doubts: Doubt[] = []
  const outputs = readOutputs(body, doubts)
  if (outputs.length === 0 && body !== '' && body !== words.unknown)
    doubts.push({ field, code: 'results-unread', text: body })
  return {
    value: {
      outputs,
      keywords: textOrNull(descriptionAt < 0 ? beside : beside.slice(0, descriptionAt)),
      description:
        descriptionAt < 0 ? null : textOrNull(beside.slice(descriptionAt + words.description.length)),
    },
    doubts,
  }
}

function readOutputs(body: string, doubts: Doubt[]): ProcedureContent['outputs'] {
  const [first = '', ...rest] = body.split(words.resultCode)
  if (rest.length === 0)
    return body === '' || body === words.unknown ? [] : [{ name: tidy(body), code: null }]
  const outputs: ProcedureContent['outputs'] = []
  let name = first
  for (const part of rest) {
    const proper = properCode.exec(part)?.[0]
    const taken = proper ?? /^(?:[a-z0-9]+|[A-Z0-9.-]+(?!\p{Ll}))/u.exec(part)?.[0] ?? ''
    if (proper === undefined)
      doubts.push({ field, code: 'result-code-malformed', text: `${name}${words.resultCode}${taken}` })
    outputs.push({ name: tidy(name) || words.unknown, code: proper ?? null })
    name = part.slice(taken.length)
  }
  if (tidy(name) !== '') outputs.push({ name: tidy(name), code: null })
  return outputs
}

function tidy(text: string): string {
  return cleanText(text).replace(/^[-+*]\s*/, '')
}
