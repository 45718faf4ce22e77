import { loadIndicatorRows } from '#web/server/index766.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadIndicatorRows(locals.kb, url.searchParams)
