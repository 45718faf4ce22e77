import { createHash } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import type { Instant } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { ActionInput } from './contract.ts'
import { getVersion } from './get-version.ts'
import { clockOf, readClock } from './read-clock.ts'
import { readLog } from './rules/clock-events.ts'
import { findLog, listDueByLaw } from './store.ts'
import { takeAction } from './take-action.ts'

/** What the law did by itself in one round. */
export type ActedByLaw = { readonly closed: number; readonly deemedGranted: number }

const pageSize = 200

/**
 * Takes the actions that the law takes when a day has passed and nobody acted: closes dossiers whose applicants did
 * not supplement in time (NĐ 118 Đ19.5), and grants where silence means consent. Each goes through the same act as a
 * person's; what somebody did meanwhile stands. May run in several processes at once.
 */
export async function actByLaw(ctx: Context): Promise<ActedByLaw> {
  const acted = { closed: 0, deemedGranted: 0 }
  let after: string | undefined
  do {
    const page = await listDueByLaw(ctx.db, new Date(ctx.now()), after, pageSize)
    for (const { code } of page) {
      const kind = await actOnOne(ctx, code)
      if (kind === 'close') acted.closed++
      if (kind === 'deem-granted') acted.deemedGranted++
    }
    after = page.length === pageSize ? page.at(-1)?.id : undefined
  } while (after)
  return acted
}

/** The action that is due on a dossier now, taken; undefined when none is. */
async function actOnOne(ctx: Context, code: string): Promise<ActionInput['kind'] | undefined> {
  const log = await findLog(ctx.db, code)
  if (!log) return undefined
  const version = await getVersion(ctx, log)
  const { state, events } = readLog(log.agencyId, log.actions)
  const asked = clockOf(log, state.channel, version)
  const { facts } = await readClock(ctx.db, asked, events, ctx.now())
  const kind = dueKind(state.status, facts, ctx.now())
  if (kind === undefined) return undefined
  const outcome = await takeAction(
    ctx,
    code,
    { kind },
    { system: true },
    requestIdOf(log.id, state.sequence, kind),
  )
  return isRefused(outcome) ? undefined : kind
}

function dueKind(
  status: string,
  clock: { readonly closableFrom: Instant | null; readonly deemedGrantedFrom: Instant | null },
  now: Instant,
): 'close' | 'deem-granted' | undefined {
  if (status === 'awaiting-supplement')
    return clock.closableFrom !== null && clock.closableFrom <= now ? 'close' : undefined
  return clock.deemedGrantedFrom !== null && clock.deemedGrantedFrom <= now ? 'deem-granted' : undefined
}

/** The same for every process that tries at the same state, so that it is done once. */
function requestIdOf(dossierId: string, sequence: number, kind: string): string {
  const hex = createHash('sha256').update(`${dossierId}/${sequence}/${kind}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
