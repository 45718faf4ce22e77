import { loadFigureRows } from '#web/server/figures.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadFigureRows(locals.kb, url.searchParams)
