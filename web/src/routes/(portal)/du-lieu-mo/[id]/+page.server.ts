import { placesIn } from '#web/server/datasets.ts'
import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const page = granted(await locals.kb.openOpenDataset(params.id), locals.kb.say)
  return { ...page, places: placesIn(page, locals.lang, false) }
}
