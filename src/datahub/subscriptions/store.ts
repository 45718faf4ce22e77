import type { Sql, Tx } from '#kit/io/database.ts'
import type { Instant } from '#kit/values/instant.ts'
import type { StoredName } from '../registry/contract.ts'
import type { NotifiedEntity, NotifiedReader, Subscription } from './contract.ts'
import { dueAfter } from './rules/pace.ts'
import type { NotificationRow, SubscriptionRow } from './tables.ts'

const shown = `tenant, id, body, reading, reader, endpoint, is_active, paused_because, expires_at, throttling_seconds,
  interval_seconds, created_by, created_at, modified_at, times_sent, times_failed, failures_in_row, last_notified_at,
  last_success_at, last_failure_at, last_error`

/** What is written of a subscription. */
export type SubscriptionToSave = {
  readonly tenant: string
  readonly body: Readonly<Record<string, unknown>>
  readonly reading: Subscription
  readonly types: readonly StoredName[] | null
  readonly origin: string
  readonly reader: NotifiedReader
  readonly by: string
  readonly now: Instant
}

/** Writes a new subscription; answers whether its id was free. */
export async function insertSubscription(sql: Sql, made: SubscriptionToSave): Promise<boolean> {
  const rows = await sql.text(
    `insert into datahub.subscriptions (tenant, id, body, reading, reader, endpoint, types, is_active, paused_because,
       expires_at, throttling_seconds, interval_seconds, next_interval_at, created_by, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8 then null else 'asked' end, $9, $10, $11,
       case when $8 and $11::float8 is not null then $13::timestamptz end, $12, $13, $13)
     on conflict do nothing returning 1`,
    [...valuesOf(made), made.by, new Date(made.now)],
  )
  return rows.length > 0
}

/** Writes a changed subscription over the old one. What waits goes to the new endpoint; a paused one goes on. */
export async function updateSubscription(sql: Sql, made: SubscriptionToSave): Promise<void> {
  await sql.text(
    `update datahub.subscriptions set body = $3, reading = $4, reader = $5, endpoint = $6, types = $7, is_active = $8,
       paused_because = case when $8 then null else 'asked' end, expires_at = $9, throttling_seconds = $10,
       interval_seconds = $11, failures_in_row = 0, modified_at = $12,
       next_interval_at = case when $8 and $11::float8 is not null then coalesce(next_interval_at, $12::timestamptz) end,
       next_delivery_at = case when $8 then (
         select min(due_at) from datahub.notifications n where (n.tenant, n.subscription_id) = ($1, $2)
           and n.delivered_at is null and n.dead_at is null) end
     where tenant = $1 and id = $2`,
    [...valuesOf(made), new Date(made.now)],
  )
}

function valuesOf({ tenant, body, reading, reader, origin, types }: SubscriptionToSave): readonly unknown[] {
  const { id, isActive, expiresAt, throttlingSeconds, intervalSeconds } = reading
  return [
    ...[
      tenant,
      id,
      JSON.stringify(body),
      JSON.stringify(reading),
      JSON.stringify(reader),
      origin,
      types,
      isActive,
    ],
    ...[expiresAt === null ? null : new Date(expiresAt), throttlingSeconds, intervalSeconds],
  ]
}

