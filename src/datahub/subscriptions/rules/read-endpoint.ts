import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Endpoint } from '../contract.ts'

type Json = Readonly<Record<string, unknown>>

const accepted = ['application/json', 'application/ld+json', 'application/geo+json'] as const

/** Reads where a subscriber is told (clauses 5.2.15, 7.2). Refuses `subscription-invalid`. */
export function readEndpoint(given: unknown): Endpoint | Refusal<'subscription-invalid'> {
  if (!hasMembers(given)) return wrong('notification.endpoint', '{ uri, accept? }')
  const { uri, accept = 'application/json', timeout = 10_000 } = given
  if (typeof uri !== 'string' || !isEndpointUri(uri))
    return wrong('notification.endpoint.uri', 'http, https, mqtt, mqtts')
  const media = accepted.find((one) => one === accept)
  if (media === undefined) return wrong('notification.endpoint.accept', accepted.join(', '))
  if (typeof timeout !== 'number' || timeout < 1 || timeout > 30_000)
    return wrong('notification.endpoint.timeout', '1–30000')
  const receiverFacts = readPairs(given.receiverInfo)
  const notifierFacts = readPairs(given.notifierInfo)
  if (receiverFacts === undefined) return wrong('notification.endpoint.receiverInfo', '[{ key, value }]')
  if (notifierFacts === undefined) return wrong('notification.endpoint.notifierInfo', '[{ key, value }]')
  const qos = Number(readPair(notifierFacts, 'MQTT-QoS') ?? 0)
  const version = readPair(notifierFacts, 'MQTT-Version') ?? 'mqtt5.0'
  if (qos !== 0 && qos !== 1 && qos !== 2) return wrong('notifierInfo MQTT-QoS', '0, 1, 2')
  if (version !== 'mqtt3.1.1' && version !== 'mqtt5.0')
    return wrong('notifierInfo MQTT-Version', 'mqtt3.1.1, mqtt5.0')
  return { uri, accept: media, receiverFacts, mqttVersion: version, mqttQos: qos, timeoutMs: timeout }
}

/** Scheme, host and port of an endpoint: what a slow answer is blamed on. */
export function originOf({ uri }: Pick<Endpoint, 'uri'>): string {
  const { protocol, host } = new URL(uri)
  return `${protocol}//${host}`
}

function isEndpointUri(uri: string): boolean {
  if (!URL.canParse(uri)) return false
  const { protocol, pathname, hostname } = new URL(uri)
  if (protocol === 'mqtt:' || protocol === 'mqtts:') return pathname.length > 1 && !/[#+]/.test(uri)
  return (protocol === 'http:' || protocol === 'https:') && hostname !== ''
}

/** Headers that the notifier sets itself, or that would speak for someone else. */
const ownHeaders = /^(content-type|content-length|link|host|connection|transfer-encoding|ngsild-tenant)$/i

function readPairs(given: unknown): readonly { key: string; value: string }[] | undefined {
  if (given === undefined) return []
  if (!Array.isArray(given)) return undefined
  const pairs: { key: string; value: string }[] = []
  for (const one of given) {
    if (!hasMembers(one) || typeof one.key !== 'string' || typeof one.value !== 'string') return undefined
    if (!/^[\w!#$%&'*.^`|~+-]+$/.test(one.key) || /[\r\n]/.test(one.value)) return undefined
    if (!ownHeaders.test(one.key)) pairs.push({ key: one.key, value: one.value })
  }
  return pairs
}

function readPair(pairs: readonly { key: string; value: string }[], key: string): string | undefined {
  return pairs.find((pair) => pair.key.toLowerCase() === key.toLowerCase())?.value
}

function hasMembers(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(member: string, expected: string): Refusal<'subscription-invalid'> {
  return refuse('subscription-invalid', { member, expected })
}
