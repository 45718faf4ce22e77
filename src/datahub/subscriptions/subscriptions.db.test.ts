import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drainOutbox } from '#kit/io/outbox.ts'
import type { Reach } from '#kit/io/reach.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { instant } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { coreContextUrl } from '../ngsild/public.ts'
import type { EntityWrite, Visibility } from '../registry/contract.ts'
import { seeEverything, seeOnly, writeEntities } from '../registry/public.ts'
import type { NotifiedReader } from './contract.ts'
import { deliverOnce } from './deliver.ts'
import {
  changeSubscription,
  replaySubscription,
  type Subscribing,
  subscribe,
  unsubscribe,
} from './manage-subscriptions.ts'
import { layIntervals, notifySubscribers, type SeeAs } from './notify.ts'
import { mostAttempts } from './rules/pace.ts'
import { openSender } from './send.ts'
import { findSubscriptionRow } from './store.ts'

type Got = {
  readonly headers: IncomingHttpHeaders
  readonly body: { id: string; data: Record<string, unknown>[] } & Record<string, unknown>
}
type Endpoint = { readonly uri: string; readonly got: Got[]; status: number; readonly server: Server }

let ctx: TestContext
const open: Server[] = []
const sender = openSender()
beforeAll(async () => {
  ctx = await openTestContext()
})
afterAll(async () => {
  await sender.close()
  for (const server of open) server.close()
})

