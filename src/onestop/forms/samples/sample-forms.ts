import fc from 'fast-check'
import type { Answers, Condition, Field, FormDefinition, SimpleField } from '../contract.ts'
import type { RenderedField } from '../rules/step-fields.ts'
import { stepFields } from '../rules/step-fields.ts'

/** Forms, answers and posted pages for tests. Nothing here is real. */

const label = { vi: 'Mục', en: 'Item' }

/** A form of one page with these fields. */
export function formWith(fields: readonly Field[], rest: Partial<FormDefinition> = {}): FormDefinition {
  return {
    form: 'TEST',
    verified: false,
    note: 'thử',
    steps: [{ id: 'page', about: 'answers', title: label, sections: [{ id: 'all', fields: [...fields] }] }],
    warnings: [],
    ...rest,
  }
}

/** One field of each type that holds one value, by type. */
export const oneOfEach = {
  text: { id: 'f', type: 'text', label, maxLength: 5, minLength: 2 },
  textarea: { id: 'f', type: 'textarea', label, maxLength: 8 },
  number: { id: 'f', type: 'number', label, min: -1, max: 1000 },
  integer: { id: 'f', type: 'integer', label, min: 1, max: 5000 },
  money: { id: 'f', type: 'money', label, min: 0 },
  date: { id: 'f', type: 'date', label, min: '2018-01-01', max: { from: 'today', days: 10 } },
  phone: { id: 'f', type: 'phone', label },
  email: { id: 'f', type: 'email', label },
  'personal-id': { id: 'f', type: 'personal-id', label },
  'enterprise-code': { id: 'f', type: 'enterprise-code', label },
  choice: {
    id: 'f',
    type: 'choice',
    label,
    options: [
      { value: 'a', label },
      { value: 'b', label },
    ],
  },
  choices: {
    id: 'f',
    type: 'choices',
    label,
    options: [
      { value: 'a', label },
      { value: 'b', label },
      { value: 'c', label },
    ],
    maxChosen: 2,
  },
  'yes-no': { id: 'f', type: 'yes-no', label },
  area: { id: 'f', type: 'area', label },
} as const satisfies Record<SimpleField['type'], SimpleField>

/**
 * What a browser sends of a page rendered by the contract of README.md: each control of each rendered field, ticked
 * boxes by their values, hidden inputs of stored documents.
 */
export function postedPage(form: FormDefinition, answers: Answers, step: string): [string, string][] {
  return stepFields(form, answers, step).flatMap((section) => section.fields.flatMap(controlsOf))
}

function controlsOf(one: RenderedField): [string, string][] {
  if (one.rows) return one.rows.flatMap((row) => row.flatMap(controlsOf))
  if (Array.isArray(one.value)) return one.value.map((each) => [one.path, String(each)])
  if (one.field.type === 'choice' || one.field.type === 'yes-no')
    return one.text === '' ? [] : [[one.path, one.text]]
  return one.field.type === 'choices' || one.field.type === 'evidence' ? [] : [[one.path, one.text]]
}

const outerIds = ['o0', 'o1', 'o2', 'o3', 'o4']
const innerIds = ['r0', 'r1', 'r2']

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })

type Shape = {
  readonly type: 'text' | 'integer' | 'choice' | 'choices' | 'yes-no'
  readonly required: boolean
}
const shape: fc.Arbitrary<Shape> = fc.record({
  type: fc.constantFrom('text', 'integer', 'choice', 'choices', 'yes-no'),
  required: fc.boolean(),
})

function fieldOf(id: string, { type, required }: Shape, showIf: Condition | undefined): SimpleField {
  const common = { id, label, required, ...(showIf && { showIf }) }
  if (type === 'text') return { ...common, type, minLength: 2, maxLength: 4 }
  if (type === 'integer') return { ...common, type, min: 0, max: 9 }
  if (type === 'yes-no') return { ...common, type }
  const options = [
    { value: 'a', label },
    { value: 'b', label },
    { value: 'c', label },
  ]
  return type === 'choice' ? { ...common, type, options } : { ...common, type, options, maxChosen: 2 }
}

/** A condition over fields; each fits any type, and may compare what never is equal. */
function conditionOver(ids: readonly string[]): fc.Arbitrary<Condition> {
  const field = fc.constantFrom(...ids)
  const atom: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ field, equals: fc.constantFrom<string | number | boolean>('a', 'b', 3, true, false) }),
    fc.record({ field, in: fc.constant<(string | number | boolean)[]>(['a', 'c', 1, 2]) }),
    fc.record({ field, includes: fc.constantFrom('a', 'b') }),
    fc.record({ field, filled: fc.boolean() }),
    fc.record({ field, greaterThan: fc.integer({ min: 0, max: 8 }) }),
    fc.record({ field, lessThan: fc.integer({ min: 0, max: 8 }) }),
  )
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      atom,
      fc.record({ not: tie('condition') }),
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
    ),
  })).condition
}

/**
 * Random forms: five fields and a group of three, each shown on a random condition over fields before it, those of
 * the group over their own row or over the outer fields.
 */
export const anyForm: fc.Arbitrary<FormDefinition> = fc
  .record({
    outer: fc.array(shape, { minLength: 5, maxLength: 5 }),
    outerIf: fc.tuple(
      ...outerIds.map((_, at) => optional(conditionOver(outerIds.slice(0, Math.max(at, 1))))),
    ),
    inner: fc.array(shape, { minLength: 3, maxLength: 3 }),
    innerIf: fc.tuple(
      ...innerIds.map((_, at) =>
        optional(
          at === 0
            ? conditionOver(outerIds)
            : fc.oneof(conditionOver(outerIds), conditionOver(innerIds.slice(0, at))),
        ),
      ),
    ),
    group: fc.record({ required: fc.boolean(), minRows: fc.integer({ min: 0, max: 2 }) }),
    groupIf: optional(conditionOver(outerIds)),
    lastIf: optional(conditionOver(innerIds).map((where): Condition => ({ anyRow: 'g', where }))),
  })
  .map((made) => {
    const outer = outerIds.map((id, at) =>
      fieldOf(id, made.outer[at] as Shape, at === 0 ? undefined : made.outerIf[at]),
    )
    const group: Field = {
      id: 'g',
      type: 'group',
      label,
      rowLabel: label,
      maxRows: 3,
      ...made.group,
      ...(made.groupIf && { showIf: made.groupIf }),
      fields: innerIds.map((id, at) => fieldOf(id, made.inner[at] as Shape, made.innerIf[at])),
    }
    const last = fieldOf('last', { type: 'text', required: true }, made.lastIf)
    return formWith([...outer, group, last])
  })

const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    'a',
    'b',
    'c',
    'ab',
    'abc',
    'quá dài',
    '',
    '  ',
    'd',
    null,
    undefined,
    {},
    'ho\u0061\u0300',
  ),
  fc.integer({ min: -2, max: 11 }),
  fc.constantFrom(true, false, 1.5, Number.NaN),
  fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
)

/** Random answers to `anyForm`, right, wrong, hidden, unknown and missing ones. */
export const anyAnswers: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    ...Object.fromEntries([...outerIds, 'last', 'unknown'].map((id) => [id, anyValue])),
    g: fc.oneof(
      {
        arbitrary: fc.array(
          fc.record(Object.fromEntries([...innerIds, 'o0', 'zz'].map((id) => [id, anyValue])), {
            requiredKeys: [],
          }),
          { maxLength: 4 },
        ),
        weight: 8,
      },
      { arbitrary: anyValue, weight: 1 },
    ),
  },
  { requiredKeys: [] },
)
