import { loadAlarmRows } from '#web/server/alarms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadAlarmRows(locals.kb, url.searchParams)
