import type { Context } from '#kit/io/context.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { openDocument, storeDocument } from '#onestop/documents/public.ts'
import { printReceipt } from '#onestop/dossiers/public.ts'
import type { DownloadedDocument, Surface } from '../contract.ts'
import { openAs } from './open-as.ts'
import type { Visit } from './visit.ts'

type Methods = Pick<Surface, 'storeDocument' | 'printReceipt' | 'openDocument'>

/** Papers in and out. Who may open the dossier may open its papers. */
export function documentMethods(ctx: Context, visit: Visit): Methods {
  const { officer, publicUrl } = visit
  return {
    storeDocument: (upload) =>
      storeDocument(ctx, {
        name: upload.name,
        content: once(upload.bytes),
        uploadedBy: officer ? { kind: 'officer', postId: officer.postId } : { kind: 'applicant' },
        belongsTo: { filingToken: ctx.newId() },
      }),
    async printReceipt(code, key) {
      const view = await openAs(ctx, visit, code, key)
      if (isRefused(view)) return view
      const bytes = await printReceipt(ctx, view.summary.code, (one) => `${publicUrl}/tra-cuu/${one}`)
      if (!bytes) return refuse('dossier-not-found', { code })
      return { name: `giay-tiep-nhan-${view.summary.code}.pdf`, mediaType: 'application/pdf', bytes }
    },
    async openDocument(code, documentId, key): Promise<DownloadedDocument | Refusal> {
      const view = await openAs(ctx, visit, code, key)
      if (isRefused(view)) return view
      const held =
        view.evidence.some((one) => one.documents.some((document) => document.id === documentId)) ||
        view.timeline.some(({ content }) => hasDocument(content.documentIds, documentId))
      const found = held ? await openDocument(ctx, documentId) : undefined
      if (!found) return refuse('documents-unknown', { count: 1 })
      return {
        name: found.document.name,
        mediaType: found.document.mediaType,
        bytes: await gather(found.open()),
      }
    },
  }
}

/** Documents that came with an act itself: the signed result, the signed request to withdraw. */
function hasDocument(documentIds: unknown, documentId: string): boolean {
  return Array.isArray(documentIds) && documentIds.includes(documentId)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function gather(stream: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
