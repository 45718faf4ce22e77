import { createHash } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import { dateOf, type Instant } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { listPostsOf } from '#people/organization/public.ts'
import type { SignedInOfficer, SignIn } from './contract.ts'
import { officerOfSession } from './current-officer.ts'
import { isPassword } from './password.ts'
import { normalUserName } from './rules/credentials.ts'
import { sessionEnd } from './rules/session-lifetime.ts'
import { isThrottled, throttleWindowMinutes } from './rules/throttle.ts'
import { countAttempt, findAccount, forgetAttempts, insertSession, revokeToken } from './store.ts'
import { looksLikeToken, newToken, tokenHashOf } from './token.ts'

/** From where a sign-in comes. `previousToken`: of the session that the same browser still carries. */
export type SignInFrom = {
  readonly address?: string
  readonly userAgent?: string
  readonly previousToken?: string
}

export type SignInRefusal = Refusal<'sign-in-failed' | 'too-many-attempts' | 'no-post-today'>

/**
 * Signs an officer in with user name and password: a new session with a new token; the one the browser carried
 * ends. An unknown name, a wrong password and a closed account are answered alike and take the same time. A second
 * factor will stand between the password and the session; there is none yet.
 */
export async function signIn(
  ctx: Context,
  input: SignIn,
  from: SignInFrom = {},
): Promise<
  { readonly token: string; readonly expiresAt: Instant; readonly officer: SignedInOfficer } | SignInRefusal
> {
  const now = ctx.now()
  const userName = normalUserName(input.userName)
  const keys = throttleKeys(userName, from.address ?? '')
  // Counted outside any transaction: a refusal rolls back, the count must stay.
  const attempts = {
    pair: await countAttempt(ctx.db, keys.pair, now),
    account: await countAttempt(ctx.db, keys.account, now),
    address: await countAttempt(ctx.db, keys.address, now),
  }
  if (isThrottled(attempts)) return refuse('too-many-attempts', { minutes: throttleWindowMinutes })
  const account = await findAccount(ctx.db, userName)
  const matches = await isPassword(input.password, account?.password_hash)
  if (!account || !matches || account.disabled_at !== null) return refuse('sign-in-failed')
  await forgetAttempts(ctx.db, [keys.pair])
  const posts = await listPostsOf(ctx.db, account.officer_id, dateOf(now))
  if (posts.length === 0) return refuse('no-post-today')
  const token = newToken()
  const session = {
    id: ctx.newId(),
    officerId: account.officer_id,
    postId: null,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: sessionEnd(now),
    revokedAt: null,
    address: from.address ?? null,
    userAgent: from.userAgent?.slice(0, 300) ?? null,
  }
  await ctx.transaction(async (tx) => {
    if (from.previousToken && looksLikeToken(from.previousToken))
      await revokeToken(tx, tokenHashOf(from.previousToken), now)
    await insertSession(tx, session, tokenHashOf(token))
  })
  const officer = await officerOfSession(ctx, session)
  return officer ? { token, expiresAt: session.expiresAt, officer } : refuse('no-post-today')
}

/** Names of the counters, hashed: people type passwords into the field for the name. */
function throttleKeys(userName: string, address: string) {
  const key = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('base64url')
  return {
    pair: key('pair', userName, address),
    account: key('account', userName),
    address: key('address', address),
  }
}
