import type { Context } from '#kit/io/context.ts'
import { refuse } from '#kit/values/refusal.ts'
import type { Visibility } from '../registry/contract.ts'
import type { Dataset } from './contract.ts'
import { hashOfKey } from './keys.ts'
import { type Call, logCall } from './log-access.ts'
import { callRefusal } from './rules/agreement-states.ts'
import { both, visibilityOfAgreement } from './rules/visibility.ts'
import { findByKey } from './store-agreements.ts'

/** What a key opens. `dataset` is cut to the agreed fields and rows. */
export type KeyHolder = {
  readonly visibility: Visibility
  readonly agreementId: string
  readonly tenant: string
  readonly dataset: Dataset
}

/**
 * What the holder of a key may see at this very moment, asked of the database at each call. `call`: what is asked for,
 * to log a call that is refused (answered calls are logged by `followCall` when their answer is out). Refuses
 * `key-unknown`, `agreement-not-begun`, `agreement-suspended`, `agreement-expired`, `agreement-revoked`,
 * `rate-exceeded`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 40, 43, 45
 */
export async function visibilityOfKey(
  ctx: Context,
  key: string,
  call?: Pick<Call, 'api' | 'method' | 'address' | 'reference' | 'remote'>,
) {
  const now = ctx.now()
  const found = await findByKey(ctx.db, hashOfKey(key), now)
  if (!found) return refuse('key-unknown')
  const { agreement, dataset, calls } = found
  const refusal = callRefusal(agreement, now) ?? stillShared(dataset) ?? rateRefusal(agreement, calls)
  if (refusal) {
    if (call) await logCall(ctx, { ...refusedCall(refusal.refused), ...call, ...idsOf(found), at: now })
    return refusal
  }
  const visibility = visibilityOfAgreement(dataset, agreement)
  const fields = dataset.fields.filter((field) => agreement.fields.includes(field))
  const holder: KeyHolder = {
    visibility,
    agreementId: agreement.id,
    tenant: agreement.tenant,
    dataset: { ...dataset, fields, filter: both(dataset.filter, agreement.filter) },
  }
  return holder
}

function idsOf({ agreement, dataset }: { agreement: { id: string }; dataset: { id: string } }) {
  return { agreementId: agreement.id, datasetId: dataset.id }
}

function refusedCall(refusal: string) {
  return {
    status: refusal === 'rate-exceeded' ? 429 : refusal === 'key-unknown' ? 401 : 403,
    rows: 0,
    ms: 0,
    refusal,
  }
}

/** A dataset that was taken back takes its agreements along. */
function stillShared({ state }: Dataset) {
  return state === 'shared' || state === 'open' ? undefined : refuse('agreement-suspended', { from: '' })
}

function rateRefusal({ callsPerMinute }: { readonly callsPerMinute: number }, calls: number) {
  return calls > callsPerMinute ? refuse('rate-exceeded', { callsPerMinute }) : undefined
}
