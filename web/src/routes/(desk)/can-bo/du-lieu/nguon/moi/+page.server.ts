import { loadChoices, saveSettings } from '#web/server/save-source.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals }) => loadChoices(locals.kb)

export const actions: Actions = {
  save: async ({ locals, request }) => saveSettings(locals.kb, await request.formData(), null),
}
