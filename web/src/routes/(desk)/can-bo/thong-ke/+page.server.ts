import { loadFigures } from '#web/server/figures.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadFigures(locals.kb, url.searchParams)
