import type { Context } from '#kit/io/context.ts'
import type { Instant } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { NotifiedReader, Subscription } from './contract.ts'
import { layPresentState, type SeeAs } from './notify.ts'
import { typesNamed } from './rules/match.ts'
import { originOf } from './rules/read-endpoint.ts'
import { readSubscription, type Words } from './rules/read-subscription.ts'
import {
  deleteSubscriptionRow,
  findSubscriptionRow,
  insertSubscription,
  reviveNotifications,
  type SubscriptionToSave,
  updateSubscription,
} from './store.ts'
import type { SubscriptionRow } from './tables.ts'

type Json = Readonly<Record<string, unknown>>

/** Who asks, and under which context: what a subscription is made with. */
export type Subscribing = {
  readonly tenant: string
  readonly by: string
  readonly reader: NotifiedReader
  /** Whether he may see and change the subscriptions of others, too. */
  readonly mayAll: boolean
  readonly words: Words
  readonly context: unknown
  readonly contextUrl: string
}

/** Makes a subscription and tells at once what there is (clause 5.8.1). Refuses `subscription-exists`, `subscription-invalid`. */
export async function subscribe(
  ctx: Context,
  body: Json,
  asked: Subscribing,
  seeAs: SeeAs,
): Promise<{ readonly id: string } | Refusal> {
  const id = body.id === undefined ? `urn:ngsi-ld:Subscription:${ctx.newId()}` : body.id
  if (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(id))
    return refuse('subscription-invalid', { member: 'id', expected: 'URI' })
  const made = read(ctx, { ...body, id }, id, asked)
  if (isRefused(made)) return made
  if (!(await insertSubscription(ctx.db, made))) return refuse('subscription-exists', { id })
  const row = await findSubscriptionRow(ctx.db, asked.tenant, id)
  if (row?.is_active && made.reading.intervalSeconds === null) await layPresentState(ctx, seeAs, row)
  return { id }
}

/** Changes what a fragment names and leaves the rest (clause 5.8.2); null takes a member away. */
export async function changeSubscription(
  ctx: Context,
  id: string,
  fragment: Json,
  asked: Subscribing,
): Promise<{ readonly id: string } | Refusal> {
  const row = await openSubscription(ctx, id, asked)
  if (isRefused(row)) return row
  const merged = Object.fromEntries(
    Object.entries({ ...row.body, ...fragment, id }).filter(
      ([, value]) => value !== null && value !== 'urn:ngsi-ld:null',
    ),
  )
  const { expiresAt, ...others } = merged
  const keepsTime = !('expiresAt' in fragment) // a time that has passed meanwhile is no fault of this change
  const made = read(ctx, keepsTime ? others : merged, id, { ...asked, reader: row.reader })
  if (isRefused(made)) return made
  const reading = keepsTime ? { ...made.reading, expiresAt: row.reading.expiresAt } : made.reading
  await updateSubscription(ctx.db, {
    ...made,
    body: keepsTime && expiresAt ? { ...made.body, expiresAt } : made.body,
    reading,
  })
  return { id }
}

function read(ctx: Context, body: Json, id: string, asked: Subscribing): SubscriptionToSave | Refusal {
  const parts = readSubscription(body, asked.words, ctx.now())
  if (isRefused(parts)) return parts
  const reading: Subscription = { ...parts, id, context: asked.context, contextUrl: asked.contextUrl }
  const { '@context': _, ...kept } = body as Record<string, unknown>
  return {
    tenant: asked.tenant,
    body: kept,
    reading,
    types: typesNamed(reading.entities),
    origin: originOf(reading.endpoint),
    reader: asked.reader,
    by: asked.by,
    now: ctx.now(),
  }
}

type Asking = Pick<Subscribing, 'tenant' | 'by' | 'mayAll'>

/** A subscription of the asker. Refuses `subscription-not-found`, also for one of somebody else. */
export async function openSubscription(
  ctx: Context,
  id: string,
  asked: Asking,
): Promise<SubscriptionRow | Refusal<'subscription-not-found'>> {
  const row = await findSubscriptionRow(ctx.db, asked.tenant, id)
  return row !== undefined && (asked.mayAll || row.created_by === asked.by)
    ? row
    : refuse('subscription-not-found', { id })
}

/** Ends a subscription and forgets what it still waited for (clause 5.8.4). */
export async function unsubscribe(
  ctx: Context,
  id: string,
  asked: Asking,
): Promise<{ readonly id: string } | Refusal<'subscription-not-found'>> {
  const row = await openSubscription(ctx, id, asked)
  if (isRefused(row)) return row
  await deleteSubscriptionRow(ctx.db, asked.tenant, id)
  return { id }
}

/** Sends again, at the subscriber's wish, what died, or all from a moment on (kept for a month). House operation. */
export async function replaySubscription(
  ctx: Context,
  id: string,
  since: Instant | null,
  asked: Asking,
): Promise<{ readonly revived: number } | Refusal> {
  const row = await openSubscription(ctx, id, asked)
  if (isRefused(row)) return row
  return {
    revived: await ctx.db.transaction((tx) => reviveNotifications(tx, row, { since, now: ctx.now() })),
  }
}
