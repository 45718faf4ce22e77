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

/**
 * How an entry's hash was made: 1 leaves the request and the position out, 2 proves them. New entries are 2; those written
 * before stay as they are.
 */
export type HashScheme = 1 | 2

/** An entry as it stands in the log. */
export type StoredEntry = EntryText & {
  readonly scheme: HashScheme
  readonly requestId: string
  /** SHA-256 of what the caller asked, hex. */
  readonly requestHash: string
  /** Its place in the order of writing over all dossiers. */
  readonly position: number
}

/** An action with its bytes, ready to hang on the entry before it in its dossier's log. */
export type ChainedAction = DossierAction & {
  readonly text: EntryText
  readonly dossierId: string
  readonly previousHash: string
}

/**
 * The hash of what an entry carries: SHA-256 of the salt, a line feed and the content; by scheme 2 with the request's id
 * and hash as lines between them. The salt keeps an export without them from being guessed.
 */
export function contentHashOf(
  entry: Pick<StoredEntry, 'scheme' | 'salt' | 'content' | 'requestId' | 'requestHash'>,
): string {
  return entry.scheme === 1
    ? sha256(`${entry.salt}\n${entry.content}`)
    : sha256(`${entry.salt}\n${entry.requestId}\n${entry.requestHash}\n${entry.content}`)
}

/**
 * The hash of an entry: SHA-256 of nine lines (scheme, dossier id, sequence, kind, actor, occurredAt, recordedAt, hash of
 * what it carries, hash of the entry before), and by scheme 2 a tenth (position), joined by line feeds.
 */
export function entryHash(
  dossierId: string,
  entry: Pick<StoredEntry, 'scheme' | 'position'> & Omit<EntryText, 'content' | 'salt'>,
  contentHash: string,
  previousHash: string,
): string {
  const lines = linesOf(dossierId, entry, entry.scheme, contentHash, previousHash)
  return sha256(entry.scheme === 1 ? lines : `${lines}\n${entry.position}`)
}

function linesOf(
  dossierId: string,
  entry: Omit<EntryText, 'content' | 'salt'>,
  scheme: HashScheme,
  contentHash: string,
  previousHash: string,
): string {
  return `${scheme}\n${dossierId}\n${entry.sequence}\n${entry.kind}\n${entry.actor}\n${entry.occurredAt}\n${entry.recordedAt}\n${contentHash}\n${previousHash}`
}

/** Makes one more action ready for the head of its dossier's log. */
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
  return { ...action, text, dossierId, previousHash }
}

/**
 * What is hashed of a new entry (scheme 2) but its last line: PostgreSQL gives the position in the statement that writes
 * the entry, puts it behind this text and hashes both.
 */
export function linesBeforePosition(
  { text, dossierId, previousHash }: ChainedAction,
  requestId: string,
  requestHash: string,
): string {
  const carried = contentHashOf({ ...text, scheme: 2, requestId, requestHash })
  return `${linesOf(dossierId, text, 2, carried, previousHash)}\n`
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
