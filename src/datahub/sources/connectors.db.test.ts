import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { drainJobs } from '#kit/io/jobs.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { loadAgencies, loadAreas } from '#people/organization/public.ts'
import { loadModels } from '../models/public.ts'
import { countEntities, findEntity, seeEverything } from '../registry/public.ts'
import type { Connector, Mapping, SourceSettings } from './contract.ts'
import { sourceJobs } from './jobs.ts'
import { hashOfKey } from './keep-source.ts'
import {
  getSource,
  listQuarantine,
  listRuns,
  loadDemoSources,
  pullSource,
  renewKey,
  saveMapping,
  saveSource,
} from './public.ts'
import { pullDue } from './pull-source.ts'
import { findSource, findSourceByKey, tenant } from './store-sources.ts'
import { openSubscriptions } from './subscribe-sources.ts'
import { takePush } from './take-push.ts'

const content = join(import.meta.dirname, '..', '..', '..', 'content')
const closing: (() => unknown)[] = []
let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  await loadAreas(ctx, content)
  await loadAgencies(ctx, content)
  await loadModels(ctx, content)
})
afterAll(async () => {
  for (const close of closing) await close()
})

const settings: SourceSettings = {
  id: 'x',
  name: 'Nguồn thử',
  model: 'AirQualityObserved',
  agencyId: 'so-khcn',
  connector: { kind: 'push' },
  schedule: null,
  completeList: false,
  threshold: { percent: 20, count: 10 },
  freshMinutes: null,
  breaker: { failures: 2, pauseMinutes: 30 },
  synthetic: true,
  enabled: true,
}
const one = (
  field: string,
  column: string,
  conversions: Mapping['fields'][number]['conversions'] = [],
  required = false,
) => ({ field, from: [column], conversions, required, observedAt: null })
const mapping: Mapping = {
  key: ['stationCode'],
  fields: [
    one('stationCode', 'code', [], true),
    one('pm25', 'pm25', [{ kind: 'number', decimal: '.' }]),
    one('name', 'name'),
  ],
  rules: [],
}
async function open(id: string, connector: Connector, change: Partial<SourceSettings> = {}, secret?: string) {
  ok(!isRefused(await saveSource(ctx, { ...settings, id, connector, ...change }, { by: 'lan', secret })))
  ok(!isRefused(await saveMapping(ctx, id, mapping, { note: '', by: 'lan' })))
  const source = await findSource(ctx.db, id)
  ok(source)
  return source
}
const again = async (id: string) => (await findSource(ctx.db, id)) ?? (await open(id, { kind: 'push' }))
const pm25 = async (code: string) => {
  const found = await findEntity(ctx.db, `urn:ngsi-ld:AirQualityObserved:${code}`, seeEverything(tenant))
  return found && 'entity' in found ? found.entity.values.pm25 : undefined
}
const codeOf = (outcome: unknown) => (isRefused(outcome) ? outcome.refused : 'taken')
async function listen(server: Server | ReturnType<typeof createTcp>): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}
const http = (port: number): Connector => ({
  kind: 'http',
  url: `http://127.0.0.1:${port}/`,
  headers: {},
  secretHeader: null,
  format: 'json',
  rowsAt: '',
  paging: { kind: 'none' },
  privateAddresses: true,
})

describe('pulling over HTTP', () => {
  test('takes what is new, and nothing when the source says that nothing changed', async () => {
    const port = await listen(
      createServer((request, reply) => {
        if (request.headers['if-none-match'] === '"1"') reply.writeHead(304).end()
        else
          reply.writeHead(200, { etag: '"1"' }).end(
            JSON.stringify([
              { code: 'H1', pm25: '12.5' },
              { code: 'H2', pm25: 'x' },
            ]),
          )
      }),
    )
    const source = await open('qua-http', http(port))
    const pulled = await pullSource(ctx, source, 'lan')
    ok(!isRefused(pulled))
    equal(pulled.runs.length, 1)
    await drainJobs(ctx, sourceJobs)
    equal(await pm25('H1'), 12.5)
    equal(
      (await listQuarantine(ctx, { sourceId: 'qua-http' })).rows[0]?.findings[0]?.code,
      'number-unreadable',
    )
    deepEqual(await pullSource(ctx, await again('qua-http'), 'lan'), { runs: [] })
  })

  test('by the clock; failures open the circuit, one try after the pause closes it', async () => {
    let isDown = true
    let asked = 0
    const port = await listen(
      createServer((_, reply) => {
        asked++
        if (isDown) reply.writeHead(500).end()
        else reply.end('[{"code":"H3","pm25":1}]')
      }),
    )
    await open('theo-gio', http(port), { schedule: { everyMinutes: 5 } })
    await pullDue(ctx)
    equal(asked, 1)
    ctx.passMinutes(2)
    await pullDue(ctx)
    deepEqual([asked, (await getSource(ctx, 'theo-gio'))?.health.breaker], [2, 'open'])
    ok((await getSource(ctx, 'theo-gio'))?.health.lastError?.includes('500'))
    ctx.passMinutes(10)
    await pullDue(ctx)
    equal(asked, 2) // left alone
    isDown = false
    ctx.passMinutes(25)
    equal((await getSource(ctx, 'theo-gio'))?.health.breaker, 'half-open')
    await drainJobs(ctx, sourceJobs) // its job asks
    equal(await pm25('H3'), 1)
    const health = (await getSource(ctx, 'theo-gio'))?.health
    deepEqual([health?.breaker, health?.failures, health?.lastError], ['closed', 0, null])
  })

  test('is refused for sources that are not asked, are off or have no mapping', async () => {
    equal(codeOf(await pullSource(ctx, await open('day', { kind: 'push' }), 'lan')), 'source-does-not-pull')
    equal(
      codeOf(await pullSource(ctx, await open('tat', http(1), { enabled: false }), 'lan')),
      'source-disabled',
    )
    equal(codeOf(await pullSource(ctx, await open('im', http(1)), 'lan')), 'pull-failed')
    ok(!isRefused(await saveSource(ctx, { ...settings, id: 'moi', connector: http(1) }, { by: 'lan' })))
    equal(codeOf(await pullSource(ctx, await again('moi'), 'lan')), 'mapping-missing')
  })
})

