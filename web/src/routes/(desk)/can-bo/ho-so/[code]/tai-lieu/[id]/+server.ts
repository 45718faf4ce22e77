import { download, granted } from '#web/server/pages.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) =>
  download(granted(await locals.kb.openDocument(params.code, params.id, null), locals.kb.say))
