import { lookup } from 'node:dns/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { isInside } from '#kit/io/reach.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { Connector } from '../contract.ts'

type Mqtt = Extract<Connector, { kind: 'mqtt' }>

/** A standing subscription. */
export type Subscribed = { end(): Promise<void> }

/** Messages that are gathered before they become a run, and how long they wait at most. */
const mostMessages = 500
const mostWaitMs = 1_000

/**
 * Subscribes to a topic. A message is a JSON object, or a list of them; the topic it came by is its column `topic`. Messages
 * are gathered and handed to `take` one batch after another; while a batch is taken further ones wait. A message that is no
 * JSON is handed on as `{ topic, message }`, so that it is seen in quarantine. Refuses `address-not-allowed`, `source-silent`.
 */
export async function subscribeMqtt(
  connector: Mqtt,
  secret: string | null,
  take: (rows: readonly unknown[]) => Promise<void>,
) {
  const allowed = await checkHost(connector)
  if (isRefused(allowed)) return allowed
  const client = await connectAsync(connector.url, {
    reconnectPeriod: 5_000,
    connectTimeout: 10_000,
    ...credentials(secret),
  }).catch((error: Error) => error)
  if (client instanceof Error)
    return refuse('source-silent', { address: connector.url, reason: client.message })
  return gather(client, connector.topic, take)
}

/** A secret is `user:password`. */
function credentials(secret: string | null) {
  if (secret === null) return {}
  const [username = '', ...password] = secret.split(':')
  return { username, password: password.join(':') }
}

async function checkHost({ url, privateAddresses }: Mqtt) {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  const found = await lookup(host).catch(() => undefined)
  if (!found) return refuse('source-silent', { address: url, reason: 'DNS' })
  return !privateAddresses && isInside(found.address)
    ? refuse('address-not-allowed', { address: url })
    : undefined
}

async function gather(
  client: MqttClient,
  topic: string,
  take: (rows: readonly unknown[]) => Promise<void>,
): Promise<Subscribed> {
  let waiting: unknown[] = []
  let timer: NodeJS.Timeout | undefined
  let taking: Promise<void> = Promise.resolve()
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const rows = waiting
    waiting = []
    if (rows.length > 0) taking = taking.then(() => take(rows))
  }
  client.on('message', (from, payload) => {
    waiting.push(...rowsOf(from, payload))
    if (waiting.length >= mostMessages) flush()
    else timer ??= setTimeout(flush, mostWaitMs)
  })
  await client.subscribeAsync(topic, { qos: 1 })
  return {
    async end() {
      await client.endAsync()
      flush()
      await taking
    },
  }
}

function rowsOf(topic: string, payload: Buffer): unknown[] {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    const list = Array.isArray(value) ? value : [value]
    return list.map((one) =>
      typeof one === 'object' && one !== null ? { topic, ...one } : { topic, message: String(one) },
    )
  } catch {
    return [{ topic, message: payload.toString('utf8').slice(0, 2_000) }]
  }
}
