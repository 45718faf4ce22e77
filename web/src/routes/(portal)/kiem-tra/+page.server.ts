import { redirect } from '@sveltejs/kit'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ url, locals }) => {
  const code = (url.searchParams.get('ma') ?? '').trim()
  if (code === '') return { code, found: null }
  const found = await locals.kb.track(code)
  if (found) redirect(303, `/kiem-tra/${encodeURIComponent(found.code)}`)
  return { code, found: false }
}
