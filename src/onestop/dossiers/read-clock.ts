import type { Reader } from '#kit/io/context.ts'
import type { Instant } from '#kit/values/instant.ts'
import type { ClockEvent, ClockReading } from '#onestop/deadlines/contract.ts'
import { calendarOfVersion, currentCalendar, reckonClock } from '#onestop/deadlines/public.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import type { Channel } from './contract.ts'
import type { ClockColumns } from './projection.ts'
import type { ActionFacts } from './rules/action-facts.ts'
import type { DossierLog } from './store.ts'

/** What the clock says of a log: the whole reading, what the rules ask of it, and what the row keeps. */
export type ReadClock = {
  readonly reading: ClockReading
  readonly facts: ActionFacts['clock']
  readonly columns: ClockColumns
}

/** Whose clock is read, and by which calendar: see `clockOf`. */
export type ClockAsked = {
  readonly agencyId: string
  readonly channel: Channel
  readonly version: ProcedureVersion
  /** Reckon by this calendar and not by the one in force. */
  readonly calendarVersion?: string
}

/** What is asked of the clock for a dossier: what is resolved keeps the calendar of its resolution. */
export function clockOf(
  log: Pick<DossierLog, 'agencyId' | 'counted' | 'clockVersion'>,
  channel: Channel,
  version: ProcedureVersion,
): ClockAsked {
  const resolved = log.counted.endedAt !== null && log.clockVersion !== ''
  return {
    agencyId: log.agencyId,
    channel,
    version,
    ...(resolved && { calendarVersion: log.clockVersion }),
  }
}

/**
 * Reads the clock of a dossier as of a moment, from its log, its pinned version and the calendar in force for its
 * agency, or that of its resolution. `derive` false leaves the derivation out.
 */
export async function readClock(
  reader: Reader,
  asked: ClockAsked,
  events: readonly ClockEvent[],
  now: Instant,
  derive = false,
): Promise<ReadClock> {
  const { agencyId, calendarVersion } = asked
  const kept =
    calendarVersion === undefined ? undefined : await calendarOfVersion(reader, calendarVersion, { agencyId })
  const calendar = kept ?? (await currentCalendar(reader, { agencyId }))
  const reading = reckonClock(events, asked.version.content, calendar, {
    now,
    channel: asked.channel,
    derive,
  })
  return { reading, facts: reading, columns: columnsOf(reading) }
}

/** What the row keeps of a reading. */
export function columnsOf(reading: ClockReading): ClockColumns {
  return {
    dueAt: reading.dueAt,
    originalDueAt: reading.originalDueAt,
    endedAt: reading.endedAt,
    onTime: reading.endedAt === null ? null : reading.onTime766,
    finishAt: finishOf(reading),
    clockVersion: reading.calendarVersion,
  }
}

/** The moment that the clock compares with the due time, once it no longer moves with the present. */
function finishOf({ endedAt, finishAt, pausedSince, waits }: ClockReading): Instant | null {
  const waiting =
    pausedSince !== null || waits.some((wait) => wait.cause === 'supplement' && wait.to === null)
  return endedAt !== null || waiting ? finishAt : null
}
