import type { Context } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { areaPath, successorOf } from './area-store.ts'
import type { AreaView } from './contract.ts'

/** An area of a day with all above it and what took its place. Refuses `area-not-found`. */
export async function getAreaView(
  ctx: Context,
  code: string,
  on: PlainDate,
): Promise<AreaView | Refusal<'area-not-found'>> {
  const path = await areaPath(ctx.db, code, on)
  const [area] = path
  if (!area) return refuse('area-not-found', { code, day: on })
  return { area, path, successors: await successorOf(ctx.db, code, on) }
}
