import { request as requestPlain } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { connectAsync, type MqttClient } from 'mqtt'
import { AddressInsideError, lookupWithin, mayReach, type Reach } from '#kit/io/reach.ts'
import type { Endpoint } from './contract.ts'
import type { Send } from './deliver.ts'
import type { Outgoing } from './write-notification.ts'

/** Makes what brings notifications out: one MQTT connection a broker and version, kept while it is used. */
export function openSender(): { readonly send: Send; close(): Promise<void> } {
  const clients = new Map<string, Promise<MqttClient>>()
  return {
    send: (endpoint, outgoing, reach) =>
      endpoint.uri.startsWith('mqtt')
        ? sendByMqtt(clients, endpoint, outgoing, reach)
        : sendByHttp(endpoint, outgoing, reach),
    async close() {
      const open = await Promise.allSettled(clients.values())
      for (const one of open) if (one.status === 'fulfilled') await one.value.endAsync(true)
    },
  }
}

/** POST; any 2xx is an arrival. Redirects are not followed: they would lead where the subscriber did not point. */
function sendByHttp({ uri, timeoutMs }: Endpoint, { headers, body }: Outgoing, reach: Reach): Promise<void> {
  const url = new URL(uri)
  if (!mayReach(url.hostname, reach)) return Promise.reject(new AddressInsideError(url.hostname))
  const request = url.protocol === 'https:' ? requestSecurely : requestPlain
  const written = JSON.stringify(body)
  const options = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': Buffer.byteLength(written) },
    signal: AbortSignal.timeout(timeoutMs),
    lookup: lookupWithin(reach),
  }
  return new Promise((done, fail) => {
    const sent = request(url, options, (answer) => {
      answer.resume().on('error', fail)
      const { statusCode = 0, statusMessage = '' } = answer
      if (statusCode >= 200 && statusCode < 300) done()
      else fail(new Error(`${statusCode} ${statusMessage}`.trim()))
    })
    sent.on('error', fail)
    sent.end(written)
  })
}

/** The message of clause 7.2: `metadata` and `body`, to the topic of the URI's path. */
async function sendByMqtt(
  clients: Map<string, Promise<MqttClient>>,
  { uri, mqttVersion, mqttQos, timeoutMs }: Endpoint,
  { headers, body }: Outgoing,
  reach: Reach,
): Promise<void> {
  const { broker, topic } = readMqttUri(uri)
  await demandReach(broker, reach)
  const key = `${mqttVersion} ${broker}`
  const opened = clients.get(key) ?? open(broker, mqttVersion, timeoutMs)
  clients.set(key, opened)
  try {
    const client = await opened
    const message = JSON.stringify({ metadata: headers, body })
    await withTimeout(client.publishAsync(topic, message, { qos: mqttQos }), timeoutMs)
  } catch (error) {
    clients.delete(key) // the next try opens it anew
    opened.then((client) => client.endAsync(true)).catch(() => {})
    throw error
  }
}

/** Refuses a broker inside; its name is resolved again by the client, a moment later. */
async function demandReach(broker: string, reach: Reach): Promise<void> {
  const { hostname } = new URL(broker)
  if (!mayReach(hostname, reach)) throw new AddressInsideError(hostname)
  await new Promise<void>((done, fail) =>
    lookupWithin(reach)(hostname.replace(/^\[|\]$/g, ''), {}, (error) => (error ? fail(error) : done())),
  )
}

function open(broker: string, version: Endpoint['mqttVersion'], timeoutMs: number): Promise<MqttClient> {
  const protocolVersion = version === 'mqtt5.0' ? 5 : 4
  return connectAsync(broker, { protocolVersion, connectTimeout: timeoutMs, reconnectPeriod: 0 }, false)
}

async function withTimeout(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer in ${ms} ms`)), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** `mqtt[s]://[user:password@]host[:port]/topic[/subtopic…]` (clause 7.2). */
export function readMqttUri(uri: string): { readonly broker: string; readonly topic: string } {
  const parts = new URL(uri)
  const topic = decodeURIComponent(parts.pathname.replace(/^\//, ''))
  parts.pathname = ''
  return { broker: parts.href.replace(/\/$/, ''), topic }
}
