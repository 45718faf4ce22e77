import { recentProcedures } from '#web/server/recent.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, cookies }) => {
  const [sectors, recent] = await Promise.all([
    locals.kb.listSectors(),
    Promise.all(recentProcedures(cookies).map((code) => locals.kb.findProcedure(code))),
  ])
  return {
    sectors,
    recent: recent.flatMap((found) => (found ? [{ code: found.code, name: found.content.name }] : [])),
  }
}
