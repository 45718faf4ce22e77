import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeInstance, Attributes } from '../../registry/contract.ts'
import { chooseLanguage, compactEntity, type Writable } from './compact-entity.ts'
import { compileDefinitions, coreContext } from './compile-context.ts'
import { demandEntity, expandFragment, type Fragment } from './expand-fragment.ts'
import { chooseMedia, contextOfLink } from './media.ts'

const context = coreContext
const read = (body: Record<string, unknown>, more = {}) => expandFragment(body, { context, ...more })
const attributesOf = (body: Record<string, unknown>, more = {}) => {
  const found = read(body, more)
  return 'refused' in found ? found : found.attributes
}
const asEntity = (attributes: Attributes): Writable => ({
  id: 'urn:ngsi-ld:T:1',
  types: ['T'],
  scopes: [],
  attributes,
})

describe('reading attributes (clauses 4.5.1 and 4.5.3)', () => {
  test('the concise form tells the kind by its members', () => {
    expect(
      attributesOf({
        speed: 55,
        temperature: { value: 21, unitCode: 'CEL', observedAt: '2018-03-01T02:00:00Z' },
        owner: { object: 'urn:ngsi-ld:Agency:H05' },
        location: { type: 'Point', coordinates: [106.07, 21.18] },
        name: { languageMap: { vi: 'Trạm', en: 'Station' } },
        raw: { json: { a: null } },
        kind: { vocab: 'Tower' },
        list: { valueList: [1, 2] },
        links: { objectList: [{ object: 'urn:a:b' }] },
        plain: { street: 'Lý Thái Tổ' },
      }),
    ).toEqual({
      speed: { type: 'Property', value: 55 },
      temperature: { type: 'Property', value: 21, unitCode: 'CEL', observedAt: '2018-03-01T02:00:00Z' },
      owner: { type: 'Relationship', object: 'urn:ngsi-ld:Agency:H05' },
      location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [106.07, 21.18] } },
      name: { type: 'LanguageProperty', languageMap: { vi: 'Trạm', en: 'Station' } },
      raw: { type: 'JsonProperty', json: { a: null } },
      kind: { type: 'VocabProperty', vocab: 'Tower' },
      list: { type: 'ListProperty', valueList: [1, 2] },
      links: { type: 'ListRelationship', objectList: ['urn:a:b'] },
      plain: { type: 'Property', value: { street: 'Lý Thái Tổ' } },
    })
  })
  test('sub-attributes are attributes', () => {
    expect(
      attributesOf({ speed: { type: 'Property', value: 5, by: { object: 'urn:a:b' }, accuracy: 0.9 } }),
    ).toEqual({
      speed: {
        type: 'Property',
        value: 5,
        by: { type: 'Relationship', object: 'urn:a:b' },
        accuracy: { type: 'Property', value: 0.9 },
      },
    })
  })
  test('several instances differ in their dataset (clause 4.5.5)', () => {
    expect(attributesOf({ speed: [{ value: 5 }, { value: 6, datasetId: 'urn:d:gps' }] })).toEqual({
      speed: [
        { type: 'Property', value: 5 },
        { type: 'Property', value: 6, datasetId: 'urn:d:gps' },
      ],
    })
  })
  test('a list of plain values is one value', () => {
    expect(attributesOf({ tags: ['a', 'b'] })).toEqual({ tags: { type: 'Property', value: ['a', 'b'] } })
  })
  test('bare values: the term of the context says what they are (options=keyValues)', () => {
    const coercing = compileDefinitions(
      new Map([
        ['owner', { id: 'https://e.org/owner', type: '@id' }],
        ['at', { id: 'https://e.org/at', type: 'DateTime' }],
        ['name', { id: 'https://e.org/name', container: '@language' }],
      ]),
    )
    const bare = { owner: 'urn:a:b', at: '2018-03-01T09:00:00+07:00', name: { vi: 'Trạm' }, speed: { a: 1 } }
    expect(attributesOf(bare, { context: coercing, simplified: true })).toEqual({
      'https://e.org/owner': { type: 'Relationship', object: 'urn:a:b' },
      'https://e.org/at': {
        type: 'Property',
        value: { '@type': 'DateTime', '@value': '2018-03-01T02:00:00.000Z' },
      },
      'https://e.org/name': { type: 'LanguageProperty', languageMap: { vi: 'Trạm' } },
      speed: { type: 'Property', value: { a: 1 } },
    })
  })
  test('a part of an attribute has no value; null takes away (clause 5.5.12)', () => {
    expect(attributesOf({ speed: { unitCode: 'KMH' }, old: null }, { partial: true })).toEqual({
      speed: { unitCode: 'KMH' },
      old: { type: 'Property', value: 'urn:ngsi-ld:null' },
    })
  })
  test('scopes, types and expiry stand beside the attributes', () => {
    expect(
      read({ id: 'urn:a:b', type: ['A', 'B'], scope: 'X/Y', expiresAt: '2030-01-01T00:00:00Z' }),
    ).toEqual({
      id: 'urn:a:b',
      types: ['A', 'B'],
      scopes: ['/X/Y'],
      expiresAt: Date.parse('2030-01-01T00:00:00Z'),
      attributes: {},
    })
  })
})

