import { error, fail, redirect } from '@sveltejs/kit'
import { isRefused } from '#kit/values/refusal.ts'
import { forgetAccessKey, keepAccessKey } from '#web/server/access-key.ts'
import { textOf } from '#web/server/form.ts'
import { findOwnDossier } from '#web/server/tracked.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, cookies }) => {
  const tracking = await locals.kb.track(params.code)
  if (!tracking) error(404, 'dossier')
  const own = await findOwnDossier(cookies, locals.kb, tracking.code)
  const explained = own ? await locals.kb.explainDueTime(tracking.code, own.accessKey) : null
  const notices = own ? await locals.kb.listNotices(tracking.code, own.accessKey) : []
  return {
    tracking,
    notices: isRefused(notices) ? [] : notices,
    view: own?.view ?? null,
    explained: explained && !isRefused(explained) ? explained : null,
  }
}

export const actions: Actions = {
  /** Opens the whole dossier with the access key printed on the receipt. */
  async open({ locals, params, cookies, request }) {
    const form = await request.formData()
    const accessKey = textOf(form, 'accessKey')
    const view = await locals.kb.openAsApplicant(params.code, accessKey)
    if (isRefused(view)) return fail(422, { faults: [{ field: 'accessKey', message: locals.kb.say(view) }] })
    keepAccessKey(cookies, params.code, accessKey)
    redirect(303, `/tra-cuu/${encodeURIComponent(params.code)}`)
  },
  /** Leaves the dossier: on a shared computer the next one sees nothing. */
  async leave({ params, cookies }) {
    forgetAccessKey(cookies, params.code)
    redirect(303, `/tra-cuu/${encodeURIComponent(params.code)}`)
  },
}
