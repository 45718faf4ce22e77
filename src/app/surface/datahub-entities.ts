import { findModel, listModels } from '#datahub/models/public.ts'
import type { Condition, EntityQuery, Visibility } from '#datahub/registry/contract.ts'
import {
  findEntity,
  historyOf,
  lineageOf,
  listTypes,
  queryEntities,
  visibilityOfOfficer,
} from '#datahub/registry/public.ts'
import type { Context } from '#kit/io/context.ts'
import { dateOf, findInstant } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { findAgency } from '#people/organization/public.ts'
import type { EntityListAsk, EntitySurface, EntityView } from '../datahub-contract.ts'
import { fileOfRun } from './datahub-runs.ts'
import type { Visit } from './visit.ts'

const pageSize = 50
const historySize = 50
/** Of each field when all are shown: enough to see what moved, short enough for a telephone. */
const overviewSize = 5

/** Entities with their past and where they come from, as far as the officer may see them. */
export function entityMethods(ctx: Context, { officer }: Visit): EntitySurface {
  /** Runs a reading with what the officer may see. */
  async function seen<Answer>(read: (visibility: Visibility) => Promise<Answer>): Promise<Answer | Refusal> {
    if (!officer) return refuse('sign-in-required')
    return read(visibilityOfOfficer(officer, await listModels(ctx.db)))
  }
  return {
    listModels: () => seen(() => listModels(ctx.db)),
    listEntityTypes: () =>
      seen(async (sees) => (await listTypes(ctx.db, sees)).map(({ type, count }) => ({ name: type, count }))),
    listEntities: (ask) => seen((sees) => queryEntities(ctx.db, queryOf(ask), sees)),
    openEntity: (id, at) => seen((sees) => openEntity(ctx, id, at, sees)),
    entityHistory: (ask) => seen((sees) => readHistory(ctx, ask, sees)),
    entityLineage: (id) =>
      seen(async (sees) => {
        const lineage = await lineageOf(ctx.db, id, sees)
        return Promise.all(lineage.map(async (one) => ({ ...one, ...(await fileOfRun(ctx, one.runId)) })))
      }),
  }
}

function queryOf({ type, words, commune, after }: EntityListAsk): EntityQuery {
  const conditions: Condition[] = [
    ...(words ? [{ kind: 'words', paths: 'any', text: words } as const] : []),
    ...(commune ? [inCommune(commune)] : []),
  ]
  return {
    limit: pageSize,
    ...(type ? { types: { kind: 'type', name: type } as const, count: true } : {}),
    ...(conditions.length > 0 ? { where: { kind: 'and', of: conditions } as const } : {}),
    ...(after ? { after } : {}),
  }
}

/** By the code of the commune that every placed model carries. */
function inCommune(code: string): Condition {
  return {
    kind: 'compare',
    path: { attribute: 'areaCode', subs: [], trail: [] },
    comparator: '==',
    operands: [{ kind: 'text', value: code }],
  }
}

async function openEntity(
  ctx: Context,
  id: string,
  at: string | undefined,
  sees: Visibility,
): Promise<EntityView | Refusal> {
  const moment = at === undefined ? undefined : findInstant(at)
  const found = await findEntity(ctx.db, id, sees, moment)
  if (!found) {
    if (moment === undefined) return refuse('entity-unknown', { id })
    // It may be there now and not have been there then.
    const now = await findEntity(ctx.db, id, sees)
    if (!now || !('entity' in now)) return refuse('entity-unknown', { id })
    return { ...(await viewOf(ctx, now.entity)), entity: null }
  }
  if ('entity' in found) return viewOf(ctx, found.entity)
  const target = await findEntity(ctx.db, found.movedTo, sees, moment)
  if (!target || !('entity' in target)) return refuse('entity-unknown', { id })
  return { ...(await viewOf(ctx, target.entity)), movedFrom: id }
}

async function viewOf(ctx: Context, entity: NonNullable<EntityView['entity']>): Promise<EntityView> {
  const [model, agency] = await Promise.all([
    findModel(ctx.db, entity.types[0] ?? ''),
    findAgency(ctx.db, entity.owner, dateOf(ctx.now())),
  ])
  return { entity, movedFrom: null, model: model ?? null, ownerName: agency?.name ?? null }
}

async function readHistory(
  ctx: Context,
  { id, attribute, offset = 0 }: { id: string; attribute?: string; offset?: number },
  sees: Visibility,
) {
  const size = attribute ? historySize : overviewSize
  const observations = await historyOf(
    ctx.db,
    { ids: [id], lastN: size, offset, ...(attribute ? { attributes: [attribute] } : {}) },
    sees,
  )
  if (isRefused(observations)) return observations
  const counts = new Map<string, number>()
  for (const one of observations) counts.set(one.attribute, (counts.get(one.attribute) ?? 0) + 1)
  const latestFirst = observations.toSorted((a, b) => b.at - a.at)
  return { observations: latestFirst, more: [...counts.values()].some((count) => count >= size) }
}
