import english from '../messages.en.json' with { type: 'json' }
import vietnamese from '../messages.vi.json' with { type: 'json' }

export type Words = 'vi' | 'en'
type Name = keyof typeof vietnamese

/** The word for a thing on the pages for people, in Vietnamese or English. House rule. */
export function wordOf(name: Name, lang: Words): string {
  return lang === 'en' ? (english[name as keyof typeof english] ?? vietnamese[name]) : vietnamese[name]
}