/** One subscription of a tenant. */
export async function findSubscriptionRow(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<SubscriptionRow | undefined> {
  const [row] = await sql.text<SubscriptionRow>(
    `select ${shown} from datahub.subscriptions where tenant = $1 and id = $2`,
    [tenant, id],
  )
  return row
}

/** A page of the subscriptions of a tenant in the order of their making; `by` narrows to one subscriber's. */
export async function listSubscriptionRows(
  sql: Sql,
  ask: {
    readonly tenant: string
    readonly by: string | null
    readonly limit: number
    readonly offset: number
  },
): Promise<{ readonly rows: readonly SubscriptionRow[]; readonly total: number }> {
  const found = await sql.text<SubscriptionRow & { total: number }>(
    `select ${shown}, count(*) over () total from datahub.subscriptions
     where tenant = $1 and ($2::text is null or created_by = $2) order by created_at, id limit $3 offset $4`,
    [ask.tenant, ask.by, ask.limit, ask.offset],
  )
  return { rows: found, total: found[0]?.total ?? 0 }
}

/** Ends a subscription and what it still waited for; answers whether it was there. */
export async function deleteSubscriptionRow(sql: Sql, tenant: string, id: string): Promise<boolean> {
  const rows = await sql.text('delete from datahub.subscriptions where tenant = $1 and id = $2 returning 1', [
    tenant,
    id,
  ])
  return rows.length > 0
}

/** The living subscriptions of a tenant that a change of these types may concern. */
export async function listConcerned(
  sql: Sql,
  tenant: string,
  types: readonly StoredName[],
  now: Instant,
): Promise<readonly SubscriptionRow[]> {
  return sql.hot<SubscriptionRow>(
    'subscriptions-concerned',
    `select ${shown} from datahub.subscriptions
     where tenant = $1 and (types is null or types && $2::text[]) and interval_seconds is null
       and (is_active or paused_because = 'endpoint-failed') and coalesce(expires_at > $3, true)`,
    [tenant, types, new Date(now)],
  )
}

/**
 * Lays a notification in the lane of a subscription, in the transaction of whoever calls. Under `throttling` what
 * waits already takes the entity in, with its latest state.
 */
export async function enqueueNotification(
  tx: Tx,
  lane: { readonly tenant: string; readonly id: string },
  entities: readonly NotifiedEntity[],
  made: { readonly notificationId: string; readonly now: Instant },
): Promise<void> {
  const [row] = await tx.hot<{ throttling_seconds: number | null; last_notified_at: Date | null }>(
    'lock-lane',
    `select throttling_seconds, last_notified_at from datahub.subscriptions
     where tenant = $1 and id = $2 for no key update`,
    [lane.tenant, lane.id],
  )
  if (row === undefined) return
  const due = new Date(dueAfter(made.now, row.last_notified_at?.getTime() ?? null, row.throttling_seconds))
  if (row.throttling_seconds !== null && (await joinWaiting(tx, lane, entities, made.now))) return
  await tx.hot(
    'enqueue-notification',
    `with added as (
       insert into datahub.notifications (tenant, subscription_id, notification_id, entities, triggered_at, due_at)
       values ($1, $2, $3, $4, $5, $6))
     update datahub.subscriptions set next_delivery_at = coalesce(next_delivery_at, $6)
     where tenant = $1 and id = $2 and is_active`,
    [lane.tenant, lane.id, made.notificationId, JSON.stringify(entities), new Date(made.now), due],
  )
}

async function joinWaiting(
  tx: Tx,
  { tenant, id }: { readonly tenant: string; readonly id: string },
  entities: readonly NotifiedEntity[],
  now: Instant,
): Promise<boolean> {
  const [waiting] = await tx.text<{ id: number; entities: readonly NotifiedEntity[] }>(
    `select id, entities from datahub.notifications where tenant = $1 and subscription_id = $2 and delivered_at is null
       and dead_at is null and attempts = 0 and due_at > $3 order by id limit 1 for update`,
    [tenant, id, new Date(now)],
  )
  if (waiting === undefined) return false
  const kept = waiting.entities.filter((old) => !entities.some((fresh) => fresh.id === old.id))
  await tx.text('update datahub.notifications set entities = $2 where id = $1', [
    waiting.id,
    JSON.stringify([...kept, ...entities]),
  ])
  return true
}

/**
 * Takes up to `most` lanes whose oldest notification is due, at most two that lead to the same endpoint, for
 * `leaseMs`. Any number of processes may ask.
 */
export async function claimLanes(
  sql: Sql,
  ask: { readonly now: Instant; readonly most: number; readonly leaseMs: number },
): Promise<readonly SubscriptionRow[]> {
  return sql.hot<SubscriptionRow>(
    'claim-lanes',
    `update datahub.subscriptions set locked_until = $2 where (tenant, id) in (
       select tenant, id from datahub.subscriptions s
       where next_delivery_at <= $1 and is_active and coalesce(locked_until <= $1, true) and (
         select count(*) from datahub.subscriptions o where o.endpoint = s.endpoint and o.locked_until > $1) < 2
       order by next_delivery_at limit $3 for no key update skip locked)
     returning ${shown}`,
    [new Date(ask.now), new Date(ask.now + ask.leaseMs), ask.most],
  )
}

/** The oldest notification of a lane that waits and is due. */
export async function nextNotification(
  sql: Sql,
  lane: { readonly tenant: string; readonly id: string },
  now: Instant,
): Promise<NotificationRow | undefined> {
  const [row] = await sql.hot<NotificationRow>(
    'next-notification',
    `select id, tenant, subscription_id, notification_id, entities, triggered_at, due_at, attempts, delivered_at, dead_at,
       last_error
     from datahub.notifications where tenant = $1 and subscription_id = $2 and delivered_at is null and dead_at is null
     order by id limit 1`,
    [lane.tenant, lane.id],
  )
  return row !== undefined && row.due_at.getTime() <= now ? row : undefined
}

/** Notes that a notification has arrived. */
export async function noteDelivered(sql: Sql, row: NotificationRow, now: Instant): Promise<void> {
  await sql.hot(
    'note-delivered',
    `with arrived as (update datahub.notifications set delivered_at = $4, attempts = attempts + 1 where id = $3)
     update datahub.subscriptions set times_sent = times_sent + 1, last_notified_at = $4, last_success_at = $4,
       failures_in_row = 0, last_error = null where tenant = $1 and id = $2`,
    [row.tenant, row.subscription_id, row.id, new Date(now)],
  )
}

/** Notes a try that failed; `dead`: it is not tried again by itself. Answers how many died in a row. */
export async function noteFailed(
  sql: Sql,
  row: NotificationRow,
  failed: { readonly error: string; readonly dead: boolean; readonly now: Instant },
): Promise<number> {
  const [lane] = await sql.text<{ failures_in_row: number }>(
    `with tried as (
       update datahub.notifications set attempts = attempts + 1, last_error = $4,
         dead_at = case when $5 then $6::timestamptz end where id = $3)
     update datahub.subscriptions set times_failed = times_failed + 1, last_failure_at = $6, last_error = $4,
       last_notified_at = $6, failures_in_row = failures_in_row + case when $5 then 1 else 0 end
     where tenant = $1 and id = $2 returning failures_in_row`,
    [row.tenant, row.subscription_id, row.id, failed.error, failed.dead, new Date(failed.now)],
  )
  return lane?.failures_in_row ?? 0
}

/** Stops telling a subscriber; what waits stays and what comes is laid by until he asks to go on. */
export async function pauseSubscription(
  sql: Sql,
  lane: { readonly tenant: string; readonly id: string },
  because: 'endpoint-failed' | 'right-ended',
): Promise<void> {
  await sql.text(
    `update datahub.subscriptions set is_active = false, paused_because = $3, next_delivery_at = null
     where tenant = $1 and id = $2`,
    [lane.tenant, lane.id, because],
  )
}

/** Gives a lane back, with the time at which its oldest waiting notification is due (not before `notBefore`). */
export async function releaseLane(
  tx: Tx,
  lane: { readonly tenant: string; readonly id: string },
  notBefore: Instant,
): Promise<void> {
  const key = [lane.tenant, lane.id]
  await tx.text('select 1 from datahub.subscriptions where tenant = $1 and id = $2 for no key update', key)
  await tx.text(
    `update datahub.subscriptions s set locked_until = null, next_delivery_at = case when is_active then (
       select greatest(due_at, $3) from datahub.notifications n
       where n.tenant = s.tenant and n.subscription_id = s.id and n.delivered_at is null and n.dead_at is null
       order by n.id limit 1) end
     where tenant = $1 and id = $2`,
    [...key, new Date(notBefore)],
  )
}

/** Wakes what is dead (or, with `since`, sends again all from that moment on), in its old order; answers how many. */
export async function reviveNotifications(
  tx: Tx,
  lane: { readonly tenant: string; readonly id: string },
  ask: { readonly since: Instant | null; readonly now: Instant },
): Promise<number> {
  const key = [lane.tenant, lane.id]
  await tx.text('select 1 from datahub.subscriptions where tenant = $1 and id = $2 for no key update', key)
  const revived = await tx.text(
    `update datahub.notifications set attempts = 0, delivered_at = null, dead_at = null, due_at = $4, last_error = null
     where tenant = $1 and subscription_id = $2 and
       case when $3::timestamptz is null then dead_at is not null
         else (triggered_at >= $3 and (delivered_at is not null or dead_at is not null)) end
     returning id`,
    [...key, ask.since === null ? null : new Date(ask.since), new Date(ask.now)],
  )
  await tx.text(
    `update datahub.subscriptions set is_active = true, paused_because = null, failures_in_row = 0, next_delivery_at = $3
     where tenant = $1 and id = $2`,
    [...key, new Date(ask.now)],
  )
  return revived.length
}

/** Takes the subscriptions whose interval has come round, and sets their next time. */
export async function claimIntervals(tx: Tx, now: Instant): Promise<readonly SubscriptionRow[]> {
  return tx.text<SubscriptionRow>(
    `update datahub.subscriptions set next_interval_at =
       greatest(next_interval_at, $1::timestamptz - make_interval(secs => interval_seconds))
         + make_interval(secs => interval_seconds)
     where (tenant, id) in (select tenant, id from datahub.subscriptions
       where next_interval_at <= $1 and is_active and coalesce(expires_at > $1, true)
       order by next_interval_at limit 20 for no key update skip locked)
     returning ${shown}`,
    [new Date(now)],
  )
}

/** Forgets what arrived before a moment. */
export async function forgetDelivered(sql: Sql, before: Instant): Promise<void> {
  await sql.text('delete from datahub.notifications where delivered_at < $1', [new Date(before)])
}

/** The notifications of a lane that are dead or wait, oldest first, for the desk. */
export async function listUndelivered(
  sql: Sql,
  lane: { readonly tenant: string; readonly id: string },
): Promise<readonly NotificationRow[]> {
  return sql.text<NotificationRow>(
    `select id, tenant, subscription_id, notification_id, entities, triggered_at, due_at, attempts, delivered_at, dead_at,
       last_error
     from datahub.notifications where tenant = $1 and subscription_id = $2 and delivered_at is null order by id limit 200`,
    [lane.tenant, lane.id],
  )
}
