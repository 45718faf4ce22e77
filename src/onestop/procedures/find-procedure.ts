import type { Reader } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { ProcedureVersion } from './contract.ts'
import { codeOf } from './rules/procedure-code.ts'
import { findVersionByNumber, findVersionInForce, getVersion } from './store-versions.ts'

/** Versions never change, so those read once are kept; the oldest leave when there are too many. */
const kept = new Map<string, ProcedureVersion>()
const mostKept = 5000

/** The version in force on a day of the procedure with a local id (`BUU-04`) or a national code (`1.004379`). */
export async function findProcedureInForce(
  reader: Reader,
  code: string,
  on: PlainDate,
): Promise<ProcedureVersion | undefined> {
  const key = await findVersionInForce(reader, codeOf(code), on)
  if (!key) return undefined
  if (kept.get(key.id)?.validTo !== key.validTo) kept.delete(key.id)
  return findProcedureVersion(reader, key.id)
}

/** A version by its id, as a dossier pins it. Its content is immutable; `validTo` is as known when first read. */
export async function findProcedureVersion(
  reader: Reader,
  versionId: string,
): Promise<ProcedureVersion | undefined> {
  const known = kept.get(versionId)
  if (known) return known
  const version = await getVersion(reader, versionId)
  if (!version) return undefined
  if (kept.size >= mostKept) for (const oldest of kept.keys()) if (kept.delete(oldest)) break
  kept.set(versionId, version)
  return version
}

/** A version by its number, of the procedure with a local id or a national code. */
export async function findNumberedVersion(
  reader: Reader,
  code: string,
  version: number,
): Promise<ProcedureVersion | undefined> {
  const id = await findVersionByNumber(reader, codeOf(code), version)
  return id === undefined ? undefined : findProcedureVersion(reader, id)
}

/** After a publication the ends of versions may be new. */
export function forgetVersions(): void {
  kept.clear()
}
