import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import type { Field, SimpleField } from '../contract.ts'
import { anyAnswers, anyForm, formWith, oneOfEach } from '../samples/sample-forms.ts'
import { schemaFindings } from '../schema-findings.ts'
import { checkAnswers, isFit } from './check-answers.ts'
import { exampleAnswers } from './example-answers.ts'
import { prunedAnswers, visibleFields } from './visible-fields.ts'

const on = day('2018-03-01')
const label = { vi: 'Mục', en: 'Item' }
const codesOf = (fields: readonly Field[], answers: Record<string, unknown>) =>
  checkAnswers(formWith(fields), answers, { on }).map(({ path, code }) => `${path} ${code}`)

const right: Record<SimpleField['type'], readonly unknown[]> = {
  text: ['ab', 'Họp báo'.slice(0, 5), '  ab  '],
  textarea: ['một\nhai'],
  number: [-1, 0, 0.5, 1000],
  integer: [1, 5000],
  money: [0, 2_500_000_000],
  date: ['2018-01-01', '2018-03-11'],
  phone: ['0222 3855 555', '+84 912 345 678', '0912.345.678', '19001234', '+81 3 1234 5678'],
  email: ['a@b.vn', 'ten.ho@so.bacninh.example.vn'],
  'personal-id': ['027190001234', '125 456 789', '001.190.001.234'],
  'enterprise-code': ['0100112437', '0100109106-001'],
  choice: ['a', 'b'],
  choices: [['a'], ['c', 'a']],
  'yes-no': [true, false],
  area: ['09163'],
}

const wrong: Record<SimpleField['type'], readonly (readonly [unknown, string])[]> = {
  text: [
    ['a', 'too-short'],
    ['abcdef', 'too-long'],
    [7, 'not-a-text'],
    [['ab'], 'not-a-text'],
    [{}, 'not-a-text'],
  ],
  textarea: [
    ['123456789', 'too-long'],
    [true, 'not-a-text'],
  ],
  number: [
    ['năm', 'not-a-number'],
    [-1.01, 'too-small'],
    [1000.5, 'too-large'],
    [Number.POSITIVE_INFINITY, 'not-a-number'],
    ['5', 'not-a-number'],
  ],
  integer: [
    [0, 'too-small'],
    [5001, 'too-large'],
    [1.5, 'not-an-integer'],
    ['1.5', 'not-an-integer'],
    [2 ** 60, 'not-an-integer'],
  ],
  money: [
    [-1, 'too-small'],
    [0.5, 'not-money'],
    ['hai tỷ', 'not-money'],
  ],
  date: [
    ['31/02/2018', 'not-a-date'],
    ['2018-02-30', 'not-a-date'],
    [20180301, 'not-a-date'],
    ['2017-12-31', 'too-early'],
    ['2018-03-12', 'too-late'],
  ],
  phone: [
    ['123', 'not-a-phone'],
    ['091234567x', 'not-a-phone'],
    ['+84', 'not-a-phone'],
    [912345678, 'not-a-phone'],
  ],
  email: [
    ['a@b', 'not-an-email'],
    ['a b@c.vn', 'not-an-email'],
    ['a@b@c.vn', 'not-an-email'],
    [`${'a'.repeat(200)}@b.vn`, 'not-an-email'],
  ],
  'personal-id': [
    ['0271900012', 'not-a-personal-id'],
    ['000190001234', 'not-a-personal-id'],
    ['097190001234', 'not-a-personal-id'],
    ['B1234567', 'not-a-personal-id'],
  ],
  'enterprise-code': [
    ['010011243', 'not-an-enterprise-code'],
    ['0100112437-01', 'not-an-enterprise-code'],
    ['01001124370', 'not-an-enterprise-code'],
  ],
  choice: [
    ['c', 'not-an-option'],
    [['a'], 'not-an-option'],
    [true, 'not-an-option'],
  ],
  choices: [
    [['a', 'd'], 'not-an-option'],
    ['a', 'not-an-option'],
    [['a', 'b', 'c'], 'too-many-choices'],
  ],
  'yes-no': [
    ['yes', 'not-yes-or-no'],
    [1, 'not-yes-or-no'],
  ],
  area: [
    ['9163', 'not-an-area'],
    ['Phường Suối Hoa', 'not-an-area'],
    [9163, 'not-an-area'],
  ],
}

