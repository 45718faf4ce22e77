import { createHash } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { findModel } from '../models/public.ts'
import type { Dataset, DatasetContent } from './contract.ts'
import { dictionaryOf, openingRefusal } from './rules/opening.ts'
import { attributesOf, readCondition } from './rules/read-condition.ts'
import { addDatasetAction, getDataset, hashOfDataset, saveDescription } from './store-datasets.ts'

/**
 * Describes a dataset, new or anew; the same description again changes nothing. What is open stays within the rule of
 * opening. Refuses `dataset-model-unknown`, `dataset-field-unknown`, `condition-wrong`, and for an open one
 * `dataset-field-identifies` and `dataset-field-not-open`.
 */
export async function describeDataset(ctx: Context, given: DatasetContent, by: string, tenant: string) {
  const filter = readCondition(given.filter)
  if (isRefused(filter)) return filter
  const content = { ...given, filter }
  const hash = hashOf(content)
  if ((await hashOfDataset(ctx.db, content.id)) === hash) return getDatasetSurely(ctx, content.id)
  return ctx.transaction(async (tx) => {
    const before = await getDataset(tx, content.id, true)
    const model = await findModel(tx, content.model)
    if (!model) return refuse('dataset-model-unknown', { model: content.model })
    const placed = [content.geometry, content.temporal].filter((field) => field !== null)
    const filtered = dictionaryOf({ model: model.name, fields: attributesOf(filter) }, model)
    if (isRefused(filtered)) return filtered
    const dictionary = dictionaryOf(content, model)
    if (isRefused(dictionary)) return dictionary
    const missing = placed.find((field) => !content.fields.includes(field))
    if (missing !== undefined) return refuse('dataset-field-unknown', { field: missing, model: model.name })
    const closed = before?.state === 'open' ? openingRefusal(dictionary) : undefined
    if (closed) return closed
    const now = ctx.now()
    await saveDescription(tx, { tenant, content, hash, now, today: dateOf(now) })
    await addDatasetAction(tx, { id: content.id, kind: 'describe', by, now, content })
    const saved = await getDataset(tx, content.id)
    if (!saved) throw new Error(`dataset ${content.id} was just written`)
    return saved
  })
}

async function getDatasetSurely(ctx: Context, id: string): Promise<Dataset> {
  const found = await getDataset(ctx.db, id)
  if (!found) throw new Error(`dataset ${id} was there a moment ago`)
  return found
}

function hashOf(content: DatasetContent): string {
  return createHash('sha256')
    .update(canonicalJson(content as unknown as Json))
    .digest('hex')
}