async function listen(status = 204): Promise<Endpoint> {
  const server = createServer((request, reply) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (endpoint.status < 300)
        endpoint.got.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) })
      reply.writeHead(endpoint.status).end()
    })
  })
  open.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const endpoint: Endpoint = {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tin`,
    got: [],
    status,
    server,
  }
  return endpoint
}

const tenant = 'bac-ninh'
let visibility: (reader: NotifiedReader) => Visibility | undefined = () => seeEverything(tenant)
let partnersReach: Reach = 'anywhere'
const seeAs: SeeAs = async (_, reader) => visibility(reader) ?? refuse('right-over')
const reaction = notifySubscribers(seeAs)
const asked: Subscribing = {
  tenant,
  by: 'doi-tac',
  reader: { kind: 'agreement', agreementId: 'a1' },
  mayAll: false,
  context: null,
  contextUrl: coreContextUrl,
  words: {
    name: (name) => name,
    types: (name) => ({ kind: 'type', name }),
    where: () => ({
      kind: 'compare',
      comparator: '>',
      path: { attribute: 'pm25', subs: [], trail: [] },
      operands: [{ kind: 'number', value: 35 }],
    }),
    scopes: (pattern) => ({ kind: 'scope', pattern }),
    geo: () => refuse('not-here'),
  },
}

let counter = 0
const newType = () => `Loai${++counter}`
const property = (value: unknown) => ({ type: 'Property' as const, value })

async function write(
  type: string,
  mode: EntityWrite['mode'],
  values: Record<string, unknown>,
  number = 1,
): Promise<void> {
  const attributes = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, property(value)]),
  )
  const entity = { mode, id: `urn:ngsi-ld:${type}:${number}`, types: [type], attributes }
  const done = await writeEntities(ctx, [entity], {
    tenant,
    owner: 'so-tttt',
    visibility: seeEverything(tenant),
    by: 'test',
    atomicity: 'all',
  })
  if (isRefused(done)) throw new Error(JSON.stringify(done))
  await drainOutbox(ctx, [reaction])
}

async function subscribeTo(
  type: string,
  endpoint: { readonly uri: string },
  more: Record<string, unknown> = {},
  notification: Record<string, unknown> = {},
): Promise<string> {
  const body = {
    type: 'Subscription',
    entities: [{ type }],
    ...more,
    notification: { ...notification, endpoint: { uri: endpoint.uri, ...(notification.endpoint as object) } },
  }
  const made = await subscribe(ctx, body, asked, seeAs)
  if (isRefused(made)) throw new Error(JSON.stringify(made))
  return made.id
}

const deliver = () => deliverOnce(ctx, { send: sender.send, partnersReach })
const stateOf = async (id: string) => findSubscriptionRow(ctx.db, tenant, id)
const valuesOf = ({ got }: Endpoint, name = 'pm25') =>
  got.map(({ body }) => body.data.map((one) => (one[name] as { value?: unknown } | undefined)?.value))

describe('a subscriber is told', () => {
  test('of what there is when he subscribes, and of each change after it, in order', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await write(type, 'create', { pm25: 10 })
    const id = await subscribeTo(type, endpoint)
    for (const pm25 of [20, 30]) await write(type, 'merge', { pm25 })
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[10], [20], [30]])
    expect(endpoint.got[0]?.body).toMatchObject({ type: 'Notification', subscriptionId: id })
    expect(endpoint.got[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      link: expect.stringContaining(coreContextUrl),
    })
    expect(await stateOf(id)).toMatchObject({ times_sent: 3, times_failed: 0 })
  })

  test('only when the query holds with the new values', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await write(type, 'create', { pm25: 10 })
    await subscribeTo(type, endpoint, { q: 'pm25>35' })
    await write(type, 'merge', { pm25: 30 })
    await write(type, 'merge', { pm25: 40 })
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[40]])
  })

  test('with what it was before, when he asks for changes; with the context in a JSON-LD body', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await write(type, 'create', { pm25: 10 })
    await subscribeTo(type, endpoint, {}, { showChanges: true, endpoint: { accept: 'application/ld+json' } })
    await write(type, 'merge', { pm25: 20 })
    await deliver()
    expect(endpoint.got[1]?.body.data[0]).toMatchObject({ pm25: { value: 20, previousValue: 10 } })
    expect(endpoint.got[1]?.body['@context']).toBe(coreContextUrl)
    expect(endpoint.got[1]?.headers.link).toBeUndefined()
  })

  test('that an entity is gone, when he asks for it', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await subscribeTo(type, endpoint, { notificationTrigger: ['entityDeleted'] })
    await write(type, 'create', { pm25: 10 })
    await write(type, 'delete', {})
    await deliver()
    expect(endpoint.got.map(({ body }) => body.data)).toEqual([
      [{ id: `urn:ngsi-ld:${type}:1`, type, deletedAt: expect.any(String) }],
    ])
  })

  test('no more often than his throttling, then of the latest state', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await write(type, 'create', { pm25: 1 })
    await subscribeTo(type, endpoint, { throttling: 600 })
    await deliver()
    for (const pm25 of [2, 3, 4]) await write(type, 'merge', { pm25 })
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[1]])
    ctx.passMinutes(10)
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[1], [4]])
  })

  test('at each turn of his interval, of all that there is', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await write(type, 'create', { pm25: 1 })
    await write(type, 'create', { pm25: 2 }, 2)
    await subscribeTo(type, endpoint, { timeInterval: 300 })
    for (let turn = 0; turn < 3; turn++) {
      await layIntervals(ctx, seeAs)
      await deliver()
      ctx.passMinutes(5)
    }
    expect(valuesOf(endpoint)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ])
  })

  test('by MQTT, at the quality of service that he asks for, with metadata beside the body', async () => {
    const broker = await Aedes.createBroker()
    const server = createTcpServer(broker.handle)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const heard: { topic: string; message: { metadata: Record<string, string>; body: Got['body'] } }[] = []
    broker.on('publish', (packet, client) => {
      if (client) heard.push({ topic: packet.topic, message: JSON.parse(packet.payload.toString()) })
    })
    const type = newType()
    await write(type, 'create', { pm25: 7 })
    const uri = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}/bac-ninh/khong-khi`
    for (const quality of ['0', '1'])
      await subscribeTo(
        type,
        { uri },
        {},
        {
          endpoint: {
            notifierInfo: [
              { key: 'MQTT-Version', value: 'mqtt3.1.1' },
              { key: 'MQTT-QoS', value: quality },
            ],
            receiverInfo: [{ key: 'X-May', value: '1' }],
          },
        },
      )
    await deliver()
    await sender.close()
    broker.close()
    server.close()
    expect(heard).toHaveLength(2)
    expect(heard[0]).toMatchObject({
      topic: 'bac-ninh/khong-khi',
      message: {
        metadata: { 'X-May': '1', 'Content-Type': 'application/json' },
        body: { type: 'Notification', data: [{ pm25: { value: 7 } }] },
      },
    })
  })
})

