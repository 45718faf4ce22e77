import { loadAlarms } from '#web/server/alarms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadAlarms(locals.kb, url.searchParams)
