import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentFolder, loadContent } from '#app/load-content.ts'
import { migrationsFolder } from '#app/open-program.ts'
import { openBlobFolder } from '#kit/io/blobs.ts'
import type { Context } from '#kit/io/context.ts'
import { openDatabase } from '#kit/io/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#kit/io/embedded-postgres.ts'
import { newUuid } from '#kit/io/ids.ts'
import { openLog } from '#kit/io/log.ts'
import { migrate } from '#kit/io/migrate.ts'
import { instantOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import { openAccountOnce } from '#people/access/public.ts'
import { loadDemoOfficers } from '#people/organization/public.ts'

/** A province of its own for measuring: an embedded PostgreSQL that keeps what it promises, with the real content. */
export type House = {
  readonly ctx: Context
  readonly dataDir: string
  readonly postgres: EmbeddedPostgres
  /** What the invented officers sign in with. */
  readonly password: string
  readonly userNames: ReadonlyMap<string, string>
  /** Ends it and, unless `keep`, throws it away. */
  close(keep?: boolean): Promise<void>
}

/** Opens a house in a temporary folder. `fsync` and `synchronous_commit` are on unless `settings` says otherwise. */
export async function openHouse(settings: Readonly<Record<string, string>> = {}): Promise<House> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kb-bench-'))
  const postgres = unrefused(
    await startEmbeddedPostgres({
      folder: join(dataDir, 'postgres'),
      settings: { max_connections: '200', ...settings },
    }),
  )
  unrefused(await migrate({ url: postgres.url, folder: migrationsFolder }))
  const ctx = contextOn(postgres.url, dataDir)
  await loadContent(ctx, () => {})
  const { accounts, password } = await loadDemoOfficers(ctx, contentFolder)
  for (const { officerId, userName } of accounts)
    await openAccountOnce(ctx, { officerId, userName, password })
  return {
    ctx,
    dataDir,
    postgres,
    password,
    userNames: new Map(accounts.map(({ officerId, userName }) => [officerId, userName])),
    async close(keep = false) {
      await ctx.db.close()
      await postgres.stop()
      if (!keep) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The real clock on a database. */
export function contextOn(url: string, dataDir: string): Context {
  const db = openDatabase({ url, role: 'kinhbac_app', connections: 8 })
  const now = () => instantOf(Date.now())
  return {
    db,
    blobs: openBlobFolder(join(dataDir, 'files')),
    log: openLog('warn'),
    now,
    newId: () => newUuid(now()),
    transaction: (work) => db.transaction(work),
  }
}

/** What was answered; a refusal is an error here. */
export function unrefused<Answer>(answer: Answer | Refusal): Answer {
  if (isRefused(answer)) throw new Error(`${answer.refused} ${JSON.stringify(answer.facts)}`)
  return answer
}

/** The numbers of the command line: `--kills 20 --target both` as a table. */
export function optionsOf(args: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [index, word] of args.entries())
    if (word.startsWith('--')) found.set(word.slice(2), args[index + 1] ?? '')
  return found
}
