import type { Answers, Condition, FormDefinition, GroupField } from '../contract.ts'
import { type ConditionScope, holds, type Moment } from './conditions.ts'
import { canonicalValue } from './field-types.ts'
import { fieldsById, isEmpty, outerFields, type PlacedField, pathOf, rowsOf } from './form-fields.ts'

/** A field that is asked for, under its name in the page, with its canonical value (undefined when empty). */
export type VisibleField = PlacedField & {
  readonly path: string
  readonly row?: number
  readonly value: unknown
  readonly required: boolean
  /** What conditions at this place see. */
  readonly scope: ConditionScope
}

/** Answers seen through the form: which fields are asked for and what they hold. */
export type FormView = {
  /** Whether a field is asked for; `row` for a field inside a group. */
  readonly isVisible: (id: string, row?: number) => boolean
  /** What conditions see outside all groups, or in a row of one. */
  readonly scope: (group?: GroupField, row?: number) => ConditionScope
  /** The canonical value of a field, visible or not; undefined when empty. */
  readonly rawValue: (id: string, row?: number) => unknown
  /** The rows of a group that are not wholly empty, by their index. */
  readonly filledRows: (group: GroupField) => readonly number[]
}

/**
 * Looks at answers through a form. A field is asked for when its own condition and those of its section, step and
 * group hold; a hidden field counts as not answered, so that hiding one hides what hangs on it, whatever the order
 * of the fields. Fields that hang on each other in a circle are hidden (`formFaults` finds them).
 */
export function viewOf(form: FormDefinition, answers: Answers, moment: Moment = {}): FormView {
  const fields = fieldsById(form)
  const known = new Map<string, boolean>()
  const values = new Map<string, unknown>()

  const keyOf = (placed: PlacedField, row?: number) =>
    placed.group === undefined
      ? placed.field.id
      : pathOf(placed.field.id, { id: placed.group.id, row: row ?? -1 })

  function rawValue(id: string, row?: number): unknown {
    const placed = fields.get(id)
    if (!placed) return undefined
    const key = keyOf(placed, row)
    if (values.has(key)) return values.get(key)
    const holder = placed.group === undefined ? answers : rowsOf(answers[placed.group.id])[row ?? -1]
    const canonical = canonicalValue(placed.field, holder?.[id])
    const value = isEmpty(canonical) ? undefined : canonical
    values.set(key, value)
    return value
  }

  function isVisible(id: string, row?: number): boolean {
    const placed = fields.get(id)
    if (!placed || (placed.group !== undefined && row === undefined)) return false
    const key = keyOf(placed, row)
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, false)
    const { field, section, step, group } = placed
    const outside = scope()
    const visible =
      holds(step.showIf, outside) &&
      holds(section.showIf, outside) &&
      (group === undefined || holds(group.showIf, outside)) &&
      holds(field.showIf, group === undefined ? outside : scope(group, row))
    known.set(key, visible)
    return visible
  }

  function filledRows(group: GroupField): number[] {
    return rowsOf(answers[group.id]).flatMap((_, row) =>
      group.fields.some((field) => isVisible(field.id, row) && rawValue(field.id, row) !== undefined)
        ? [row]
        : [],
    )
  }

  function scope(group?: GroupField, row?: number): ConditionScope {
    return {
      moment,
      valueOf(id) {
        const placed = fields.get(id)
        const at = placed?.group !== undefined && placed.group.id === group?.id ? row : undefined
        if (!placed || !isVisible(id, at)) return undefined
        if (placed.field.type !== 'group') return rawValue(id, at)
        return filledRows(placed.field).length > 0 ? true : undefined
      },
      rowsOf(id) {
        const inner = fields.get(id)?.field
        if (inner?.type !== 'group' || !isVisible(id)) return []
        return filledRows(inner).map((each) => scope(inner, each))
      },
    }
  }

  return { isVisible, scope, rawValue, filledRows }
}

/**
 * The fields that the answers so far ask for, in the order of the form; those of a group once for each filled row.
 * `step` narrows to one page.
 */
export function visibleFields(
  form: FormDefinition,
  answers: Answers,
  options: Moment & { readonly step?: string | undefined } = {},
): VisibleField[] {
  const view = viewOf(form, answers, options)
  const found: VisibleField[] = []
  for (const placed of outerFields(form, options.step)) {
    if (!view.isVisible(placed.field.id)) continue
    found.push(seen(view, placed))
    const { field } = placed
    if (field.type !== 'group') continue
    for (const row of view.filledRows(field))
      for (const inner of field.fields)
        if (view.isVisible(inner.id, row))
          found.push(seen(view, { ...placed, field: inner, group: field }, row))
  }
  return found
}

function seen(view: FormView, placed: PlacedField, row?: number): VisibleField {
  const { field, group } = placed
  const scope = view.scope(group, row)
  const visible = {
    ...placed,
    path: pathOf(field.id, group && { id: group.id, row: row ?? 0 }),
    value: view.rawValue(field.id, row),
    required: isRequired(field.required, scope),
    scope,
  }
  return row === undefined ? visible : { ...visible, row }
}

function isRequired(required: boolean | Condition | undefined, scope: ConditionScope): boolean {
  return typeof required === 'object' ? holds(required, scope) : required === true
}

/**
 * The answers that count: only what is asked for and filled, in canonical form; rows that are wholly empty, hidden
 * fields and unknown names are dropped. Idempotent.
 */
export function prunedAnswers(
  form: FormDefinition,
  answers: Answers,
  moment: Moment = {},
): Record<string, unknown> {
  return answersIn(visibleFields(form, answers, moment))
}

/** The answers that count, of fields that are known to be asked for. */
export function answersIn(visible: readonly VisibleField[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  const rows = new Map<string, Record<string, unknown>>()
  for (const { field, group, row, value } of visible) {
    if (value === undefined || field.type === 'group') continue
    if (group === undefined) kept[field.id] = value
    else rowIn(kept, rows, `${group.id}[${row}]`, group.id)[field.id] = value
  }
  return kept
}

function rowIn(
  kept: Record<string, unknown>,
  rows: Map<string, Record<string, unknown>>,
  key: string,
  group: string,
): Record<string, unknown> {
  const known = rows.get(key)
  if (known) return known
  const row: Record<string, unknown> = {}
  rows.set(key, row)
  kept[group] = [...((kept[group] as unknown[] | undefined) ?? []), row]
  return row
}
