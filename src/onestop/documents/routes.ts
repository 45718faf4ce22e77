import type { FastifyRequest } from 'fastify'
import '@fastify/multipart'
import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { StoredDocument, type UploadPolicy, usualPolicy } from './contract.ts'
import { openDocument } from './open-document.ts'
import type { BelongsTo, KeptDocument, Uploader } from './store.ts'
import { storeDocument } from './store-document.ts'

/** Who may send and who may open: decided by the program that joins the modules. */
export type DocumentRights<Reader> = {
  /** Who sends, or the refusal. Asked before the body is read. */
  readonly mayUpload: Guard<Uploader>
  /** Whether this uploader may add to this filing or dossier. */
  readonly mayAddTo: (
    ctx: Context,
    uploader: Uploader,
    to: BelongsTo,
    request: FastifyRequest,
  ) => Promise<Refusal<'dossier-unknown'> | undefined>
  readonly reader: Guard<Reader>
  /** Undefined: he may. The refusal does not tell whether the document exists. */
  readonly mayOpen: (
    ctx: Context,
    reader: Reader,
    document: KeptDocument,
    request: FastifyRequest,
  ) => Promise<Refusal<'document-unknown'> | undefined>
  /** What a filing's or a dossier's component allows. */
  readonly policyOf?: (
    ctx: Context,
    to: BelongsTo,
    evidenceTypeId: string | undefined,
  ) => Promise<UploadPolicy>
}

const Uuid = Type.String({ format: 'uuid' })

/** `POST /documents` (multipart, one file) and `GET /documents/{id}`. Needs @fastify/multipart on the server. */
export function documentRoutes<Reader>(rights: DocumentRights<Reader>): readonly Route[] {
  return [uploadRoute(rights), downloadRoute(rights)]
}

function uploadRoute<Reader>(rights: DocumentRights<Reader>): Route {
  return route({
    method: 'POST',
    path: '/documents',
    summary: 'Send one document',
    description:
      'Body: multipart/form-data with one file part, under any name. Answers the proof of arrival: the id to file with, and the SHA-256 of what was kept. The type is found from the content.',
    tag: 'documents',
    who: rights.mayUpload,
    query: Type.Object({
      filingToken: Type.Optional(Uuid),
      dossierId: Type.Optional(Uuid),
      evidenceTypeId: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    reply: StoredDocument,
    status: 201,
    async handle(ctx, { actor, query, request }) {
      const belongsTo = ownerOf(query)
      if (!belongsTo) return refuse('upload-without-owner')
      const denied = await rights.mayAddTo(ctx, actor, belongsTo, request)
      if (denied) return denied
      const policy = (await rights.policyOf?.(ctx, belongsTo, query.evidenceTypeId)) ?? usualPolicy
      const part = await filePart(request, policy)
      if (!part) return refuse('upload-without-file')
      return storeDocument(ctx, {
        content: part.file,
        name: part.filename,
        uploadedBy: actor,
        belongsTo,
        policy,
      })
    },
    refusals: {
      'upload-without-owner': 400,
      'upload-without-file': 400,
      'upload-interrupted': 400,
      'dossier-unknown': 404,
      'document-empty': 422,
      'document-too-large': 413,
      'document-type-not-allowed': 415,
      'document-content-broken': 422,
      'document-active-content': 422,
      'document-expands-too-far': 422,
    },
  })
}

function ownerOf(query: { filingToken?: string; dossierId?: string }): BelongsTo | undefined {
  const { filingToken, dossierId } = query
  if (filingToken && !dossierId) return { filingToken }
  return dossierId && !filingToken ? { dossierId } : undefined
}

/** The first file of the body, or undefined when the body is no multipart form or holds none. */
async function filePart(request: FastifyRequest, policy: UploadPolicy) {
  if (!request.isMultipart()) return undefined
  const limits = { fileSize: policy.limitBytes + 1, files: 1, fields: 10, parts: 11, headerPairs: 50 }
  // One byte over the limit is let through, so that our own refusal is given, with its sentence.
  return request.file({ limits, throwFileSizeLimit: false }).catch(() => undefined)
}

function downloadRoute<Reader>(rights: DocumentRights<Reader>): Route {
  return route({
    method: 'GET',
    path: '/documents/:id',
    summary: 'The content of a document',
    tag: 'documents',
    who: rights.reader,
    params: Type.Object({ id: Uuid }),
    async handle(ctx, { actor, params, request, reply }) {
      const found = await openDocument(ctx, params.id)
      if (!found) return refuse('document-unknown')
      const denied = await rights.mayOpen(ctx, actor, found.document, request)
      if (denied) return denied
      return reply.headers(downloadHeaders(found.document)).send(found.open())
    },
    refusals: { 'document-unknown': 404 },
  })
}

/** A document is given to be saved: never shown by the browser on our own address, never guessed at, never cached. */
export function downloadHeaders(document: StoredDocument): Readonly<Record<string, string>> {
  const latin = document.name.replaceAll('đ', 'd').replaceAll('Đ', 'D').normalize('NFD')
  const ascii = latin.replaceAll(/[^\x20-\x7e]|["\\%]/g, '')
  const encoded = encodeURIComponent(document.name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return {
    'content-type': document.mediaType,
    'content-length': String(document.size),
    'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  }
}
