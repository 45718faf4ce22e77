import type { Context } from '#kit/io/context.ts'
import type { JobKind } from '#kit/io/jobs.ts'
import { dateOf, type Instant, instantOf } from '#kit/values/instant.ts'
import { addMonths } from '#kit/values/plain-date.ts'
import { currentModels } from '../models/public.ts'
import { seeEverything } from './rules/visibility.ts'
import { makeMonths } from './store-writes.ts'
import { writeEntities } from './write-entities.ts'

/** Makes the partitions of this month and the next two, so that no write has to. */
export const makeObservationMonths: JobKind = {
  kind: 'make-observation-months',
  every: { dailyAt: '01:10' },
  run: (ctx) => makeMonths(ctx.db, monthsAhead(ctx.now())),
}

function monthsAhead(now: Instant): Date[] {
  return [0, 1, 2].map((count) => new Date(`${addMonths(dateOf(now), count).slice(0, 7)}-15T00:00:00Z`))
}

/** Forgets single observations that are older than their model keeps them. */
export const forgetObservations: JobKind = {
  kind: 'forget-observations',
  every: { dailyAt: '03:20' },
  async run(ctx) {
    const forgotten = await forgetOldObservations(ctx)
    if (forgotten > 0) ctx.log.info({ forgotten }, 'observations forgotten after their term')
  },
}

/**
 * Forgets the single numbers of each model's entities that are older than its term; their hours stay. What is no
 * number stays, for it stands in no roll-up, and so does the latest number of each series, which is the present
 * value. Answers how many were forgotten.
 */
export async function forgetOldObservations(ctx: Context): Promise<number> {
  let forgotten = 0
  for (const [type, { retention }] of await currentModels(ctx.db)) {
    if (retention.observationMonths === null) continue
    const before = new Date(`${addMonths(dateOf(ctx.now()), -retention.observationMonths)}T00:00:00Z`)
    const rows = await ctx.db.text(
      `delete from datahub.observations o using datahub.entity_types t
       where t.type = $1 and o.entity_seq = t.seq and o.at < $2 and o.num is not null and o.dataset_id is null
         and exists (select from datahub.observations l where l.entity_seq = o.entity_seq and l.attribute = o.attribute
           and l.dataset_id is null and (l.at > o.at or (l.at = o.at and l.ordinal > o.ordinal)))
       returning 1`,
      [type, before],
    )
    forgotten += rows.length
  }
  return forgotten
}

/** Ends entities whose time has run out (`expiresAt`). */
export const endExpiredEntities: JobKind = {
  kind: 'end-expired-entities',
  every: { everyMinutes: 5 },
  async run(ctx) {
    await endExpired(ctx)
  },
}

/** Ends up to some entities whose time has run out; answers how many. */
export async function endExpired(ctx: Context, most = 1_000): Promise<number> {
  const rows = await ctx.db.text<{ tenant: string; id: string; owner: string }>(
    `select tenant, id, owner from datahub.entities
     where expires_at <= $1 and deleted_at is null order by expires_at limit $2`,
    [new Date(instantOf(ctx.now())), most],
  )
  for (const [tenant, expired] of Map.groupBy(rows, (row) => row.tenant))
    await writeEntities(
      ctx,
      expired.map(({ id }) => ({ mode: 'delete', id })),
      { tenant, owner: '', visibility: seeEverything(tenant), by: 'expiry', atomicity: 'each' },
    )
  return rows.length
}
