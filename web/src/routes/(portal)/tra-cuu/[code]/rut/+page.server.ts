import { fail, redirect } from '@sveltejs/kit'
import { isRefused } from '#kit/values/refusal.ts'
import { textOf } from '#web/server/form.ts'
import { getOwnDossier } from '#web/server/tracked.ts'
import type { Fault } from '#web/ui/faults.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ cookies, locals, params }) => {
  const { view } = await getOwnDossier(cookies, locals.kb, params.code)
  const offer = view.offers.find((one) => one.kind === 'withdraw')
  const reason = offer?.refusal ? locals.kb.say(offer.refusal) : null
  return { view, allowed: offer?.allowed === true, reason, requestId: crypto.randomUUID() }
}

export const actions: Actions = {
  /** The access key is asked for again: it is the applicant's confirmation. */
  async default({ cookies, locals, params, request }) {
    const say = sayIn(locals.lang)
    await getOwnDossier(cookies, locals.kb, params.code)
    const form = await request.formData()
    const reason = textOf(form, 'reason')
    const accessKey = textOf(form, 'accessKey')
    const faults: Fault[] = []
    if (reason.length < 3) faults.push({ field: 'reason', message: say('fault.reason') })
    if (accessKey === '') faults.push({ field: 'accessKey', message: say('fault.key') })
    if (textOf(form, 'confirmed') !== 'yes')
      faults.push({ field: 'confirmed', message: say('fault.confirm') })
    if (faults.length > 0) return fail(422, { faults, reason })
    const action = { kind: 'withdraw' as const, reason, confirmation: 'access-key' as const, documentIds: [] }
    const done = await locals.kb.actAsApplicant(params.code, accessKey, action, textOf(form, 'requestId'))
    if (isRefused(done)) {
      const field = done.refused === 'access-key-wrong' ? 'accessKey' : ''
      return fail(422, { faults: [{ field, message: locals.kb.say(done) }], reason })
    }
    redirect(303, `/tra-cuu/${encodeURIComponent(params.code)}`)
  },
}
