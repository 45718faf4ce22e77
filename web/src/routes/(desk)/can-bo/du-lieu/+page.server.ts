import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  sources: granted(await locals.kb.listSources(), locals.kb.say),
})
