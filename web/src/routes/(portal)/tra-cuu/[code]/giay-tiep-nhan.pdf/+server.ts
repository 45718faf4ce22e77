import { download, granted } from '#web/server/pages.ts'
import { getOwnDossier } from '#web/server/tracked.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ cookies, locals, params }) => {
  const { accessKey } = await getOwnDossier(cookies, locals.kb, params.code)
  return download(granted(await locals.kb.printReceipt(params.code, accessKey), locals.kb.say), true)
}
