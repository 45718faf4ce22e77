import { redirect } from '@sveltejs/kit'
import type { LayoutServerLoad } from './$types'

const signInPage = '/can-bo/dang-nhap'

/** Everything here is for officers; whoever has not signed in is asked to, and comes back to where he was going. */
export const load: LayoutServerLoad = ({ locals, url }) => {
  if (!locals.kb.officer && url.pathname !== signInPage)
    redirect(303, `${signInPage}?tiep=${encodeURIComponent(url.pathname + url.search)}`)
  return {}
}
