import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  agreements: granted(await locals.kb.listAgreements({}), locals.kb.say),
})
