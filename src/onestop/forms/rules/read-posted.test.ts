import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import type { Field, FormDefinition } from '../contract.ts'
import { anyAnswers, anyForm, formWith, oneOfEach, postedPage } from '../samples/sample-forms.ts'
import { readDate, writeDate } from './dates.ts'
import { fieldText } from './field-types.ts'
import { readInteger, readMoney, readNumber, writeNumber } from './numbers.ts'
import { readPosted } from './read-posted.ts'
import { prunedAnswers } from './visible-fields.ts'

const label = { vi: 'Mục', en: 'Item' }

describe('numbers as Vietnamese write them', () => {
  test.each([
    ['1.250,5', 1250.5],
    ['1250,5', 1250.5],
    ['1 250', 1250],
    ['1.250', 1250],
    ['12.5', 12.5],
    ['-0,25', -0.25],
    ['1.250.000', 1_250_000],
    ['1,250,000', 1_250_000],
    ['21.18345', 21.18345],
  ])('%s', (text, value) => expect(readNumber(text)).toBe(value))
  test.each(['', 'x', '1,2,3', '1.2.3', '12.50.000', '1,250.5,1', '--1', '1e5', 'Infinity', '0x10'])(
    '%s is no number',
    (text) => expect(readNumber(text)).toBeUndefined(),
  )
  test('a coordinate with three decimals is not read as thousands where grouping is off', () => {
    expect(readNumber('21.183', { grouping: false })).toBe(21.183)
    expect(readNumber('21,183', { grouping: false })).toBe(21.183)
  })
  test.each([
    ['2.000.000.000 đ', 2e9],
    ['2,000,000', 2e6],
    ['500000 đồng', 500_000],
    ['1 500 000 VND', 1_500_000],
  ])('money %s', (text, value) => expect(readMoney(text)).toBe(value))
  test.each(['1,5', '2 tỷ', '1.50'])('%s is no whole number', (text) =>
    expect(readInteger(text)).toBeUndefined(),
  )
  test('a number that was written is read again as itself, in either style', () => {
    const number = fc.oneof(
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1000),
    )
    fc.assert(
      fc.property(number, fc.boolean(), (value, grouping) => {
        expect(readNumber(writeNumber(value, { grouping }), { grouping })).toBe(value + 0)
      }),
    )
  })
})

describe('dates', () => {
  test.each([
    ['05/09/2018', '2018-09-05'],
    ['5/9/2018', '2018-09-05'],
    ['5-9-2018', '2018-09-05'],
    ['05.09.2018', '2018-09-05'],
    ['2018-09-05', '2018-09-05'],
    ['29/02/2016', '2016-02-29'],
  ])('%s', (text, date) => expect(readDate(text)).toBe(date))
  test.each([
    '29/02/2018',
    '31/04/2018',
    '2018/09/05',
    '5/9/18',
    '09/2018',
    'hôm nay',
    '13/13/2018',
    '0/1/2018',
  ])('%s is no date', (text) => expect(readDate(text)).toBeUndefined())
  test('a date that was written is read again', () =>
    expect(readDate(writeDate(day('2018-02-01')))).toBe('2018-02-01'))
})

const machines: Field = {
  id: 'machines',
  type: 'group',
  label,
  rowLabel: label,
  fields: [
    { id: 'name', type: 'text', label },
    {
      id: 'parts',
      type: 'choices',
      label,
      options: [
        { value: 'a', label },
        { value: 'b', label },
      ],
    },
  ],
}

