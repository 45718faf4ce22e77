import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import type { EntityChanged } from '../../registry/contract.ts'
import { triggers } from '../contract.ts'
import { withPrevious } from './changes.ts'
import { concerns, hasTypes, triggersOf, typesNamed } from './match.ts'
import { dueAfter, mostAttempts, secondsAfter } from './pace.ts'
import { originOf, readEndpoint } from './read-endpoint.ts'
import { readSubscription, type Words } from './read-subscription.ts'

const now = instant('2026-11-24T09:00:00Z')

const words: Words = {
  name: (name) => name,
  types: (text) => ({ kind: 'type', name: text }),
  where: () => ({ kind: 'exists', path: { attribute: 'pm25', subs: [], trail: [] } }),
  scopes: (pattern) => ({ kind: 'scope', pattern }),
  geo: () => ({
    attribute: 'location',
    relation: 'near',
    geometry: { type: 'Point', coordinates: [106, 21] },
    maxDistance: 500,
  }),
}

const right = {
  type: 'Subscription',
  entities: [{ type: 'AirQualityObserved' }],
  notification: { endpoint: { uri: 'https://nhan.example/tin' } },
}

const change: EntityChanged = {
  tenant: '',
  id: 'urn:ngsi-ld:AirQualityObserved:1',
  types: ['AirQualityObserved'],
  change: 'changed',
  version: 2,
  updated: ['pm25', 'pm10'],
  deleted: ['note'],
  before: { pm25: { type: 'Property', value: 30 } },
}

