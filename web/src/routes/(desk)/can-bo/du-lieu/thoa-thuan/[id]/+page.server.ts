import { fail } from '@sveltejs/kit'
import { AgreementDeed } from '#datahub/sharing/contract.ts'
import { agreementDeeds } from '#datahub/sharing/rules/agreement-states.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { momentOf, optional, textOf } from '#web/server/form.ts'
import { granted } from '#web/server/pages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const page = granted(await locals.kb.openAgreement(params.id), locals.kb.say)
  const { standing, suspendedFrom } = page.agreement
  const deeds = agreementDeeds
    .filter((row) => (row.in as readonly string[]).includes(standing))
    .filter((row) => row.deed !== 'resume' || suspendedFrom !== null)
  return { ...page, deeds }
}

export const actions: Actions = {
  async act({ locals, params, request }) {
    const form = await request.formData()
    const deed = AgreementDeed.properties.deed.enum.find((one) => one === textOf(form, 'deed'))
    const reason = textOf(form, 'reason')
    if (!deed) return fail(422, { deed: null, reason, fault: null, key: null, done: false })
    const outcome = await locals.kb.decideAgreement(params.id, {
      deed,
      reason,
      ...optional('from', momentOf(form, 'from') ?? ''),
      ...(textOf(form, 'violation') === 'yes' ? { violation: true } : {}),
    })
    if (isRefused(outcome))
      return fail(422, { deed, reason, fault: locals.kb.say(outcome), key: null, done: false })
    return { deed, reason: '', fault: null, key: outcome.key, done: true }
  },
}
