import { fail } from '@sveltejs/kit'
import { DatasetState } from '#datahub/sharing/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { loadDataset } from '#web/server/datasets.ts'
import { textOf } from '#web/server/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, params }) => loadDataset(locals.kb, params.id)

export const actions: Actions = {
  async move({ locals, params, request }) {
    const form = await request.formData()
    const typed = { to: textOf(form, 'to'), reason: textOf(form, 'reason') }
    const to = DatasetState.enum.find((one) => one === typed.to)
    if (!to) return fail(422, { typed, fault: null, moved: null })
    const outcome = await locals.kb.moveDataset(params.id, { to, reason: typed.reason })
    if (isRefused(outcome)) return fail(422, { typed, fault: locals.kb.say(outcome), moved: null })
    return { typed: null, fault: null, moved: outcome.state }
  },
}