describe('a subscription is read', () => {
  it('with the defaults of the standard where it says nothing', () => {
    expect(readSubscription(right, words, now)).toMatchObject({
      triggers: ['attributeCreated', 'attributeUpdated'],
      watched: null,
      isActive: true,
      format: 'normalized',
      endpoint: { accept: 'application/json', mqttQos: 0, timeoutMs: 10_000 },
    })
  })

  const endpoint = (more: object) => ({
    notification: { endpoint: { uri: 'https://nhan.example/tin', ...more } },
  })
  const wrongs: readonly (readonly [member: string, change: object])[] = [
    ['type', { type: 'Entity' }],
    ['entities', { entities: [] }],
    ['entities', { entities: undefined }],
    ['entities', { entities: ['x'] }],
    ['entities.id', { entities: [{ type: 'A', id: 'not a uri' }] }],
    ['entities.idPattern', { entities: [{ type: 'A', idPattern: '(' }] }],
    ['entities.idPattern', { entities: [{ type: 'A', idPattern: '(a+)+$' }] }],
    ['entities.type', { entities: [{ id: 'urn:a:b' }] }],
    ['watchedAttributes', { watchedAttributes: [] }],
    ['notificationTrigger', { notificationTrigger: ['entityRenamed'] }],
    ['q', { q: 5 }],
    ['scopeQ', { scopeQ: '' }],
    ['geoQ', { geoQ: 'near' }],
    ['expiresAt', { expiresAt: '2026-11-24T08:59:59Z' }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['throttling', { throttling: 0 }],
    ['timeInterval', { timeInterval: -1 }],
    ['timeInterval', { timeInterval: 5, watchedAttributes: ['pm25'] }],
    ['timeInterval', { timeInterval: 5, throttling: 5 }],
    ['isActive', { isActive: 'yes' }],
    ['notification', { notification: undefined }],
    ['notification.attributes', { notification: { ...right.notification, attributes: [] } }],
    ['notification.format', { notification: { ...right.notification, format: 'xml' } }],
    [
      'notification.showChanges',
      { notification: { ...right.notification, format: 'keyValues', showChanges: true } },
    ],
    ['notification.endpoint', { notification: {} }],
    ['notification.endpoint.uri', endpoint({ uri: 'ftp://x/y' })],
    ['notification.endpoint.uri', endpoint({ uri: 'mqtt://broker' })],
    ['notification.endpoint.uri', endpoint({ uri: 'mqtt://broker/a/#' })],
    ['notification.endpoint.accept', endpoint({ accept: 'text/html' })],
    ['notification.endpoint.timeout', endpoint({ timeout: 60_000 })],
    [
      'notification.endpoint.receiverInfo',
      endpoint({ receiverInfo: [{ key: 'X-A', value: 'a\r\nHost: b' }] }),
    ],
    ['notification.endpoint.notifierInfo', endpoint({ notifierInfo: 'qos' })],
    ['notifierInfo MQTT-QoS', endpoint({ notifierInfo: [{ key: 'MQTT-QoS', value: '3' }] })],
    ['notifierInfo MQTT-Version', endpoint({ notifierInfo: [{ key: 'MQTT-Version', value: 'mqtt6' }] })],
  ]
  it.each(wrongs)('and refused as subscription-invalid, naming %s', (member, changed) => {
    const answer = readSubscription({ ...right, ...changed }, words, now)
    expect(answer).toMatchObject({ refused: 'subscription-invalid', facts: { member } })
  })

  it('and what the query language refuses is passed on', () => {
    const no: Refusal = { refused: 'q-unreadable', facts: {} } as Refusal
    expect(readSubscription({ ...right, q: 'x' }, { ...words, where: () => no }, now)).toBe(no)
  })

  it('without headers that would speak for someone else', () => {
    const given = {
      uri: 'https://a.example/',
      receiverInfo: [
        { key: 'Host', value: 'b' },
        { key: 'Authorization', value: 'k' },
      ],
    }
    expect(readEndpoint(given)).toMatchObject({ receiverFacts: [{ key: 'Authorization', value: 'k' }] })
  })

  it('and an endpoint is blamed by scheme, host and port', () => {
    expect(originOf({ uri: 'mqtt://user:secret@broker.example:1884/a/b' })).toBe('mqtt://broker.example:1884')
  })
})

describe('a change concerns a subscription', () => {
  const base = {
    entities: [{ id: null, idPattern: null, types: { kind: 'type', name: 'AirQualityObserved' } as const }],
    watched: null,
    triggers,
  }

  it('when type, id and what happened fit', () => {
    expect(concerns(base, change)).toBe(true)
    expect(concerns({ ...base, entities: null, watched: ['pm25'] }, change)).toBe(true)
    expect(concerns({ ...base, entities: [{ id: change.id, idPattern: null, types: null }] }, change)).toBe(
      true,
    )
    expect(concerns({ ...base, entities: [{ id: null, idPattern: ':1$', types: null }] }, change)).toBe(true)
  })

  it.each([
    [
      'another type',
      { entities: [{ id: null, idPattern: null, types: { kind: 'type', name: 'Alert' } as const }] },
    ],
    ['another id', { entities: [{ id: 'urn:ngsi-ld:AirQualityObserved:2', idPattern: null, types: null }] }],
    ['another pattern', { entities: [{ id: null, idPattern: ':2$', types: null }] }],
    ['an attribute that is not watched', { watched: ['noise'] }],
    ['something else that happened', { triggers: ['entityDeleted'] as const }],
  ])('but not for %s', (_, other) => {
    expect(concerns({ ...base, ...other }, change)).toBe(false)
  })

  it('and tells created, updated and deleted attributes apart', () => {
    expect(triggersOf(change, null)).toEqual([
      'entityUpdated',
      'attributeCreated',
      'attributeUpdated',
      'attributeDeleted',
    ])
    expect(triggersOf(change, ['pm10'])).toEqual(['entityUpdated', 'attributeCreated'])
    expect(triggersOf({ ...change, change: 'created', before: {}, deleted: [] }, null)).toEqual([
      'entityCreated',
      'attributeCreated',
    ])
    expect(triggersOf({ ...change, change: 'deleted', updated: [] }, null)).toEqual(['entityDeleted'])
  })

  it('by all types of a selection', () => {
    const type = (name: string) => ({ kind: 'type', name }) as const
    const selection = { kind: 'any', of: [type('C'), { kind: 'all', of: [type('A'), type('B')] }] } as const
    expect([['A'], ['A', 'B'], ['C']].map((types) => hasTypes(selection, types))).toEqual([false, true, true])
    expect(typesNamed([{ id: null, idPattern: null, types: selection }])).toEqual(['C', 'A', 'B'])
    expect(typesNamed([{ id: 'urn:a:b', idPattern: null, types: null }])).toBeNull()
  })
})

describe('the pace', () => {
  it('grows from a second to an hour and a half, and never shrinks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: mostAttempts }), (tries) => {
        expect(secondsAfter(tries)).toBeLessThanOrEqual(secondsAfter(tries + 1))
        expect(secondsAfter(tries)).toBeGreaterThanOrEqual(1)
        expect(secondsAfter(tries)).toBeLessThanOrEqual(5_400)
      }),
    )
  })

  it('of throttling counts from the last notification', () => {
    expect(dueAfter(10_000, null, 5)).toBe(10_000)
    expect(dueAfter(10_000, 8_000, 5)).toBe(13_000)
    expect(dueAfter(10_000, 1_000, 5)).toBe(10_000)
    expect(dueAfter(10_000, 8_000, null)).toBe(10_000)
  })
})

it('What an attribute was before stands beside what it is, dataset by dataset', () => {
  const after = {
    pm25: [
      { type: 'Property', value: 40 },
      { type: 'Property', value: 50, datasetId: 'urn:d:2' },
    ],
    owner: { type: 'Relationship', object: 'urn:a:2' },
    fresh: { type: 'Property', value: 1 },
  } as const
  const before = {
    pm25: { type: 'Property', value: 30 },
    owner: { type: 'Relationship', object: 'urn:a:1' },
  } as const
  expect(withPrevious(after, before)).toEqual({
    pm25: [
      { type: 'Property', value: 40, previousValue: 30 },
      { type: 'Property', value: 50, datasetId: 'urn:d:2' },
    ],
    owner: { type: 'Relationship', object: 'urn:a:2', previousObject: 'urn:a:1' },
    fresh: { type: 'Property', value: 1 },
  })
  expect(isRefused(withPrevious({}, {}))).toBe(false)
})
