import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { type Instant, instant, instantOf } from '#kit/values/instant.ts'
import { openBlobFolder } from '../blobs.ts'
import type { Context } from '../context.ts'
import { type Database, openDatabase } from '../database.ts'
import { newUuid } from '../ids.ts'
import { openLog } from '../log.ts'
import { databaseUrl } from './global-setup.ts'

/** A context whose clock the test holds, on a database of its own. */
export type TestContext = Context & {
  /** Sets the clock: ISO 8601, Vietnamese time when no offset is given. It then stands still. */
  setNow(text: string): void
  /** Moves the clock on. */
  passMinutes(minutes: number): void
  /** The same database as its superuser, to tamper with what the program may not touch. */
  readonly superuser: Database
  /** The address of the database as its superuser, for tests that start processes. */
  readonly url: string
}

/**
 * Opens a context on a fresh, migrated, empty database and closes it after the last test of the file.
 * The clock stands at 2018-03-01T09:00 until it is set. Only in `*.db.test.ts`.
 */
export async function openTestContext(): Promise<TestContext> {
  const server = inject('testServer')
  const name = `kb_test_${randomBytes(6).toString('hex')}`
  const keeper = openDatabase({ url: server.url, connections: 1 })
  await keeper.text(`create database ${name} template ${server.template} strategy wal_log`)
  const url = databaseUrl(server.url, name)
  const db = openDatabase({ url, connections: 8, role: 'kinhbac_app' })
  const superuser = openDatabase({ url, connections: 2 })
  const blobFolder = await mkdtemp(join(tmpdir(), 'kb-test-blobs-'))
  afterAll(async () => {
    await Promise.all([db.close(), superuser.close()])
    await keeper.text(`drop database if exists ${name} with (force)`)
    await keeper.close()
    await rm(blobFolder, { recursive: true, force: true })
  })
  let now: Instant = instant('2018-03-01T09:00')
  return {
    db,
    superuser,
    url,
    blobs: openBlobFolder(blobFolder),
    log: openLog('silent'),
    now: () => now,
    newId: () => newUuid(now),
    transaction: (work) => db.transaction(work),
    setNow(text) {
      now = instant(text)
    },
    passMinutes(minutes) {
      now = instantOf(now + minutes * 60_000)
    },
  }
}
