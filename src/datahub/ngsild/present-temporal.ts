import { instantOf, toIso } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import type { Entity, Observation } from '../registry/contract.ts'
import { historyOf, hourlyFigures } from '../registry/public.ts'
import type { Ask } from './operation.ts'
import { compactEntity } from './rules/compact-entity.ts'
import type { Presentation } from './rules/read-presentation.ts'
import type { ReadQuery } from './rules/read-query.ts'
import { compactName } from './rules/stored-names.ts'
import {
  asAggregates,
  asInstances,
  asValues,
  canUseHours,
  chooseTimed,
  fromHours,
  mostInstances,
  type TemporalAsk,
  type Timed,
} from './rules/temporal.ts'

/** Entities with their past, and the part of the time that fitted when not all did. */
export type ShownTemporal = {
  readonly entities: readonly object[]
  readonly range?: { readonly from: string; readonly to: string }
}

/** The past of some entities as the answer shows it (clauses 4.5.6, 4.5.9, 4.5.19). */
export async function presentTemporal(
  ask: Ask,
  entities: readonly Entity[],
  temporal: TemporalAsk,
  presentation: Presentation,
  { query: { pick, omit } }: ReadQuery,
): Promise<ShownTemporal | Refusal> {
  if (temporal.shape === 'aggregated' && canUseHours(temporal) && pick !== undefined)
    return presentHours(ask, entities, temporal, presentation, pick)
  const most =
    temporal.shape === 'aggregated' ? undefined : Math.min(temporal.lastN ?? mostInstances, mostInstances)
  const byEntity = await readPast(ask, entities, temporal, pick, most)
  if (isRefused(byEntity)) return byEntity
  const cut =
    most === undefined ? undefined : cutAt(byEntity, temporal.lastN ?? Number.POSITIVE_INFINITY, most)
  const shown = entities.map((entity) => {
    const head = compactEntity({ ...entity, attributes: {} }, ask.context.compiled, presentation)
    const attributes = [...(byEntity.get(entity.id) ?? [])]
      .filter(([name]) => !omit?.includes(name))
      .map(([name, all]) => {
        const kept = all.slice(0, most).filter(({ time }) => cut === undefined || time >= cut.from)
        return [compactName(name, ask.context.compiled), shape(kept, ask, temporal, presentation)] as const
      })
    return { ...head, ...Object.fromEntries(attributes) }
  })
  if (cut === undefined) return { entities: shown }
  return { entities: shown, range: { from: toIso(instantOf(cut.from)), to: toIso(instantOf(cut.to)) } }
}

function shape(
  all: readonly Timed[],
  { context }: Ask,
  temporal: TemporalAsk,
  presentation: Presentation,
): unknown {
  if (temporal.shape === 'aggregated') return asAggregates(all, temporal)
  const simplified = temporal.shape === 'values' || presentation.format === 'simplified'
  return simplified ? asValues(all, context.compiled) : asInstances(all, context.compiled, presentation)
}

type Past = ReadonlyMap<string, ReadonlyMap<string, readonly Timed[]>>

/** By entity and attribute; one more than fits, to know whether more there is. */
async function readPast(
  { ctx, caller }: Ask,
  entities: readonly Entity[],
  temporal: TemporalAsk,
  attributes: readonly string[] | undefined,
  most: number | undefined,
): Promise<Past | Refusal> {
  // Times of recording are not those by which history is found: the whole of it is looked through.
  const byTime = temporal.timeproperty === 'observedAt'
  const found = await historyOf(
    ctx.db,
    {
      ids: entities.map(({ id }) => id),
      ...(attributes === undefined ? {} : { attributes }),
      ...(byTime && temporal.from !== undefined ? { from: temporal.from } : {}),
      ...(byTime && temporal.to !== undefined ? { to: temporal.to } : {}),
      ...(byTime && most !== undefined ? { lastN: most + 1 } : {}),
    },
    caller.visibility,
  )
  if (isRefused(found)) return found
  const byEntity = Map.groupBy(found, ({ entityId }) => entityId)
  return new Map([...byEntity].map(([id, all]) => [id, byAttribute(all, temporal)]))
}

function byAttribute(
  all: readonly Observation[],
  temporal: TemporalAsk,
): ReadonlyMap<string, readonly Timed[]> {
  const groups = [...Map.groupBy(all, ({ attribute }) => attribute)]
  const timed = groups.map(([name, some]) => [name, chooseTimed(some, temporal)] as const)
  return new Map(timed.filter(([, some]) => some.length > 0))
}

/** Since when every attribute is whole, where one of them did not fit: the client asks on from there. */
function cutAt(
  past: Past,
  asked: number,
  most: number,
): { readonly from: number; readonly to: number } | undefined {
  if (asked <= most) return undefined
  const series = [...past.values()].flatMap((attributes) => [...attributes.values()])
  const full = series.filter((all) => all.length > most)
  if (full.length === 0) return undefined
  const from = full
    .map((all) => all[most - 1]?.time ?? 0)
    .reduce<number>((latest, time) => Math.max(latest, time), 0)
  const to = series
    .map((all) => all[0]?.time ?? 0)
    .reduce<number>((latest, time) => Math.max(latest, time), 0)
  return { from, to }
}

/** Aggregates by whole hours come from the roll-up: a year is a few thousand rows. */
async function presentHours(
  { ctx, caller, context }: Ask,
  entities: readonly Entity[],
  temporal: TemporalAsk,
  presentation: Presentation,
  attributes: readonly string[],
): Promise<ShownTemporal | Refusal> {
  const { from = instantOf(0), to = ctx.now() } = temporal
  const shown: object[] = []
  for (const entity of entities) {
    const head: Record<string, unknown> = compactEntity(
      { ...entity, attributes: {} },
      context.compiled,
      presentation,
    )
    for (const attribute of attributes) {
      const hours = await hourlyFigures(
        ctx.db,
        { entityId: entity.id, attribute, from, to },
        caller.visibility,
      )
      if (isRefused(hours)) return hours
      if (hours.length > 0) head[compactName(attribute, context.compiled)] = fromHours(hours, temporal)
    }
    shown.push(head)
  }
  return { entities: shown }
}
