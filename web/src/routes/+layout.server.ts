import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals }) => ({
  lang: locals.lang,
  officer: locals.kb.officer,
  synthetic: locals.kb.synthetic,
})
