import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { normalPassword } from './rules/credentials.ts'

// Argon2id with 19 MiB, two passes, one lane: OWASP's first recommendation.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The Argon2id hash of a password, with its own salt and its cost inside. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalPassword(password), cost)
}

let decoy: Promise<string> | undefined

/**
 * Whether a password is that of a hash. Without a hash it takes the same time and answers no: so that nobody
 * learns from the clock which accounts exist.
 */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(32).toString('base64url'))
  const matches = await verify(passwordHash ?? (await decoy), normalPassword(password))
  return matches && passwordHash !== undefined
}
