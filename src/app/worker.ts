import { subscribeSources } from '#datahub/sources/public.ts'
import { openSender, seeAs, startDelivery, startIntervals } from '#datahub/subscriptions/public.ts'
import type { Config } from '#kit/io/config.ts'
import type { Context } from '#kit/io/context.ts'
import { listenForHints } from '#kit/io/hints.ts'
import { startWorker } from '#kit/io/jobs.ts'
import { startRelay } from '#kit/io/outbox.ts'
import { jobsOf, reactions } from './reactions.ts'

/** What runs behind the screens: the relay of the outbox, a worker of jobs, the delivery of notifications. */
export type Background = {
  /** Says that there may be work. */
  wake(): void
  /** Ends after the piece of work in hand. */
  stop(): Promise<void>
}

/** Starts the background work of a process. Any number of processes may do so on one database. */
export function startBackground(ctx: Context, config: Config): Background {
  const sender = openSender()
  const partnersReach = config.notifyInside ? 'anywhere' : 'open-internet'
  const loops = [
    startRelay(ctx, reactions),
    startWorker(ctx, jobsOf(config)),
    startIntervals(ctx, seeAs),
    startDelivery(ctx, { send: sender.send, partnersReach }),
  ]
  const wake = () => {
    for (const loop of loops) loop.wake()
  }
  const messages = subscribeSources(ctx)
  const hints = listenForHints(ctx.db.pool, ctx.log, wake)
  return {
    wake,
    async stop() {
      await hints.stop()
      await messages.stop()
      await Promise.all(loops.map((loop) => loop.stop()))
      await sender.close()
    },
  }
}
