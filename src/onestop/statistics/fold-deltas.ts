import type { Context } from '#kit/io/context.ts'
import type { JobKind } from '#kit/io/jobs.ts'
import { foldDeltas } from './cube-store.ts'

const batch = 20_000

/** Folds what is there into the cubes, batch by batch. Readers are right before, meanwhile and after. */
export async function foldAllDeltas(ctx: Context): Promise<number> {
  for (let all = 0; ; ) {
    const folded = await ctx.transaction((tx) => foldDeltas(tx, batch))
    all += folded ?? 0
    if (folded === undefined || folded < batch) return all
  }
}

/** Every minute, so that readers have few loose deltas to sum. */
export const foldStatistics: JobKind = {
  kind: 'fold-statistics',
  every: { everyMinutes: 1 },
  async run(ctx) {
    await foldAllDeltas(ctx)
  },
}
