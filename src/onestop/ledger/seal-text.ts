import { createHash } from 'node:crypto'

/** A seal as it is hashed, signed and published. Hashes are hex; times are milliseconds since 1970 UTC. */
export type Seal = {
  readonly number: number
  readonly sealedAt: number
  /** The highest position of the log that was looked at. */
  readonly toPosition: number
  readonly leaves: number
  readonly root: string
  readonly previousHash: string
}

/** What stands before the first seal. */
export const sealStart = '0'.repeat(64)

/** The seven lines that are signed: version 1, number, sealedAt, toPosition, leaves, root, previous hash. */
export function sealText(seal: Seal): string {
  return `1\n${seal.number}\n${seal.sealedAt}\n${seal.toPosition}\n${seal.leaves}\n${seal.root}\n${seal.previousHash}`
}

/** SHA-256 (hex) of the seal's text: what the next seal points to. */
export function sealHash(seal: Seal): string {
  return createHash('sha256').update(sealText(seal)).digest('hex')
}
