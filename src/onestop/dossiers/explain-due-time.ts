import type { Context } from '#kit/io/context.ts'
import type { ClockReading } from '#onestop/deadlines/contract.ts'
import { getVersion } from './get-version.ts'
import { readClock } from './read-clock.ts'
import { readLog } from './rules/clock-events.ts'
import { findLog } from './store.ts'

/**
 * The whole reading of a dossier's clock with its derivation, reckoned anew from the log by the calendar that its row
 * stands on, so that it gives the date that is shown. The caller has asked who may. Undefined when there is no such dossier.
 */
export async function readDossierClock(ctx: Context, code: string): Promise<ClockReading | undefined> {
  const log = await findLog(ctx.db, code)
  if (!log) return undefined
  const version = await getVersion(ctx, log)
  const { state, events } = readLog(log.agencyId, log.actions)
  const asked = {
    agencyId: log.agencyId,
    channel: state.channel,
    version,
    ...(log.clockVersion !== '' && { calendarVersion: log.clockVersion }),
  }
  return (await readClock(ctx.db, asked, events, ctx.now(), true)).reading
}
