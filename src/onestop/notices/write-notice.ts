import type { Context } from '#kit/io/context.ts'
import type { DueTimeMoved } from './contract.ts'
import './tables.ts'

/** Tells an applicant that his due time moved. The same message tells it once. */
export async function writeNoticeOfMove(ctx: Context, message: DueTimeMoved): Promise<void> {
  const { agencyId, dossierId, moveId, fromDueAt, toDueAt, cause } = message
  await ctx.db.text(
    `insert into onestop.notices (agency_id, dossier_id, id, kind, facts, written_at)
     values ($1, $2, $3, 'due-time-moved', $4, $5) on conflict do nothing`,
    [agencyId, dossierId, moveId, JSON.stringify({ fromDueAt, toDueAt, cause }), new Date(ctx.now())],
  )
}
