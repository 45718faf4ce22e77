import { error } from '@sveltejs/kit'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const check = await locals.kb.verifyDossier(params.code)
  if (!check) error(404, 'dossier')
  return { check }
}
