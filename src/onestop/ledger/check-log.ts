import { chainStart, contentHashOf, entryHash, type StoredEntry } from '#onestop/dossiers/public.ts'
import type { Fault } from './faults.ts'

/** An entry as stored, with its hash and, where a seal ended on it, the hash that the seal holds. */
export type WalkedEntry = StoredEntry & {
  readonly hash: string
  readonly sealedHash: string | undefined
}

/**
 * Checks one dossier's log against its own chain and against the seals; answers the first fault. `sealedTo` is the
 * last sequence that a seal holds (0: none yet), `lastSealedPosition` the position up to which the newest seal looked.
 */
export function checkLog(
  dossierId: string,
  entries: readonly WalkedEntry[],
  sealedTo: number,
  sealedPosition: number,
): Fault | undefined {
  let previous = chainStart
  for (const [index, entry] of entries.entries()) {
    const due = index + 1
    if (entry.sequence !== due)
      return fault('removed', dossierId, due, `the log goes from ${index} to ${entry.sequence}`)
    const hash = entryHash(dossierId, entry, contentHashOf(entry), previous)
    if (hash !== entry.hash) return misfit(dossierId, entries, index)
    if (entry.scheme < (entries[index - 1]?.scheme ?? 1))
      return fault('changed', dossierId, due, 'hashed by an older scheme than the entry before')
    if (entry.sealedHash !== undefined && entry.sealedHash !== hash)
      return fault(
        'changed',
        dossierId,
        firstUnproved(entries, index),
        `rewritten up to entry ${due}: the seal holds another hash`,
      )
    previous = hash
  }
  if (entries.length < sealedTo)
    return fault(
      'truncated',
      dossierId,
      entries.length + 1,
      `sealed up to entry ${sealedTo}, proved up to entry ${firstUnproved(entries, entries.length) - 1}`,
    )
  const behind = entries.slice(sealedTo).find((entry) => entry.position <= sealedPosition)
  return (
    behind &&
    fault('inserted', dossierId, behind.sequence, 'written at a position that the newest seal has passed')
  )
}

/** The entry after the newest one that a seal before `index` proves. */
function firstUnproved(entries: readonly WalkedEntry[], index: number): number {
  for (let at = index - 1; at >= 0; at--)
    if (entries[at]?.sealedHash === entries[at]?.hash && entries[at]?.sealedHash) return at + 2
  return 1
}

/** An entry that does not give its hash: it stood at another place of this log, or it was changed. */
function misfit(dossierId: string, entries: readonly WalkedEntry[], index: number): Fault {
  const entry = entries[index]
  const place = entry && placeBefore(dossierId, entries, entry)
  return place === undefined || place === entry?.sequence
    ? fault('changed', dossierId, index + 1, 'does not give its hash')
    : fault('reordered', dossierId, index + 1, `stands where entry ${place} was`)
}

/** Logs are short; past this length a moved entry is called changed. */
const mostLookedAt = 200

/** At which sequence an entry gives its own hash, or the one that now stands there; undefined: at none. */
function placeBefore(
  dossierId: string,
  entries: readonly WalkedEntry[],
  entry: WalkedEntry,
): number | undefined {
  const looked = entries.slice(0, mostLookedAt)
  const contentHash = contentHashOf(entry)
  const hashes = [chainStart, ...looked.map(({ hash }) => hash)]
  for (const { sequence, hash: there } of looked) {
    const gives = hashes.map((before) => entryHash(dossierId, { ...entry, sequence }, contentHash, before))
    if (gives.includes(entry.hash) || gives[sequence - 1] === there) return sequence
  }
  return undefined
}

function fault(kind: Fault['kind'], dossierId: string, sequence: number, note: string): Fault {
  return { kind, dossierId, sequence, note }
}
