import { error } from '@sveltejs/kit'
import { rememberProcedure } from '#web/server/recent.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, cookies }) => {
  const procedure = await locals.kb.findProcedure(params.code)
  if (!procedure) error(404, 'procedure')
  rememberProcedure(cookies, procedure.code)
  return { procedure, online: (await locals.kb.findForm(procedure.code)) !== undefined }
}
