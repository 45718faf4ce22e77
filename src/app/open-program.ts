import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { flushAccessLog } from '#datahub/sharing/public.ts'
import { openBlobFolder } from '#kit/io/blobs.ts'
import type { Config } from '#kit/io/config.ts'
import type { Context } from '#kit/io/context.ts'
import { openDatabase } from '#kit/io/database.ts'
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  startEmbeddedPostgres,
} from '#kit/io/embedded-postgres.ts'
import { connectionFaultOf, faultOf } from '#kit/io/errors.ts'
import { newUuid } from '#kit/io/ids.ts'
import { allowKeeping } from '#kit/io/keep-briefly.ts'
import type { Log } from '#kit/io/log.ts'
import { migrate } from '#kit/io/migrate.ts'
import { instantOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'

export const migrationsFolder = join(import.meta.dirname, '..', '..', 'db', 'migrations')

/** An open, migrated database with all that acts need. */
export type Program = {
  readonly ctx: Context
  /** Where the database is, as the user who migrates: not for acts. */
  readonly databaseUrl: string
  /** Settles when our own server ends without having been closed; never when the database is another's. */
  readonly databaseEnded: Promise<Refusal>
  close(): Promise<void>
}

/**
 * Opens the database of the configuration: the one of DATABASE_URL, else our own in DATA_DIR. With `join` an
 * embedded database that another process of the program runs is used, too (the command line, a second worker);
 * without it that is refused.
 */
export async function openProgram(
  config: Config,
  log: Log,
  options: { readonly join: boolean },
): Promise<Program | Refusal> {
  const folderFault = prepareFolder(config.dataDir)
  if (folderFault) return folderFault
  const opened = await openServer(config, options.join)
  if (isRefused(opened)) return opened
  const { url, server } = opened
  const migrated = await migrate({ url, folder: migrationsFolder }).catch((error: unknown) => {
    const fault = connectionFaultOf(error, url) ?? faultOf(error, config.dataDir)
    if (fault === undefined) throw error
    return fault
  })
  if (isRefused(migrated)) {
    await server?.stop()
    return migrated
  }
  const ctx = makeContext(config, url, log)
  let closing: Promise<void> | undefined
  const close = async () => {
    await flushAccessLog(ctx).catch((error: unknown) => ctx.log.error({ error }, 'calls were not logged'))
    await ctx.db.close()
    await server?.stop()
  }
  return {
    ctx,
    databaseUrl: url,
    databaseEnded: new Promise((done) => {
      server?.ended.then((reason) => closing ?? done(reason))
    }),
    close() {
      closing ??= close()
      return closing
    },
  }
}

/** The real clock, randomness and files, on an open database. */
function makeContext(config: Config, url: string, log: Log): Context {
  const db = openDatabase({ url, role: 'kinhbac_app', connections: config.connections })
  allowKeeping(db, 1_000)
  const now = () => instantOf(Date.now())
  return {
    db,
    blobs: openBlobFolder(join(config.dataDir, 'files')),
    log,
    now,
    newId: () => newUuid(now()),
    transaction: (work) => db.transaction(work),
  }
}

function prepareFolder(folder: string): Refusal | undefined {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const fault = faultOf(error, folder)
    if (fault === undefined) throw error
    return fault
  }
}

async function openServer(
  config: Config,
  mayJoin: boolean,
): Promise<{ readonly url: string; readonly server?: EmbeddedPostgres } | Refusal> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl }
  const folder = join(config.dataDir, 'postgres')
  const started = await startEmbeddedPostgres({ folder })
  if (!isRefused(started)) return { url: started.url, server: started }
  const running =
    mayJoin && started.refused === 'folder-in-use' ? await findRunningPostgres(folder) : undefined
  return running === undefined ? started : { url: running }
}
