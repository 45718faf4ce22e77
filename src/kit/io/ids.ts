import { randomFillSync } from 'node:crypto'
import type { Instant } from '#kit/values/instant.ts'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const pool = new Uint8Array(4096)
let used = pool.length

/** A UUID version 7 (RFC 9562 §5.7) for a moment: 48 bits of milliseconds, then 74 random bits. */
export function newUuid(at: Instant): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + 10)
  used += 10
  const time = Math.trunc(at).toString(16).padStart(12, '0')
  const byte = (index: number, and = 0xff, or = 0) => hex[((random[index] ?? 0) & and) | or]
  return `${time.slice(0, 8)}-${time.slice(8)}-${byte(0, 0x0f, 0x70)}${byte(1)}-${byte(2, 0x3f, 0x80)}${byte(3)}-${byte(4)}${byte(5)}${byte(6)}${byte(7)}${byte(8)}${byte(9)}`
}
