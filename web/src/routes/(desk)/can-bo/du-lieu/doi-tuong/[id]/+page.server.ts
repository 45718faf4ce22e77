import { redirect } from '@sveltejs/kit'
import { entityHref, loadEntity } from '#web/server/entities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const shown = await loadEntity(locals.kb, params.id, url.searchParams)
  // What was merged leads to what it was merged into, and says so there.
  if (shown.movedFrom !== null)
    redirect(303, `${entityHref(shown.id)}?gop-tu=${encodeURIComponent(shown.movedFrom)}`)
  return { ...shown, mergedFrom: url.searchParams.get('gop-tu') }
}
