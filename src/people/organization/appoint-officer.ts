import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { mirror } from './mirror.ts'
import { findPost } from './post-store.ts'
import { holdsOn } from './rules/period.ts'

/** Who is appointed to which post, from today on. `officerId` is short, without spaces: it stands in the log. */
export type Appointment = { readonly officerId: string; readonly name: string; readonly postId: string }

/**
 * Enters an officer and the post that he holds from today on. Doing it again changes nothing.
 *
 * Refuses `post-unknown`, `officer-id-wrong`.
 */
export async function appointOfficer(ctx: Context, { officerId, name, postId }: Appointment) {
  const on = dateOf(ctx.now())
  if (!/^[a-z0-9][a-z0-9.-]{1,62}$/.test(officerId)) return refuse('officer-id-wrong', { id: officerId })
  const post = await findPost(ctx.db, postId)
  if (!post || !holdsOn(post, on)) return refuse('post-unknown', { post: postId, day: on })
  return ctx.transaction(async (tx): Promise<{ readonly appointed: boolean } | Refusal> => {
    const known = await tx.text('select 1 from people.post_holders where officer_id = $1 and post_id = $2', [
      officerId,
      postId,
    ])
    if (known.length > 0) return { appointed: false }
    await mirror(
      tx,
      'people.officers',
      ['id'],
      [{ id: officerId, name: name.normalize('NFC'), synthetic: false }],
      false,
    )
    await mirror(
      tx,
      'people.post_holders',
      ['officer_id', 'post_id', 'valid_from'],
      [{ officer_id: officerId, post_id: postId, valid_from: on, valid_to: null, basis: null }],
      false,
    )
    return { appointed: true }
  })
}
