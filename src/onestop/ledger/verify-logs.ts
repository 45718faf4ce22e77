import type { PoolClient } from 'pg'
import { copyRows } from '#kit/io/copy-rows.ts'
import type { Database } from '#kit/io/database.ts'
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

const walkQuery = (where: string) => `
  select coalesce(a.dossier_id, l.dossier_id), a.sequence, a.kind, a.actor, (extract(epoch from a.occurred_at) * 1000)::float8,
    (extract(epoch from a.recorded_at) * 1000)::float8, a.content, encode(a.salt, 'hex'), encode(a.hash, 'hex'), a.position,
    l.sequence, encode(l.hash, 'hex')
  from onestop.dossier_actions a
  full join onestop.seal_leaves l on l.agency_id = a.agency_id and l.dossier_id = a.dossier_id and l.sequence = a.sequence
  ${where} order by coalesce(a.agency_id, l.agency_id), coalesce(a.dossier_id, l.dossier_id), coalesce(a.sequence, l.sequence)`

async function walkLogs(
  client: PoolClient,
  sealedPosition: number,
  only: string | undefined,
  faults: Fault[],
): Promise<Pick<Verdict, 'dossiers' | 'entries' | 'unsealed'>> {
  const where = only === undefined ? '' : `where a.dossier_id = '${only}' or l.dossier_id = '${only}'`
  const counts = { dossiers: 0, entries: 0, unsealed: 0 }
  let dossierId = ''
  let entries: WalkedEntry[] = []
  let sealedTo = 0
  const close = () => {
    if (dossierId === '') return
    counts.dossiers++
    counts.entries += entries.length
    counts.unsealed += Math.max(0, entries.length - sealedTo)
    const fault = checkLog(dossierId, entries, sealedTo, sealedPosition)
    if (fault) faults.push(fault)
  }
  for await (const rows of copyRows(client, walkQuery(where)))
    for (const row of rows) {
      if (row[0] !== dossierId) {
        close()
        dossierId = row[0] ?? ''
        entries = []
        sealedTo = 0
      }
      if (row[10] !== undefined) sealedTo = Number(row[10])
      if (row[1] !== undefined) entries.push(entryOf(row))
    }
  close()
  return counts
}

function entryOf(row: readonly (string | undefined)[]): WalkedEntry {
  return {
    sequence: Number(row[1]),
    kind: row[2] ?? '',
    actor: row[3] ?? '',
    occurredAt: Number(row[4]),
    recordedAt: Number(row[5]),
    content: row[6] ?? '',
    salt: row[7] ?? '',
    hash: row[8] ?? '',
    position: Number(row[9]),
    sealedHash: row[11],
  }
}
