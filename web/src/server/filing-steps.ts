import type { Draft, Surface } from '#app/contract.ts'
import { findDay } from '#kit/values/plain-date.ts'
import type { FormDefinition } from '#onestop/forms/contract.ts'
import { visibleSteps } from '#onestop/forms/rules/step-fields.ts'
import type { ProcedureContent } from '#onestop/procedures/contract.ts'
import type { Say } from '#web/ui/messages.ts'

/** A step of a filing: its name in the address, its title, and whether the form makes it. */
export type FilingStep = { readonly name: string; readonly title: string; readonly ofForm: boolean }

export const caseStep = 'truong-hop'
export const returnStep = 'nhan-ket-qua'
export const reviewStep = 'kiem-tra'

/** The steps that this filing leads through: the case where there are cases, the form's own, the result, the review. */
export function stepsOf(
  content: ProcedureContent,
  form: FormDefinition,
  draft: Draft,
  kb: Pick<Surface, 'today' | 'lang'>,
  say: Say,
): FilingStep[] {
  const own = (name: typeof caseStep | typeof returnStep | typeof reviewStep): FilingStep => ({
    name,
    title: say(`step.${name}`),
    ofForm: false,
  })
  const ofForm = visibleSteps(form, draft.answers, { on: findDay(kb.today) }).map((step) => ({
    name: step.id,
    title: step.title[kb.lang],
    ofForm: true,
  }))
  return [...(content.cases.length > 0 ? [own(caseStep)] : []), ...ofForm, own(returnStep), own(reviewStep)]
}

/** The first step not yet passed: where a filing goes on. */
export function nextStep(steps: readonly FilingStep[], draft: Draft): string {
  return steps.find((step) => !draft.passed.includes(step.name))?.name ?? reviewStep
}

/** The draft with a step passed, or no longer passed. */
export function withPassed(draft: Draft, step: string, passed: boolean): Draft {
  const others = draft.passed.filter((other) => other !== step)
  return { ...draft, passed: passed ? [...others, step] : others }
}