describe('a posted page', () => {
  const form = formWith([
    oneOfEach.integer,
    { ...oneOfEach.date, id: 'day' },
    { ...oneOfEach.choices, id: 'many' },
    machines,
  ])
  test('flat names become answers', () => {
    const { answers } = readPosted(form, [
      ['f', ' 1.250 '],
      ['day', '5/3/2018'],
      ['many', 'c'],
      ['many', 'a'],
      ['machines[0].name', 'Máy  in'],
      ['machines[2].name', 'Máy xén'],
      ['machines[2].parts', 'b'],
      ['unknown', 'x'],
      ['machines[0].unknown', 'x'],
      ['_go', 'next'],
    ])
    expect(answers).toEqual({
      f: 1250,
      day: '2018-03-05',
      many: ['a', 'c'],
      machines: [{ name: 'Máy in' }, { name: 'Máy xén', parts: ['b'] }],
    })
  })
  test('what cannot be read stays as it was typed and is shown again', () => {
    const { answers } = readPosted(form, [
      ['f', 'khoảng năm'],
      ['day', '31/02/2018'],
    ])
    expect(answers).toEqual({ f: 'khoảng năm', day: '31/02/2018' })
    expect(fieldText(oneOfEach.integer, answers.f)).toBe('khoảng năm')
    expect(fieldText(oneOfEach.date, answers.day)).toBe('31/02/2018')
  })
  test('decomposed text and control marks are composed and cleaned', () => {
    const { answers } = readPosted(formWith([{ id: 'f', type: 'text', label }]), [
      ['f', 'Bă\u0301c\u0000 Ninh\u202e'],
    ])
    expect(answers.f).toBe('Bắc Ninh')
  })
  test('a field that was emptied is emptied, one of another page is kept', () => {
    const two: FormDefinition = {
      ...form,
      steps: [
        ...form.steps,
        {
          id: 'other',
          about: 'answers',
          title: label,
          sections: [{ id: 's2', fields: [{ id: 'far', type: 'text', label }] }],
        },
      ],
    }
    const { answers } = readPosted(two, [['f', '']], {
      step: 'page',
      before: { f: 3, many: ['a'], far: 'giữ' },
    })
    expect(answers).toEqual({ far: 'giữ' })
  })
  test('what is typed in a field that is hidden now is kept', () => {
    const hiding = formWith([
      { id: 'ask', type: 'yes-no', label },
      { id: 'why', type: 'text', label, showIf: { field: 'ask', equals: true } },
    ])
    const { answers } = readPosted(
      hiding,
      [
        ['ask', 'no'],
        ['why', 'vì thế'],
      ],
      { step: 'page' },
    )
    expect(answers).toEqual({ ask: false, why: 'vì thế' })
    expect(prunedAnswers(hiding, answers)).toEqual({ ask: false })
  })
  test('the buttons add and remove rows and documents', () => {
    const before = [
      ['machines[0].name', 'một'],
      ['machines[1].name', 'hai'],
    ] as const
    expect(readPosted(form, [...before, ['_add', 'machines']])).toMatchObject({
      command: { kind: 'add-row', group: 'machines' },
      answers: { machines: [{ name: 'một' }, { name: 'hai' }, {}] },
    })
    expect(readPosted(form, [...before, ['_remove', 'machines[0]']]).answers).toEqual({
      machines: [{ name: 'hai' }],
    })
    expect(readPosted(form, [['_add', 'machines']]).answers).toEqual({ machines: [{}, {}] })
    for (const nonsense of ['f', 'nothing', 'machines[', '__proto__', 'machines[0].name'])
      expect(readPosted(form, [['_add', nonsense]]).command).toBeUndefined()
    const papers = formWith([{ id: 'paper', type: 'evidence', evidenceTypeId: 'e', label }])
    expect(
      readPosted(papers, [
        ['paper', 'one'],
        ['paper', 'two'],
        ['_remove', 'paper=one'],
      ]).answers,
    ).toEqual({ paper: ['two'] })
  })
  test('files are handed on for papers, empty ones and those of other names are not', () => {
    const papers = formWith([
      { id: 'paper', type: 'evidence', evidenceTypeId: 'plan', label },
      oneOfEach.text,
    ])
    const file = { name: 'a.pdf', size: 3 }
    const { uploads } = readPosted(papers, [
      ['paper', file],
      ['paper', { name: '', size: 0 }],
      ['f', file],
      ['x', file],
    ])
    expect(uploads).toEqual([{ path: 'paper', evidenceTypeId: 'plan', file }])
  })
  test('a huge row number makes no huge list', () => {
    const { answers } = readPosted(form, [
      ['machines[999999].name', 'x'],
      ['machines[99999999].name', 'y'],
    ])
    expect(answers).toEqual({ machines: [{ name: 'x' }] })
  })
  test('names of the object itself are no fields', () => {
    const { answers } = readPosted(form, [
      ['__proto__', 'x'],
      ['constructor', 'x'],
      ['machines[0].__proto__', 'x'],
    ])
    expect(Object.keys(answers)).toEqual(
      ['machines'].filter((id) => id in answers && Object.hasOwn(answers, id)),
    )
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})

test('reading a rendered page gives the answers it was rendered from', () => {
  fc.assert(
    fc.property(anyForm, anyAnswers, (form, answers) => {
      const kept = prunedAnswers(form, readPosted(form, postedPage(form, answers, 'page')).answers)
      const again = readPosted(form, postedPage(form, kept, 'page'), { step: 'page', before: {} })
      expect(prunedAnswers(form, again.answers)).toEqual(kept)
    }),
    { numRuns: 300 },
  )
})
