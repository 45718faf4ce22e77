import type { Condition, DayRef, Field, FormDefinition } from '../contract.ts'
import { fieldIn, namedIn } from './conditions.ts'
import { canonicalValue, scalarRules } from './field-types.ts'
import { fieldsById, listFields, type PlacedField } from './form-fields.ts'

/** What is wrong with a form that its schema cannot see: where (`steps.x`, `fields.y`), and what. */
export type FormFault = { readonly at: string; readonly fault: string }

/**
 * Faults of a form as content: ids said twice, conditions that name what is not there or compare what cannot be
 * compared, circles, patterns that do not match their example, fields in a step of another kind.
 */
export function formFaults(form: FormDefinition): FormFault[] {
  const fields = listFields(form)
  return [
    ...repeated(
      form.steps.map((step) => step.id),
      'steps',
    ),
    ...repeated(
      form.steps.flatMap((step) => step.sections.map((section) => section.id)),
      'sections',
    ),
    ...repeated(
      fields.map(({ field }) => field.id),
      'fields',
    ),
    ...repeated(
      form.warnings.map((warning) => warning.id),
      'warnings',
    ),
    ...fields.flatMap((placed) => fieldFaults(form, placed)),
    ...conditionsOf(form).flatMap((one) => conditionFaults(form, one)),
    ...circles(form),
    ...warningFaults(form),
    ...textFaults(form.steps, 'steps'),
    ...textFaults(form.warnings, 'warnings'),
  ]
}

function repeated(ids: readonly string[], at: string): FormFault[] {
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index))
  return [...twice].map((id) => ({ at: `${at}.${id}`, fault: 'has this id twice' }))
}

type PlacedCondition = {
  readonly at: string
  readonly condition: Condition
  /** Of the step; `answers` may speak of `answers` only. */
  readonly about?: string
  readonly group?: string
  /** Only warnings may ask for today: what is asked for must not change overnight. */
  readonly mayAskToday: boolean
}

function conditionsOf(form: FormDefinition): PlacedCondition[] {
  const found: PlacedCondition[] = []
  const add = (at: string, condition: unknown, where: { about?: string; group?: string }, today = false) => {
    if (typeof condition === 'object' && condition !== null)
      found.push({ at, condition: condition as Condition, ...where, mayAskToday: today })
  }
  for (const step of form.steps) {
    add(`steps.${step.id}.showIf`, step.showIf, { about: step.about })
    for (const section of step.sections)
      add(`sections.${section.id}.showIf`, section.showIf, { about: step.about })
  }
  for (const { field, step, group } of listFields(form)) {
    const where = { about: step.about, ...(group && { group: group.id }) }
    add(`fields.${field.id}.showIf`, field.showIf, where)
    add(`fields.${field.id}.required`, field.required, where)
  }
  for (const warning of form.warnings) add(`warnings.${warning.id}.when`, warning.when, {}, true)
  return found
}

function conditionFaults(form: FormDefinition, placed: PlacedCondition): FormFault[] {
  const faults: string[] = []
  const { condition } = placed
  for (const { id, inRowsOf, isGroup } of namedIn(condition)) {
    const named = fieldsById(form).get(id)
    if (!named) faults.push(`names ${id}, which is no field`)
    else if (isGroup && named.field.type !== 'group') faults.push(`anyRow names ${id}, which is no group`)
    else if (named.group && named.group.id !== (inRowsOf ?? placed.group))
      faults.push(`names ${id}, which stands in the rows of ${named.group.id}`)
    else if (placed.about === 'answers' && named.step.about !== 'answers')
      faults.push(`names ${id} of a step about ${named.step.about}`)
  }
  if (!placed.mayAskToday && JSON.stringify(condition).match(/"from":"today"|"withinHours"/))
    faults.push('asks for today, which only warnings may')
  faults.push(...comparisonFaults(form, condition))
  return faults.map((fault) => ({ at: placed.at, fault }))
}

const numeric = new Set(['number', 'integer', 'money'])

