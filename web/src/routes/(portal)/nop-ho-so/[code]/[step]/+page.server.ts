import { error, fail, redirect } from '@sveltejs/kit'
import { findDay } from '#kit/values/plain-date.ts'
import { browserForm } from '#onestop/forms/rules/browser-form.ts'
import { stepFields } from '#onestop/forms/rules/step-fields.ts'
import { fileDraft } from '#web/server/file-draft.ts'
import { openFiling, stepAt } from '#web/server/filing.ts'
import { nextStep, reviewStep, withPassed } from '#web/server/filing-steps.ts'
import { textOf } from '#web/server/form.ts'
import { reviewOf } from '#web/server/review.ts'
import { findWarnings, readStep } from '#web/server/save-step.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const filing = await openFiling(event)
  const { draft, form, kb, steps } = filing
  const step = stepAt(filing, event.params.step)
  const reached = nextStep(steps, draft)
  const place = (name: string) => steps.findIndex((one) => one.name === name)
  if (place(step.name) > place(reached)) redirect(303, `/nop-ho-so/${event.params.code}/${reached}`)
  const on = findDay(kb.today)
  if (!on) error(500, 'no day today')
  const usual = { lang: kb.lang, on, messages: kb.formMessages, limitBytes: 20 * 1024 * 1024 }
  return {
    draft,
    steps,
    step,
    form,
    formMessages: kb.formMessages,
    sections: step.ofForm ? stepFields(form, draft.answers, step.name, { on }) : [],
    pageJson: step.ofForm
      ? JSON.stringify(browserForm(form, draft.answers, { ...usual, step: step.name, mediaTypes: [] }))
      : null,
    communes: step.ofForm ? await kb.listCommunes() : [],
    warnings: step.ofForm && draft.passed.includes(step.name) ? findWarnings(filing, step.name) : [],
    review: step.name === reviewStep ? await reviewOf(filing) : null,
  }
}

export const actions: Actions = {
  /** Saves the step as typed; goes on only without a fault. */
  async save(event) {
    const filing = await openFiling(event)
    const { name } = stepAt(filing, event.params.step)
    if (name === reviewStep) error(405, 'step')
    const outcome = await readStep(filing, name, await event.request.formData())
    const passed = outcome.faults.length === 0 && !outcome.stays
    const draft = withPassed(outcome.draft, name, passed)
    await filing.kb.saveDraft(draft)
    if (outcome.stays) return { faults: outcome.uploadFaults }
    if (!passed) return fail(422, { faults: outcome.faults })
    const { steps } = await openFiling(event)
    const here = steps.findIndex((step) => step.name === name)
    redirect(303, `/nop-ho-so/${event.params.code}/${steps[here + 1]?.name ?? reviewStep}`)
  },

  /** Files the dossier after the declaration. */
  async submit(event) {
    const filing = await openFiling(event)
    const open = nextStep(filing.steps, filing.draft)
    if (open !== reviewStep) redirect(303, `/nop-ho-so/${event.params.code}/${open}`)
    const form = await event.request.formData()
    if (textOf(form, 'declared') !== 'yes')
      return fail(422, { faults: [{ field: 'declared', message: filing.say('fault.declaration') }] })
    const outcome = await fileDraft(event.cookies, filing)
    if ('faults' in outcome) return fail(422, { faults: outcome.faults })
    redirect(303, `/tra-cuu/${outcome.code}/da-nop`)
  },
}
