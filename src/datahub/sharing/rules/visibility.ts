import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Condition, Grant, Visibility } from '../../registry/contract.ts'
import type { Agreement, Dataset } from '../contract.ts'
import { attributesOf } from './read-condition.ts'

const nothing: Grant = { attributes: [], owners: null, where: null, mayWrite: false }

type Scope = Pick<Dataset, 'tenant' | 'model' | 'fields' | 'filter'>

/**
 * What a reader of a dataset sees of the registry: the fields of the dataset in the entities that meet its filter, and
 * nothing else at all. House rule for Nghị định 47/2020/NĐ-CP, Điều 17, 35.
 */
export function visibilityOfDataset(dataset: Scope): Visibility {
  const grant: Grant = {
    attributes: [...dataset.fields],
    owners: null,
    where: dataset.filter,
    mayWrite: false,
  }
  return { tenant: dataset.tenant, types: new Map([[dataset.model, grant]]), whole: nothing }
}

/**
 * What the holder of an agreement sees: what of the agreed fields the dataset still has, in the entities that meet the
 * filters of both, so that a dataset that was cut cuts its agreements. @law Nghị định 47/2020/NĐ-CP, Điều 35, 38
 */
export function visibilityOfAgreement(
  dataset: Scope,
  agreement: Pick<Agreement, 'fields' | 'filter'>,
): Visibility {
  const fields = dataset.fields.filter((field) => agreement.fields.includes(field))
  return visibilityOfDataset({ ...dataset, fields, filter: both(dataset.filter, agreement.filter) })
}

/** What both of two conditions let through. House rule. */
export function both(one: Condition | null, other: Condition | null): Condition | null {
  if (one === null || other === null) return one ?? other
  return { kind: 'and', of: [one, other] }
}

/** A dataset cut to what an officer may see of its model; undefined when that is nothing. House rule. */
export function cutToOfficer(dataset: Dataset, officer: Visibility): Dataset | undefined {
  const grant = officer.types === 'every-type' ? officer.whole : officer.types.get(dataset.model)
  if (!grant) return undefined
  const { attributes } = grant
  const fields =
    attributes === null ? dataset.fields : dataset.fields.filter((field) => attributes.includes(field))
  if (fields.length === 0) return undefined
  return { ...dataset, fields: [...fields], filter: both(dataset.filter, grant.where) }
}

/**
 * Why an agreement may not be asked for in these words: it may only narrow the dataset, and its filter may read only what
 * it shows (else the counts would tell the rest). Refuses `agreement-field-not-shared`, `agreement-term-wrong`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 35 khoản 1
 */
export function requestRefusal(
  dataset: Pick<Dataset, 'fields'>,
  request: Pick<Agreement, 'fields' | 'filter' | 'from' | 'to'>,
): Refusal<'agreement-field-not-shared' | 'agreement-term-wrong'> | undefined {
  const unknown = [...request.fields, ...attributesOf(request.filter)].find(
    (field) => !dataset.fields.includes(field),
  )
  if (unknown !== undefined) return refuse('agreement-field-not-shared', { field: unknown })
  const hidden = attributesOf(request.filter).find((field) => !request.fields.includes(field))
  if (hidden !== undefined) return refuse('agreement-field-not-shared', { field: hidden })
  return request.to < request.from
    ? refuse('agreement-term-wrong', { from: request.from, to: request.to })
    : undefined
}
