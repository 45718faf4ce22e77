import { join } from 'node:path'
import type { Config } from '#kit/io/config.ts'
import { forgetDoneWork, type JobKind } from '#kit/io/jobs.ts'
import type { Reaction } from '#kit/io/outbox.ts'
import { openSealKey, sealLogs } from '#onestop/ledger/public.ts'

/** What happens when: every reaction of every room to what acts write in the outbox. */
export const reactions: readonly Reaction[] = []

/** Where seals are published and where the key that signs them lies. */
export function sealFolders({ dataDir }: Pick<Config, 'dataDir'>) {
  return { published: join(dataDir, 'seals'), key: join(dataDir, 'keys') }
}

/** Every kind of job, and what repeats by the clock. */
export function jobsOf(config: Config): readonly JobKind[] {
  return [forgetDoneWork, sealNightly(config)]
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
