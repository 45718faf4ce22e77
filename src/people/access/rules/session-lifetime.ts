import { type Instant, instantOf } from '#kit/values/instant.ts'

const hour = 3_600_000

/** A session ends half a day after sign-in, whatever is done in it. House rule, after OWASP ASVS 5.0 §7.3. */
export function sessionEnd(createdAt: Instant): Instant {
  return instantOf(createdAt + 12 * hour)
}

/** What a session's life depends on. */
export type SessionState = {
  readonly lastSeenAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

/** Whether a session still holds: not signed out, not over, and used in the last two hours. House rule. */
export function isAlive(session: SessionState, now: Instant): boolean {
  return session.revokedAt === null && now < session.expiresAt && now - session.lastSeenAt < 2 * hour
}

/** Whether it is time to note that a session is in use: once a minute is enough. House rule. */
export function needsTouch(session: SessionState, now: Instant): boolean {
  return now - session.lastSeenAt >= 60_000
}