describe('what the standard does not allow', () => {
  const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
    ['id-not-uri', { id: 'khong phai uri' }],
    ['name-not-allowed', { 'a b': 1 }],
    ['name-not-allowed', { type: 'A B' }],
    ['scope-malformed', { scope: 'a b' }],
    ['time-unreadable', { expiresAt: 'mai' }],
    ['time-unreadable', { speed: { value: 1, observedAt: '2018-03-01' } }],
    ['attribute-malformed', { speed: { type: 'Property' } }],
    ['attribute-malformed', { speed: {} }],
    ['attribute-malformed', { name: { languageMap: 'x' } }],
    ['attribute-malformed', { speed: { value: 1, unitCode: 3 } }],
    ['attribute-type-unknown', { speed: { type: 'Prop', value: 1 } }],
    ['uri-expected', { owner: { object: 'abc' } }],
    ['uri-expected', { speed: { value: 1, datasetId: 'x y' } }],
    ['geometry-malformed', { location: { type: 'Point', coordinates: [21, 106] } }],
    [
      'geometry-malformed',
      { location: { type: 'GeoProperty', value: { type: 'Polygon', coordinates: [[[1, 1]]] } } },
    ],
    ['dataset-repeated', { speed: [{ value: 1 }, { value: 2 }] }],
    ['null-not-allowed', { speed: null }],
    ['null-not-allowed', { speed: { value: 'urn:ngsi-ld:null' } }],
  ]
  for (const [code, body] of wrong)
    test(`${JSON.stringify(body)}: ${code}`, () => {
      expect(read(body)).toMatchObject({ refused: code })
    })
  test('an entity has an id and a type: id-not-uri, entity-type-missing', () => {
    expect(demandEntity(read({ type: 'A' }) as Fragment)).toMatchObject({ refused: 'id-not-uri' })
    expect(demandEntity(read({ id: 'urn:a:b' }) as Fragment)).toMatchObject({
      refused: 'entity-type-missing',
    })
  })
})

const name = fc.stringMatching(/^[a-z]{3}[A-Z]{1,3}$/)
const uri = name.map((text) => `urn:x:${text}`)
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null && value !== 'urn:ngsi-ld:null')
const value: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  json.map((one) => ({ type: 'Property', value: one })),
  uri.map((one) => ({ type: 'Relationship', object: one })),
  fc
    .tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }))
    .map((coordinates) => ({ type: 'GeoProperty', value: { type: 'Point', coordinates } })),
  fc.string().map((vi) => ({ type: 'LanguageProperty', languageMap: { vi } })),
  fc.jsonValue({ maxDepth: 2 }).map((one) => ({ type: 'JsonProperty', json: one })),
  name.map((vocab) => ({ type: 'VocabProperty', vocab })),
  fc.array(json).map((valueList) => ({ type: 'ListProperty', valueList })),
  fc.array(uri, { minLength: 1 }).map((objectList) => ({ type: 'ListRelationship', objectList })),
)
const about = fc.record(
  { observedAt: fc.constant('2018-03-01T02:00:00Z'), unitCode: fc.constant('KMH'), subA: value },
  { requiredKeys: [] },
)
const instance = fc
  .tuple(value, about)
  .map(([one, more]) => ({ ...one, ...more }) as unknown as AttributeInstance)