describe('nothing is lost', () => {
  test('while an endpoint is away: it gets all in order when it is back', async () => {
    const [type, endpoint] = [newType(), await listen(503)]
    await write(type, 'create', { pm25: 1 })
    const id = await subscribeTo(type, endpoint)
    await deliver()
    await write(type, 'merge', { pm25: 2 })
    await deliver()
    expect(await stateOf(id)).toMatchObject({ times_sent: 0, last_error: '503 Service Unavailable' })
    endpoint.status = 200
    ctx.passMinutes(1)
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[1], [2]])
  })

  test('one that fails waits while another one is served', async () => {
    const [type, dead, well] = [newType(), await listen(500), await listen()]
    await subscribeTo(type, dead)
    await subscribeTo(type, well)
    await write(type, 'create', { pm25: 5 })
    await deliver()
    await write(type, 'merge', { pm25: 6 })
    await deliver()
    expect(valuesOf(well)).toEqual([[5], [6]])
    expect(dead.got).toEqual([])
  })

  test('after three dead ones it pauses, lays by what comes, and sends all when asked to replay', async () => {
    const [type, endpoint] = [newType(), await listen(500)]
    const id = await subscribeTo(type, endpoint)
    await write(type, 'create', { pm25: 0 })
    for (const pm25 of [1, 2, 3]) await write(type, 'merge', { pm25 })
    for (let tries = 0; tries < mostAttempts * 3 + 3; tries++) {
      await deliver()
      ctx.passMinutes(91)
    }
    expect(await stateOf(id)).toMatchObject({ is_active: false, paused_because: 'endpoint-failed' })
    await write(type, 'merge', { pm25: 4 })
    endpoint.status = 200
    await deliver()
    expect(endpoint.got).toEqual([])
    expect(await replaySubscription(ctx, id, null, asked)).toEqual({ revived: 3 })
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[0], [1], [2], [3], [4]])
    expect(await stateOf(id)).toMatchObject({ is_active: true, paused_because: null, times_sent: 5 })
  })

  test('what arrived comes again from a moment on, the same under the same number', async () => {
    const [type, endpoint] = [newType(), await listen()]
    const id = await subscribeTo(type, endpoint)
    await write(type, 'create', { pm25: 1 })
    ctx.passMinutes(5)
    const since = ctx.now()
    await write(type, 'merge', { pm25: 2 })
    await deliver()
    expect(await replaySubscription(ctx, id, since, asked)).toEqual({ revived: 1 })
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[1], [2], [2]])
    expect(endpoint.got[2]?.body.id).toBe(endpoint.got[1]?.body.id)
  })
})

