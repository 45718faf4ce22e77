import type { Context } from '#kit/io/context.ts'
import type { JobKind } from '#kit/io/jobs.ts'
import { dateOf } from '#kit/values/instant.ts'
import { day } from '#kit/values/plain-date.ts'
import { reviewDueOn } from './rules/dataset-states.ts'
import { allDatasets } from './store-datasets.ts'

/** Datasets whose half-yearly review is due, the longest waiting first. */
export async function listReviewsDue(
  ctx: Context,
): Promise<{ datasetId: string; dueOn: string; owner: string }[]> {
  const today = dateOf(ctx.now())
  return (await allDatasets(ctx.db))
    .filter(({ state }) => state !== 'draft')
    .map(({ id, owner, reviewedOn }) => ({ datasetId: id, owner, dueOn: reviewDueOn(day(reviewedOn)) }))
    .filter(({ dueOn }) => dueOn <= today)
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn))
}

/** Every night: forgets the minutes of rate limits, makes the log's next month, tells of reviews that are due. */
export const tidySharing: JobKind = {
  kind: 'tidy-sharing',
  every: { dailyAt: '01:20' },
  async run(ctx) {
    const now = ctx.now()
    await ctx.db.text('delete from datahub.agreement_minutes where minute < $1', [new Date(now - 86_400_000)])
    await ctx.db.text('select datahub.make_access_month($1)', [new Date(now)])
    await ctx.db.text('select datahub.make_access_month($1)', [new Date(now + 28 * 86_400_000)])
    const due = await listReviewsDue(ctx)
    if (due.length > 0)
      ctx.log.warn({ datasets: due.map(({ datasetId }) => datasetId) }, 'datasets to be reviewed')
  },
}
