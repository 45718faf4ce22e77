import { type Cookies, error, redirect } from '@sveltejs/kit'
import type { Draft, Surface } from '#app/contract.ts'
import type { FormDefinition } from '#onestop/forms/contract.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { type Say, sayIn } from '#web/ui/messages.ts'
import { findDraft } from './draft.ts'
import { type FilingStep, stepsOf } from './filing-steps.ts'

/** All that a page of a filing stands on. */
export type Filing = {
  readonly kb: Surface
  readonly say: Say
  readonly procedure: ProcedureVersion
  readonly form: FormDefinition
  readonly draft: Draft
  readonly steps: readonly FilingStep[]
}

/** Opens the filing that this browser carries, or leads back to the page where one begins. */
export async function openFiling(event: {
  readonly cookies: Cookies
  readonly locals: App.Locals
  readonly params: { readonly code: string }
}): Promise<Filing> {
  const { kb } = event.locals
  const { code } = event.params
  const [procedure, form, draft] = await Promise.all([
    kb.findProcedure(code),
    kb.findForm(code),
    findDraft(event.cookies, kb, code),
  ])
  if (!procedure) error(404, 'procedure')
  if (!form || !draft) redirect(303, `/nop-ho-so/${code}`)
  const say = sayIn(event.locals.lang)
  return { kb, say, procedure, form, draft, steps: stepsOf(procedure.content, form, draft, kb, say) }
}

/** The step of an address, among those that this filing leads through. */
export function stepAt({ steps }: Filing, name: string): FilingStep {
  const step = steps.find((one) => one.name === name)
  if (!step) error(404, 'step')
  return step
}
