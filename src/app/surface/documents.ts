import type { Context } from '#kit/io/context.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { openDocument, storeDocument } from '#onestop/documents/public.ts'
import type { DossierView } from '#onestop/dossiers/contract.ts'
import { openAsApplicant, openForOfficer, printReceipt } from '#onestop/dossiers/public.ts'
import type { DownloadedDocument, Surface } from '../contract.ts'
import type { Visit } from './make-surface.ts'

type Methods = Pick<Surface, 'storeDocument' | 'printReceipt' | 'openDocument'>

/** Papers in and out. Who may open the dossier may open its papers. */
export function documentMethods(ctx: Context, { officer, publicUrl }: Visit): Methods {
  const open = async (code: string, key: string | null): Promise<DossierView | Refusal> => {
    if (key !== null) return openAsApplicant(ctx, code, key)
    return officer ? openForOfficer(ctx, code, officer) : refuse('sign-in-required')
  }
  return {
    storeDocument: (upload) =>
      storeDocument(ctx, {
        name: upload.name,
        content: once(upload.bytes),
        uploadedBy: officer ? { kind: 'officer', postId: officer.postId } : { kind: 'applicant' },
        belongsTo: { filingToken: ctx.newId() },
      }),
    async printReceipt(code, key) {
      const view = await open(code, key)
      if (isRefused(view)) return view
      const bytes = await printReceipt(ctx, view.summary.code, (one) => `${publicUrl}/tra-cuu/${one}`)
      if (!bytes) return refuse('dossier-not-found', { code })
      return { name: `giay-tiep-nhan-${view.summary.code}.pdf`, mediaType: 'application/pdf', bytes }
    },
    async openDocument(code, documentId, key): Promise<DownloadedDocument | Refusal> {
      const view = await open(code, key)
      if (isRefused(view)) return view
      const held = view.evidence.some((one) => one.documents.some((document) => document.id === documentId))
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

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function gather(stream: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
