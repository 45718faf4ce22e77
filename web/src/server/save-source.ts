import { fail, redirect } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import type { SourceSettings } from '#datahub/sources/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { sayIn } from '#web/ui/messages.ts'
import { granted } from './pages.ts'
import { readSettings } from './source-form.ts'

/** What the form of settings needs to choose from. */
export async function loadChoices(kb: Surface) {
  const [models, units] = await Promise.all([
    kb.listModels(),
    kb.listAnsweringUnits({ from: kb.today, to: kb.today }),
  ])
  return { models: granted(models, kb.say), units }
}

/** Saves the settings that a form sent and goes to the source, or answers what is wrong with them. */
export async function saveSettings(kb: Surface, form: FormData, before: SourceSettings | null) {
  const typed: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string' && name !== 'secret') typed[name] = value
  const read = readSettings(form, before, sayIn(kb.lang))
  if ('faults' in read) return fail(422, { faults: read.faults, typed })
  const saved = await kb.saveSource(read.settings, read.secret)
  if (isRefused(saved)) return fail(422, { faults: [{ field: '', message: kb.say(saved) }], typed })
  redirect(303, `/can-bo/du-lieu/nguon/${read.settings.id}`)
}
