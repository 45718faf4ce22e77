import { connectAsync, type MqttClient } from 'mqtt'
import type { Endpoint } from './contract.ts'
import type { Send } from './deliver.ts'
import type { Outgoing } from './write-notification.ts'

/** Makes what brings notifications out: one MQTT connection a broker and version, kept while it is used. */
export function openSender(): { readonly send: Send; close(): Promise<void> } {
  const clients = new Map<string, Promise<MqttClient>>()
  return {
    send: (endpoint, outgoing) =>
      endpoint.uri.startsWith('mqtt')
        ? sendByMqtt(clients, endpoint, outgoing)
        : sendByHttp(endpoint, outgoing),
    async close() {
      const open = await Promise.allSettled(clients.values())
      for (const one of open) if (one.status === 'fulfilled') await one.value.endAsync(true)
    },
  }
}

/** POST; any 2xx is an arrival. Redirects are not followed: they would lead where the subscriber did not point. */
async function sendByHttp({ uri, timeoutMs }: Endpoint, { headers, body }: Outgoing): Promise<void> {
  const answer = await fetch(uri, {
    method: 'POST',
    headers: { ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`.trim())
}

/** The message of clause 7.2: `metadata` and `body`, to the topic of the URI's path. */
async function sendByMqtt(
  clients: Map<string, Promise<MqttClient>>,
  { uri, mqttVersion, mqttQos, timeoutMs }: Endpoint,
  { headers, body }: Outgoing,
): Promise<void> {
  const { broker, topic } = readMqttUri(uri)
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
