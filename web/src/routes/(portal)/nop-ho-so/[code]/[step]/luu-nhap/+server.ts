import { openFiling, stepAt } from '#web/server/filing.ts'
import { reviewStep, withPassed } from '#web/server/filing-steps.ts'
import { readStep } from '#web/server/save-step.ts'
import type { RequestHandler } from './$types'

/** Keeps what has been typed so far, for the browser script: the same form data, no check, no leaving. */
export const POST: RequestHandler = async (event) => {
  const filing = await openFiling(event)
  const { name, ofForm } = stepAt(filing, event.params.step)
  if (name === reviewStep || !ofForm) return new Response(null, { status: 204 })
  const outcome = await readStep(filing, name, await event.request.formData())
  await filing.kb.saveDraft(withPassed(outcome.draft, name, false))
  return new Response(null, { status: 204 })
}
