import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { listDelegationsTo, listPostsOf } from '#people/organization/public.ts'
import type { SignedInOfficer } from './contract.ts'
import { isAlive, needsTouch } from './rules/session-lifetime.ts'
import { findSession, type Session, touchSession } from './store.ts'
import { looksLikeToken, tokenHashOf } from './token.ts'

/** The officer of a session token with the post that he acts from today, or undefined when the session is over. */
export async function currentOfficer(ctx: Context, token: string): Promise<SignedInOfficer | undefined> {
  if (!looksLikeToken(token)) return undefined
  const hash = tokenHashOf(token)
  const session = await findSession(ctx.db, hash)
  if (!session || !isAlive(session, ctx.now())) return undefined
  if (needsTouch(session, ctx.now())) await touchSession(ctx.db, hash, ctx.now())
  return officerOfSession(ctx, session)
}

/**
 * The officer of a session, in the post he chose or, where he chose none or lost it, the one he has held longest;
 * undefined when he holds none today.
 */
export async function officerOfSession(ctx: Context, session: Session): Promise<SignedInOfficer | undefined> {
  const today = dateOf(ctx.now())
  const posts = await listPostsOf(ctx.db, session.officerId, today)
  const held = posts.find(({ post }) => post.id === session.postId) ?? posts[0]
  if (!held) return undefined
  const delegations = await listDelegationsTo(ctx.db, held.post.id, today)
  return {
    officerId: held.officerId,
    name: held.officerName,
    postId: held.post.id,
    postTitle: held.post.title,
    agencyId: held.post.agencyId,
    agencyName: held.agencyName,
    roles: [...new Set([...held.post.roles, ...delegations.map((delegation) => delegation.role)])],
    sessionId: session.id,
    posts: posts.map(({ post, agencyName }) => ({ postId: post.id, postTitle: post.title, agencyName })),
  }
}
