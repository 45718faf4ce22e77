import type { Context } from '#kit/io/context.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Visibility } from '../registry/contract.ts'
import { callRefusal } from './rules/agreement-states.ts'
import { visibilityOfAgreement } from './rules/visibility.ts'
import { getAgreement } from './store-agreements.ts'
import { getDataset } from './store-datasets.ts'

/**
 * What an agreement lets its consumer see at this moment, for what is sent to him without his asking. Refuses
 * `key-unknown` when there is no such agreement, and with what a call under it would be refused.
 */
export async function visibilityOfAgreementNow(
  ctx: Context,
  agreementId: string,
): Promise<Visibility | Refusal> {
  const agreement = await getAgreement(ctx.db, agreementId)
  const dataset = agreement && (await getDataset(ctx.db, agreement.datasetId))
  if (!agreement || !dataset) return refuse('key-unknown')
  const refusal = callRefusal(agreement, ctx.now())
  if (refusal) return refusal
  return dataset.state === 'shared' || dataset.state === 'open'
    ? visibilityOfAgreement(dataset, agreement)
    : refuse('agreement-suspended', { from: '' })
}
