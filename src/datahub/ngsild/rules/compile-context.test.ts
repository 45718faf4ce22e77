import fc from 'fast-check'
import jsonld from 'jsonld'
import { describe, expect, test } from 'vitest'
import {
  type CompiledContext,
  compileDefinitions,
  coreContext,
  iriOfName,
  nameOfIri,
  readDefinitions,
} from './compile-context.ts'
import { corePrefixes, coreTerms, defaultVocabulary, isCoreContextUrl } from './core-terms.ts'
import { compactName, expandName, iriOfStored, isName, storedOfIri } from './stored-names.ts'

function compile(...objects: unknown[]): CompiledContext {
  const read = readDefinitions(objects)
  const made = 'refused' in read ? undefined : compileDefinitions(read.definitions)
  if (made === undefined) throw new Error('not plain')
  return made
}

const fiware = compile({
  sdm: 'https://smartdatamodels.org/',
  pm25: 'sdm:dataModel.Environment/pm25',
  AirQualityObserved: { '@id': 'sdm:dataModel.Environment/AirQualityObserved' },
  refDevice: { '@id': 'sdm:refDevice', '@type': '@id' },
  dateObserved: {
    '@id': 'https://uri.fiware.org/dateObserved',
    '@type': 'https://uri.etsi.org/ngsi-ld/DateTime',
  },
  location: 'https://elsewhere.example/location',
})

describe('names under a context (clause 4.4)', () => {
  test('a term leads through its prefix to its IRI, and back', () => {
    expect(iriOfName('pm25', fiware)).toBe('https://smartdatamodels.org/dataModel.Environment/pm25')
    expect(nameOfIri('https://smartdatamodels.org/dataModel.Environment/pm25', fiware)).toBe('pm25')
  })
  test('a name that nobody defines is of the default vocabulary', () => {
    expect(iriOfName('tramPhat', fiware)).toBe(`${defaultVocabulary}tramPhat`)
    expect(nameOfIri(`${defaultVocabulary}tramPhat`, fiware)).toBe('tramPhat')
  })
  test('core terms cannot be defined anew', () => {
    expect(iriOfName('location', fiware)).toBe('https://uri.etsi.org/ngsi-ld/location')
  })
  test('a bare name that the context takes for something else is not used for the default one', () => {
    expect(nameOfIri(`${defaultVocabulary}pm25`, fiware)).toBe('ngsi-ld:default-context/pm25')
  })
  test('a prefix shortens an IRI without a term', () => {
    expect(nameOfIri('https://smartdatamodels.org/other', fiware)).toBe('sdm:other')
    expect(iriOfName('sdm:other', fiware)).toBe('https://smartdatamodels.org/other')
  })
  test('the registry keeps short names where it can', () => {
    expect(expandName('location', fiware)).toBe('location')
    expect(expandName('pm10', fiware)).toBe('pm10')
    expect(expandName('pm25', fiware)).toBe('https://smartdatamodels.org/dataModel.Environment/pm25')
    expect(compactName('https://smartdatamodels.org/dataModel.Environment/pm25', coreContext)).toBe(
      'https://smartdatamodels.org/dataModel.Environment/pm25',
    )
  })
  test('the type of a term says how bare values are meant', () => {
    expect(fiware.coercions.get('refDevice')).toBe('iri')
    expect(fiware.coercions.get('dateObserved')).toBe('moment')
  })
  test('every version of the core context is the core context', () => {
    expect(isCoreContextUrl('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld')).toBe(true)
    expect(isCoreContextUrl('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.3.jsonld')).toBe(true)
    expect(isCoreContextUrl('https://example.org/context.jsonld')).toBe(false)
  })
})

describe('refused contexts', () => {
  for (const [feature, context] of [
    ['@context', { a: { '@id': 'https://e.org/a', '@context': {} } }],
    ['@import', { '@import': 'https://e.org/c' }],
    ['@reverse', { a: { '@reverse': 'https://e.org/a' } }],
    ['@propagate', { '@propagate': false }],
  ] as const)
    test(`${feature}: context-feature-unsupported`, () => {
      expect(readDefinitions([context])).toMatchObject({
        refused: 'context-feature-unsupported',
        facts: { feature },
      })
    })
  test('a context that is a number: context-invalid', () => {
    expect(readDefinitions([7])).toMatchObject({ refused: 'context-invalid' })
  })
})

test('a vocabulary of its own, a keyword alias: only the JSON-LD algorithm can tell', () => {
  expect(readDefinitions([{ '@vocab': 'https://e.org/' }])).toMatchObject({ rare: true })
  expect(readDefinitions([{ kind: '@type' }])).toMatchObject({ rare: true })
  expect(readDefinitions([{ a: 'https://e.org/a' }])).toMatchObject({ rare: false })
})

const word = fc
  .stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/)
  .filter((name) => !coreTerms.has(name) && name !== 'id' && name !== 'type')
const plain = fc.dictionary(
  word,
  fc.oneof(
    word.map((name) => `https://example.org/${name}`),
    word.map((name) => `https://example.org/${name}#`),
    fc.tuple(word, word).map(([prefix, name]) => `${prefix}x:${name}`),
    word.map((name) => `ngsi-ld:${name}`),
  ),
  { minKeys: 1, maxKeys: 6 },
)

test('plain contexts lead where the JSON-LD algorithm leads', async () => {
  await fc.assert(
    fc.asyncProperty(plain, async (context) => {
      const made = compile(context)
      const names = Object.keys(context)
      const whole = { '@vocab': defaultVocabulary, ...Object.fromEntries(corePrefixes), ...context }
      const [expanded] = (await jsonld.expand({
        '@context': whole,
        '@type': names,
      } as jsonld.JsonLdDocument)) as {
        '@type': string[]
      }[]
      expect(names.map((name) => iriOfName(name, made))).toEqual(expanded?.['@type'])
    }),
    { numRuns: 60 },
  )
})

test('what is compacted expands to the same again', () => {
  const iri = fc.oneof(
    word.map((name) => `https://example.org/${name}`),
    word.map((name) => defaultVocabulary + name),
    fc.constantFrom(...coreTerms.values()),
  )
  fc.assert(
    fc.property(plain, iri, (context, one) => {
      const made = compile(context)
      expect(iriOfName(nameOfIri(one, made), made)).toBe(one)
      expect(iriOfStored(storedOfIri(one))).toBe(one)
    }),
  )
})

test('names of the language of queries are no names of attributes', () => {
  for (const name of ['a b', 'a=b', '<script>', 'a;b', '(a)', 'a"b', '']) expect(isName(name)).toBe(false)
  for (const name of ['tênTrạm', 'sdm:other', 'https://e.org/a#b', 'a-b_c']) expect(isName(name)).toBe(true)
})
