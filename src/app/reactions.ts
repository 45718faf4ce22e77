import { join } from 'node:path'
import { endExpiredEntities, forgetObservations, makeObservationMonths } from '#datahub/registry/public.ts'
import { tidySharing } from '#datahub/sharing/public.ts'
import { sourceJobs } from '#datahub/sources/public.ts'
import { forgetDelivered, notifySubscribers, seeAs } from '#datahub/subscriptions/public.ts'
import type { Config } from '#kit/io/config.ts'
import { addJob, forgetDoneWork, type JobKind } from '#kit/io/jobs.ts'
import type { Reaction } from '#kit/io/outbox.ts'
import { instantOf } from '#kit/values/instant.ts'
import { actByLaw, rereckonDossiers } from '#onestop/dossiers/public.ts'
import { sweepDrafts } from '#onestop/forms/public.ts'
import { openSealKey, sealLogs } from '#onestop/ledger/public.ts'
import type { DueTimeMoved } from '#onestop/notices/contract.ts'
import { writeNoticeOfMove } from '#onestop/notices/public.ts'
import { foldStatistics } from '#onestop/statistics/public.ts'
import { tidyAccess } from '#people/access/public.ts'

/** What happens when: every reaction of every room to what acts write in the outbox. */
export const reactions: readonly Reaction[] = [
  rereckonAfterCorrection(),
  tellOfMove(),
  notifySubscribers(seeAs),
]

/** Where seals are published and where the key that signs them lies. */
export function sealFolders({ dataDir }: Pick<Config, 'dataDir'>) {
  return { published: join(dataDir, 'seals'), key: join(dataDir, 'keys') }
}

/** Every kind of job, and what repeats by the clock. */
export function jobsOf(config: Config): readonly JobKind[] {
  return [
    forgetDoneWork,
    sealNightly(config),
    actByLawOften,
    rereckonOpen,
    foldStatistics,
    tidyDaily,
    ...registryJobs,
    ...sourceJobs,
    tidySharing,
  ]
}

/** The data centre's registry: partitions ahead, retention, life times. */
const registryJobs: readonly JobKind[] = [makeObservationMonths, forgetObservations, endExpiredEntities]

/** A corrected calendar moves due times: soon, once every process has come to know of it. */
function rereckonAfterCorrection(): Reaction {
  return {
    name: 'rereckon-after-correction',
    topics: ['calendar-changed'],
    react: (ctx, message) =>
      addJob(ctx.db, {
        kind: rereckonOpen.kind,
        key: `calendar-changed ${message.id}`,
        runAt: instantOf(ctx.now() + 5_000),
      }),
  }
}

/** Whose due time moved is told so. */
function tellOfMove(): Reaction {
  return {
    name: 'tell-of-moved-due-time',
    topics: ['due-time-moved'],
    react: (ctx, message) => writeNoticeOfMove(ctx, message.payload as DueTimeMoved),
  }
}

/** Brings open dossiers to the calendar in force: after each correction, and every night what was left. */
const rereckonOpen: JobKind = {
  kind: 'rereckon-dossiers',
  every: { dailyAt: '04:10' },
  async run(ctx) {
    const done = await rereckonDossiers(ctx)
    if (done.moved + done.kept + done.busy > 0)
      ctx.log.info(done, 'open dossiers reckoned by the calendar in force')
  },
}

/** Seals the day's logs after midnight, so that the day's root can be published in the morning. */
function sealNightly(config: Config): JobKind {
  const folders = sealFolders(config)
  return {
    kind: 'seal-logs',
    every: { dailyAt: '00:15' },
    async run(ctx) {
      const sealed = await sealLogs(ctx, await openSealKey(folders.key), folders.published)
      if (sealed) ctx.log.info({ number: sealed.number, root: sealed.root }, 'logs sealed')
    },
  }
}

/** Closes what was not supplemented in time, grants where silence means consent. */
const actByLawOften: JobKind = {
  kind: 'act-by-law',
  every: { everyMinutes: 10 },
  async run(ctx) {
    const { closed, deemedGranted } = await actByLaw(ctx)
    if (closed + deemedGranted > 0) ctx.log.info({ closed, deemedGranted }, 'acted by law')
  },
}

/** Forgets what may no longer be kept: expired drafts and old sessions. */
const tidyDaily: JobKind = {
  kind: 'tidy',
  every: { dailyAt: '00:45' },
  async run(ctx) {
    await sweepDrafts(ctx)
    await forgetDelivered(ctx.db, instantOf(ctx.now() - 31 * 86_400_000))
    await tidyAccess(ctx)
  },
}
