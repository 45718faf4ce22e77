import type { Field, FormDefinition, GroupField, Section, SimpleField, Step } from '../contract.ts'

/** A field with where it stands; `group` when it stands in the rows of one. */
export type PlacedField = {
  readonly field: Field
  readonly step: Step
  readonly section: Section
  readonly group?: GroupField
}

const indexes = new WeakMap<FormDefinition, ReadonlyMap<string, PlacedField>>()

/** All fields of a form by id, in the order of the form; a group before its own fields. */
export function fieldsById(form: FormDefinition): ReadonlyMap<string, PlacedField> {
  let index = indexes.get(form)
  if (index === undefined) {
    index = new Map(listFields(form).map((placed) => [placed.field.id, placed]))
    indexes.set(form, index)
  }
  return index
}

/** As `fieldsById`, with every repetition of an id. */
export function listFields(form: FormDefinition): PlacedField[] {
  const placed: PlacedField[] = []
  for (const step of form.steps)
    for (const section of step.sections)
      for (const field of section.fields) {
        placed.push({ field, step, section })
        if (field.type === 'group')
          for (const inner of field.fields) placed.push({ field: inner, step, section, group: field })
      }
  return placed
}

/** The fields of a form, of one step when named, without those inside groups. */
export function outerFields(form: FormDefinition, stepId?: string): PlacedField[] {
  return [...fieldsById(form).values()].filter(
    ({ group, step }) => group === undefined && (stepId === undefined || step.id === stepId),
  )
}

/** The step with an id. */
export function findStep(form: FormDefinition, stepId: string): Step | undefined {
  return form.steps.find((step) => step.id === stepId)
}

/** A field's name in the page: `capital`, `machines[0].year`. */
export function pathOf(id: string, group?: { readonly id: string; readonly row: number }): string {
  return group === undefined ? id : `${group.id}[${group.row}].${id}`
}

/** A path taken apart; undefined when the form has no such field. `machines[0]` is a row. */
export function findByPath(
  form: FormDefinition,
  path: string,
): { readonly placed: PlacedField; readonly row?: number } | undefined {
  const parts = /^([^[\].]+)(?:\[(\d{1,4})\](?:\.([^[\].]+))?)?$/.exec(path)
  if (!parts) return undefined
  const [, outer = '', row, inner] = parts
  const placed = fieldsById(form).get(inner ?? outer)
  if (!placed || placed.group?.id !== (inner === undefined ? undefined : outer)) return undefined
  if (row === undefined) return { placed }
  return inner !== undefined || placed.field.type === 'group' ? { placed, row: Number(row) } : undefined
}

/** The rows of a group in answers: whatever is no row counts as an empty one. */
export function rowsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return []
  return value.map((row: unknown) =>
    typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as Record<string, unknown>) : {},
  )
}

/** How many rows a page shows of a group: those there are, at least the fewest asked for, and one to begin with. */
export function rowsToShow(field: GroupField, value: unknown): number {
  return Math.max(rowsOf(value).length, field.minRows ?? 0, 1)
}

/** Whether nothing was answered: absent, an empty text or list. `false` and 0 are answers. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}

/** A field that may stand in a row. */
export function isSimple(field: Field): field is SimpleField {
  return field.type !== 'group' && field.type !== 'evidence'
}
