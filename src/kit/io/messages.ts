import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Refusal } from '#kit/values/refusal.ts'

export type MessageLang = 'vi' | 'en'

/** By language: the sentence of each refusal code, and words for values (`label.status.filed`). */
export type Messages = Readonly<Record<MessageLang, ReadonlyMap<string, string>>>

/** Collects every `messages.vi.json` and `messages.en.json` below a folder. Two texts for one code are an error. */
export async function loadMessages(folder: string): Promise<Messages> {
  const messages = { vi: new Map<string, string>(), en: new Map<string, string>() }
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    const lang = /(?:^|[/\\])messages\.(vi|en)\.json$/.exec(path)?.[1] as MessageLang | undefined
    if (lang === undefined) continue
    const found = JSON.parse(await readFile(join(folder, path), 'utf8')) as Record<string, string>
    for (const [code, text] of Object.entries(found)) {
      const other = messages[lang].get(code)
      if (other !== undefined && other !== text) throw new Error(`two sentences for ${code}, one in ${path}`)
      messages[lang].set(code, text)
    }
  }
  return messages
}

/** The sentence of a refusal in a language, its facts filled in; the bare code where nobody wrote one. */
export function sentenceOf(messages: Messages, refusal: Refusal, lang: MessageLang): string {
  const text = messages[lang].get(refusal.refused) ?? messages.vi.get(refusal.refused) ?? refusal.refused
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const fact = refusal.facts[name]
    return fact === undefined ? hole : wordsOf(messages, lang, name, String(fact))
  })
}

/** The word for a value of a fact where the language has one; lists are put in word by word. */
function wordsOf(messages: Messages, lang: MessageLang, name: string, value: string): string {
  const wordOf = (one: string) => wordFor(messages, lang, `label.${name}.${one}`) ?? one
  return value.split(', ').map(wordOf).join(', ')
}

/** The text of a code in a language, without facts; undefined where nobody wrote one. */
export function wordFor(messages: Messages, lang: MessageLang, code: string): string | undefined {
  return messages[lang].get(code)
}