const attribute = fc.oneof(
  { weight: 3, arbitrary: instance },
  {
    weight: 1,
    arbitrary: fc.tuple(instance, instance).map(([one, two]) => [one, { ...two, datasetId: 'urn:d:2' }]),
  },
)
const attributes = fc.dictionary(name, attribute, { maxKeys: 4 }) as fc.Arbitrary<Attributes>

for (const format of ['normalized', 'concise'] as const)
  test(`what is written ${format} reads as the same entity`, () => {
    fc.assert(
      fc.property(attributes, (one) => {
        const written = compactEntity(asEntity(one), context, { format })
        expect(attributesOf(JSON.parse(JSON.stringify(written)))).toEqual(JSON.parse(JSON.stringify(one)))
      }),
      { numRuns: 300 },
    )
  })

describe('writing', () => {
  const station = asEntity({
    speed: [
      { type: 'Property', value: 5, createdAt: '2018-01-01T00:00:00.000Z' },
      { type: 'Property', value: 6, datasetId: 'urn:d:gps' },
    ],
    name: { type: 'LanguageProperty', languageMap: { vi: 'Trạm', en: 'Station' } },
    owner: { type: 'Relationship', object: 'urn:a:b' },
    kind: { type: 'VocabProperty', vocab: 'https://e.org/Tower' },
  })
  const named = compileDefinitions(new Map([['Thap', { id: 'https://e.org/Tower' }]])) ?? coreContext
  test('simplified (clause 4.5.4)', () => {
    expect(compactEntity(station, named, { format: 'simplified' })).toEqual({
      id: 'urn:ngsi-ld:T:1',
      type: 'T',
      speed: { dataset: { '@none': 5, 'urn:d:gps': 6 } },
      name: { languageMap: { vi: 'Trạm', en: 'Station' } },
      owner: 'urn:a:b',
      kind: { vocab: 'Thap' },
    })
  })
  test('a reader of English gets a property in English (clause 4.15)', () => {
    expect(
      compactEntity(station, context, { format: 'concise', lang: 'fr,en;q=0.5', datasets: ['@none'] }),
    ).toMatchObject({
      name: { value: 'Station', lang: 'en' },
      speed: 5,
    })
  })
  test('system times come only when asked for', () => {
    const written = compactEntity(station, context, { format: 'normalized', sysAttrs: true })
    expect(written.speed).toMatchObject([{ createdAt: '2018-01-01T00:00:00.000Z' }, {}])
    expect(JSON.stringify(compactEntity(station))).not.toContain('createdAt')
  })
  test('languages are chosen by weight', () => {
    expect(chooseLanguage(['vi', 'en'], 'en;q=0.3,vi;q=0.9')).toBe('vi')
    expect(chooseLanguage(['vi-VN'], 'vi')).toBe('vi-VN')
    expect(chooseLanguage(['vi', 'en'], 'de')).toBe('vi')
  })
})

describe('media types (clause 6.3.4)', () => {
  const offered = ['application/json', 'application/ld+json', 'application/geo+json'] as const
  test('JSON when nothing is said, JSON-LD when preferred, nothing when nothing fits', () => {
    expect(chooseMedia(undefined, offered)).toBe('application/json')
    expect(chooseMedia('*/*', offered)).toBe('application/json')
    expect(chooseMedia('application/json;q=0.5, application/ld+json', offered)).toBe('application/ld+json')
    expect(chooseMedia('text/html', offered)).toBeUndefined()
  })
  test('the Link header names one context', () => {
    const link =
      '<https://e.org/c.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    expect(contextOfLink(link)).toBe('https://e.org/c.jsonld')
    expect(contextOfLink('<https://e.org/x>; rel="next"')).toBeUndefined()
    expect(contextOfLink(`${link}, ${link}`)).toBe('several')
  })
})
