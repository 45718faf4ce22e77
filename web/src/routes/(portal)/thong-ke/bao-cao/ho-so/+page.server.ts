import { loadReportRows } from '#web/server/reports.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadReportRows(locals.kb, url.searchParams)
