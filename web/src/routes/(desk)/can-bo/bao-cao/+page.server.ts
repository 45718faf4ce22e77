import { loadReport } from '#web/server/reports.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadReport(locals.kb, url.searchParams)
