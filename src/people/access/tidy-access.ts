import type { Context } from '#kit/io/context.ts'
import { instantOf } from '#kit/values/instant.ts'
import { throttleWindowMinutes } from './rules/throttle.ts'
import { deleteAttemptsBefore, deleteSessionsBefore } from './store.ts'

/**
 * Removes sessions that ended more than 30 days ago and counts of attempts whose window is over; for the worker to
 * run once a day. Access records are kept. Answers how many rows went.
 */
export async function tidyAccess(ctx: Context): Promise<number> {
  const now = ctx.now()
  const sessions = await deleteSessionsBefore(ctx.db, instantOf(now - 30 * 86_400_000))
  return sessions + (await deleteAttemptsBefore(ctx.db, instantOf(now - throttleWindowMinutes * 60_000)))
}