describe('rights hold for notifications as everywhere', () => {
  test('a masked attribute is neither shown nor tells by a notification that it changed', async () => {
    const [type, endpoint] = [newType(), await listen()]
    visibility = () =>
      seeOnly(tenant, new Map([[type, { attributes: ['pm25'], owners: null, where: null, mayWrite: false }]]))
    await subscribeTo(type, endpoint, {}, { showChanges: true })
    await write(type, 'create', { pm25: 1, phone: '0900000000' })
    await write(type, 'merge', { phone: '0911111111' })
    await deliver()
    visibility = () => seeEverything(tenant)
    expect(endpoint.got.map(({ body }) => body.data.map((one) => Object.keys(one)))).toEqual([
      [['id', 'type', 'pm25']],
    ])
  })

  test('nobody hears of a type that he may not see, not even that one is deleted', async () => {
    const [type, endpoint] = [newType(), await listen()]
    visibility = () => seeOnly(tenant, new Map())
    await subscribeTo(type, endpoint, { notificationTrigger: ['entityCreated', 'entityDeleted'] })
    await write(type, 'create', { pm25: 1 })
    await write(type, 'delete', {})
    await deliver()
    visibility = () => seeEverything(tenant)
    expect(endpoint.got).toEqual([])
  })

  test('a partner leads no notification into the inside network unless that is allowed', async () => {
    const [type, endpoint] = [newType(), await listen()]
    const id = await subscribeTo(type, endpoint)
    await write(type, 'create', { pm25: 1 })
    partnersReach = 'open-internet'
    await deliver()
    expect(endpoint.got).toEqual([])
    expect((await stateOf(id))?.last_error).toContain('an address inside is not allowed')
    partnersReach = 'anywhere'
    ctx.passMinutes(1)
    await deliver()
    expect(valuesOf(endpoint)).toEqual([[1]])
  })

  test('a right that has ended pauses the subscription', async () => {
    const [type, endpoint] = [newType(), await listen()]
    const id = await subscribeTo(type, endpoint)
    visibility = () => undefined
    await write(type, 'create', { pm25: 1 })
    visibility = () => seeEverything(tenant)
    await deliver()
    expect(endpoint.got).toEqual([])
    expect(await stateOf(id)).toMatchObject({ is_active: false, paused_because: 'right-ended' })
  })
})

describe('a subscription is looked after', () => {
  test('it is refused twice under one id: subscription-exists', async () => {
    const [type, endpoint] = [newType(), await listen()]
    const id = await subscribeTo(type, endpoint)
    expect(
      await subscribe(
        ctx,
        { id, type: 'Subscription', entities: [{ type }], notification: { endpoint: { uri: endpoint.uri } } },
        asked,
        seeAs,
      ),
    ).toMatchObject({ refused: 'subscription-exists' })
  })

  test('a changed one goes to the new endpoint and keeps what it does not name; null takes away', async () => {
    const [type, old, fresh] = [newType(), await listen(), await listen()]
    const id = await subscribeTo(type, old, { q: 'pm25>35', description: 'cũ' })
    const fragment = { description: null, notification: { endpoint: { uri: fresh.uri } } }
    expect(await changeSubscription(ctx, id, fragment, asked)).toEqual({ id })
    await write(type, 'create', { pm25: 40 })
    await write(type, 'create', { pm25: 20 }, 2)
    await deliver()
    expect([old.got.length, valuesOf(fresh)]).toEqual([0, [[40]]])
    expect((await stateOf(id))?.body).not.toHaveProperty('description')
  })

  test('a paused or an expired one is silent', async () => {
    const [type, endpoint] = [newType(), await listen()]
    await subscribeTo(type, endpoint, { isActive: false })
    const soon = new Date(ctx.now() + 60_000).toISOString()
    await subscribeTo(type, endpoint, { expiresAt: soon })
    ctx.passMinutes(2)
    await write(type, 'create', { pm25: 1 })
    await deliver()
    expect(endpoint.got).toEqual([])
  })

  test('nobody opens, changes, ends or replays that of another one: subscription-not-found', async () => {
    const id = await subscribeTo(newType(), await listen())
    const other = { ...asked, by: 'nguoi-khac' }
    const answers = [
      await changeSubscription(ctx, id, { description: 'x' }, other),
      await replaySubscription(ctx, id, instant('2018-01-01T00:00'), other),
      await unsubscribe(ctx, id, other),
      await unsubscribe(ctx, 'urn:ngsi-ld:Subscription:none', asked),
    ]
    expect(answers.map((answer) => isRefused(answer) && answer.refused)).toEqual(
      Array(4).fill('subscription-not-found'),
    )
    expect(await unsubscribe(ctx, id, { ...other, mayAll: true })).toEqual({ id })
  })
})
