import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributePath, Condition, Operand } from '../../registry/contract.ts'
import { coreContext } from './compile-context.ts'
import { parseQ, printQ } from './q.ts'
import { parseScopes, parseTypes } from './selections.ts'

const path = (attribute: string, subs: string[] = [], trail: string[] = []): AttributePath => ({
  attribute,
  subs,
  trail,
})

describe('the query language (clause 4.9)', () => {
  test('numbers, texts, truths, moments and targets', () => {
    expect(parseQ('pm25>=35.5')).toEqual({
      kind: 'compare',
      path: path('pm25'),
      comparator: '>=',
      operands: [{ kind: 'number', value: 35.5 }],
    })
    const operandOf = (q: string) => {
      const found = parseQ(q)
      return 'kind' in found && found.kind === 'compare' ? found.operands[0] : found
    }
    expect(operandOf('name=="Nhà máy"')).toEqual({ kind: 'text', value: 'Nhà máy' })
    expect(operandOf('open==true')).toEqual({ kind: 'boolean', value: true })
    expect(operandOf('at>2018-01-01T00:00:00Z')).toEqual({ kind: 'moment', value: '2018-01-01T00:00:00Z' })
    expect(operandOf('day==2018-01-01')).toEqual({ kind: 'moment', value: '2018-01-01' })
    expect(operandOf('owner==urn:ngsi-ld:Agency:H05')).toEqual({
      kind: 'iri',
      value: 'urn:ngsi-ld:Agency:H05',
    })
  })
  test('a list is any of them, a range has two ends', () => {
    expect(parseQ('status=="a","b"')).toMatchObject({ operands: [{ value: 'a' }, { value: 'b' }] })
    expect(parseQ('height==10..20')).toMatchObject({
      kind: 'between',
      low: { value: 10 },
      high: { value: 20 },
      negated: false,
    })
    expect(parseQ('height!=-1.5..2e3')).toMatchObject({
      kind: 'between',
      low: { value: -1.5 },
      high: { value: 2000 },
      negated: true,
    })
    expect(parseQ('at==2018-01-01T00:00:00Z..2018-02-01T00:00:00Z')).toMatchObject({ kind: 'between' })
  })
  test('existence, sub-attributes, members, and a name that is an IRI', () => {
    expect(parseQ('pm25')).toEqual({ kind: 'exists', path: path('pm25') })
    expect(parseQ('pm25.accuracy<2')).toMatchObject({ path: path('pm25', ['accuracy']) })
    expect(parseQ('address[geo.city]=="Bắc Ninh"')).toMatchObject({
      path: path('address', [], ['geo', 'city']),
    })
    expect(parseQ('https://e.org/a.b>3')).toMatchObject({ path: path('https://e.org/a.b') })
  })
  test('; binds tighter than |, brackets say otherwise', () => {
    expect(parseQ('a;b|c')).toMatchObject({ kind: 'or', of: [{ kind: 'and' }, { kind: 'exists' }] })
    expect(parseQ('a;(b|c)')).toMatchObject({ kind: 'and', of: [{ kind: 'exists' }, { kind: 'or' }] })
  })
  test('a pattern may stand bare or in quotes, with brackets of its own', () => {
    expect(parseQ('name~=^(Tram|Tháp).*;b')).toMatchObject({
      of: [{ operands: [{ value: '^(Tram|Tháp).*' }] }, { kind: 'exists' }],
    })
    expect(parseQ('code!~="\\d+"')).toMatchObject({ comparator: '!~=', operands: [{ value: '\\d+' }] })
  })
  for (const wrong of [
    '',
    'a==',
    '=="x"',
    'a;;b',
    '(a',
    'a)',
    'a==x',
    'a>"b',
    'a[',
    'a[]',
    'a=1',
    'a==1,',
    'a~=',
    `${'('.repeat(60)}a`,
  ])
    test(`refused: q-unreadable, ${wrong.slice(0, 12)}`, () => {
      expect(parseQ(wrong)).toMatchObject({ refused: 'q-unreadable' })
    })
})

const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,5}$/)
const anyPath: fc.Arbitrary<AttributePath> = fc.record({
  attribute: name,
  subs: fc.array(name, { maxLength: 2 }),
  trail: fc.array(name, { maxLength: 2 }),
})
const operand: fc.Arbitrary<Operand> = fc.oneof(
  fc.string().map((value) => ({ kind: 'text' as const, value })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => ({ kind: 'number' as const, value: value + 0 })),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value })),
  name.map((value) => ({ kind: 'iri' as const, value: `urn:ngsi-ld:T:${value}` })),
  fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((value) => ({ kind: 'moment' as const, value: value.toISOString() })),
)
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  anyPath.map((found) => ({ kind: 'exists' as const, path: found })),
  fc.record({
    kind: fc.constant('compare' as const),
    path: anyPath,
    comparator: fc.constantFrom('==' as const, '!=' as const),
    operands: fc.array(operand, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    path: anyPath,
    comparator: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const),
    operands: fc.tuple(operand),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    path: anyPath,
    comparator: fc.constantFrom('~=' as const, '!~=' as const),
    operands: fc.tuple(fc.string({ minLength: 1 }).map((value) => ({ kind: 'text' as const, value }))),
  }),
  fc.record({
    kind: fc.constant('between' as const),
    path: anyPath,
    low: operand,
    high: operand,
    negated: fc.boolean(),
  }),
)
const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).any

test('what is printed reads as the same condition', () => {
  fc.assert(
    fc.property(condition, (one) => {
      expect(parseQ(printQ(one) ?? '')).toEqual(one)
    }),
  )
})

test('whatever is typed is read or refused, never thrown', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseQ(text)))
})

describe('selections', () => {
  test('of types (clause 4.17)', () => {
    expect(parseTypes('A,B|C', coreContext)).toMatchObject({
      kind: 'any',
      of: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
    })
    expect(parseTypes('(A;B)|C', coreContext)).toMatchObject({
      kind: 'any',
      of: [{ kind: 'all' }, { name: 'C' }],
    })
  })
  test('of scopes (clause 4.19)', () => {
    expect(parseScopes('/BacNinh/+;/Sensors/#')).toEqual({
      kind: 'all',
      of: [
        { kind: 'scope', pattern: '/BacNinh/+' },
        { kind: 'scope', pattern: '/Sensors/#' },
      ],
    })
  })
  test('refused: selection-unreadable', () => {
    expect(parseTypes('A;', coreContext)).toMatchObject({ refused: 'selection-unreadable' })
    expect(parseScopes('/A//B')).toMatchObject({ refused: 'selection-unreadable' })
  })
})
