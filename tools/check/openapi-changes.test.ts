import { describe, expect, test } from 'vitest'
import { breakingChanges } from './openapi-changes.ts'

const json = (schema: object) => ({ 'application/json': { schema } })
const document = (operation: object, components: object = {}) => ({
  paths: { '/a': { post: operation } },
  components,
})
const taking = (schema: object, required = true) =>
  document({ requestBody: { required, content: json(schema) } })
const answering = (schema: object) => document({ responses: { 200: { content: json(schema) } } })
const asking = (...parameters: object[]) => document({ parameters })
const fields = (properties: object, required: string[] = []) => ({ type: 'object', properties, required })
const text = { type: 'string' }
const choice = (...of: string[]) => ({ anyOf: of.map((one) => ({ const: one, type: 'string' })) })

describe('what breaks callers', () => {
  const cases: [string, object, object, string][] = [
    ['a path goes', { paths: { '/b': {} } }, { paths: {} }, '/b is gone'],
    ['an operation goes', document({}), { paths: { '/a': {} } }, 'POST /a is gone'],
    [
      'an answer goes',
      document({ responses: { 201: {} } }),
      document({ responses: {} }),
      'answer 201 is gone',
    ],
    ['a field of an answer goes', answering(fields({ b: text })), answering(fields({})), '.b is gone'],
    [
      'a field of an answer is no longer sure',
      answering(fields({ b: text }, ['b'])),
      answering(fields({ b: text })),
      '.b may now be missing',
    ],
    [
      'a field of an answer has another type',
      answering(fields({ b: text })),
      answering(fields({ b: { type: 'number' } })),
      '.b was string and is number',
    ],
    [
      'a field of a list goes',
      answering({ type: 'array', items: fields({ b: text }) }),
      answering({ type: 'array', items: fields({}) }),
      '[].b is gone',
    ],
    [
      'an answer may be null',
      answering(text),
      answering({ type: ['string', 'null'] }),
      'was string and is string or null',
    ],
    ['an answer has a new choice', answering(choice('a')), answering(choice('a', 'b')), 'may now be "b"'],
    [
      'an input is newly required',
      taking(fields({ b: text })),
      taking(fields({ b: text }, ['b'])),
      '.b is newly required',
    ],
    ['an input goes', taking(fields({ b: text })), taking(fields({})), '.b is gone'],
    ['an input loses a choice', taking(choice('a', 'b')), taking(choice('a')), 'no longer takes "b"'],
    [
      'an input of any text becomes a choice',
      taking(text),
      taking({ type: 'string', enum: ['a'] }),
      'takes only "a"',
    ],
    [
      'an input takes fewer types',
      taking({ type: ['string', 'null'] }),
      taking(text),
      'was string or null and is string',
    ],
    ['a body is newly required', taking(text, false), taking(text), 'a body is newly required'],
    [
      'a parameter is newly required',
      asking(),
      asking({ name: 'q', in: 'query', required: true }),
      'query q is newly required',
    ],
    ['a parameter goes', asking({ name: 'q', in: 'query' }), asking(), 'query q is gone'],
  ]
  for (const [name, before, after, said] of cases)
    test(name, () => {
      expect(breakingChanges(before, after)).toEqual([expect.stringContaining(said)])
    })
  test('a named schema is followed', () => {
    const named = (schema: object) =>
      document(
        { responses: { 200: { content: json({ $ref: '#/components/schemas/B' }) } } },
        { schemas: { B: schema } },
      )
    expect(breakingChanges(named(fields({ b: text })), named(fields({})))).toEqual([
      expect.stringContaining('.b is gone'),
    ])
  })
})

describe('what does not', () => {
  const cases: [string, object, object][] = [
    ['a path comes', { paths: {} }, { paths: { '/b': {} } }],
    ['a field of an answer comes', answering(fields({})), answering(fields({ b: text }, ['b']))],
    ['an answer loses a choice', answering(choice('a', 'b')), answering(choice('a'))],
    ['an input that need not be given comes', taking(fields({})), taking(fields({ b: text }))],
    ['an input takes more choices', taking(choice('a')), taking(choice('a', 'b'))],
    ['an input need no longer be given', taking(fields({ b: text }, ['b'])), taking(fields({ b: text }))],
    ['a description changes', document({ description: 'a' }), document({ description: 'b' })],
  ]
  for (const [name, before, after] of cases)
    test(name, () => {
      expect(breakingChanges(before, after)).toEqual([])
    })
})
