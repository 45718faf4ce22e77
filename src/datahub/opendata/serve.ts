import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '#kit/io/context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { type DatasetReader, followCall, readerOf, type Tally } from '../sharing/public.ts'
import type { Words } from './rules/words.ts'

/** The refusals of whoever brings a key, with their statuses. */
export const keyRefusals = {
  'key-unknown': 401,
  'agreement-not-begun': 403,
  'agreement-suspended': 403,
  'agreement-expired': 403,
  'agreement-revoked': 403,
  'rate-exceeded': 429,
} as const

/** The refusals of the registry's queries. */
export const queryRefusals = { 'attribute-masked': 403, 'pattern-unreadable': 400 } as const

/** A reader whose call is followed to its end. */
export type Served = { readonly reader: DatasetReader; readonly tally: Tally }

/** Finds who asks; a call under an agreement is logged when its answer is out. Refuses as `readerOf` does. */
export async function serve(ctx: Context, request: FastifyRequest, reply: FastifyReply, api: string) {
  const reader = await readerOf(ctx, request, api)
  if (isRefused(reader)) return reader
  const key = reader.kind === 'key' ? reader.holder : undefined
  const followed = key && { agreementId: key.agreementId, datasetId: key.dataset.id }
  const served: Served = { reader, tally: followCall(ctx, followed, api, request, reply) }
  return served
}

/** The address under which the program was reached. */
export function baseOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`
}

/** The language of a page for people. */
export function wordsFor(request: FastifyRequest): Words {
  const [first] = (request.headers['accept-language'] ?? '').split(',')
  return first?.trim().toLowerCase().startsWith('en') ? 'en' : 'vi'
}

/** Whether a person asks: by `f=html`, or by the browser's Accept when no format is named. */
export function wantsHtml(request: FastifyRequest): boolean {
  const { f } = request.query as { readonly f?: unknown }
  if (f !== undefined) return f === 'html'
  return (request.headers.accept ?? '').includes('text/html')
}

/** Sends JSON of a certain media type, not rewritten by a schema. */
export function sendJson(reply: FastifyReply, type: string, body: unknown): FastifyReply {
  return reply.type(type).serializer(JSON.stringify).send(body)
}

/** Sends a page for people. It holds no script, and its policy allows none. */
export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .type('text/html; charset=utf-8')
    .send(page)
}

/**
 * Answers 304 when the caller has this very content. Shared caches keep only what everybody may see; the answer depends
 * on key and session.
 */
export function isKnown(
  request: FastifyRequest,
  reply: FastifyReply,
  tag: string,
  reader: DatasetReader,
): boolean {
  const etag = `"${tag}"`
  reply
    .header('etag', etag)
    .header('vary', 'authorization, x-api-key, cookie, accept, accept-encoding')
    .header('cache-control', reader.kind === 'public' ? 'public, no-cache' : 'private, no-cache')
  const known = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
  return known.includes(etag) || known.includes('*')
}
