import { createHash } from 'node:crypto'
import type { Context, Reader } from '#kit/io/context.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { type DraftRow, deleteDraftRow, deleteExpiredDrafts, findDraftRow, upsertDraft } from './store.ts'

/** A filing that is being typed. `answers` as typed, faults included; `details` is the screens' own. */
export type DraftInput = DraftRow
export type FoundDraft = DraftRow & { readonly updatedAt: Instant; readonly expiresAt: Instant }

/** House rule: as long as a document that belongs to no dossier is kept. */
export const draftLifeDays = 30
/** Most bytes of a draft as JSON. House rule: a hundred pages of typing. */
export const draftLimitBytes = 512 * 1024

const weakest = 20

/**
 * Keeps what was typed so far, over what was kept under the same key; it then lives 30 days more. `key` is made by
 * the applicant's browser session (a random UUID or longer) and is the only way to the draft; only its hash is stored.
 */
export async function saveDraft(
  ctx: Context,
  key: string,
  draft: DraftInput,
): Promise<
  { readonly savedAt: Instant; readonly expiresAt: Instant } | Refusal<'draft-key-weak' | 'draft-too-large'>
> {
  if (key.length < weakest) return refuse('draft-key-weak')
  const clean = withoutBrokenText(draft)
  const size = Buffer.byteLength(JSON.stringify(clean))
  if (size > draftLimitBytes) return refuse('draft-too-large', { size, max: draftLimitBytes })
  const savedAt = ctx.now()
  const expiresAt = instantOf(savedAt + draftLifeDays * 86_400_000)
  await upsertDraft(ctx.db, {
    ...clean,
    id: ctx.newId(),
    secretHash: hashOf(key),
    savedAt: new Date(savedAt),
    expiresAt: new Date(expiresAt),
  })
  return { savedAt, expiresAt }
}

/** The draft under a key, or undefined: never kept, filed, or older than 30 days. */
export async function findDraft(ctx: Context, key: string): Promise<FoundDraft | undefined> {
  const row = await findDraftRow(ctx.db, hashOf(key), new Date(ctx.now()))
  if (!row) return undefined
  const { updatedAt, expiresAt, ...draft } = row
  return { ...draft, updatedAt: instantOf(updatedAt.getTime()), expiresAt: instantOf(expiresAt.getTime()) }
}

/** Forgets a draft: after filing, or when the applicant asks. May run inside the filing's transaction. */
export async function discardDraft(sql: Reader, key: string): Promise<boolean> {
  return deleteDraftRow(sql, hashOf(key))
}

/** Forgets every draft that has expired; to be run daily. Answers how many. */
export async function sweepDrafts(ctx: Context): Promise<number> {
  return deleteExpiredDrafts(ctx.db, new Date(ctx.now()))
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** PostgreSQL keeps neither NUL nor halves of surrogate pairs in JSON. */
function withoutBrokenText<Value>(value: Value): Value {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '') as Value
  if (Array.isArray(value)) return value.map((each: unknown) => withoutBrokenText(each)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [withoutBrokenText(key), withoutBrokenText(each)]),
  ) as Value
}
