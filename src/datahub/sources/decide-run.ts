import type { Context } from '#kit/io/context.ts'
import { addJob } from '#kit/io/jobs.ts'
import { refuse } from '#kit/values/refusal.ts'
import { runJobKind } from './start-run.ts'
import { changeRun, forgetKeys, lockRun } from './store-runs.ts'

/** A person's word on a held run, with his reason. */
export type Decision = {
  readonly runId: number
  readonly approve: boolean
  readonly reason: string
  readonly by: string
}

/**
 * Lets a held run go on, or ends it; the file is kept either way. Refuses `run-unknown`, `run-not-held`,
 * `decision-reason-missing`.
 */
export function decideRun(ctx: Context, { runId, approve, reason, by }: Decision) {
  return ctx.transaction(async (tx) => {
    if (reason.trim() === '') return refuse('decision-reason-missing')
    const run = await lockRun(tx, runId)
    if (!run) return refuse('run-unknown', { run: runId })
    if (run.state !== 'held') return refuse('run-not-held', { run: runId, state: run.state })
    const decided = { decided_by: by, reason: reason.trim() }
    if (approve) {
      await changeRun(tx, runId, { ...decided, state: 'waiting' })
      await addJob(tx, { kind: runJobKind, key: `${runId} approved`, runAt: ctx.now(), payload: { runId } })
    } else {
      await changeRun(tx, runId, { ...decided, state: 'refused', ended_at: new Date(ctx.now()) })
      await forgetKeys(tx, runId)
    }
    return { runId, state: approve ? ('waiting' as const) : ('refused' as const) }
  })
}