function comparisonFaults(form: FormDefinition, condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap((each) => comparisonFaults(form, each))
  if ('any' in condition) return condition.any.flatMap((each) => comparisonFaults(form, each))
  if ('not' in condition) return comparisonFaults(form, condition.not)
  if ('anyRow' in condition) return comparisonFaults(form, condition.where)
  const field = fieldsById(form).get(condition.field)?.field
  if (!field) return []
  const wrong = (what: string) => [`${what} does not fit ${field.id}, which is ${field.type}`]
  if ('equals' in condition)
    return canHold(field, condition.equals) ? [] : wrong(`equals ${condition.equals}`)
  if ('in' in condition)
    return condition.in.flatMap((each) => (canHold(field, each) ? [] : wrong(`in ${each}`)))
  if ('includes' in condition)
    return field.type === 'choices' && field.options.some(({ value }) => value === condition.includes)
      ? []
      : wrong(`includes ${condition.includes}`)
  if ('greaterThan' in condition || 'lessThan' in condition)
    return numeric.has(field.type) ? [] : wrong('a comparison of numbers')
  if ('filled' in condition) return []
  if (field.type !== 'date') return wrong('a comparison of days')
  if ('withinHours' in condition)
    return fieldsById(form).get(condition.time)?.field.type === 'text' ? [] : wrong('time')
  return dayFaults(form, 'before' in condition ? condition.before : condition.after)
}

function canHold(field: Field, value: string | number | boolean): boolean {
  if (field.type === 'choice') return field.options.some((option) => option.value === value)
  if (field.type === 'yes-no') return typeof value === 'boolean'
  if (numeric.has(field.type)) return typeof value === 'number'
  return (field.type === 'text' || field.type === 'area') && typeof value === 'string'
}

function dayFaults(form: FormDefinition, reference: DayRef | undefined): string[] {
  return fieldIn(reference).flatMap((id) =>
    fieldsById(form).get(id)?.field.type === 'date' ? [] : [`reckons from ${id}, which is no date field`],
  )
}

function fieldFaults(form: FormDefinition, { field, step }: PlacedField): FormFault[] {
  const faults: string[] = []
  if ((field.type === 'evidence') !== (step.about === 'papers'))
    faults.push(`is ${field.type} in a step about ${step.about}`)
  if ('options' in field) {
    const values = field.options.map((option) => option.value)
    if (new Set(values).size < values.length) faults.push('has an option twice')
  }
  if (field.type === 'text' && field.pattern) faults.push(...patternFaults(field.pattern, field.example))
  if (field.type === 'text' && field.pattern && !field.message)
    faults.push('has a pattern without a message that says what is asked for')
  if (field.type === 'date')
    faults.push(
      ...dayFaults(form, field.min),
      ...dayFaults(form, field.max),
      ...dayFaults(form, field.example),
    )
  if ('min' in field && 'max' in field && typeof field.min === 'number' && typeof field.max === 'number')
    if (field.min > field.max) faults.push('has min above max')
  if (field.type === 'group' && (field.minRows ?? 0) > (field.maxRows ?? Number.POSITIVE_INFINITY))
    faults.push('has minRows above maxRows')
  faults.push(...exampleFaults(field))
  return faults.map((fault) => ({ at: `fields.${field.id}`, fault }))
}

function patternFaults(pattern: string, example: string | undefined): string[] {
  if (example === undefined) return ['has a pattern without an example']
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(example) ? [] : ['example does not match the pattern']
  } catch {
    return ['pattern is no regular expression']
  }
}

function exampleFaults(field: Field): string[] {
  if (!('example' in field) || field.example === undefined || field.type === 'date') return []
  if (field.type === 'text' && field.pattern) return []
  const fault = scalarRules(field)?.fault(canonicalValue(field, field.example), field as never)
  return fault ? [`example: ${fault.code}`] : []
}

/** Fields whose being shown hangs on their being shown. */
function circles(form: FormDefinition): FormFault[] {
  const fields = fieldsById(form)
  const namedBy = (id: string) => {
    const placed = fields.get(id)
    if (!placed) return []
    const { field, section, step, group } = placed
    return [field.showIf, section.showIf, step.showIf, group?.showIf].flatMap((each) => namedIn(each))
  }
  const inCircle = (start: string) => {
    const seen = new Set<string>()
    const open = namedBy(start).map(({ id }) => id)
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === start) return true
      if (seen.has(id)) continue
      seen.add(id)
      open.push(...namedBy(id).map((named) => named.id))
    }
    return false
  }
  return [...fields.keys()]
    .filter(inCircle)
    .map((id) => ({ at: `fields.${id}`, fault: 'is shown on a condition that hangs on itself' }))
}

function warningFaults(form: FormDefinition): FormFault[] {
  return form.warnings.flatMap((warning) => {
    const placed = fieldsById(form).get(warning.field)
    if (placed && placed.group === undefined) return []
    return [
      { at: `warnings.${warning.id}`, fault: `stands at ${warning.field}, which is no field outside groups` },
    ]
  })
}

/** Texts that are not composed, wherever they stand. */
function textFaults(value: unknown, at: string): FormFault[] {
  if (typeof value === 'string')
    return value.normalize('NFC') === value ? [] : [{ at, fault: `is not composed (NFC): ${value}` }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => textFaults(each, `${at}.${key}`))
}
