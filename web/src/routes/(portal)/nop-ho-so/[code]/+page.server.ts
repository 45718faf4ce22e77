import { redirect } from '@sveltejs/kit'
import { beginDraft, endDraft, findDraft } from '#web/server/draft.ts'
import { nextStep, stepsOf } from '#web/server/filing-steps.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, cookies, parent }) => {
  const { procedure } = await parent()
  const form = await locals.kb.findForm(params.code)
  const draft = form && (await findDraft(cookies, locals.kb, params.code))
  if (!form || !draft) return { online: form !== undefined, resumeAt: null, startedBy: null }
  const steps = stepsOf(procedure.content, form, draft, locals.kb, sayIn(locals.lang))
  const name = draft.answers.applicantName
  return { online: true, resumeAt: nextStep(steps, draft), startedBy: typeof name === 'string' ? name : null }
}

export const actions: Actions = {
  async start({ locals, params, cookies }) {
    const { kb } = locals
    const found = await findDraft(cookies, kb, params.code)
    if (found) await endDraft(cookies, kb, found)
    const [procedure, form] = await Promise.all([kb.findProcedure(params.code), kb.findForm(params.code)])
    if (!procedure || !form) redirect(303, `/thu-tuc/${params.code}`)
    const draft = await beginDraft(cookies, kb, params.code)
    const steps = stepsOf(procedure.content, form, draft, kb, sayIn(locals.lang))
    redirect(303, `/nop-ho-so/${params.code}/${nextStep(steps, draft)}`)
  },
  async discard({ locals, params, cookies }) {
    const found = await findDraft(cookies, locals.kb, params.code)
    if (found) await endDraft(cookies, locals.kb, found)
    redirect(303, `/thu-tuc/${params.code}`)
  },
}
