import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from '#kit/values/refusal.ts'
import type { Lang } from './contract.ts'

/** The sentences of one language: of refusals by their code, and words for values (`label.status.filed`). */
export type Messages = ReadonlyMap<string, string>

/** Reads every module's `messages.<lang>.json`. Throws when two modules give one code different sentences. */
export function readMessages(sourceFolder: string, lang: Lang): Messages {
  const messages = new Map<string, string>()
  for (const file of globSync(`**/messages.${lang}.json`, { cwd: sourceFolder })) {
    const read = JSON.parse(readFileSync(join(sourceFolder, file), 'utf8')) as Record<string, string>
    for (const [code, sentence] of Object.entries(read)) {
      const other = messages.get(code)
      if (other !== undefined && other !== sentence)
        throw new Error(`${file}: ${code} has another sentence elsewhere`)
      messages.set(code, sentence)
    }
  }
  return messages
}

/** The sentence of a refusal, its facts filled in and its words put into the language. */
export function sayRefusal(messages: Messages, refusal: Refusal): string {
  const sentence = messages.get(refusal.refused) ?? refusal.refused
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const fact = refusal.facts[name]
    return fact === undefined ? whole : wordsOf(messages, name, String(fact))
  })
}

/** The word for a value of a fact where the language has one; lists are put in word by word. */
function wordsOf(messages: Messages, name: string, value: string): string {
  return value
    .split(', ')
    .map((one) => messages.get(`label.${name}.${one}`) ?? one)
    .join(', ')
}
