import type { JobKind } from '#kit/io/jobs.ts'
import { processRun } from './process-run.ts'
import { pullDue } from './pull-source.ts'
import { runJobKind } from './start-run.ts'

/** What the workers do for sources: runs that were started, and each minute the sources whose time has come. */
export const sourceJobs: readonly JobKind[] = [
  {
    kind: runJobKind,
    async run(ctx, job) {
      const { runId } = job.payload as { runId: number }
      const state = await processRun(ctx, runId)
      ctx.log.info({ run: runId, state: state ?? 'unknown' }, 'run of a source')
    },
  },
  {
    kind: 'datahub-pull',
    every: { everyMinutes: 1 },
    attempts: 1,
    async run(ctx) {
      const asked = await pullDue(ctx)
      if (asked > 0) ctx.log.info({ asked }, 'sources asked')
    },
  },
]
