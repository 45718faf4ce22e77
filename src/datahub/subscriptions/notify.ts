import type { Context } from '#kit/io/context.ts'
import type { Sql } from '#kit/io/database.ts'
import type { Loop } from '#kit/io/loop.ts'
import { startLoop } from '#kit/io/loop.ts'
import type { Reaction } from '#kit/io/outbox.ts'
import { toIso } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import {
  type Entity,
  type EntityChanged,
  type EntityQuery,
  entityChanged,
  type StoredName,
  type Visibility,
} from '../registry/contract.ts'
import { queryEntities } from '../registry/public.ts'
import type { NotifiedEntity, NotifiedReader, Subscription } from './contract.ts'
import { withPrevious } from './rules/changes.ts'
import { concerns } from './rules/match.ts'
import { claimIntervals, enqueueNotification, listConcerned, pauseSubscription } from './store.ts'
import type { SubscriptionRow } from './tables.ts'

/** Finds what a reader may see now; a refusal when his right has ended. */
export type SeeAs = (ctx: Context, reader: NotifiedReader, tenant: string) => Promise<Visibility | Refusal>

/**
 * Lays a notification in the lane of each subscription that a change concerns, in the transaction that takes the change
 * out of the outbox: none is lost and none comes twice. The entity is read with the reader's rights of this moment.
 */
export function notifySubscribers(seeAs: SeeAs): Reaction {
  return {
    name: 'notify-subscribers',
    topics: [entityChanged],
    react: (ctx, message) => layNotifications(ctx, seeAs, message.payload as EntityChanged),
  }
}

async function layNotifications(ctx: Context, seeAs: SeeAs, change: EntityChanged): Promise<void> {
  const candidates = await listConcerned(ctx.db, change.tenant, change.types, ctx.now())
  for (const row of candidates.filter(({ reading }) => concerns(reading, change))) {
    const visibility = await seeAs(ctx, row.reader, change.tenant)
    if (isRefused(visibility)) {
      await pauseSubscription(ctx.db, row, 'right-ended')
      continue
    }
    const told = await whatIsTold(ctx, row.reading, change, visibility)
    if (told === undefined) continue
    const made = { notificationId: ctx.newId(), now: ctx.now() }
    await ctx.transaction((tx) => enqueueNotification(tx, row, [told], made))
  }
}

async function whatIsTold(
  ctx: Context,
  reading: Subscription,
  change: EntityChanged,
  visibility: Visibility,
): Promise<NotifiedEntity | undefined> {
  if (change.change === 'deleted') return ofDeleted(ctx, change, visibility)
  const [entity] = await seen(ctx.db, { ...queryOf(reading), ids: [change.id], limit: 1 }, visibility)
  if (entity === undefined) return undefined
  const changed = [...change.updated, ...change.deleted]
  if (!seesAny(visibility, entity.types, changed)) return undefined
  return reading.showChanges
    ? { ...toldOf(entity), attributes: withPrevious(entity.attributes, visiblePart(change, entity)) }
    : toldOf(entity)
}

function ofDeleted(ctx: Context, change: EntityChanged, visibility: Visibility): NotifiedEntity | undefined {
  const isKnown =
    visibility.types === 'every-type' ||
    change.types.some((type) => visibility.types !== 'every-type' && visibility.types.has(type))
  if (!isKnown) return undefined
  return { id: change.id, types: change.types, scopes: [], attributes: {}, deletedAt: toIso(ctx.now()) }
}

/** Whether a reader may know that one of these attributes changed: a masked one must not show itself by a notification. */
function seesAny(
  visibility: Visibility,
  types: readonly StoredName[],
  changed: readonly StoredName[],
): boolean {
  if (changed.length === 0) return true
  const grants =
    visibility.types === 'every-type'
      ? [visibility.whole]
      : types.map((type) => (visibility.types as ReadonlyMap<string, Visibility['whole']>).get(type))
  return grants.some(
    (grant) =>
      grant !== undefined &&
      (grant.attributes === null || changed.some((name) => grant.attributes?.includes(name))),
  )
}

/** What the entity was before, cut to the attributes that its reader sees of it now. */
function visiblePart(change: EntityChanged, entity: Entity): EntityChanged['before'] {
  return Object.fromEntries(Object.entries(change.before).filter(([name]) => name in entity.attributes))
}

function toldOf({ id, types, scopes, attributes, createdAt, modifiedAt }: Entity): NotifiedEntity {
  return { id, types, scopes, attributes, createdAt, modifiedAt }
}

function queryOf({ where, geo, scopes, attributes }: Subscription): Omit<EntityQuery, 'limit'> {
  return {
    ...(where === null ? {} : { where }),
    ...(geo === null ? {} : { geo }),
    ...(scopes === null ? {} : { scopes }),
    ...(attributes === null ? {} : { pick: attributes }),
  }
}

async function seen(sql: Sql, query: EntityQuery, visibility: Visibility): Promise<readonly Entity[]> {
  const page = await queryEntities(sql, query, visibility)
  // A subscriber who lost the right to an attribute that he filters on hears nothing rather than too much.
  return isRefused(page) ? [] : page.entities
}

/** The first notification of a subscription: what there is now (clause 5.8.1), or what an interval asks for. */
export async function layPresentState(ctx: Context, seeAs: SeeAs, row: SubscriptionRow): Promise<void> {
  const visibility = await seeAs(ctx, row.reader, row.tenant)
  if (isRefused(visibility)) return pauseSubscription(ctx.db, row, 'right-ended')
  const entities = await presentEntities(ctx.db, row.reading, visibility)
  if (entities.length === 0) return
  const made = { notificationId: ctx.newId(), now: ctx.now() }
  await ctx.transaction((tx) => enqueueNotification(tx, row, entities.map(toldOf), made))
}

/** As many as one message bears; who wants all of a type reads them page by page. */
const mostInOne = 1_000

async function presentEntities(
  sql: Sql,
  reading: Subscription,
  visibility: Visibility,
): Promise<readonly Entity[]> {
  const all = new Map<string, Entity>()
  for (const { id, idPattern, types } of reading.entities ?? [{ id: null, idPattern: null, types: null }]) {
    const query = {
      ...queryOf(reading),
      ...(id === null ? {} : { ids: [id] }),
      ...(idPattern === null ? {} : { idPattern }),
      ...(types === null ? {} : { types }),
      limit: mostInOne,
    }
    for (const entity of await seen(sql, query, visibility)) all.set(entity.id, entity)
  }
  return [...all.values()].slice(0, mostInOne)
}

/** Lays notifications of subscriptions with `timeInterval` when their time has come; answers how many were due. */
export async function layIntervals(ctx: Context, seeAs: SeeAs): Promise<number> {
  const due = await ctx.db.transaction((tx) => claimIntervals(tx, ctx.now()))
  for (const row of due) await layPresentState(ctx, seeAs, row)
  return due.length
}

/** Looks every second for intervals that have come round. */
export function startIntervals(ctx: Context, seeAs: SeeAs): Loop {
  return startLoop({
    name: 'subscription intervals',
    step: async () => (await layIntervals(ctx, seeAs)) > 0,
    pollMs: 1_000,
    log: ctx.log,
  })
}
