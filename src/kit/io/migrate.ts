import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Sql } from './database.ts'

type Migration = { readonly name: string; readonly text: string; readonly checksum: string }

export type MigrationRefusal = Refusal<
  'database-too-old' | 'database-newer' | 'migration-changed' | 'database-roles-missing'
>

const oldestServer = 15
const lockKey = 5_494_611_868 // any number, the same for every process of the program

/**
 * Brings a database up to the program: runs the SQL files of `folder` that have not run yet, in the order of
 * their numbers, each in a transaction of its own. Processes that start together wait for one another.
 *
 * Refuses a server older than PostgreSQL 15, a landed file that was changed since, a database that knows
 * migrations this program does not, and a user who may neither find nor make the two roles.
 */
export async function migrate(options: {
  readonly url: string
  readonly folder: string
}): Promise<{ readonly applied: readonly string[] } | MigrationRefusal> {
  const migrations = await readMigrations(options.folder)
  const client = new pg.Client({ connectionString: options.url, application_name: 'kinh-bac migrations' })
  await client.connect()
  try {
    const version = Number((await client.query('show server_version_num')).rows[0].server_version_num)
    const old = findAgeFault(version)
    if (old) return old
    await client.query('select pg_advisory_lock($1)', [lockKey])
    const recorded = await readRecorded(client)
    const refused = compare(migrations, recorded)
    if (refused) return refused
    const pending = migrations.filter(({ name }) => !recorded.has(name))
    for (const migration of pending) {
      const failed = await apply(client, migration)
      if (failed) return failed
    }
    return { applied: pending.map(({ name }) => name) }
  } finally {
    await client.end() // also gives up the lock
  }
}

/** The refusal of a server that is too old, by its `server_version_num`. */
export function findAgeFault(version: number): Refusal<'database-too-old'> | undefined {
  const found = Math.floor(version / 10_000)
  return found < oldestServer ? refuse('database-too-old', { found, needed: oldestServer }) : undefined
}

/** Whether every migration of `folder` has run on the database, as it is written now, and no other one. */
export async function isMigrated(sql: Sql, folder: string): Promise<boolean> {
  const migrations = await readMigrations(folder)
  const rows = await sql.text<{ name: string; checksum: string }>('select name, checksum from kit.migrations')
  const recorded = new Map(rows.map((row) => [row.name, row.checksum]))
  return migrations.length === recorded.size && compare(migrations, recorded) === undefined
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
  for (const [index, name] of names.entries())
    if (names[index + 1]?.slice(0, 4) === name.slice(0, 4))
      throw new Error(`two migrations have the number ${name.slice(0, 4)}`)
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function readRecorded(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ present: boolean }>(
    `select to_regclass('kit.migrations') is not null present`,
  )
  if (!rows[0]?.present) return new Map()
  const found = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from kit.migrations',
  )
  return new Map(found.rows.map((row) => [row.name, row.checksum]))
}

function compare(
  migrations: readonly Migration[],
  recorded: ReadonlyMap<string, string>,
): MigrationRefusal | undefined {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of recorded) {
    const mine = known.get(name)
    if (mine === undefined) return refuse('database-newer', { migration: name })
    if (mine !== checksum) return refuse('migration-changed', { migration: name })
  }
  return undefined
}

async function apply(client: pg.Client, migration: Migration): Promise<MigrationRefusal | undefined> {
  await client.query('begin')
  try {
    const { rows } = await client.query<{ owner: boolean }>(
      `select to_regclass('kit.migrations') is not null owner`,
    )
    if (rows[0]?.owner) await client.query('set local role kinhbac_owner')
    await client.query(migration.text)
    await client.query('insert into kit.migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
    return undefined
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the first error is the one to tell
    const { code, message } = error as { code?: string; message?: string }
    if (code === '42501' && migration.name.startsWith('0001_'))
      return refuse('database-roles-missing', { reason: message ?? '' })
    throw new Error(`migration ${migration.name}: ${message}`, { cause: error })
  }
}
