import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { chainStart, contentHashOf, entryHash } from '#onestop/dossiers/public.ts'
import { appendTestActions, insertTestDossier, usualWay } from '#onestop/dossiers/testing.ts'
import { openSealKey, type SealKey } from './seal-keys.ts'
import { sealLogs } from './seal-logs.ts'
import { walkLedger } from './verify-logs.ts'

type Log = { readonly id: string; readonly length: number; readonly sealed: readonly number[] }

let ctx: TestContext
let folder: string
let key: SealKey
let logs: Log[]

beforeAll(async () => {
  ctx = await openTestContext()
  folder = await mkdtemp(join(tmpdir(), 'kb-tampering-'))
  key = await openSealKey(folder)
  const codes: string[] = []
  for (let number = 1; number <= 15; number++) codes.push(await insertTestDossier(ctx.db, number))
  const published = join(folder, 'published')
  for (const code of codes.slice(0, 12)) await appendTestActions(ctx.db, code, usualWay.slice(0, 2))
  await sealLogs(ctx, key, published)
  for (const code of codes.slice(0, 9)) await appendTestActions(ctx.db, code, usualWay.slice(2, 4))
  await sealLogs(ctx, key, published)
  for (const code of codes.slice(0, 6)) await appendTestActions(ctx.db, code, usualWay.slice(4))
  await insertTestDossier(ctx.db, 16)
  logs = await readLogs()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function readLogs(): Promise<Log[]> {
  return ctx.superuser.text<Log>(
    `select d.id, d.sequence as length,
       coalesce((select array_agg(l.sequence order by l.sequence) from onestop.seal_leaves l where l.dossier_id = d.id), '{}') sealed
     from onestop.dossiers d order by d.code`,
  )
}

/** Does something in a transaction of the superuser, walks the ledger as it then stands, and takes it back. */
async function walkAfter(tamper: (client: pg.PoolClient) => Promise<unknown>) {
  const client = await ctx.superuser.pool.connect()
  try {
    await client.query('begin')
    await tamper(client)
    return await walkLedger(client, {
      publicKey: key.publicKey,
      publishedFolder: join(folder, 'published'),
    })
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Hashes a log anew from an entry on, so that it hangs together: what a careful forger does. */
async function forge(client: pg.PoolClient, id: string, from: number): Promise<void> {
  const { rows } = await client.query(
    `select sequence, kind, actor, (extract(epoch from occurred_at) * 1000)::bigint "occurredAt",
       (extract(epoch from recorded_at) * 1000)::bigint "recordedAt", content, encode(salt, 'hex') salt, encode(hash, 'hex') hash
     from onestop.dossier_actions where dossier_id = $1 order by sequence`,
    [id],
  )
  let previous = chainStart
  for (const row of rows) {
    previous =
      row.sequence < from ? row.hash : entryHash(id, row, contentHashOf(row.salt, row.content), previous)
    await client.query(
      `update onestop.dossier_actions set hash = decode($3, 'hex') where dossier_id = $1 and sequence = $2`,
      [id, row.sequence, previous],
    )
  }
}

/** A change of each column that says what was done, by whom and when; $1 and $2 are the entry. */
const changes = {
  kind: `kind = case kind when 'close' then 'pay' else 'close' end`,
  actor: `actor = '{"kind":"system"} {}'`,
  occurred_at: `occurred_at = occurred_at - interval '1 millisecond'`,
  'occurred_at by microseconds': `occurred_at = occurred_at - interval '3 microseconds'`,
  recorded_at: `recorded_at = recorded_at + interval '7 days'`,
  content: `content = replace(content, '}', ' }')`,
  salt: 'salt = substring(sha256(salt) for 16)',
  hash: 'hash = sha256(hash)',
} as const
const changeSql = (column: keyof typeof changes) =>
  `update onestop.dossier_actions set ${changes[column]} where dossier_id = $1 and sequence = $2`

/** A random entry of a random log, among those that a seal holds or among all. */
const entryOf = (wanted: (log: Log) => number) =>
  fc.tuple(fc.nat(), fc.nat()).map(([one, other]) => {
    const able = logs.filter((log) => wanted(log) > 0)
    const log = able[one % able.length]
    if (!log) throw new Error('no log')
    return { log, sequence: 1 + (other % wanted(log)) }
  })
const anyEntry = entryOf((log) => log.length)
const sealedEntry = entryOf((log) => log.sealed.at(-1) ?? 0)
const column = fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[]))

const runs = (numRuns: number) => ({ numRuns })

test('an untouched ledger has no fault', async () => {
  expect((await walkAfter(async () => {})).faults).toEqual([])
})

test('any column of any entry changed: found at that entry, sealed or not', async () => {
  await fc.assert(
    fc.asyncProperty(anyEntry, column, async ({ log, sequence }, what) => {
      const { faults } = await walkAfter((client) => client.query(changeSql(what), [log.id, sequence]))
      expect(faults).toMatchObject([{ kind: 'changed', dossierId: log.id, sequence }])
    }),
    runs(160),
  )
})

test('a sealed entry changed and the whole chain after it forged: found at or before it, after the last proved one', async () => {
  await fc.assert(
    fc.asyncProperty(
      sealedEntry,
      fc.constantFrom('kind', 'actor', 'occurred_at', 'recorded_at', 'content', 'salt'),
      async ({ log, sequence }, what) => {
        const { faults } = await walkAfter(async (client) => {
          await client.query(changeSql(what), [log.id, sequence])
          await forge(client, log.id, sequence)
        })
        const proved = log.sealed.findLast((seal) => seal < sequence) ?? 0
        expect(faults).toMatchObject([{ kind: 'changed', dossierId: log.id, sequence: proved + 1 }])
      },
    ),
    runs(60),
  )
})

test('a sealed entry taken out, or everything from it on: found there', async () => {
  await fc.assert(
    fc.asyncProperty(sealedEntry, fc.boolean(), async ({ log, sequence }, toTheEnd) => {
      const { faults } = await walkAfter((client) =>
        client.query(
          `delete from onestop.dossier_actions where dossier_id = $1 and sequence ${toTheEnd ? '>=' : '='} $2`,
          [log.id, sequence],
        ),
      )
      const last = toTheEnd || sequence === log.length
      expect(faults).toMatchObject([{ kind: last ? 'truncated' : 'removed', dossierId: log.id, sequence }])
    }),
    runs(40),
  )
})

test('a sealed entry taken out and the gap closed and forged over: found no later than there', async () => {
  await fc.assert(
    fc.asyncProperty(sealedEntry, async ({ log, sequence }) => {
      const { faults } = await walkAfter(async (client) => {
        await client.query('delete from onestop.dossier_actions where dossier_id = $1 and sequence = $2', [
          log.id,
          sequence,
        ])
        for (let next = sequence + 1; next <= log.length; next++)
          await client.query(
            'update onestop.dossier_actions set sequence = $2::int - 1 where dossier_id = $1 and sequence = $2',
            [log.id, next],
          )
        await forge(client, log.id, sequence)
      })
      // Where the log now ends before what was sealed, the seal that proved the rest is missed, not the entry.
      const ends = log.length === log.sealed.at(-1)
      expect(faults).toHaveLength(1)
      expect(faults[0]?.dossierId).toBe(log.id)
      expect(faults[0]?.sequence).toBeLessThanOrEqual(ends ? log.length : sequence)
    }),
    runs(20),
  )
})

test('an entry slipped in, forged or not: found', async () => {
  await fc.assert(
    fc.asyncProperty(sealedEntry, fc.boolean(), async ({ log, sequence }, forged) => {
      const { faults } = await walkAfter(async (client) => {
        for (let next = log.length; next >= sequence; next--)
          await client.query(
            'update onestop.dossier_actions set sequence = $2::int + 1 where dossier_id = $1 and sequence = $2',
            [log.id, next],
          )
        await client.query(
          `insert into onestop.dossier_actions (agency_id, dossier_id, sequence, kind, actor, occurred_at, recorded_at, content, salt, hash, request_id, request_hash)
           select agency_id, dossier_id, $2, 'pay', actor, occurred_at, recorded_at, content, salt, hash, gen_random_uuid(), request_hash
           from onestop.dossier_actions where dossier_id = $1 limit 1`,
          [log.id, sequence],
        )
        if (forged) await forge(client, log.id, sequence)
      })
      expect(faults).toHaveLength(1)
      expect(faults[0]?.dossierId).toBe(log.id)
      expect(faults[0]?.sequence).toBeLessThanOrEqual(sequence)
    }),
    runs(30),
  )
})

test('two entries of a log swapped: found at the first of them', async () => {
  await fc.assert(
    fc.asyncProperty(sealedEntry, fc.nat(), async ({ log, sequence }, other) => {
      const second = 1 + (other % log.length)
      fc.pre(second !== sequence)
      const { faults } = await walkAfter(async (client) => {
        const move =
          'update onestop.dossier_actions set sequence = $3 where dossier_id = $1 and sequence = $2'
        await client.query(move, [log.id, sequence, 1000])
        await client.query(move, [log.id, second, sequence])
        await client.query(move, [log.id, 1000, second])
      })
      expect(faults).toMatchObject([
        { kind: 'reordered', dossierId: log.id, sequence: Math.min(sequence, second) },
      ])
    }),
    runs(40),
  )
})

test('an entry moved to another dossier: found in both', async () => {
  await fc.assert(
    fc.asyncProperty(sealedEntry, sealedEntry, async (from, to) => {
      fc.pre(from.log.id !== to.log.id)
      const { faults } = await walkAfter((client) =>
        client.query(
          'update onestop.dossier_actions set dossier_id = $3, sequence = $4 where dossier_id = $1 and sequence = $2',
          [from.log.id, from.sequence, to.log.id, to.log.length + 1],
        ),
      )
      expect(faults.map(({ dossierId }) => dossierId).sort()).toEqual([from.log.id, to.log.id].sort())
      expect(faults).toContainEqual(
        expect.objectContaining({ dossierId: to.log.id, sequence: to.log.length + 1 }),
      )
    }),
    runs(20),
  )
})

test('the seals and their leaves changed, taken out or added: found at the seal', async () => {
  const cases = [
    'update onestop.seals set root = sha256(root) where number = $1',
    'update onestop.seals set previous_hash = sha256(root) where number = $1',
    'update onestop.seals set to_position = to_position + 1 where number = $1',
    'update onestop.seals set leaves = leaves + 1 where number = $1',
    `update onestop.seals set sealed_at = sealed_at - interval '1 second' where number = $1`,
    'update onestop.seals set hash = sha256(hash) where number = $1',
    'update onestop.seals set signature = sha256(signature) || sha256(root) where number = $1',
    'delete from onestop.seals where number = $1',
    `update onestop.seal_leaves set hash = sha256(hash) where ctid = (select min(ctid) from onestop.seal_leaves where seal_number = $1)`,
    `delete from onestop.seal_leaves where ctid = (select max(ctid) from onestop.seal_leaves where seal_number = $1)`,
    `insert into onestop.seal_leaves (seal_number, agency_id, dossier_id, sequence, hash)
     select $1, agency_id, dossier_id, sequence + 500, hash from onestop.seal_leaves limit 1`,
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...cases), fc.constantFrom(1, 2), async (statement, number) => {
      const { faults } = await walkAfter((client) => client.query(statement, [number]))
      expect(faults).toContainEqual(expect.objectContaining({ kind: 'seal', sequence: number }))
    }),
    runs(40),
  )
})

test('everything thrown away: every sealed log is missed', async () => {
  const { faults } = await walkAfter((client) => client.query('truncate onestop.dossier_actions'))
  const missed = faults.filter(({ kind, sequence }) => kind === 'truncated' && sequence === 1)
  expect(missed.map(({ dossierId }) => dossierId).sort()).toEqual(
    logs
      .filter(({ sealed }) => sealed.length > 0)
      .map(({ id }) => id)
      .sort(),
  )
})
