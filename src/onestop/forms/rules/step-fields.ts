import type { Answers, Condition, Field, FormDefinition, GroupField, Section, Step } from '../contract.ts'
import { type Moment, namedIn } from './conditions.ts'
import { fieldText } from './field-types.ts'
import { fieldsById, findStep, pathOf, rowsToShow } from './form-fields.ts'
import { type FormView, viewOf } from './visible-fields.ts'

/** A field as the page of its step renders it. */
export type RenderedField = {
  readonly field: Field
  /** Name and id of its control. */
  readonly path: string
  /** What stands in the control of a field with one value. */
  readonly text: string
  /** The canonical value; of `choices` the chosen, of `evidence` the ids of documents. */
  readonly value: unknown
  readonly visible: boolean
  /** Present when another answer of this page can show or hide it: to be told in words. */
  readonly condition?: Condition
  /** Whether it must be filled when shown; `true` only where that is so whatever else is answered. */
  readonly required: boolean
  /** Of a group: one list of fields for each row to show, and one with `#` for the number of the row to be added. */
  readonly rows?: readonly (readonly RenderedField[])[]
  readonly newRow?: readonly RenderedField[]
}
export type RenderedSection = {
  readonly section: Section
  readonly visible: boolean
  readonly condition?: Condition
  readonly fields: readonly RenderedField[]
}

/** The steps that the answers so far lead through. */
export function visibleSteps(form: FormDefinition, answers: Answers, moment: Moment = {}): Step[] {
  const view = viewOf(form, answers, moment)
  return form.steps.filter((step) =>
    step.sections.some((section) => section.fields.some((field) => view.isVisible(field.id))),
  )
}

/**
 * What the page of a step renders. A field that is hidden now is among it when an answer of the same page could
 * show it, so that the page works without script; what only other pages can show is left out.
 */
export function stepFields(
  form: FormDefinition,
  answers: Answers,
  stepId: string,
  moment: Moment = {},
): RenderedSection[] {
  const step = findStep(form, stepId)
  if (!step) return []
  const view = viewOf(form, answers, moment)
  const hangs = (condition: Condition | undefined) => hangsOnStep(form, condition, stepId)
  return step.sections.flatMap((section) => {
    const fields = section.fields
      .filter((field) => view.isVisible(field.id) || hangs(section.showIf) || hangs(field.showIf))
      .map((field) => rendered(view, answers, field, hangs(field.showIf)))
    if (fields.length === 0) return []
    const visible = section.fields.some((field) => view.isVisible(field.id))
    const condition = hangs(section.showIf) ? section.showIf : undefined
    return [{ section, visible, fields, ...(condition && { condition }) }]
  })
}

/** Whether what a condition asks could be changed on the page of a step, directly or through other fields. */
function hangsOnStep(form: FormDefinition, condition: Condition | undefined, stepId: string): boolean {
  const seen = new Set<string>()
  const open = namedIn(condition).map(({ id }) => id)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const placed = fieldsById(form).get(id)
    if (seen.has(id) || !placed) continue
    if (placed.step.id === stepId) return true
    seen.add(id)
    for (const each of [placed.field.showIf, placed.section.showIf, placed.step.showIf, placed.group?.showIf])
      open.push(...namedIn(each).map((named) => named.id))
  }
  return false
}

function rendered(view: FormView, answers: Answers, field: Field, conditional: boolean): RenderedField {
  const value = view.rawValue(field.id)
  const one: RenderedField = {
    field,
    path: field.id,
    value,
    text: textOf(field, value),
    visible: view.isVisible(field.id),
    required: field.required === true,
    ...(conditional && field.showIf && { condition: field.showIf }),
  }
  if (field.type !== 'group') return one
  const rows = Array.from({ length: rowsToShow(field, answers[field.id]) }, (_, row) =>
    field.fields.map((inner) => inRow(view, field, inner, row)),
  )
  const newRow = field.fields.map((inner) => ({
    ...inRow(view, field, inner, -1),
    path: `${field.id}[#].${inner.id}`,
  }))
  return { ...one, rows, newRow }
}

function inRow(view: FormView, group: GroupField, field: Field, row: number): RenderedField {
  const value = view.rawValue(field.id, row)
  return {
    field,
    path: pathOf(field.id, { id: group.id, row }),
    value,
    text: textOf(field, value),
    visible: view.isVisible(field.id, row),
    required: field.required === true,
    ...(field.showIf && { condition: field.showIf }),
  }
}

function textOf(field: Field, value: unknown): string {
  return Array.isArray(value) ? '' : fieldText(field, value)
}
