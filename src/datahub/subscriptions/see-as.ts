import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { findHeldPost } from '#people/organization/public.ts'
import { currentModels } from '../models/public.ts'
import type { Visibility } from '../registry/contract.ts'
import { seeEverything, visibilityOfOfficer, visibilityOfPublic } from '../registry/public.ts'
import { visibilityOfAgreementNow } from '../sharing/public.ts'
import type { NotifiedReader } from './contract.ts'

/**
 * What a subscriber may see at this moment: a revoked agreement, an officer who has left his post see nothing more.
 * Refuses `right-ended` and what sharing refuses an agreement with.
 */
export async function seeAs(
  ctx: Context,
  reader: NotifiedReader,
  tenant: string,
): Promise<Visibility | Refusal> {
  switch (reader.kind) {
    case 'program':
      return seeEverything(tenant)
    case 'public':
      return visibilityOfPublic(await modelsOf(ctx), tenant)
    case 'agreement':
      return visibilityOfAgreementNow(ctx, reader.agreementId)
    case 'officer': {
      const held = await findHeldPost(ctx.db, reader.postId, dateOf(ctx.now()))
      if (held?.officerId !== reader.officerId) return refuse('right-ended')
      return visibilityOfOfficer({ roles: held.post.roles }, await modelsOf(ctx), tenant)
    }
  }
}

async function modelsOf(ctx: Context) {
  return [...(await currentModels(ctx.db)).values()]
}
