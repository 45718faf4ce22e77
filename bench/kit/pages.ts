import type { Context } from '#kit/io/context.ts'
import { pause } from './program.ts'

/** What PostgreSQL did for one unit of work. Unlike a time it is the same however busy the machine is. */
export type Touched = {
  /** Pages of 8 kB that were looked at, in memory or on disk. */
  readonly pages: number
  readonly commits: number
}

/** Counts what some units of work touch, done one after another; nobody else may use the database meanwhile. */
export async function countTouched(
  ctx: Context,
  units: number,
  work: () => Promise<unknown>,
): Promise<Touched> {
  const before = await countersOf(ctx)
  for (let unit = 0; unit < units; unit++) await work()
  const after = await countersOf(ctx)
  return {
    pages: +((after.pages - before.pages) / units).toFixed(1),
    commits: +((after.commits - before.commits) / units).toFixed(2),
  }
}

/** A backend that has nothing to do tells its counts within ten seconds. */
async function countersOf({ db }: Context): Promise<Touched> {
  await pause(11_000)
  const [row] = await db.text<Touched>(
    `select blks_hit + blks_read as pages, xact_commit as commits from pg_stat_database where datname = current_database()`,
  )
  if (!row) throw new Error('PostgreSQL counts nothing')
  return row
}
