import { numberOf } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const q = (url.searchParams.get('q') ?? '').normalize('NFC').trim()
  const sector = url.searchParams.get('linh-vuc') || null
  const page = numberOf(url.searchParams.get('trang'), 1)
  const [found, sectors] = await Promise.all([
    locals.kb.searchProcedures({ q, page, ...(sector ? { sector } : {}) }),
    locals.kb.listSectors(),
  ])
  return { q, sector, page, ...found, sectors }
}
