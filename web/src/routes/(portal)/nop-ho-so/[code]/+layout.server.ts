import { error } from '@sveltejs/kit'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async ({ locals, params }) => {
  const procedure = await locals.kb.findProcedure(params.code)
  if (!procedure) error(404, 'procedure')
  return { procedure }
}
