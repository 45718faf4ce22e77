import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { isRefused } from '#kit/values/refusal.ts'
import type { Model } from './contract.ts'
import {
  deriveFields,
  faultOfAttributes,
  faultsOf,
  importSmartModel,
  readModels,
  validateValues,
} from './public.ts'

const contentDir = join(import.meta.dirname, '../../../content')
let models: readonly Model[]
let station: Model
beforeAll(async () => {
  models = await readModels(contentDir)
  station = models.find(({ name }) => name === 'MobileBaseStation') as Model
})

const sound = {
  operatorCode: 'VNPT',
  stationCode: 'BN-001',
  status: 'on-air',
  location: { type: 'Point', coordinates: [106.06, 21.18] },
}

test('eleven models are shipped, every field with its source and both labels', () => {
  expect(models.map(({ name }) => name)).toEqual([
    'Agency',
    'AirQualityObserved',
    'Alert',
    'Enterprise',
    'HeritagePlace',
    'LoudspeakerCluster',
    'LoudspeakerStation',
    'MobileBaseStation',
    'PressOrgan',
    'PublicService',
    'TelecomLine',
  ])
  for (const { fields } of models) for (const field of fields) expect(field.source.length).toBeGreaterThan(0)
})

test('persons are never open: their names and telephones', () => {
  const persons = models.flatMap(({ fields }) =>
    fields.filter(({ name }) =>
      /^(managerName|managerPhone|surveyor|siteOwner|legalRepresentative|reporter)$/.test(name),
    ),
  )
  expect(persons).toHaveLength(6)
  expect(persons.every(({ sensitivity }) => sensitivity === 'personal')).toBe(true)
})

describe('a base station must be inspected', () => {
  const required = (distanceToBuilding?: number, antennaBottom?: number, roofTop?: number) =>
    deriveFields(station, { distanceToBuilding, antennaBottom, roofTop }).inspectionRequired
  test.each([
    [100, 37.9, 10, true],
    [100, 38, 10, false],
    [100.1, 10, 10, false],
    [0, 27, 0, true],
    [20, undefined, 10, undefined],
    [undefined, 20, 10, undefined],
    [150, undefined, undefined, false],
  ])('at %s m, antenna at %s m, roof at %s m: %s', (distance, antenna, roof, expected) => {
    expect(required(distance, antenna, roof)).toBe(expected)
  })
  test('its certificate ends five years on, on the last day of February after a leap year', () => {
    const expires = (certificateIssuedOn: unknown) =>
      deriveFields(station, { certificateIssuedOn }).certificateExpiresOn
    expect(expires('2020-02-29')).toBe('2025-02-28')
    expect(expires('29/02/2020')).toBeUndefined()
  })
})

describe('what a model says against a row', () => {
  test('nothing against a sound one', () => expect(validateValues(station, sound)).toEqual([]))
  test.each<[string, object, string]>([
    ['a missing key', { stationCode: undefined }, 'field-missing'],
    ['a field nobody knows', { colour: 'đỏ' }, 'field-unknown'],
    ['a field that is computed', { inspectionRequired: true }, 'field-derived'],
    ['a number as text', { columnHeight: '42' }, 'field-wrong-type'],
    ['a status that is none', { status: 'đang phát' }, 'field-not-listed'],
    ['a column of 4 km', { columnHeight: 4000 }, 'field-out-of-range'],
    ['a code with blanks', { stationCode: 'BN 001' }, 'field-malformed'],
    ['30 February', { onAirOn: '2020-02-30' }, 'field-malformed'],
    ['an empty name', { name: '' }, 'field-length'],
    ['a technology twice', { technologies: ['4G', '4G'] }, 'field-invalid'],
  ])('%s', (_, change, refused) => {
    const [first, ...more] = validateValues(station, { ...sound, ...change })
    expect([first?.refused, more.length]).toEqual([refused, 0])
    expect(String(first?.facts.field)).not.toBe('')
  })
  test('a place that is written as a text property', () => {
    const written = [{ name: 'location', instances: [{ type: 'Property', value: '21.1, 106' }] }]
    expect(faultOfAttributes(station, written)).toMatchObject({ refused: 'field-kind' })
  })
})

describe('a broken model is told by its field', () => {
  const broken = (change: Partial<Model>) =>
    faultsOf({ ...station, ...change }, new Set(['MobileBaseStation'])).map(({ field }) => field)
  test('a key without its field', () => expect(broken({ key: ['code'] })).toEqual(['key code']))
  test('a key that may be missing', () => expect(broken({ key: ['name'] })).toEqual(['key name']))
  test('a rule that nobody wrote', () =>
    expect(broken({ derived: station.derived.map((field) => ({ ...field, rule: 'guess' })) })).toHaveLength(
      3,
    ))
  test('a relationship to no model', () =>
    expect(
      broken({
        fields: station.fields.map((field) =>
          field.name === 'name' ? { ...field, references: 'Nothing' } : field,
        ),
      }),
    ).toEqual(['fields name']))
})

describe('Smart Data Models', () => {
  const sample = async (name: string) =>
    JSON.parse(await readFile(join(import.meta.dirname, 'samples', name), 'utf8')) as unknown
  test('their air quality becomes a model that takes its own kind of values', async () => {
    const references = {
      'https://fiware.github.io/data-models/common-schema.json': await sample('shared-definitions.json'),
    }
    const model = importSmartModel(await sample('air-quality-observed.json'), references)
    if (isRefused(model)) throw new Error(model.refused)
    expect(faultsOf(model, new Set())).toEqual([])
    const kinds = Object.fromEntries(model.fields.map(({ name, kind }) => [name, kind]))
    expect(kinds).toMatchObject({
      location: 'geo',
      refDevice: 'relationship',
      airQualityIndex: 'property',
      dateObserved: 'property',
    })
    expect(model.fields.find(({ name }) => name === 'dateObserved')?.required).toBe(true)
    const values = {
      identifier: 'x',
      dateObserved: '2018-08-07T12:00:00Z',
      location: { type: 'Point', coordinates: [106, 21] },
    }
    expect(validateValues(model, values)).toEqual([])
    expect(validateValues(model, { ...values, reliability: 3 })).toMatchObject([
      { refused: 'field-out-of-range' },
    ])
  })
  test('what is no schema is refused', () => {
    expect(importSmartModel('x')).toMatchObject({ refused: 'schema-unreadable' })
    expect(importSmartModel({ properties: {} })).toMatchObject({ refused: 'schema-unreadable' })
  })
})
