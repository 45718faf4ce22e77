import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const view = granted(await locals.kb.openAsOfficer(params.code), locals.kb.say)
  return { summary: view.summary, reason: view.summary.acceptedAt ? null : url.searchParams.get('ly-do') }
}
