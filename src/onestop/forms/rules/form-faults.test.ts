import { describe, expect, test } from 'vitest'
import type { Condition, Field, FormDefinition } from '../contract.ts'
import { formWith } from '../samples/sample-forms.ts'
import { conditionText } from './condition-text.ts'
import { formFaults } from './form-faults.ts'
import { formMessages } from './form-messages.ts'
import { putFragmentsIn } from './fragments.ts'

const label = { vi: 'Lý do', en: 'Reason' }
const option = (value: string) => ({ value, label })
const base: Field[] = [
  { id: 'kind', type: 'choice', label, options: [option('a'), option('b')] },
  { id: 'many', type: 'choices', label, options: [option('a')] },
  { id: 'count', type: 'integer', label },
  { id: 'starts', type: 'date', label },
  { id: 'sure', type: 'yes-no', label },
  {
    id: 'rows',
    type: 'group',
    label,
    rowLabel: label,
    fields: [
      { id: 'inner', type: 'text', label },
      { id: 'other', type: 'text', label },
    ],
  },
]
const faultsOf = (form: FormDefinition) => formFaults(form).map(({ at, fault }) => `${at} ${fault}`)
const withField = (field: Field) => faultsOf(formWith([...base, field]))
const shownIf = (showIf: Condition) => withField({ id: 'x', type: 'text', label, showIf })

test('a sound form has no fault', () => expect(faultsOf(formWith(base))).toEqual([]))

describe('conditions', () => {
  const wrong: [string, Condition, RegExp][] = [
    ['an unknown field', { field: 'nothing', filled: true }, /names nothing/],
    ['a field inside rows from outside', { field: 'inner', filled: true }, /rows of rows/],
    ['rows of what is no group', { anyRow: 'kind', where: { field: 'kind', filled: true } }, /no group/],
    ['an option that is not there', { field: 'kind', equals: 'c' }, /equals c/],
    ['an option that is not there among several', { field: 'kind', in: ['a', 'd'] }, /in d/],
    ['a text where yes or no stands', { field: 'sure', equals: 'yes' }, /equals yes/],
    ['one of several where one is chosen', { field: 'kind', includes: 'a' }, /includes a/],
    ['an unknown one of several', { field: 'many', includes: 'z' }, /includes z/],
    ['a number where a choice stands', { field: 'kind', greaterThan: 1 }, /comparison of numbers/],
    ['a day where a number stands', { field: 'count', before: '2018-01-01' }, /comparison of days/],
    ['a day reckoned from what is no day', { field: 'starts', after: { from: 'count' } }, /no date field/],
    ['today', { field: 'starts', before: { from: 'today' } }, /only warnings may/],
    ['hours from now', { field: 'starts', time: 'inner', withinHours: 24 }, /only warnings may/],
    ['itself', { field: 'x', filled: true }, /hangs on itself/],
    [
      'an unknown field deep inside',
      { all: [{ not: { any: [{ field: 'deep', filled: true }] } }] },
      /names deep/,
    ],
  ]
  test.each(wrong)('may not name %s', (_, condition, fault) => {
    expect(shownIf(condition).join('\n')).toMatch(fault)
  })
  test.each<[string, Condition]>([
    ['a row of a group', { anyRow: 'rows', where: { field: 'inner', filled: true } }],
    ['a fixed day', { field: 'starts', after: '2018-01-01' }],
    ['a day reckoned from another', { field: 'starts', after: { from: 'starts', days: 3 } }],
  ])('may name %s', (_, condition) => expect(shownIf(condition)).toEqual([]))
  test('of answers may not hang on parties or papers', () => {
    const two: FormDefinition = {
      ...formWith([{ id: 'x', type: 'text', label, showIf: { field: 'who', filled: true } }]),
    }
    const parties = {
      id: 'parties',
      about: 'parties' as const,
      title: label,
      sections: [{ id: 's', fields: [{ id: 'who', type: 'text' as const, label }] }],
    }
    expect(faultsOf({ ...two, steps: [parties, ...two.steps] })).toEqual([
      'fields.x.showIf names who of a step about parties',
    ])
  })
})

