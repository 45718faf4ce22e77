import { error } from '@sveltejs/kit'
import type { PageServerLoad } from './$types'

/** The examples of the components: only where a developer asks for them (`KINHBAC_EXAMPLES=1`). */
export const load: PageServerLoad = () => {
  if (process.env.KINHBAC_EXAMPLES !== '1') error(404, 'page')
}
