import { hash } from 'node:crypto'
import { canonicalJson } from '#kit/values/canonical-json.ts'
import { contentJson, type DossierAction } from './rules/dossier-state.ts'

/** What stands before the first entry of every chain. */
export const chainStart = '0'.repeat(64)

/** An entry as bytes: what is stored, hashed and exported, to the letter. Times are milliseconds since 1970 UTC. */
export type EntryText = {
  readonly sequence: number
  readonly kind: string
  /** Canonical JSON of who acted. */
  readonly actor: string
  readonly occurredAt: number
  readonly recordedAt: number
  /** Canonical JSON of what the action carries. */
  readonly content: string
  /** 32 hex digits of randomness: an export may leave the content out without its being guessed from its hash. */
  readonly salt: string
}

/** An action with its bytes and its hash (SHA-256, lower-case hex), chained to the entry before. */
export type ChainedAction = DossierAction & { readonly text: EntryText; readonly hash: string }

/** SHA-256 of the salt, a line feed and the content. */
export function contentHashOf(salt: string, content: string): string {
  return sha256(`${salt}\n${content}`)
}

/**
 * The hash of an entry: SHA-256 of nine lines (version 1, dossier id, sequence, kind, actor, occurredAt,
 * recordedAt, hash of the content, hash of the entry before) joined by line feeds.
 */
export function entryHash(
  dossierId: string,
  entry: Omit<EntryText, 'content' | 'salt'>,
  contentHash: string,
  previousHash: string,
): string {
  return sha256(
    `1\n${dossierId}\n${entry.sequence}\n${entry.kind}\n${entry.actor}\n${entry.occurredAt}\n${entry.recordedAt}\n${contentHash}\n${previousHash}`,
  )
}

/** Chains one more action to the head of its dossier's log. */
export function chainAction(
  dossierId: string,
  action: DossierAction,
  previousHash: string,
  salt: string,
): ChainedAction {
  const text: EntryText = {
    sequence: action.sequence,
    kind: action.kind,
    actor: canonicalJson(action.actor),
    occurredAt: action.occurredAt,
    recordedAt: action.recordedAt,
    content: canonicalJson(contentJson(action.content)),
    salt,
  }
  return {
    ...action,
    text,
    hash: entryHash(dossierId, text, contentHashOf(salt, text.content), previousHash),
  }
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
