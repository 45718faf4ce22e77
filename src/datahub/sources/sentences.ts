import { join } from 'node:path'
import { loadMessages, type MessageLang, type Messages, sentenceOf } from '#kit/io/messages.ts'
import type { Finding } from './contract.ts'

let loaded: Promise<Messages> | undefined

/** The sentences of this room, read once a process. */
function messages(): Promise<Messages> {
  loaded ??= loadMessages(join(import.meta.dirname, '..'))
  return loaded
}

/** Writes the sentence of each finding beside it. */
export async function withSentences<Found extends Finding>(findings: readonly Found[], lang: MessageLang) {
  const all = await messages()
  return findings.map((finding) => ({
    column: finding.column,
    code: finding.code,
    facts: { ...finding.facts },
    sentence: sentenceOf(all, { refused: finding.code, facts: finding.facts }, lang),
  }))
}

/** The sentence of a refusal that was kept as JSON; another text stays as it is. */
export async function sentenceOfError(error: string | null, lang: MessageLang): Promise<string | null> {
  if (error === null || !error.startsWith('{"refused"')) return error
  return sentenceOf(await messages(), JSON.parse(error), lang)
}
