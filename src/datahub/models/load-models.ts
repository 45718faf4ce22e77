import type { Context } from '#kit/io/context.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Model } from './contract.ts'
import { readModels } from './read-models.ts'
import { hashOfModel, insertModel } from './store.ts'

/** What loading did. */
export type ModelLoadReport = { readonly added: number; readonly unchanged: number }

/**
 * Adds a version of a model. What is on record already is left alone; a content that differs from the record of its
 * version is refused (`model-differs`), as is a number that does not follow the latest (`model-version-skipped`).
 */
export function addModel(
  ctx: Context,
  model: Model,
): Promise<'added' | 'unchanged' | Refusal<'model-differs' | 'model-version-skipped'>> {
  return ctx.transaction(async (tx) => {
    await tx.text(`select pg_advisory_xact_lock(hashtext('datahub.models'))`)
    const hash = hashOfModel(model)
    const rows = await tx.text<{ version: number; hash: string }>(
      'select version, content_hash hash from datahub.models where name = $1 order by version desc',
      [model.name],
    )
    const known = rows.find(({ version }) => version === model.version)
    const facts = { model: model.name, version: model.version }
    if (known !== undefined) return known.hash === hash ? 'unchanged' : refuse('model-differs', facts)
    const latest = rows[0]?.version ?? 0
    if (latest > 0 && model.version !== latest + 1)
      return refuse('model-version-skipped', { ...facts, latest })
    await insertModel(tx, model, hash, new Date(ctx.now()))
    return 'added'
  })
}

/**
 * Loads the models of the content folder: at every start, what is there stays. Throws `ContentError` naming file
 * and field, and an Error for a model whose content changed without a new version.
 */
export async function loadModels(ctx: Context, contentDir: string): Promise<ModelLoadReport> {
  let added = 0
  let unchanged = 0
  for (const model of await readModels(contentDir)) {
    const outcome = await addModel(ctx, model)
    if (isRefused(outcome))
      throw new Error(`models/${model.name}.yaml: ${outcome.refused} ${JSON.stringify(outcome.facts)}`)
    if (outcome === 'added') added++
    else unchanged++
  }
  return { added, unchanged }
}
