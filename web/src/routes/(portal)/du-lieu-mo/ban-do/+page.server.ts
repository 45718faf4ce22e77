import { listWards } from '#web/server/map-layers.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = () => ({ wards: listWards() })
