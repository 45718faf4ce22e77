import type { Context } from '#kit/io/context.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { SessionView, SignedInOfficer } from './contract.ts'
import { isAlive } from './rules/session-lifetime.ts'
import { listSessionsOf, revokeSessions, setSessionPost } from './store.ts'

/** The officer's own sessions that still hold, the latest first. */
export async function listOwnSessions(ctx: Context, officer: SignedInOfficer): Promise<SessionView[]> {
  const sessions = await listSessionsOf(ctx.db, officer.officerId)
  return sessions
    .filter((session) => isAlive(session, ctx.now()))
    .map((session) => ({
      id: session.id,
      current: session.id === officer.sessionId,
      createdAt: toLocalIso(session.createdAt),
      lastSeenAt: toLocalIso(session.lastSeenAt),
      address: session.address,
      userAgent: session.userAgent,
    }))
}

/** Ends one of the officer's own sessions. Refuses `session-not-found`, also for another officer's. */
export async function endOwnSession(
  ctx: Context,
  officer: SignedInOfficer,
  sessionId: string,
): Promise<{ readonly done: true } | Refusal<'session-not-found'>> {
  const ended = await revokeSessions(ctx.db, { officerId: officer.officerId, only: sessionId }, ctx.now())
  return ended > 0 ? { done: true } : refuse('session-not-found')
}

/** Lets an officer with several posts act from another one in this session. Refuses `post-not-held`. */
export async function choosePost(
  ctx: Context,
  officer: SignedInOfficer,
  postId: string,
): Promise<{ readonly done: true } | Refusal<'post-not-held'>> {
  if (!officer.posts.some((post) => post.postId === postId)) return refuse('post-not-held', { post: postId })
  await setSessionPost(ctx.db, officer.sessionId, postId)
  return { done: true }
}
