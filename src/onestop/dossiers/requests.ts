import { hash } from 'node:crypto'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'

/** SHA-256 (hex) of what a caller asked (plain JSON; members that are undefined do not count): the same request id with another content is another request, refused. */
export function requestHashOf(input: unknown): string {
  return hash('sha256', canonicalJson(input as Json), 'hex')
}
