import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const after = url.searchParams.get('sau')
  return granted(await locals.kb.listMovedDossiers(after ? { after } : {}), locals.kb.say)
}
