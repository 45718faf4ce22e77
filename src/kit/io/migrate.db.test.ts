import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { refuse } from '#kit/values/refusal.ts'
import { openDatabase } from './database.ts'
import { findAgeFault, isMigrated, migrate } from './migrate.ts'
import { databaseUrl } from './testing/global-setup.ts'
import { openTestContext } from './testing/test-context.ts'

const ctx = await openTestContext()
const real = join(import.meta.dirname, '../../../db/migrations')
const folder = await mkdtemp(join(tmpdir(), 'kb-migrations-'))
const server = openDatabase({ url: inject('testServer').url, connections: 1 })
const empty = `kb_empty_${process.pid}_${Date.now().toString(36)}`
const url = databaseUrl(inject('testServer').url, empty)
afterAll(async () => {
  await server.text(`drop database if exists ${empty} with (force)`)
  await server.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  await server.text(`drop database if exists ${empty} with (force)`)
  await server.text(`create database ${empty}`)
  await rm(folder, { recursive: true })
  await cp(real, folder, { recursive: true })
})

async function onEmpty<Row>(sql: string): Promise<Row[]> {
  const database = openDatabase({ url, connections: 1 })
  return database.text<Row>(sql).finally(() => database.close())
}

describe('migrations', () => {
  test('run once, from empty to the last, and leave their names', async () => {
    const names = (await readdir(folder)).sort()
    expect(await migrate({ url, folder })).toEqual({ applied: names })
    expect(await migrate({ url, folder })).toEqual({ applied: [] })
    const rows = await onEmpty<{ name: string }>('select name from kit.migrations order by name')
    expect(rows.map(({ name }) => name)).toEqual(names)
  })

  test('two programs that start together migrate once', async () => {
    const both = await Promise.all([migrate({ url, folder }), migrate({ url, folder })])
    const applied = both.map((outcome) => ('applied' in outcome ? outcome.applied.length : -1)).sort()
    expect(applied).toEqual([0, (await readdir(folder)).length])
  })

  test('a landed file that was edited is refused by name', async () => {
    await migrate({ url, folder })
    await writeFile(join(folder, '0001_kit.sql'), 'select 1')
    expect(await migrate({ url, folder })).toEqual(refuse('migration-changed', { migration: '0001_kit.sql' }))
  })

  test('a database that a newer program migrated is refused', async () => {
    await writeFile(join(folder, '9999_future.sql'), 'create table kit.future (id int)')
    await migrate({ url, folder })
    expect(await migrate({ url, folder: real })).toEqual(
      refuse('database-newer', { migration: '9999_future.sql' }),
    )
  })

  test('a file that fails leaves nothing of itself and stops those after it', async () => {
    await writeFile(join(folder, '9998_broken.sql'), 'create table kit.half (id int); select 1 / 0')
    await writeFile(join(folder, '9999_after.sql'), 'create table kit.after (id int)')
    await expect(migrate({ url, folder })).rejects.toThrow(/9998_broken\.sql: division by zero/)
    const rows = await onEmpty(
      `select to_regclass('kit.half') half, to_regclass('kit.after') after, to_regclass('kit.jobs') is null gone`,
    )
    expect(rows).toEqual([{ half: null, after: null, gone: false }])
  })

  test('a server older than 15 is refused, 15 itself is not', () => {
    expect(findAgeFault(140_012)).toEqual(refuse('database-too-old', { found: 14, needed: 15 }))
    expect(findAgeFault(150_000)).toBeUndefined()
  })

  test('a user who may neither use nor make the roles is told so', async () => {
    await server.text(`create role kb_plain login password 'plain'`)
    await server.text(`alter database ${empty} owner to kb_plain`)
    const plain = url.replace(/\/\/[^@/]*@/, '//kb_plain:plain@')
    const refused = await migrate({ url: plain, folder })
    await server.text(`drop database ${empty} with (force)`)
    await server.text('drop role kb_plain')
    expect(refused).toMatchObject({ refused: 'database-roles-missing' })
  })

  test('whether a database is current is known', async () => {
    expect(await isMigrated(ctx.db, real)).toBe(true)
    await writeFile(join(folder, '9999_future.sql'), 'select 1')
    expect(await isMigrated(ctx.db, folder)).toBe(false)
  })

  test('every table belongs to the owner, not to the program and not to a superuser', async () => {
    const rows = await ctx.superuser.text<{ owner: string }>(
      `select distinct tableowner owner from pg_tables
       where schemaname in ('kit', 'people', 'onestop', 'datahub', 'centre', 'published')`,
    )
    expect(rows).toEqual([{ owner: 'kinhbac_owner' }])
  })

  test('every table says what it is', async () => {
    const rows = await ctx.superuser.text<{ name: string }>(
      `select c.oid::regclass::text name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('kit', 'people', 'onestop', 'datahub', 'centre', 'published')
         and c.relkind in ('r', 'p', 'v') and obj_description(c.oid, 'pg_class') is null`,
    )
    expect(rows).toEqual([])
  })
})
