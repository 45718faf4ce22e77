import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentFolder } from '#app/load-content.ts'
import { migrationsFolder } from '#app/open-program.ts'
import { addModel, readModels } from '#datahub/models/public.ts'
import type { EntityQuery, EntityWrite, Writing } from '#datahub/registry/contract.ts'
import { hourlyFigures, queryEntities, seeEverything, writeEntities } from '#datahub/registry/public.ts'
import type { Context } from '#kit/io/context.ts'
import { openDatabase } from '#kit/io/database.ts'
import { startEmbeddedPostgres } from '#kit/io/embedded-postgres.ts'
import { allowKeeping } from '#kit/io/keep-briefly.ts'
import { migrate } from '#kit/io/migrate.ts'
import { instantOf } from '#kit/values/instant.ts'
import { contextOn, optionsOf, unrefused } from './kit/house.ts'
import { busySeconds, cpuSeconds, describeMachine, familyOf, median, quantile } from './kit/machine.ts'
import { hasPgbench, runPgbench } from './kit/pgbench.ts'

const tenant = 'bench'
const visibility = seeEverything(tenant)
const writing: Writing = { tenant, owner: 'bench', visibility, by: 'bench', atomicity: 'each' }
const types = ['Air0', 'Air1', 'Air2', 'Air3', 'Air4'] as const
const idOf = (n: number) => `urn:ngsi-ld:Air:${n}`
const longitudeOf = (n: number) => 105.9 + ((n * 7) % 1000) * 0.0006
const latitudeOf = (n: number) => 20.9 + ((n * 13) % 997) * 0.0004
const anyOf = (count: number) => Math.floor(Math.random() * count)

type Stage = { readonly ctx: Context; readonly url: string; close(): Promise<void> }

/**
 * `npm run bench -- registry [--sizes 1000,10000,100000 --seconds 5 --rounds 3 --clients 8]`: the registry's own
 * functions (validation, rights, history, hours, outbox; no HTTP) against the floor of `bench/floor/ngsi-*.sql` on the
 * same PostgreSQL, in turns: patches with history, batches of 100; then queries by type, value and area as the
 * registry grows, and a year of one series by hour. All entities are made up.
 */
