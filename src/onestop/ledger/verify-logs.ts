import type { PoolClient } from 'pg'
import { copyRows } from '#kit/io/copy-rows.ts'
import type { Database } from '#kit/io/database.ts'
import type { HashScheme } from '#onestop/dossiers/public.ts'
import { checkLog, type WalkedEntry } from './check-log.ts'
import { checkSeals, readSeals } from './check-seals.ts'
import type { Fault, Verdict } from './faults.ts'

export type VerifyOptions = {
  /** The province's public key; undefined accepts the key written at each seal. */
  readonly publicKey?: string | undefined
  /** Where published seals lie; undefined does not compare. */
  readonly publishedFolder?: string | undefined
  /** Only this dossier. */
  readonly dossierId?: string | undefined
}

/**
 * Walks the whole ledger (or one dossier) in one snapshot of the database: every entry is hashed anew and compared
 * with its chain and with the seals. Reads only.
 */
export async function verifyLogs(db: Database, options: VerifyOptions = {}): Promise<Verdict> {
  const began = process.hrtime.bigint()
  if (options.dossierId !== undefined && !/^[0-9a-f-]{36}$/.test(options.dossierId))
    throw new RangeError('not a dossier id')
  const client = await db.pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const verdict = await walkLedger(client, options)
    await client.query('commit')
    return { ...verdict, seconds: Number(process.hrtime.bigint() - began) / 1e9 }
  } finally {
    client.release()
  }
}

/** Walks within the caller's transaction. */
export async function walkLedger(
  client: PoolClient,
  options: VerifyOptions = {},
): Promise<Omit<Verdict, 'seconds'>> {
  const seals = await readSeals(client)
  const faults =
    options.dossierId === undefined
      ? await checkSeals(client, seals, options.publicKey, options.publishedFolder)
      : []
  const walked = await walkLogs(client, seals.at(-1)?.toPosition ?? 0, options.dossierId, faults)
  return { ...walked, seals: seals.length, faults }
}

/**
 * Entries and leaves in order of their primary keys, in one stream: PostgreSQL merges two index scans and sorts
 * nothing. A leaf is a row without a kind. Moments come as seconds to the microsecond, so that no change is too small.
 */
const walkQuery = (where: string) => `
  select agency_id, dossier_id, sequence, kind, actor, extract(epoch from occurred_at), extract(epoch from recorded_at), content,
    encode(salt, 'hex'), encode(hash, 'hex'), position, hash_scheme, request_id, encode(request_hash, 'hex')
  from onestop.dossier_actions ${where}
  union all
  select agency_id, dossier_id, sequence, null, null, null, null, null, null, encode(hash, 'hex'), null, null, null, null
  from onestop.seal_leaves ${where}
  order by agency_id, dossier_id, sequence`

type Fields = readonly (string | undefined)[]

async function walkLogs(
  client: PoolClient,
  sealedPosition: number,
  only: string | undefined,
  faults: Fault[],
): Promise<Pick<Verdict, 'dossiers' | 'entries' | 'unsealed'>> {
  const where = only === undefined ? '' : `where dossier_id = '${only}'`
  const counts = { dossiers: 0, entries: 0, unsealed: 0 }
  let log: Fields[] = []
  const close = () => {
    const [first] = log
    if (!first) return
    const { entries, sealedTo } = readEntries(log)
    counts.dossiers++
    counts.entries += entries.length
    counts.unsealed += Math.max(0, entries.length - sealedTo)
    const fault = checkLog(first[1] ?? '', entries, sealedTo, sealedPosition)
    if (fault) faults.push(fault)
  }
  for await (const rows of copyRows(client, walkQuery(where)))
    for (const row of rows) {
      if (log[0] && (log[0][1] !== row[1] || log[0][0] !== row[0])) {
        close()
        log = []
      }
      log.push(row)
    }
  close()
  return counts
}

/** The entries of one log, each with the hash that a seal holds of it, and up to which the newest seal goes. */
function readEntries(log: readonly Fields[]): { entries: WalkedEntry[]; sealedTo: number } {
  const sealed = new Map<string | undefined, string | undefined>()
  for (const row of log) if (row[3] === undefined) sealed.set(row[2], row[9])
  const entries: WalkedEntry[] = []
  for (const row of log)
    if (row[3] !== undefined)
      entries.push({
        sequence: Number(row[2]),
        kind: row[3],
        actor: row[4] ?? '',
        occurredAt: millisecondsOf(row[5]),
        recordedAt: millisecondsOf(row[6]),
        content: row[7] ?? '',
        salt: row[8] ?? '',
        hash: row[9] ?? '',
        position: Number(row[10]),
        scheme: schemeOf(row[11]),
        requestId: row[12] ?? '',
        requestHash: row[13] ?? '',
        sealedHash: sealed.get(row[2]),
      })
  return { entries, sealedTo: Math.max(0, ...Array.from(sealed.keys(), Number)) }
}

/** A scheme that this program does not know is taken for the newest, whose hash it then does not give. */
function schemeOf(text: string | undefined): HashScheme {
  return text === '1' ? 1 : 2
}

/** `1519869600.123000` as 1519869600123: six digits after the point, read without rounding. */
function millisecondsOf(seconds: string | undefined): number {
  return Number((seconds ?? '').replace('.', '')) / 1000
}
