import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const words = (url.searchParams.get('q') ?? '').normalize('NFC').trim()
  const theme = url.searchParams.get('chu-de') ?? ''
  const all = await locals.kb.listOpenDatasets({})
  const narrowed = words !== '' || theme !== ''
  const found = narrowed
    ? await locals.kb.listOpenDatasets({ ...(words && { words }), ...(theme && { theme }) })
    : all
  return {
    words,
    theme,
    found,
    total: all.length,
    themes: [...new Set(all.map((one) => one.dataset.theme))].sort(),
  }
}
