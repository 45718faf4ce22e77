import { granted } from '#web/server/pages.ts'
import { loadChoices, saveSettings } from '#web/server/save-source.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { source } = granted(await locals.kb.openSource(params.id), locals.kb.say)
  return { settings: source.settings, ...(await loadChoices(locals.kb)) }
}

export const actions: Actions = {
  async save({ locals, params, request }) {
    const { source } = granted(await locals.kb.openSource(params.id), locals.kb.say)
    return saveSettings(locals.kb, await request.formData(), source.settings)
  },
}
