import { takeFlashKey } from '#web/server/access-key.ts'
import { getOwnDossier } from '#web/server/tracked.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ cookies, locals, params }) => {
  const { view } = await getOwnDossier(cookies, locals.kb, params.code)
  return { view, accessKey: takeFlashKey(cookies, params.code) }
}
