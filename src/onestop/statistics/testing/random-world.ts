import type { TestContext } from '#kit/io/testing/test-context.ts'
import { instant, instantOf } from '#kit/values/instant.ts'
import { calendarOfContent } from '#onestop/deadlines/testing/calendar-of-content.ts'
import { randomFrom } from '#onestop/deadlines/testing/random-log.ts'
import { foldDeltas } from '../cube-store.ts'
import { actAtRandom, fileRandomDossier, type RandomDossier } from './random-dossiers.ts'

/** Made-up lives within 300 days from a day on, some of their deltas folded on the way. */
export async function liveAtRandom(
  ctx: TestContext,
  from: string,
  many: number,
  seed: number,
): Promise<{ readonly dossiers: RandomDossier[]; readonly calendar: ReturnType<typeof calendarOfContent> }> {
  const random = randomFrom(seed)
  const calendar = calendarOfContent()
  const dossiers: RandomDossier[] = []
  for (let number = 1; number <= many; number++) {
    const at = instantOf(
      instant(`${from}T08:00`) + random.below(300) * 86_400_000 + random.below(500) * 60_000,
    )
    const dossier = await fileRandomDossier(ctx.db, random, number, at)
    dossiers.push(dossier)
    for (let left = random.below(14); left > 0; left--)
      if (!(await actAtRandom(ctx.db, random, dossier, calendar))) break
    if (random.chance(0.05)) await ctx.transaction((tx) => foldDeltas(tx, 1 + random.below(60)))
  }
  return { dossiers, calendar }
}
