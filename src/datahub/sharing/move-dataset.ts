import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { findModel } from '../models/public.ts'
import { streamEntities } from '../registry/public.ts'
import type { Dataset, MoveDataset } from './contract.ts'
import { moveRefusal } from './rules/dataset-states.ts'
import { dictionaryOf, findPersonIn, openingRefusal } from './rules/opening.ts'
import { visibilityOfDataset } from './rules/visibility.ts'
import { addDatasetAction, getDataset, saveReview, saveState } from './store-datasets.ts'

/**
 * Moves a dataset to another state. Before it opens every value of it is gone through for what identifies a person.
 * Refuses `dataset-unknown`, `dataset-move-wrong`, `dataset-model-unknown`, `dataset-field-unknown`,
 * `dataset-field-identifies`, `dataset-field-not-open`, `dataset-value-identifies`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 17, 18, 34
 */
export async function moveDataset(ctx: Context, id: string, move: MoveDataset, by: string) {
  const seen = await getDataset(ctx.db, id)
  if (!seen) return refuse('dataset-unknown', { dataset: id })
  const wrong = moveRefusal(seen.state, move.to)
  if (wrong) return wrong
  const person = move.to === 'open' ? await findPerson(ctx, seen) : undefined
  if (person) return person
  return ctx.transaction(async (tx) => {
    const dataset = await getDataset(tx, id, true)
    if (!dataset) return refuse('dataset-unknown', { dataset: id })
    const late = moveRefusal(dataset.state, move.to)
    if (late) return late
    const now = ctx.now()
    await saveState(tx, id, move.to, now)
    const content = { from: dataset.state, to: move.to, reason: move.reason, version: dataset.version }
    await addDatasetAction(tx, { id, kind: 'move', by, now, content })
    return { ...dataset, state: move.to }
  })
}

async function findPerson(ctx: Context, dataset: Dataset) {
  const model = await findModel(ctx.db, dataset.model)
  if (!model) return refuse('dataset-model-unknown', { model: dataset.model })
  const dictionary = dictionaryOf(dataset, model)
  if (isRefused(dictionary)) return dictionary
  const closed = openingRefusal(dictionary)
  if (closed) return closed
  for await (const batch of streamEntities(
    ctx,
    { limit: Number.MAX_SAFE_INTEGER },
    visibilityOfDataset(dataset),
  ))
    for (const entity of batch)
      for (const [field, value] of Object.entries(entity.values)) {
        const kind = findPersonIn(value)
        if (kind) return refuse('dataset-value-identifies', { field, entity: entity.id, kind })
      }
  return undefined
}

/**
 * Records that a dataset was gone through, which puts its next review off by 6 months. Refuses `dataset-unknown`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 18, 34
 */
export function reviewDataset(ctx: Context, id: string, finding: string, by: string) {
  return ctx.transaction(async (tx) => {
    const dataset = await getDataset(tx, id, true)
    if (!dataset) return refuse('dataset-unknown', { dataset: id })
    const now = ctx.now()
    await saveReview(tx, id, dateOf(now))
    await addDatasetAction(tx, { id, kind: 'review', by, now, content: { finding, state: dataset.state } })
    return { ...dataset, reviewedOn: dateOf(now) }
  })
}