test('a folder: each settled file once, in the order of their names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kb-folder-'))
  const old = new Date(ctx.now() - 60_000)
  for (const [name, value] of [
    ['b.csv', 2],
    ['a.csv', 1],
  ] as const) {
    await writeFile(join(folder, name), `code;pm25;name\nF1;${value};x\nF${value}0;1;y\n`)
    await utimes(join(folder, name), old, old)
  }
  await writeFile(join(folder, 'unfinished.csv'), 'code')
  await utimes(join(folder, 'unfinished.csv'), new Date(ctx.now()), new Date(ctx.now()))
  const source = await open('thu-muc', { kind: 'folder', path: folder, suffix: '.csv' })
  const pulled = await pullSource(ctx, source, 'lan')
  ok(!isRefused(pulled))
  equal(pulled.runs.length, 2)
  await drainJobs(ctx, sourceJobs)
  equal(await pm25('F1'), 2)
  deepEqual(await pullSource(ctx, await again('thu-muc'), 'lan'), { runs: [] })
  equal(
    codeOf(
      await pullSource(
        ctx,
        await open('mat', { kind: 'folder', path: join(folder, 'none'), suffix: '.csv' }),
        'lan',
      ),
    ),
    'pull-failed',
  )
})

/** The parts of the test database's address, which may be a socket: `postgres://user:word@/name?host=/folder&port=5432`. */
function whereIs(address: string) {
  const parts = /^postgres(?:ql)?:\/\/([^:@/]*)(?::([^@]*))?@([^:/?]*)(?::(\d+))?\/([^?]*)\??(.*)$/.exec(
    address,
  )
  ok(parts, address)
  const more = new URLSearchParams(parts[6])
  const host = decodeURIComponent(parts[3] || more.get('host') || 'localhost')
  const place = {
    host,
    port: Number(parts[4] ?? more.get('port') ?? 5432),
    database: parts[5] ?? '',
    user: decodeURIComponent(parts[1] ?? ''),
  }
  return { place, password: decodeURIComponent(parts[2] ?? '') }
}

test('another PostgreSQL: all of a table, then only what lies beyond the cursor', async () => {
  await ctx.superuser.text('create schema so_khac')
  await ctx.superuser.text(
    'create table so_khac.so_lieu (id int, code text, pm25 numeric, name text, ngay date)',
  )
  await ctx.superuser.text(
    "insert into so_khac.so_lieu select n, 'P' || n, n + 0.5, 'trạm', '2018-03-01' from generate_series(1, 2500) n",
  )
  const at = whereIs(ctx.url)
  const connector: Connector = {
    kind: 'postgresql',
    ...at.place,
    table: 'so_khac.so_lieu',
    cursor: 'id',
    privateAddresses: true,
  }
  const source = await open('csdl', connector, {}, at.password)
  ok(!isRefused(await pullSource(ctx, source, 'lan')))
  equal((await again('csdl')).state.cursor_value, '2500')
  await drainJobs(ctx, sourceJobs)
  const [first] = await listRuns(ctx, { sourceId: 'csdl' })
  deepEqual([first?.state, first?.counts.created], ['done', 2500])
  equal(await pm25('P2500'), 2500.5)
  deepEqual(await pullSource(ctx, await again('csdl'), 'lan'), { runs: [] })
  await ctx.superuser.text("insert into so_khac.so_lieu values (2501, 'P2501', 1, 'trạm', null)")
  ok(!isRefused(await pullSource(ctx, await again('csdl'), 'lan')))
  await drainJobs(ctx, sourceJobs)
  const [second] = await listRuns(ctx, { sourceId: 'csdl' })
  deepEqual([second?.counts.rows, second?.counts.created], [1, 1])
  const closed = await open('csdl-kin', { ...connector, privateAddresses: false })
  equal(codeOf(await pullSource(ctx, closed, 'lan')), 'pull-failed')
  ok((await getSource(ctx, 'csdl-kin'))?.health.lastError)
})

