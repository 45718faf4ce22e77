import { createHash, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const prefix = 'kbk_'

/** A new key: 256 random bits, told by its beginning, and the hash that is kept of it. */
export function makeKey(): { readonly text: string; readonly hash: Buffer } {
  const text = prefix + randomBytes(32).toString('base64url')
  return { text, hash: hashOfKey(text) }
}

/** What is kept of a key. It has the strength of 256 bits, so a plain hash is enough. */
export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/**
 * The key that a request brings, as `Authorization: Bearer kbk_…` or `X-API-Key`; never in the address, which is logged
 * and passed on.
 */
export function keyOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const bearer = /^Bearer (kbk_[A-Za-z0-9_-]+)$/.exec(request.headers.authorization ?? '')?.[1]
  const header = request.headers['x-api-key']
  return bearer ?? (typeof header === 'string' ? header : undefined)
}
