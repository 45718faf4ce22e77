import type { FormLang } from '../contract.ts'
import english from '../messages.en.json' with { type: 'json' }
import vietnamese from '../messages.vi.json' with { type: 'json' }
import type { FormMessages } from './sentence.ts'

/** The sentences of forms by language and code. */
export const formMessages: Readonly<Record<FormLang, FormMessages>> = { vi: vietnamese, en: english }
