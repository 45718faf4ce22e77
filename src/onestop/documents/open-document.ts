import type { Readable } from 'node:stream'
import type { Context } from '#kit/io/context.ts'
import { findDocuments, type KeptDocument } from './store.ts'

/**
 * A stored document and its content, or undefined when there is none under this id. Asks no right: the caller
 * has done so. Throws when the content is gone from the blob store, which a backup must answer.
 */
export async function openDocument(
  ctx: Context,
  id: string,
): Promise<{ readonly document: KeptDocument; open(): Readable } | undefined> {
  const [document] = await findDocuments(ctx.db, [id])
  if (!document) return undefined
  const blob = await ctx.blobs.find(document.sha256)
  if (!blob) throw new Error(`the content of document ${id} is gone: ${document.sha256}`)
  return { document, open: () => blob.open() }
}