describe('each type of field', () => {
  for (const [type, values] of Object.entries(right))
    for (const value of values)
      test(`${type} takes ${JSON.stringify(value)}`, () => {
        expect(codesOf([oneOfEach[type as SimpleField['type']]], { f: value })).toEqual([])
      })
  for (const [type, values] of Object.entries(wrong))
    for (const [value, code] of values)
      test(`${type} does not take ${JSON.stringify(value)}`, () => {
        expect(codesOf([oneOfEach[type as SimpleField['type']]], { f: value })).toEqual([`f ${code}`])
      })
  for (const field of Object.values(oneOfEach)) {
    for (const empty of [undefined, null, '', '  \n ', []])
      test(`${field.type} that must be filled is not filled by ${JSON.stringify(empty)}`, () => {
        expect(codesOf([{ ...field, required: true }], { f: empty })).toEqual(['f required'])
      })
    test(`${field.type} that may stay empty may`, () => expect(codesOf([field], {})).toEqual([]))
    test(`${field.type} need not be filled in a partial check`, () => {
      const form = formWith([{ ...field, required: true }])
      expect(checkAnswers(form, {}, { on, partial: true })).toEqual([])
    })
  }
})

describe('warnings', () => {
  test('an enterprise code whose check digit does not fit is doubted, not refused', () => {
    const findings = checkAnswers(formWith([oneOfEach['enterprise-code']]), { f: '0100112438' }, { on })
    expect(findings).toEqual([{ path: 'f', code: 'enterprise-code-doubtful', level: 'warning', facts: {} }])
    expect(isFit(findings)).toBe(true)
  })
  test('a renewal filed 29 days before the end is warned of with the days left, one filed 30 days before is not', () => {
    const form = formWith([{ id: 'ends', type: 'date', label }], {
      warnings: [
        {
          id: 'late',
          field: 'ends',
          when: { field: 'ends', before: { from: 'today', days: 30 } },
          message: label,
        },
      ],
    })
    const check = (ends: string) => checkAnswers(form, { ends }, { on })
    expect(check('2018-03-30')).toEqual([
      { path: 'ends', code: 'form-warning', level: 'warning', facts: { warning: 'late', days: 29 } },
    ])
    expect(check('2018-03-31')).toEqual([])
  })
  test('an area that does not exist is refused where areas are known', () => {
    const form = formWith([oneOfEach.area])
    expect(checkAnswers(form, { f: '00000' }, { on, areaExists: () => false })[0]?.code).toBe('area-unknown')
    expect(checkAnswers(form, { f: '09163' }, { on, areaExists: () => true })).toEqual([])
  })
})

describe('rows of a group', () => {
  const group: Field = {
    id: 'machines',
    type: 'group',
    label,
    rowLabel: label,
    required: true,
    minRows: 2,
    maxRows: 3,
    fields: [
      {
        id: 'kind',
        type: 'choice',
        label,
        required: true,
        options: [
          { value: 'new', label },
          { value: 'used', label },
        ],
      },
      { id: 'year', type: 'integer', label, required: true, showIf: { field: 'kind', equals: 'used' } },
    ],
  }
  const row = { kind: 'new' }
  test.each([
    [undefined, ['machines required']],
    [[{}, {}], ['machines required']],
    [[row], ['machines too-few-rows']],
    [[row, row], []],
    [[row, {}, row], []],
    [[row, row, row, row], ['machines too-many-rows']],
    ['máy', ['machines not-rows']],
    [[row, { kind: 'used' }], ['machines[1].year required']],
    [[{}, row, { kind: 'used', year: 'x' }], ['machines[2].year not-an-integer']],
    [[row, { kind: 'new', year: 'x' }], []],
  ])('%j', (machines, codes) => {
    expect(codesOf([group], { machines })).toEqual(codes)
  })
  test('a condition in a row looks at its own row, not at another', () => {
    const machines = [{ kind: 'used', year: 1999 }, { kind: 'new' }]
    expect(visibleFields(formWith([group]), { machines }).map(({ path }) => path)).toEqual([
      'machines',
      'machines[0].kind',
      'machines[0].year',
      'machines[1].kind',
    ])
  })
})

