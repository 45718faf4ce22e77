import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  code: params.code,
  explained: granted(await locals.kb.explainDueTime(params.code, null), locals.kb.say),
})
