import { page } from '$app/state'
import { type Format, formatIn } from './format.ts'
import { type Say, sayIn } from './messages.ts'

/** The texts and the ways of writing dates and numbers in the language of the page that is being made. */
export function texts(): { readonly say: Say; readonly format: Format; readonly lang: 'vi' | 'en' } {
  const lang = page.data.lang ?? 'vi'
  return { say: sayIn(lang), format: formatIn(lang), lang }
}
