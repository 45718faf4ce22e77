import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  datasets: granted(await locals.kb.listDatasets(), locals.kb.say),
})