describe('hidden fields', () => {
  const chain: Field[] = [
    { id: 'third', type: 'text', label, required: true, showIf: { field: 'second', filled: true } },
    { id: 'second', type: 'text', label, required: true, showIf: { field: 'first', equals: true } },
    { id: 'first', type: 'yes-no', label },
  ]
  test('what hangs on a hidden field is hidden too, whatever the order of the fields', () => {
    const answers = { first: false, second: 'x', third: 'y' }
    expect(prunedAnswers(formWith(chain), answers)).toEqual({ first: false })
    expect(codesOf(chain, answers)).toEqual([])
    expect(codesOf(chain, { first: true })).toEqual(['second required'])
  })
  test('fields shown on each other in a circle are hidden and the check ends', () => {
    const circle: Field[] = [
      { id: 'a', type: 'text', label, required: true, showIf: { field: 'b', filled: false } },
      { id: 'b', type: 'text', label, required: true, showIf: { field: 'a', filled: false } },
    ]
    expect(() => codesOf(circle, { a: 'x', b: 'y' })).not.toThrow()
  })
})

describe('properties over random forms and answers', () => {
  test('answers are fit exactly when the JSON Schema takes their pruned form', () => {
    const seen = { fit: 0, unfit: 0 }
    // Half of the answers are made to fit the form and then changed in one place, so that both outcomes are met.
    const attempts = fc.array(fc.tuple(fc.nat(), anyAnswers, fc.constantFrom('whole', 'one', 'none')), {
      minLength: 8,
    })
    fc.assert(
      fc.property(anyForm, attempts, (form, tries) => {
        for (const [seed, random, change] of tries) {
          const made = exampleAnswers(form, { on, seed })
          const [member] = Object.entries(random)
          const answers =
            change === 'whole'
              ? random
              : { ...made, ...(change === 'one' && member && { [member[0]]: member[1] }) }
          const findings = checkAnswers(form, answers, { on })
          const kept = prunedAnswers(form, answers, { on })
          const fit = isFit(findings)
          seen[fit ? 'fit' : 'unfit']++
          // What is no list of rows at all is seen only before pruning.
          if (findings.some(({ code }) => code === 'not-rows')) continue
          expect({ kept, fit: schemaFindings(form, kept).length === 0 }).toEqual({ kept, fit })
        }
      }),
      { numRuns: 40 },
    )
    expect(seen.fit).toBeGreaterThan(100)
    expect(seen.unfit).toBeGreaterThan(100)
  }, 60_000)
  test('pruning again changes nothing, and leaves the findings as they were', () => {
    fc.assert(
      fc.property(anyForm, anyAnswers, (form, answers) => {
        const kept = prunedAnswers(form, answers, { on })
        expect(prunedAnswers(form, kept, { on })).toEqual(kept)
        const codes = (given: Record<string, unknown>) =>
          checkAnswers(form, given, { on })
            .filter(({ code }) => code !== 'not-rows')
            .map(({ code }) => code)
            .sort()
        if (!('g' in answers) || Array.isArray(answers.g)) expect(codes(kept)).toEqual(codes(answers))
      }),
      { numRuns: 300 },
    )
  })
  test('the order of fields in the form and of members in the answers makes no difference', () => {
    fc.assert(
      fc.property(anyForm, anyAnswers, (form, answers) => {
        const turned = formWith(
          form.steps.flatMap((step) => step.sections.flatMap((section) => section.fields)).reverse(),
        )
        const shuffled = Object.fromEntries(Object.entries(answers).reverse())
        const sorted = (one: typeof form, given: Record<string, unknown>) =>
          checkAnswers(one, given, { on })
            .map(({ path, code }) => `${path} ${code}`)
            .sort()
        expect(sorted(turned, shuffled)).toEqual(sorted(form, answers))
      }),
      { numRuns: 300 },
    )
  })
})
