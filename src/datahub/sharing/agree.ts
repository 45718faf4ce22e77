import type { Context } from '#kit/io/context.ts'
import { dateOf, findInstant, type Instant, toIso } from '#kit/values/instant.ts'
import { findDay } from '#kit/values/plain-date.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type {
  Agreement,
  AgreementDeed,
  AgreementOutcome,
  AgreementRequest,
  AgreementView,
} from './contract.ts'
import { makeKey } from './keys.ts'
import {
  answerDueOn,
  deedRefusal,
  isAnswerLate,
  standingAt,
  type WorkingDay,
} from './rules/agreement-states.ts'
import { readCondition } from './rules/read-condition.ts'
import { requestRefusal } from './rules/visibility.ts'
import { addAgreementAction, getAgreement, insertAgreement, saveAgreement } from './store-agreements.ts'
import { getDataset } from './store-datasets.ts'

/** An agreement with how it stands now. */
export function viewOf(agreement: Agreement, now: Instant): AgreementView {
  return { ...agreement, standing: standingAt(agreement, now), answerLate: isAnswerLate(agreement, now) }
}

/**
 * Asks to use a dataset. Refuses `dataset-unknown` (a draft is unknown), `condition-wrong`,
 * `agreement-field-not-shared`, `agreement-term-wrong`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 35 khoản 1
 */
export async function requestAgreement(
  ctx: Context,
  request: AgreementRequest,
  by: string,
  isWorkingDay: WorkingDay,
) {
  const filter = readCondition(request.filter)
  if (isRefused(filter)) return filter
  const [from, to] = [findDay(request.from), findDay(request.to)]
  if (from === undefined || to === undefined)
    return refuse('agreement-term-wrong', { from: request.from, to: request.to })
  return ctx.transaction(async (tx) => {
    const dataset = await getDataset(tx, request.datasetId)
    if (!dataset || dataset.state === 'draft' || dataset.state === 'internal')
      return refuse('dataset-unknown', { dataset: request.datasetId })
    const wrong = requestRefusal(dataset, { fields: request.fields, filter, from, to })
    if (wrong) return wrong
    const now = ctx.now()
    const agreement: Agreement = {
      ...request,
      id: ctx.newId(),
      tenant: dataset.tenant,
      provider: dataset.owner,
      filter,
      state: 'requested',
      requestedAt: toIso(now),
      answerDueOn: answerDueOn(dateOf(now), isWorkingDay),
      decidedAt: null,
      suspendedFrom: null,
      keyMadeAt: null,
    }
    await insertAgreement(tx, agreement)
    await addAgreementAction(tx, {
      id: agreement.id,
      kind: 'request',
      by,
      now,
      content: { ...request, filter },
    })
    return viewOf(agreement, now)
  })
}

/**
 * Does something to an agreement: grants (and makes the key), refuses, suspends, resumes, renews the key, revokes. What
 * is revoked or due to be suspended holds at the very next call. Refuses `agreement-unknown`, `agreement-deed-wrong`,
 * `suspension-time-missing`, `suspension-too-soon`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 35, 40, 43
 */
export function doWithAgreement(
  ctx: Context,
  id: string,
  deed: AgreementDeed,
  by: string,
  isWorkingDay: WorkingDay,
) {
  return ctx.transaction(async (tx) => {
    const agreement = await getAgreement(tx, id, true)
    if (!agreement) return refuse('agreement-unknown', { agreement: id })
    const now = ctx.now()
    const from = deed.from === undefined ? undefined : findInstant(deed.from)
    const wrong = deedRefusal(agreement, { ...deed, from }, now, isWorkingDay)
    if (wrong) return wrong
    const key = deed.deed === 'grant' || deed.deed === 'renew-key' ? makeKey() : undefined
    const after = afterDeed(agreement, deed, from, now)
    await saveAgreement(tx, after, key && { hash: key.hash, at: now })
    const { deed: kind, ...content } = deed
    await addAgreementAction(tx, { id, kind, by, now, content })
    const outcome: AgreementOutcome = {
      agreement: viewOf({ ...after, keyMadeAt: key ? toIso(now) : after.keyMadeAt }, now),
      key: key?.text ?? null,
    }
    return outcome
  })
}

function afterDeed(
  agreement: Agreement,
  deed: AgreementDeed,
  from: Instant | undefined,
  now: Instant,
): Agreement {
  switch (deed.deed) {
    case 'grant':
      return { ...agreement, state: 'granted', decidedAt: toIso(now) }
    case 'refuse':
      return { ...agreement, state: 'refused', decidedAt: toIso(now) }
    case 'suspend':
      return { ...agreement, suspendedFrom: toIso(deed.violation ? now : (from ?? now)) }
    case 'resume':
      return { ...agreement, suspendedFrom: null }
    case 'renew-key':
      return agreement
    case 'revoke':
      return { ...agreement, state: 'revoked' }
  }
}
