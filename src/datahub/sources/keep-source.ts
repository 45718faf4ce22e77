import { createHash, randomBytes } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import { toIso } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { findModel } from '../models/public.ts'
import type { Mapping, SourceSettings } from './contract.ts'
import { findSource, insertMapping, keepKey, keepSource, listMappings } from './store-sources.ts'

/**
 * Adds a source or changes its settings. The model and the way of delivery of a source that has delivered stay. Refuses
 * `model-unknown`, `source-model-fixed`, `address-not-allowed`.
 */
export function saveSource(
  ctx: Context,
  settings: SourceSettings,
  kept: { readonly secret?: string | undefined; readonly by: string },
) {
  return ctx.transaction(async (tx) => {
    if (!(await findModel(tx, settings.model))) return refuse('model-unknown', { model: settings.model })
    const before = await findSource(tx, settings.id)
    if (before && before.mappingVersion > 0 && before.settings.model !== settings.model)
      return refuse('source-model-fixed', { source: settings.name, model: before.settings.model })
    const { connector } = settings
    const url = connector.kind === 'http' || connector.kind === 'mqtt' ? connector.url : undefined
    if (url !== undefined && !isAllowed(url, connector.kind))
      return refuse('address-not-allowed', { address: url })
    await keepSource(tx, settings, { secret: kept.secret, by: kept.by, now: ctx.now() })
    if (settings.schedule !== null && before?.state.next_run_at == null)
      await tx.text('update datahub.source_states set next_run_at = $2 where source_id = $1', [
        settings.id,
        toIso(ctx.now()),
      ])
    return { id: settings.id }
  })
}

function isAllowed(url: string, kind: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, username } = new URL(url)
  const protocols = kind === 'http' ? ['http:', 'https:'] : ['mqtt:', 'mqtts:']
  return protocols.includes(protocol) && username === ''
}

/** Adds a version of a source's mapping. Refuses `source-unknown`, `model-unknown`, `field-unknown`, `key-unmapped`, `pattern-wrong`. */
export function saveMapping(
  ctx: Context,
  sourceId: string,
  mapping: Mapping,
  kept: { readonly note: string; readonly by: string },
) {
  return ctx.transaction(async (tx) => {
    const source = await findSource(tx, sourceId)
    if (!source) return refuse('source-unknown', { source: sourceId })
    const faulty = await faultOfMapping(tx, source.settings.model, mapping)
    if (isRefused(faulty)) return faulty
    const [latest] = await listMappings(tx, sourceId)
    if (latest && JSON.stringify(latest.mapping) === JSON.stringify(mapping))
      return { version: latest.version }
    return { version: await insertMapping(tx, sourceId, mapping, { ...kept, now: ctx.now() }) }
  })
}

/** What is wrong with a mapping of rows to a model, or undefined. */
export async function faultOfMapping(
  sql: Parameters<typeof findModel>[0],
  modelName: string,
  mapping: Mapping,
) {
  const model = await findModel(sql, modelName)
  if (!model) return refuse('model-unknown', { model: modelName })
  const names = new Set(model.fields.map(({ name }) => name))
  const mapped = new Set(mapping.fields.map(({ field }) => field))
  const unknown = [...mapped].find((name) => !names.has(name) && model.extent === 'closed')
  if (unknown) return refuse('field-unknown', { field: unknown, model: modelName })
  const unmapped = [...mapping.key, ...mapping.rules.map(({ field }) => field)].find(
    (name) => !mapped.has(name),
  )
  if (unmapped) return refuse('key-unmapped', { field: unmapped })
  for (const rule of mapping.rules)
    if (rule.kind === 'pattern' && !isPattern(rule.pattern))
      return refuse('pattern-wrong', { pattern: rule.pattern })
  return undefined
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}

/** A new key for a source that pushes: shown this once, kept as its hash. Refuses `source-unknown`, `source-does-not-push`. */
export function renewKey(ctx: Context, sourceId: string) {
  return ctx.transaction(async (tx) => {
    const source = await findSource(tx, sourceId)
    if (!source) return refuse('source-unknown', { source: sourceId })
    if (source.settings.connector.kind !== 'push')
      return refuse('source-does-not-push', { source: source.settings.name })
    const key = `kbs_${randomBytes(24).toString('base64url')}`
    await keepKey(tx, sourceId, hashOfKey(key))
    return { key }
  })
}

/** By what a key is found. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