describe('fields', () => {
  test.each<[string, Field, RegExp]>([
    ['an id that is there already', { id: 'kind', type: 'text', label }, /fields\.kind has this id twice/],
    [
      'an id that is there inside rows',
      { id: 'inner', type: 'text', label },
      /fields\.inner has this id twice/,
    ],
    [
      'an option twice',
      { id: 'x', type: 'choice', label, options: [option('a'), option('a')] },
      /option twice/,
    ],
    [
      'a pattern without an example',
      { id: 'x', type: 'text', label, pattern: 'a', message: label },
      /without an example/,
    ],
    [
      'a pattern without a message',
      { id: 'x', type: 'text', label, pattern: 'a', example: 'a' },
      /without a message/,
    ],
    [
      'an example off the pattern',
      { id: 'x', type: 'text', label, pattern: 'a', example: 'ab', message: label },
      /does not match/,
    ],
    [
      'a broken pattern',
      { id: 'x', type: 'text', label, pattern: '(', example: '(', message: label },
      /no regular expression/,
    ],
    [
      'an example outside the limits',
      { id: 'x', type: 'integer', label, max: 3, example: 4 },
      /example: too-large/,
    ],
    ['min above max', { id: 'x', type: 'number', label, min: 2, max: 1 }, /min above max/],
    [
      'a paper among answers',
      { id: 'x', type: 'evidence', evidenceTypeId: 'e', label },
      /evidence in a step about answers/,
    ],
    [
      'a limit from what is no day',
      { id: 'x', type: 'date', label, min: { from: 'count' } },
      /no date field/,
    ],
    [
      'a text that is not composed',
      { id: 'x', type: 'text', label: { vi: 'a\u0300', en: 'a' } },
      /not composed/,
    ],
    [
      'fewest rows above most',
      {
        id: 'x',
        type: 'group',
        label,
        rowLabel: label,
        minRows: 3,
        maxRows: 2,
        fields: [{ id: 'y', type: 'text', label }],
      },
      /minRows above/,
    ],
  ])('may not have %s', (_, field, fault) => expect(withField(field).join('\n')).toMatch(fault))
  test('a warning stands at a field outside groups', () => {
    const warning = { id: 'w', field: 'inner', when: { field: 'kind', filled: true }, message: label }
    expect(faultsOf(formWith(base, { warnings: [warning] }))[0]).toMatch(/warnings\.w stands at inner/)
  })
})

describe('fragments', () => {
  const fragments = new Map<string, unknown>([
    ['fields', [{ id: 'a', label: { vi: 'Số {paper}', en: 'Number of the {paper}' } }, { use: 'one' }]],
    ['one', { id: 'b' }],
    ['circle', [{ use: 'circle' }]],
  ])
  test('a list takes the place of its mention, and each language is filled with its own', () => {
    const paper = { vi: 'giấy phép', en: 'licence' }
    expect(putFragmentsIn({ fields: [{ use: 'fields', with: { paper } }, { id: 'c' }] }, fragments)).toEqual({
      value: {
        fields: [
          { id: 'a', label: { vi: 'Số giấy phép', en: 'Number of the licence' } },
          { id: 'b' },
          { id: 'c' },
        ],
      },
      faults: [],
    })
  })
  test.each([
    [{ use: 'none' }, /no fragment none/],
    [{ use: 'circle' }, /uses itself/],
    [{ use: 'fields' }, /needs with: \{paper\}/],
    [{ use: 'one', id: 'x' }, /takes no id/],
  ])('%j is a fault', (mention, fault) => {
    expect(
      putFragmentsIn([mention], fragments)
        .faults.map((each) => each.fault)
        .join(),
    ).toMatch(fault)
  })
})

test('a condition is told in words', () => {
  const say = (condition: Condition) => conditionText(formWith(base), condition, formMessages.vi, 'vi')
  expect(say({ all: [{ field: 'sure', equals: true }, { not: { field: 'count', filled: true } }] })).toBe(
    '“Lý do” là “Có” và không phải: “Lý do” đã được điền',
  )
  expect(say({ field: 'starts', before: '2018-03-01' })).toBe('“Lý do” trước ngày 01/03/2018')
})

test('both languages have the same sentences with the same facts', () => {
  const facts = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
  expect(Object.keys(formMessages.en)).toEqual(Object.keys(formMessages.vi))
  for (const [code, text] of Object.entries(formMessages.vi))
    expect(facts(formMessages.en[code] ?? ''), code).toEqual(facts(text))
})
