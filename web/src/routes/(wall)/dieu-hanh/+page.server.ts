import { isRefused } from '#kit/values/refusal.ts'
import { loadFigures } from '#web/server/figures.ts'
import type { PageServerLoad } from './$types'

/** Reloads every minute unless the reader stopped it (`dung`). */
export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  const still = url.searchParams.has('dung')
  if (!still) setHeaders({ refresh: '60' })
  const figures = await loadFigures(locals.kb, url.searchParams)
  const { from, to } = figures.statistics
  const index = await locals.kb.measureIndex766({ from, to, trial: 'yes' })
  return { still, ...figures, index: isRefused(index) ? null : index }
}
