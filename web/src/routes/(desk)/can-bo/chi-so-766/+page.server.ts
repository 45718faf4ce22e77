import { loadIndex766 } from '#web/server/index766.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadIndex766(locals.kb, url.searchParams)
