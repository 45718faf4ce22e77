import type { Lang } from '#app/contract.ts'
import en from '#web/messages/en.json'
import vi from '#web/messages/vi.json'

export type MessageKey = keyof typeof vi
/** Answers the text of a key in one language; `{fact}` is filled in. */
export type Say = (key: MessageKey, facts?: Readonly<Record<string, string | number>>) => string

const texts: Readonly<Record<Lang, Readonly<Record<MessageKey, string>>>> = { vi, en }

/** The texts of one language. */
export function sayIn(lang: Lang): Say {
  return (key, facts) =>
    texts[lang][key].replace(/\{(\w+)\}/g, (hole, name: string) => String(facts?.[name] ?? hole))
}

/** Whether there is a text for a key that comes from outside, such as a step of a form. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(vi, key)
}