export async function benchRegistry(args: readonly string[]): Promise<void> {
  const options = optionsOf(args)
  const number = (name: string, otherwise: number) => Number(options.get(name) ?? otherwise)
  const sizes = (options.get('sizes') ?? '1000,10000,100000').split(',').map(Number)
  const asked = { seconds: number('seconds', 5), rounds: number('rounds', 3), clients: number('clients', 8) }
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(), ...asked })}\n`)
  const rates: { size: number; perSecond: number }[] = []
  for (const [index, size] of sizes.entries()) {
    const stage = await openStage(size)
    try {
      rates.push({ size, perSecond: await benchQueries(stage, size, asked) })
      if (index === sizes.length - 1) await benchWrites(stage, size, asked)
      if (index === sizes.length - 1) await benchYear(stage)
    } finally {
      await stage.close()
    }
  }
  const [first, last] = [rates[0], rates.at(-1)]
  if (first && last && first !== last)
    say({
      work: 'query exponent',
      value: Math.log(first.perSecond / last.perSecond) / Math.log(last.size / first.size),
    })
}

const say = (figures: object) => process.stdout.write(`${JSON.stringify(figures)}\n`)

async function openStage(size: number): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'kb-bench-'))
  const postgres = unrefused(await startEmbeddedPostgres({ folder: join(folder, 'postgres') }))
  unrefused(await migrate({ url: postgres.url, folder: migrationsFolder }))
  const ctx = contextOn(postgres.url, folder)
  allowKeeping(ctx.db, 30_000)
  const model = (await readModels(contentFolder)).find(({ name }) => name === 'AirQualityObserved')
  if (model === undefined) throw new Error('no model AirQualityObserved')
  for (const name of types) unrefused(await addModel(ctx, { ...model, name }))
  const began = performance.now()
  for (let from = 0; from < size; from += 1_000)
    unrefused(
      await writeEntities(
        ctx,
        Array.from({ length: Math.min(1_000, size - from) }, (_, n) => entityOf(from + n, size)),
        writing,
      ),
    )
  const seconds = (performance.now() - began) / 1000
  say({ work: 'create', size, perSecond: Math.round(size / seconds) })
  const db = openDatabase({ url: postgres.url, connections: 1 })
  await db.text('vacuum (analyze)')
  await db.close()
  return {
    ctx,
    url: postgres.url,
    async close() {
      await ctx.db.close()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function entityOf(n: number, size: number): EntityWrite {
  const observedAt = new Date().toISOString()
  const property = (value: unknown, more: object = {}) => ({ type: 'Property' as const, value, ...more })
  return {
    mode: 'create',
    id: idOf(n),
    types: [types[n % types.length] ?? 'Air0'],
    attributes: {
      stationCode: property(`T${n}`),
      pm25: property(n % 80, { observedAt }),
      pm10: property(n % 120, { observedAt }),
      temperature: property(20 + (n % 15)),
      relativeHumidity: property(n % 100),
      reliability: property(1),
      refDevice: { type: 'Relationship', object: `urn:ngsi-ld:Device:${n % (size / 40)}` },
      location: {
        type: 'GeoProperty',
        value: { type: 'Point', coordinates: [longitudeOf(n), latitudeOf(n)] },
      },
    },
  }
}

type Asked = { readonly seconds: number; readonly rounds: number; readonly clients: number }

/** Several callers in a closed loop; answers the rate, the times and the cores that others used. */
async function loop({ seconds, clients }: Asked, act: () => Promise<unknown>) {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  const family = familyOf(process.pid)
  const [busy, own] = [busySeconds(), cpuSeconds(family)]
  const one = async () => {
    while (performance.now() < until) {
      const began = performance.now()
      await act()
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: clients }, one))
  const others = (busySeconds() - busy - (cpuSeconds(familyOf(process.pid)) - own)) / seconds
  return { perSecond: times.length / seconds, p50: quantile(times, 0.5), p95: quantile(times, 0.95), others }
}

const round1 = (value: number) => Math.round(value * 10) / 10

/** Queries by type, value and area; the area holds about 140 entities whatever the size. */
async function benchQueries({ ctx }: Stage, size: number, asked: Asked): Promise<number> {
  const share = Math.sqrt(Math.min(1, 140 / size))
  const [width, height] = [0.6 * share, 0.4 * share]
  const works: Readonly<Record<string, () => EntityQuery>> = {
    'type, value, area': () => {
      const [west, south] = [105.9 + Math.random() * (0.6 - width), 20.9 + Math.random() * (0.4 - height)]
      const [east, north] = [west + width, south + height]
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ]
      return {
        ...ofType(),
        where: above(anyOf(80)),
        geo: {
          attribute: 'location',
          relation: 'within',
          geometry: { type: 'Polygon', coordinates: [ring] },
        },
        limit: 20,
      }
    },
    'type, device, value': () => ({
      ...ofType(),
      where: {
        kind: 'and',
        of: [
          above(anyOf(80)),
          {
            kind: 'compare',
            path: path('refDevice'),
            comparator: '==',
            operands: [{ kind: 'iri', value: `urn:ngsi-ld:Device:${anyOf(size / 40)}` }],
          },
        ],
      },
      limit: 20,
    }),
    'type, first page': () => ({ ...ofType(), limit: 20 }),
  }
  let first = 0
  for (const [work, query] of Object.entries(works)) {
    const measured = []
    await loop({ ...asked, seconds: 1 }, () => queryEntities(ctx.db, query(), visibility))
    for (let round = 0; round < asked.rounds; round++)
      measured.push(await loop(asked, () => queryEntities(ctx.db, query(), visibility)))
    const perSecond = median(measured.map((one) => one.perSecond))
    first ||= perSecond
    say({
      work,
      size,
      perSecond: Math.round(perSecond),
      p95: round1(median(measured.map(({ p95 }) => p95))),
      others: round1(median(measured.map(({ others }) => others))),
    })
  }
  return first
}

const path = (attribute: string) => ({ attribute, subs: [], trail: [] })
const ofType = () => ({ types: { kind: 'type' as const, name: types[anyOf(types.length)] ?? 'Air0' } })
const above = (value: number) => ({
  kind: 'compare' as const,
  path: path('pm25'),
  comparator: '>' as const,
  operands: [{ kind: 'number' as const, value }],
})

async function benchWrites({ ctx, url }: Stage, size: number, asked: Asked): Promise<void> {
  const measure = (n: number): EntityWrite => ({
    mode: 'merge',
    id: idOf(n),
    attributes: {
      pm25: { type: 'Property', value: anyOf(300) + Math.random(), observedAt: new Date().toISOString() },
    },
  })
  const works = {
    patch: () => writeEntities(ctx, [measure(anyOf(size))], writing),
    batch: () => {
      const from = anyOf(size - 100)
      return writeEntities(
        ctx,
        Array.from({ length: 100 }, (_, k) => measure(from + k)),
        writing,
      )
    },
  }
  const floors = hasPgbench()
  if (floors) await makeFloor(url, size)
  for (const [work, act] of Object.entries(works)) {
    const ours = []
    const floor = []
    await loop({ ...asked, seconds: 1 }, act)
    for (let round = 0; round < asked.rounds; round++) {
      if (floors) {
        const script = await readFile(join(import.meta.dirname, 'floor', `ngsi-${work}.sql`), 'utf8')
        floor.push(
          await runPgbench({
            url,
            script,
            clients: asked.clients,
            seconds: asked.seconds,
            variables: { entities: size },
          }),
        )
      }
      ours.push(await loop(asked, act))
    }
    const perSecond = median(ours.map((one) => one.perSecond))
    const floorRate = median(floor.map((one) => one.perSecond))
    say({
      work,
      size,
      perSecond: Math.round(perSecond),
      p95: round1(median(ours.map(({ p95 }) => p95))),
      floor: Math.round(floorRate),
      R: Math.round((perSecond / floorRate) * 100) / 100,
      others: round1(median(ours.map(({ others }) => others))),
    })
  }
}

async function makeFloor(url: string, size: number): Promise<void> {
  const text = await readFile(join(import.meta.dirname, 'floor', 'ngsi-tables.sql'), 'utf8')
  const db = openDatabase({ url, connections: 1 })
  const statements = text
    .replace(/^--.*$/gm, '')
    .replaceAll(':entities', String(size))
    .split(';')
  for (const statement of statements) if (statement.trim()) await db.text(statement)
  await db.close()
}

/** A year of one series, a value every ten minutes, asked by hour: the best of five. */
async function benchYear({ ctx }: Stage): Promise<void> {
  const id = 'urn:ngsi-ld:Air:year'
  const from = Date.UTC(2025, 0, 1)
  const values = Array.from({ length: 365 * 144 }, (_, n) => new Date(from + n * 600_000).toISOString())
  for (let start = 0; start < values.length; start += 2_000)
    unrefused(
      await writeEntities(
        ctx,
        values.slice(start, start + 2_000).map(
          (observedAt, n): EntityWrite => ({
            mode: 'upsert-append',
            id,
            types: ['Year'],
            attributes: { pm25: { type: 'Property', value: (start + n) % 97, observedAt } },
          }),
        ),
        writing,
      ),
    )
  const ask = {
    entityId: id,
    attribute: 'pm25',
    from: instantOf(from),
    to: instantOf(from + 366 * 86_400_000),
  }
  const times: number[] = []
  let hours = 0
  for (let round = 0; round < 5; round++) {
    const began = performance.now()
    hours = unrefused(await hourlyFigures(ctx.db, ask, visibility)).length
    times.push(performance.now() - began)
  }
  say({
    work: 'a year by hour',
    values: values.length,
    hours,
    best: round1(Math.min(...times)),
    most: round1(Math.max(...times)),
  })
}
