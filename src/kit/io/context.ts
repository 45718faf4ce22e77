import type { Instant } from '#kit/values/instant.ts'
import type { BlobStore } from './blobs.ts'
import type { Database, Sql, Tx } from './database.ts'
import type { Log } from './log.ts'

/**
 * All that an act needs of the outer world, handed in. Tests and the demonstration year hand in their own
 * clock; nothing below `app/` reads the time, randomness or the environment by itself.
 */
export type Context = {
  readonly db: Database
  readonly blobs: BlobStore
  readonly log: Log
  /** The present moment. */
  now(): Instant
  /** A new UUID version 7 (RFC 9562): sorts by time of making. */
  newId(): string
  /** Runs `work` in one transaction, rolled back when it answers a refusal. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
}

/** Where a read may run: the pool or an open transaction. */
export type Reader = Sql
