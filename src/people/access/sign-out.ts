import type { Context } from '#kit/io/context.ts'
import { revokeToken } from './store.ts'
import { looksLikeToken, tokenHashOf } from './token.ts'

/** Ends the session of a token; a token that has none is no matter. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  if (looksLikeToken(token)) await revokeToken(ctx.db, tokenHashOf(token), ctx.now())
}
