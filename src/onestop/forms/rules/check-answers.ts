import { daysBetween, findDay } from '#kit/values/plain-date.ts'
import type { Answers, FormDefinition, FormFinding, FormWarning } from '../contract.ts'
import { dayInScope, holds, type Moment } from './conditions.ts'
import { writeDate } from './dates.ts'
import { scalarRules, type ValueFault } from './field-types.ts'
import { isEmpty } from './form-fields.ts'
import { type VisibleField, visibleFields } from './visible-fields.ts'

export type CheckOptions = Moment & {
  /** Only this page. */
  readonly step?: string | undefined
  /** Only steps about this: a dossier's answers are checked without its parties and papers. */
  readonly about?: 'parties' | 'answers' | 'papers' | undefined
  /** What has been filled must be right, but not all need be filled. */
  readonly partial?: boolean | undefined
  /** Whether an area exists; absent: not asked. */
  readonly areaExists?: ((code: string) => boolean) | undefined
}

/** Most rows of a group that says nothing else. House rule. */
export const usualMostRows = 100
/** Most documents for a paper that says nothing else. House rule. */
export const usualMostDocuments = 10

/**
 * All that is wrong with answers or worth a look, in the order of the form; hidden fields are not checked. Only
 * findings of level `error` stand in the way of filing. `asked`: the fields that are asked for, where they are known.
 */
export function checkAnswers(
  form: FormDefinition,
  answers: Answers,
  options: CheckOptions = {},
  asked: readonly VisibleField[] = visibleFields(form, answers, options),
): FormFinding[] {
  const findings: FormFinding[] = []
  for (const visible of asked) {
    if (options.about !== undefined && visible.step.about !== options.about) continue
    const fault = faultOf(visible, answers, options)
    if (fault)
      findings.push({
        path: visible.path,
        code: fault.code,
        level: fault.level ?? 'error',
        facts: fault.facts ?? {},
      })
    if (!fault && visible.group === undefined) findings.push(...warningsAt(form, visible, options))
  }
  return findings
}

/** Whether nothing stands in the way of filing. */
export function isFit(findings: readonly FormFinding[]): boolean {
  return findings.every((finding) => finding.level !== 'error')
}

function faultOf(visible: VisibleField, answers: Answers, options: CheckOptions): ValueFault | undefined {
  const { field, value, required } = visible
  if (field.type === 'group') return groupFault(visible, answers, options)
  if (value === undefined) return required && !options.partial ? { code: 'required' } : undefined
  if (field.type === 'choices') return choicesFault(field, value, options)
  if (field.type === 'evidence') return documentsFault(field, value)
  const fault = scalarRules(field)?.fault(value, field as never)
  if (fault && fault.level !== 'warning') return fault
  if (field.type === 'date') return dayFault(visible, String(value))
  if (field.type === 'area' && options.areaExists?.(String(value)) === false)
    return { code: 'area-unknown', facts: { code: String(value) } }
  return fault
}

function groupFault(visible: VisibleField, answers: Answers, options: CheckOptions): ValueFault | undefined {
  const { field, required, scope } = visible
  if (field.type !== 'group') return undefined
  const given = answers[field.id]
  if (!isEmpty(given) && !Array.isArray(given)) return { code: 'not-rows' }
  const rows = scope.rowsOf(field.id).length
  const most = field.maxRows ?? usualMostRows
  if (rows > most) return { code: 'too-many-rows', facts: { max: most } }
  if (options.partial) return undefined
  if (rows === 0) return required ? { code: 'required' } : undefined
  const least = field.minRows ?? 0
  return rows < least ? { code: 'too-few-rows', facts: { min: least } } : undefined
}

function choicesFault(
  field: Extract<VisibleField['field'], { type: 'choices' }>,
  value: unknown,
  options: CheckOptions,
): ValueFault | undefined {
  const chosen = Array.isArray(value) ? (value as unknown[]) : undefined
  if (!chosen?.every((each) => field.options.some((option) => option.value === each)))
    return { code: 'not-an-option' }
  const { minChosen = 0, maxChosen = field.options.length } = field
  if (chosen.length < minChosen && !options.partial)
    return { code: 'too-few-choices', facts: { min: minChosen } }
  return chosen.length > maxChosen ? { code: 'too-many-choices', facts: { max: maxChosen } } : undefined
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function documentsFault(
  field: Extract<VisibleField['field'], { type: 'evidence' }>,
  value: unknown,
): ValueFault | undefined {
  if (!Array.isArray(value) || !value.every((id) => typeof id === 'string' && uuid.test(id)))
    return { code: 'not-documents' }
  const most = field.maxDocuments ?? usualMostDocuments
  return value.length > most ? { code: 'too-many-documents', facts: { max: most } } : undefined
}

function dayFault(visible: VisibleField, value: string): ValueFault | undefined {
  const { field, scope } = visible
  const day = findDay(value)
  if (field.type !== 'date' || day === undefined) return undefined
  const least = field.min === undefined ? undefined : dayInScope(field.min, scope)
  if (least !== undefined && day < least) return { code: 'too-early', facts: { min: writeDate(least) } }
  const most = field.max === undefined ? undefined : dayInScope(field.max, scope)
  return most !== undefined && day > most ? { code: 'too-late', facts: { max: writeDate(most) } } : undefined
}

function warningsAt(form: FormDefinition, visible: VisibleField, options: CheckOptions): FormFinding[] {
  return form.warnings
    .filter((warning) => warning.field === visible.path && holds(warning.when, visible.scope))
    .map((warning) => ({
      path: visible.path,
      code: 'form-warning',
      level: 'warning',
      facts: warningFacts(warning, visible, options),
    }))
}

function warningFacts(
  warning: FormWarning,
  visible: VisibleField,
  options: CheckOptions,
): FormFinding['facts'] {
  const day = typeof visible.value === 'string' ? findDay(visible.value) : undefined
  if (day === undefined || options.on === undefined) return { warning: warning.id }
  return { warning: warning.id, days: daysBetween(options.on, day) }
}
