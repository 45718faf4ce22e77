import { loadFigures } from '#web/server/figures.ts'
import type { PageServerLoad } from './$types'

/** Reloads every minute unless the reader stopped it (`dung`). */
export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  const still = url.searchParams.has('dung')
  if (!still) setHeaders({ refresh: '60' })
  return { still, ...(await loadFigures(locals.kb, url.searchParams)) }
}
