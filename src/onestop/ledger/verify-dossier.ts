import type { Context } from '#kit/io/context.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import { findLog } from '#onestop/dossiers/public.ts'
import type { Fault } from './faults.ts'
import { verifyLogs } from './verify-logs.ts'

/** What the ledger says of one dossier: no personal data, so that anyone who knows the code may ask. */
export type DossierVerdict = {
  readonly code: string
  readonly dossierId: string
  readonly entries: number
  /** Hash of the newest entry, hex. */
  readonly headHash: string
  /** Up to which entry the log is sealed, by which seal and when; null while no seal has taken it in. */
  readonly sealed: { readonly sequence: number; readonly number: number; readonly at: Instant } | null
  /** The first thing wrong, or null: the log is as it was written. */
  readonly fault: Fault | null
}

/** Hashes a dossier's whole log anew and compares it with its chain and its seals; undefined for an unknown code. */
export async function verifyDossier(ctx: Context, code: string): Promise<DossierVerdict | undefined> {
  const log = await findLog(ctx.db, code)
  if (!log) return undefined
  const verdict = await verifyLogs(ctx.db, { dossierId: log.id })
  const [leaf] = await ctx.db.text<{ sequence: number; number: number; sealed_at: Date }>(
    `select l.sequence, s.number, s.sealed_at from onestop.seal_leaves l join onestop.seals s on s.number = l.seal_number
     where l.agency_id = $1 and l.dossier_id = $2 order by l.sequence desc limit 1`,
    [log.agencyId, log.id],
  )
  return {
    code: log.code,
    dossierId: log.id,
    entries: verdict.entries,
    headHash: log.headHash,
    sealed: leaf
      ? { sequence: leaf.sequence, number: leaf.number, at: instantOf(leaf.sealed_at.getTime()) }
      : null,
    fault: verdict.faults[0] ?? null,
  }
}
