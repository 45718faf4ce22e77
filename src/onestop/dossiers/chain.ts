import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import { toIso } from '#kit/values/instant.ts'
import { contentJson, type DossierAction } from './rules/dossier-state.ts'

/** An entry of the log as it is stored: chained to the one before. Hashes are SHA-256 in lower-case hex. */
export type ChainedAction = DossierAction & {
  readonly salt: string
  readonly contentHash: string
  readonly previousHash: string
  readonly hash: string
}

/** What stands before the first entry of every chain. */
export const chainStart = '0'.repeat(64)

/**
 * SHA-256 over the salt and the canonical JSON of the content. The salt lets an export leave the content out
 * without its being guessed from the hash.
 */
export function contentHashOf(salt: string, content: Json): string {
  return sha256(`${salt}\n${canonicalJson(content)}`)
}

/** The hash of an entry: over the dossier, the order, who, when, the content's hash and the previous entry's hash. */
export function entryHash(
  dossierId: string,
  action: Pick<DossierAction, 'sequence' | 'kind' | 'actor' | 'occurredAt' | 'recordedAt'>,
  contentHash: string,
  previousHash: string,
): string {
  return sha256(
    canonicalJson({
      v: 1,
      dossier: dossierId,
      sequence: action.sequence,
      kind: action.kind,
      actor: action.actor as Json,
      occurredAt: toIso(action.occurredAt),
      recordedAt: toIso(action.recordedAt),
      content: contentHash,
      previous: previousHash,
    }),
  )
}

/** Chains one more entry to the head of its dossier's log. `salt` is 32 hex digits of randomness. */
export function chainAction(
  dossierId: string,
  action: DossierAction,
  previousHash: string,
  salt: string,
): ChainedAction {
  const contentHash = contentHashOf(salt, contentJson(action.content))
  return {
    ...action,
    salt,
    contentHash,
    previousHash,
    hash: entryHash(dossierId, action, contentHash, previousHash),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
