import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Answers, Field, FormDefinition, FormLang, Text2 } from '../contract.ts'
import { namedIn } from './conditions.ts'
import { fieldsById, isSimple, listFields } from './form-fields.ts'
import type { FormMessages } from './sentence.ts'

/** What the browser script is given with a page (`<script type="application/json" data-form>`). */
export type BrowserForm = {
  readonly form: FormDefinition
  readonly step: string
  readonly lang: FormLang
  readonly on: PlainDate
  /** Answers of other pages that conditions of this one ask for; this page's own are read from its controls. */
  readonly answers: Answers
  readonly messages: FormMessages
  readonly limitBytes: number
  readonly mediaTypes: readonly string[]
}

/**
 * What the browser needs of a form to run one page: the page's own step, the fields of others that its conditions
 * hang on with their answers, texts in one language, no examples.
 */
export function browserForm(
  form: FormDefinition,
  answers: Answers,
  page: Omit<BrowserForm, 'form' | 'answers'>,
): BrowserForm {
  const needed = neededIds(form, page.step)
  const steps = form.steps.flatMap((step) => {
    const whole = step.id === page.step
    const sections = step.sections.flatMap((section) => {
      const fields = section.fields.filter((field) => whole || needed.has(field.id)).map(slim)
      return fields.length > 0 ? [{ ...section, fields }] : []
    })
    return sections.length > 0 ? [{ ...step, sections }] : []
  })
  const warnings = form.warnings.filter((one) => fieldsById(form).get(one.field)?.step.id === page.step)
  const elsewhere = Object.entries(answers).filter(
    ([id]) => needed.has(id) && fieldsById(form).get(id)?.step.id !== page.step,
  )
  const slimmed = inOneLanguage({ ...form, note: '.', steps, warnings }, page.lang) as FormDefinition
  return { ...page, form: slimmed, answers: Object.fromEntries(elsewhere) }
}

/** The outer fields that the conditions of a page hang on, directly or through others. */
function neededIds(form: FormDefinition, stepId: string): Set<string> {
  const needed = new Set<string>()
  const open = listFields(form).flatMap((placed) => (placed.step.id === stepId ? [placed] : []))
  for (let placed = open.pop(); placed !== undefined; placed = open.pop()) {
    const { field, section, step, group } = placed
    const must = typeof field.required === 'object' ? field.required : undefined
    const named = [field.showIf, must, section.showIf, step.showIf, group?.showIf].flatMap((each) =>
      namedIn(each),
    )
    for (const { id } of named) {
      const other = fieldsById(form).get(id)
      const outer = other?.group ?? other?.field
      if (!other || !outer || needed.has(outer.id)) continue
      needed.add(outer.id)
      open.push(other)
    }
  }
  return needed
}

function slim(field: Field): Field {
  const { hint: _, ...rest } = field
  if ('example' in rest) delete (rest as { example?: unknown }).example
  return rest.type === 'group'
    ? { ...rest, fields: rest.fields.map((inner) => slim(inner)).filter(isSimple) }
    : rest
}

/** Both languages of each text become the one that is read, so that the page carries each text once. */
function inOneLanguage(value: unknown, lang: FormLang): unknown {
  if (Array.isArray(value)) return value.map((each) => inOneLanguage(each, lang))
  if (typeof value !== 'object' || value === null) return value
  const text = value as Partial<Text2>
  if (typeof text.vi === 'string' && typeof text.en === 'string') return { [lang]: text[lang] }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inOneLanguage(each, lang)]))
}
