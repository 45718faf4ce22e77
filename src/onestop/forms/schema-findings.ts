import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { findDay } from '#kit/values/plain-date.ts'
import type { Answers, FormDefinition, FormFinding } from './contract.ts'
import { answersSchema } from './rules/answers-schema.ts'

const validators = new WeakMap<FormDefinition, ValidateFunction>()

function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false })
  ajv.addFormat('date', (text) => findDay(text) !== undefined)
  ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  return ajv
}

/** What the JSON Schema of a form finds wrong with pruned answers: the second line behind `checkAnswers`. */
export function schemaFindings(
  form: FormDefinition,
  answers: Answers,
  about: 'answers' | 'whole' = 'answers',
): FormFinding[] {
  const known = about === 'answers' ? validators.get(form) : undefined
  const validate = known ?? makeAjv().compile(answersSchema(form, { about, strict: true }))
  if (about === 'answers') validators.set(form, validate)
  if (validate(about === 'answers' ? onlyAnswers(form, answers) : answers)) return []
  return (validate.errors ?? []).map((error) => ({
    path: pathOfPointer(error.instancePath),
    code: 'schema',
    level: 'error',
    facts: { keyword: error.keyword, message: error.message ?? '' },
  }))
}

function onlyAnswers(form: FormDefinition, answers: Answers): Answers {
  const own = new Set(
    form.steps
      .filter((step) => step.about === 'answers')
      .flatMap((step) => step.sections.flatMap((section) => section.fields.map((field) => field.id))),
  )
  return Object.fromEntries(Object.entries(answers).filter(([id]) => own.has(id)))
}

/** `/machines/0/year` as `machines[0].year`. */
function pathOfPointer(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
}
