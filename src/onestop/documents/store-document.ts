import type { Context } from '#kit/io/context.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { type StoredDocument, type UploadPolicy, usualPolicy } from './contract.ts'
import { byteSource, type Fault } from './inspect/byte-source.ts'
import { inspectContent } from './inspect/inspect-content.ts'
import { type Spooled, spool } from './inspect/spool.ts'
import { endings, safeName, shownName } from './rules/document-name.ts'
import { type BelongsTo, insertDocument, type Uploader } from './store.ts'

/** A document on its way in. */
export type Upload = {
  readonly content: AsyncIterable<Uint8Array>
  /** The name as the sender gave it. */
  readonly name: string
  readonly uploadedBy: Uploader
  readonly belongsTo: BelongsTo
  /** What this component of the procedure allows; without it the house rule. */
  readonly policy?: UploadPolicy
}

export type UploadRefusal = Refusal<
  | 'document-empty'
  | 'document-too-large'
  | 'document-type-not-allowed'
  | 'document-content-broken'
  | 'document-active-content'
  | 'document-expands-too-far'
  | 'upload-interrupted'
>

/**
 * Keeps a document and answers the proof of its arrival. What it is, is found from its content; a content that is
 * broken, carries a program, or is two things at once is turned away before anything is kept.
 * House rule; NĐ 61 Đ17.1, NĐ 118 Đ17.1c (papers are stored as they came).
 */
export async function storeDocument(ctx: Context, upload: Upload): Promise<StoredDocument | UploadRefusal> {
  const policy = upload.policy ?? usualPolicy
  const name = shownName(upload.name)
  const spooled = await spool(upload.content, policy.limitBytes)
  if (spooled === 'interrupted') return refuse('upload-interrupted', { name })
  if (spooled === 'too-large') return refuse('document-too-large', { name, limit: megabytes(policy) })
  try {
    return await keepIfSound(ctx, upload, policy, spooled, name)
  } finally {
    await spooled.discard()
  }
}

async function keepIfSound(
  ctx: Context,
  upload: Upload,
  policy: UploadPolicy,
  spooled: Spooled,
  name: string,
): Promise<StoredDocument | UploadRefusal> {
  if (spooled.size === 0) return refuse('document-empty', { name })
  const { mediaType, fault } = await inspectContent(await byteSource(spooled.file))
  if (fault && fault !== 'unknown-type') return refuse(refusalOf[fault], { name })
  if (!mediaType || !policy.mediaTypes.includes(mediaType))
    return refuse('document-type-not-allowed', { name, allowed: allowedWords(policy) })
  const blob = await ctx.blobs.put(spooled.stream(), policy.limitBytes)
  if (blob === 'too-large') throw new Error('a spooled document grew')
  const now = ctx.now()
  const document = { id: ctx.newId(), name: safeName(upload.name, mediaType), ...blob, mediaType }
  await insertDocument(
    ctx.db,
    { ...document, uploadedAt: new Date(now) },
    upload.uploadedBy,
    upload.belongsTo,
  )
  return { ...document, uploadedAt: toLocalIso(now) }
}

const refusalOf = {
  broken: 'document-content-broken',
  active: 'document-active-content',
  expands: 'document-expands-too-far',
} as const satisfies Record<Exclude<Fault, 'unknown-type'>, UploadRefusal['refused']>

/** Whole megabytes, or with one decimal where that is less than ten. */
function megabytes({ limitBytes }: UploadPolicy): string {
  const limit = limitBytes / (1024 * 1024)
  return `${limit >= 10 ? Math.floor(limit) : Math.floor(limit * 10) / 10} MB`
}

function allowedWords({ mediaTypes }: UploadPolicy): string {
  return mediaTypes.map((type) => endings[type][0]?.toUpperCase()).join(', ')
}
