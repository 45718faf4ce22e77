import { loadEntities } from '#web/server/entities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => loadEntities(locals.kb, url.searchParams)