test('MQTT: messages are gathered, kept and run; one that is no JSON is seen in quarantine', async () => {
  const broker = await Aedes.createBroker()
  closing.push(() => new Promise<void>((done) => broker.close(done)))
  const port = await listen(createTcp(broker.handle))
  await open('mqtt', {
    kind: 'mqtt',
    url: `mqtt://127.0.0.1:${port}`,
    topic: 'khong-khi/+',
    privateAddresses: true,
  })
  await open('mqtt-mat', { kind: 'mqtt', url: 'mqtt://127.0.0.1:1', topic: 'x', privateAddresses: true })
  const subscriptions = openSubscriptions(ctx)
  await subscriptions.refresh()
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`)
  for (const message of [
    '{"code":"M1","pm25":20}',
    '[{"code":"M2","pm25":21},{"code":"M1","pm25":22}]',
    'xin chào',
  ])
    await client.publishAsync('khong-khi/1', message, { qos: 1 })
  for (let tries = 0; tries < 50 && (await pm25('M2')) === undefined; tries++)
    await new Promise((done) => setTimeout(done, 100))
  await client.endAsync()
  await subscriptions.end()
  equal(await pm25('M2'), 21)
  const codes = (await listQuarantine(ctx, { sourceId: 'mqtt' })).rows.map(
    ({ findings }) => findings[0]?.code,
  )
  deepEqual(codes, ['duplicate-key', 'value-missing'])
  equal((await getSource(ctx, 'mqtt-mat'))?.health.failures, 1)
}, 60_000)

test('pushing: rows are taken by key, those that are wrong come back with why; the key can be renewed', async () => {
  await open('gui', { kind: 'push' })
  const first = await renewKey(ctx, 'gui')
  ok(!isRefused(first))
  const source = await findSourceByKey(ctx.db, hashOfKey(first.key))
  ok(source)
  const outcome = await takePush(ctx, source, [{ code: 'G1', pm25: 3 }, { pm25: 4 }], 'vi')
  ok(!isRefused(outcome))
  deepEqual(
    [outcome.state, outcome.taken, outcome.refused[0]?.row, outcome.refused[0]?.findings[0]?.code],
    ['done', 1, 2, 'value-missing'],
  )
  const repeated = await takePush(ctx, source, [{ code: 'G1', pm25: 3 }, { pm25: 4 }], 'vi')
  ok(!isRefused(repeated))
  equal(repeated.refused.length, 1)
  ok(!isRefused(await renewKey(ctx, 'gui')))
  equal(await findSourceByKey(ctx.db, hashOfKey(first.key)), undefined)
  equal(codeOf(await renewKey(ctx, 'khong')), 'source-unknown')
  const file = await open('khong-gui', { kind: 'upload' })
  equal(codeOf(await renewKey(ctx, 'khong-gui')), 'source-does-not-push')
  equal(codeOf(await takePush(ctx, file, [{}], 'vi')), 'source-does-not-push')
})

test('the demonstration: every made-up row is taken, inside the province and saying that it is made up; again changes nothing', async () => {
  const later: TestContext = {
    ...ctx,
    now: () => Date.parse('2026-11-24T09:00:00+07:00') as ReturnType<TestContext['now']>,
  }
  await loadDemoSources(later, content, () => {})
  const counts = Object.fromEntries(
    await Promise.all(
      (await listRuns(ctx, { limit: 200 }))
        .filter(({ cause }) => cause === 'demo')
        .map(async (run) => [run.sourceId, [run.state, run.counts.created, run.counts.quarantined]]),
    ),
  )
  deepEqual(counts, {
    'tram-bts': ['done', 90, 0],
    'dai-truyen-thanh': ['done', 43, 0],
    'co-quan-bao-chi': ['done', 8, 0],
    'doanh-nghiep-bcvt': ['done', 14, 0],
    'di-tich': ['done', 15, 0],
    'quan-trac-khong-khi': ['done', 6, 0],
  })
  const synthetic = await countEntities(
    ctx.db,
    {
      types: { kind: 'type', name: 'MobileBaseStation' },
      limit: 1,
      where: {
        kind: 'compare',
        path: { attribute: 'synthetic', subs: [], trail: [] },
        comparator: '==',
        operands: [{ kind: 'boolean', value: true }],
      },
    },
    seeEverything(tenant),
  )
  equal(synthetic, 90)
  const before = (await listRuns(ctx, { limit: 200 })).length
  await loadDemoSources(later, content, () => {})
  equal((await listRuns(ctx, { limit: 200 })).length, before)
}, 120_000)
