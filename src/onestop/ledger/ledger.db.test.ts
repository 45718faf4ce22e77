import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { contentHashOf, entryHash, type HashScheme } from '#onestop/dossiers/public.ts'
import { appendTestActions, insertTestDossier, usualWay } from '#onestop/dossiers/testing.ts'
import { openSealKey, type SealKey } from './seal-keys.ts'
import { sealLogs } from './seal-logs.ts'
import { verifyLogs } from './verify-logs.ts'

let ctx: TestContext
let folder: string
let key: SealKey
const codes: string[] = []

beforeAll(async () => {
  ctx = await openTestContext()
  folder = await mkdtemp(join(tmpdir(), 'kb-seals-'))
  key = await openSealKey(folder)
  for (let number = 1; number <= 12; number++) codes.push(await insertTestDossier(ctx.db, number))
  for (const code of codes.slice(0, 8)) await appendTestActions(ctx.db, code, usualWay.slice(0, 3))
  await sealLogs(ctx, key, join(folder, 'published'))
  for (const code of codes.slice(0, 6)) await appendTestActions(ctx.db, code, usualWay.slice(3))
  await sealLogs(ctx, key, join(folder, 'published'))
  await appendTestActions(ctx.db, codes[7] ?? '', usualWay.slice(3, 4))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const verify = () =>
  verifyLogs(ctx.superuser, { publicKey: key.publicKey, publishedFolder: join(folder, 'published') })
const idOf = async (code: string | undefined) =>
  (await ctx.superuser.text<{ id: string }>('select id from onestop.dossiers where code = $1', [code]))[0]
    ?.id ?? ''

describe('an untouched ledger', () => {
  test('verifies, and says what is not sealed yet', async () => {
    const verdict = await verify()
    expect(verdict.faults).toEqual([])
    expect(verdict).toMatchObject({ dossiers: 12, entries: 12 + 8 * 3 + 6 * 2 + 1, seals: 2, unsealed: 1 })
  })
  test('publishes each seal with its leaves and no personal data', async () => {
    const files = (await readdir(join(folder, 'published'))).sort()
    expect(files).toHaveLength(2)
    const text = await readFile(join(folder, 'published', files[0] ?? ''), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ seal: { number: 1, leaves: 12 } })
    expect(text).not.toContain('Người')
  })
  test('has nothing to seal when nothing moved but what the last seal saw', async () => {
    const sealed = await ctx.superuser.text('select 1 from onestop.seals')
    expect(sealed).toHaveLength(2)
  })
  test('cannot be changed by the program itself', async () => {
    for (const table of ['dossier_actions', 'seals', 'seal_leaves'])
      for (const statement of [
        `delete from onestop.${table}`,
        `truncate onestop.${table}`,
        table === 'dossier_actions'
          ? `update onestop.${table} set kind = 'close'`
          : `update onestop.${table} set hash = hash`,
      ])
        await expect(ctx.db.text(statement)).rejects.toThrow(/permission denied/)
  })
})

/** Rewrites a dossier's chain from an entry on so that it hangs together again: what a careful forger would do. */
async function forgeFrom(id: string, sequence: number): Promise<void> {
  const rows = await ctx.superuser.text<{
    sequence: number
    kind: string
    actor: string
    o: number
    r: number
    content: string
    salt: string
    hash: string
    scheme: HashScheme
    position: number
    requestId: string
    requestHash: string
  }>(
    `select sequence, kind, actor, (extract(epoch from occurred_at) * 1000)::bigint o, (extract(epoch from recorded_at) * 1000)::bigint r,
     content, encode(salt, 'hex') salt, encode(hash, 'hex') hash, hash_scheme scheme, position,
     request_id "requestId", encode(request_hash, 'hex') "requestHash" from onestop.dossier_actions where dossier_id = $1 order by sequence`,
    [id],
  )
  let previous = rows.filter((row) => row.sequence < sequence).at(-1)?.hash ?? '0'.repeat(64)
  for (const row of rows.filter((one) => one.sequence >= sequence)) {
    previous = entryHash(id, { ...row, occurredAt: row.o, recordedAt: row.r }, contentHashOf(row), previous)
    await ctx.superuser.text(
      `update onestop.dossier_actions set hash = decode($3, 'hex') where dossier_id = $1 and sequence = $2`,
      [id, row.sequence, previous],
    )
  }
}

describe('what a superuser does to the log shows, and where', () => {
  beforeEach(async () => {
    await ctx.superuser.text('create table keep_a as table onestop.dossier_actions')
    await ctx.superuser.text('create table keep_l as table onestop.seal_leaves')
    await ctx.superuser.text('create table keep_s as table onestop.seals')
    return async () => {
      await ctx.superuser.text(`delete from onestop.dossier_actions; insert into onestop.dossier_actions overriding system value select * from keep_a;
        delete from onestop.seal_leaves; insert into onestop.seal_leaves select * from keep_l;
        delete from onestop.seals; insert into onestop.seals select * from keep_s; drop table keep_a, keep_l, keep_s`)
    }
  })
  const at = (id: string, sequence: number) => `where dossier_id = '${id}' and sequence = ${sequence}`
  const cases: readonly [string, string, number, (id: string) => Promise<unknown>][] = [
    [
      'a decision moved to an earlier day',
      'changed',
      5,
      (id) =>
        ctx.superuser.text(
          `update onestop.dossier_actions set occurred_at = occurred_at - interval '3 days' ${at(id, 5)}`,
        ),
    ],
    [
      'a changed word in what was decided',
      'changed',
      5,
      (id) =>
        ctx.superuser.text(
          `update onestop.dossier_actions set content = replace(content, 'grant', 'reject') ${at(id, 5)}`,
        ),
    ],
    [
      'another officer put in',
      'changed',
      3,
      (id) =>
        ctx.superuser.text(`update onestop.dossier_actions set actor = '{"kind":"system"}' ${at(id, 3)}`),
    ],
    [
      'an entry taken out of the middle',
      'removed',
      4,
      (id) => ctx.superuser.text(`delete from onestop.dossier_actions ${at(id, 4)}`),
    ],
    [
      'the newest entries taken off',
      'truncated',
      5,
      (id) =>
        ctx.superuser.text(
          `delete from onestop.dossier_actions where dossier_id = '${id}' and sequence >= 5`,
        ),
    ],
    [
      'the whole log taken out',
      'truncated',
      1,
      (id) => ctx.superuser.text(`delete from onestop.dossier_actions where dossier_id = '${id}'`),
    ],
    [
      'a forged chain after the first seal',
      'changed',
      5,
      async (id) => {
        await ctx.superuser.text(
          `update onestop.dossier_actions set occurred_at = occurred_at - interval '3 days' ${at(id, 6)}`,
        )
        await forgeFrom(id, 6)
      },
    ],
    [
      'a forged chain from its beginning',
      'changed',
      1,
      async (id) => {
        await ctx.superuser.text(
          `update onestop.dossier_actions set content = replace(content, 'Người', 'người') ${at(id, 1)}`,
        )
        await forgeFrom(id, 1)
      },
    ],
    [
      'two entries swapped',
      'reordered',
      3,
      async (id) => {
        await ctx.superuser.text(`update onestop.dossier_actions set sequence = 99 ${at(id, 3)}`)
        await ctx.superuser.text(`update onestop.dossier_actions set sequence = 3 ${at(id, 4)}`)
        await ctx.superuser.text(`update onestop.dossier_actions set sequence = 4 ${at(id, 99)}`)
      },
    ],
  ]
  for (const [what, kind, sequence, tamper] of cases)
    test(`${what}: ${kind} at entry ${sequence}`, async () => {
      const id = await idOf(codes[2])
      await tamper(id)
      const { faults } = await verify()
      expect(faults.length).toBeGreaterThan(0)
      expect(faults.find((fault) => fault.dossierId === id)).toMatchObject({ dossierId: id, kind, sequence })
      expect(faults.every((fault) => fault.dossierId === id)).toBe(true)
    })

  test('an entry slipped in behind a sealed log, at an old position: inserted', async () => {
    const id = await idOf(codes[10])
    await ctx.superuser.text(
      `insert into onestop.dossier_actions (agency_id, dossier_id, sequence, kind, actor, occurred_at, recorded_at, content, salt, hash, request_id, request_hash, position, hash_scheme)
       overriding system value select agency_id, dossier_id, 2, 'accept', actor, occurred_at, recorded_at, content, salt, hash, gen_random_uuid(), request_hash, position, hash_scheme
       from onestop.dossier_actions where dossier_id = $1`,
      [id],
    )
    await forgeFrom(id, 2)
    expect((await verify()).faults).toMatchObject([{ dossierId: id, kind: 'inserted', sequence: 2 }])
  })
  test('a seal taken out, with its leaves', async () => {
    await ctx.superuser.text('delete from onestop.seals where number = 2')
    expect((await verify()).faults[0]?.kind).toBe('seal')
  })
  test('the newest seal and its leaves taken out together is seen against the published file', async () => {
    await ctx.superuser.text(
      'delete from onestop.seals where number = 2; delete from onestop.seal_leaves where seal_number = 2',
    )
    expect((await verify()).faults).toMatchObject([{ kind: 'seal', sequence: 2 }])
  })
  test('leaves changed together with the log', async () => {
    const id = await idOf(codes[2])
    await ctx.superuser.text(
      `update onestop.dossier_actions set occurred_at = occurred_at - interval '3 days' ${at(id, 6)}`,
    )
    await forgeFrom(id, 6)
    await ctx.superuser.text(
      `update onestop.seal_leaves l set hash = a.hash from onestop.dossier_actions a
      where a.dossier_id = l.dossier_id and a.sequence = l.sequence and l.dossier_id = $1`,
      [id],
    )
    expect((await verify()).faults).toMatchObject([
      { kind: 'seal', sequence: 2, note: 'its leaves were altered' },
    ])
  })
  test('a seal made anew with another key', async () => {
    await ctx.superuser.text(
      `update onestop.seals set public_key = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=' where number = 1`,
    )
    expect((await verify()).faults).toMatchObject([{ kind: 'seal', sequence: 1 }])
  })
})
