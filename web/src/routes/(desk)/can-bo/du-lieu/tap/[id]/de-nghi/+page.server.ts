import { fail, redirect } from '@sveltejs/kit'
import { isRefused } from '#kit/values/refusal.ts'
import { readAgreementRequest } from '#web/server/agreement-form.ts'
import { granted } from '#web/server/pages.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { kb } = locals
  const { dataset, dictionary } = granted(await kb.openDataset(params.id), kb.say)
  const units = await kb.listAnsweringUnits({ from: kb.today, to: kb.today })
  return { dataset, dictionary, units, today: kb.today }
}

export const actions: Actions = {
  async request({ locals, params, request }) {
    const form = await request.formData()
    const typed: Record<string, string> = {}
    for (const [name, value] of form) if (typeof value === 'string' && name !== 'fields') typed[name] = value
    const fields = form.getAll('fields').map(String)
    const read = readAgreementRequest(form, params.id, sayIn(locals.lang))
    if ('faults' in read) return fail(422, { faults: read.faults, typed, fields })
    const outcome = await locals.kb.requestAgreement(read.request)
    if (isRefused(outcome))
      return fail(422, { faults: [{ field: '', message: locals.kb.say(outcome) }], typed, fields })
    redirect(303, `/can-bo/du-lieu/thoa-thuan/${outcome.id}`)
  },
}
