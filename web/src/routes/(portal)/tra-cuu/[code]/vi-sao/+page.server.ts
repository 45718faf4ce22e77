import { granted } from '#web/server/pages.ts'
import { getOwnDossier } from '#web/server/tracked.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ cookies, locals, params }) => {
  const { view, accessKey } = await getOwnDossier(cookies, locals.kb, params.code)
  const answer = await locals.kb.explainDueTime(params.code, accessKey)
  return { summary: view.summary, explained: granted(answer, locals.kb.say) }
}
