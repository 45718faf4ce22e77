import type { Context } from '#kit/io/context.ts'
import { dateOf, instantOf } from '#kit/values/instant.ts'
import type { ClockReading } from '#onestop/deadlines/contract.ts'
import {
  calendarChanges,
  calendarOfVersion,
  currentCalendar,
  currentVersions,
  type WorkCalendar,
} from '#onestop/deadlines/public.ts'
import type { CountedFacts } from '#onestop/statistics/rules/contributions.ts'
import { overdueAfter, overdueFromOf } from '#onestop/statistics/rules/day-spans.ts'
import { getVersion } from './get-version.ts'
import { listOnOlderCalendar, type NewMove, writeRereckoning } from './move-store.ts'
import { columnsOf, readClock } from './read-clock.ts'
import { readLog } from './rules/clock-events.ts'
import { countedDay } from './rules/counted-day.ts'
import { type DossierLog, findLog } from './store.ts'

/** What one round did: due times that moved, dossiers that only changed their calendar, and those somebody acted on. */
export type Rereckoned = { readonly moved: number; readonly kept: number; readonly busy: number }

const pageSize = 200

/**
 * Reckons every open dossier anew that stands on an older calendar than the one in force: its row, the figures and the
 * message to its applicant follow in one statement a dossier. What was done is not listed again, so a round that was
 * broken off goes on where it stopped, and several processes may run one at once. Resolved dossiers keep the calendar by
 * which they were resolved (docs/decisions/0012).
 */
export async function rereckonDossiers(ctx: Context): Promise<Rereckoned> {
  const done = { moved: 0, kept: 0, busy: 0 }
  const versions = await currentVersions(ctx.db)
  let after: { agencyId: string; id: string } | undefined
  do {
    const page = await listOnOlderCalendar(ctx.db, versions, after, pageSize)
    for (const { code } of page) {
      const log = await findLog(ctx.db, code)
      if (log) done[await rereckon(ctx, log)]++
    }
    after = page.length === pageSize ? page.at(-1) : undefined
  } while (after)
  return done
}

/**
 * The log of a dossier with its row on the calendar in force: whoever acts, acts on that. A due time that moves is
 * recorded as such before the act and not hidden in it.
 */
export async function bringUpToCalendar(ctx: Context, log: DossierLog): Promise<DossierLog> {
  if (log.clockVersion === '' || log.counted.endedAt !== null) return log
  const calendar = await currentCalendar(ctx.db, { agencyId: log.agencyId })
  if (calendar.version === log.clockVersion) return log
  await rereckon(ctx, log)
  return (await findLog(ctx.db, log.code)) ?? log
}

async function rereckon(ctx: Context, log: DossierLog): Promise<keyof Rereckoned> {
  const version = await getVersion(ctx, log)
  const { state, events } = readLog(log.agencyId, log.actions)
  const asked = { agencyId: log.agencyId, channel: state.channel, version }
  const { reading } = await readClock(ctx.db, asked, events, ctx.now())
  const columns = columnsOf(reading)
  const move = await moveOf(ctx, log, reading)
  const written = await writeRereckoning(ctx.db, log, columns, countedAfter(ctx, log, columns), move)
  if (!written) return 'busy'
  return move === null ? 'kept' : 'moved'
}

/** What the figures count afterwards: days that had passed stay as they were told, the days to come follow the new date. */
function countedAfter(
  ctx: Context,
  { counted, actions }: DossierLog,
  columns: ReturnType<typeof columnsOf>,
): CountedFacts {
  const after = { ...counted, dueAt: columns.dueAt, finishAt: columns.finishAt ?? null }
  if (counted.dueAt === after.dueAt) return after
  const [today, countedOn] = [dateOf(ctx.now()), countedDay(actions)]
  const overdueFrom = overdueFromOf({
    dueOn: counted.acceptedAt === null || after.dueAt === null ? null : dateOf(after.dueAt),
    waitingOn: after.finishAt === null ? null : dateOf(after.finishAt),
    ended: false,
  })
  const on = today > countedOn ? today : countedOn
  return { ...after, overdueIn: overdueAfter(counted.overdueIn, on, overdueFrom) }
}

async function moveOf(ctx: Context, log: DossierLog, reading: ClockReading): Promise<NewMove | null> {
  const [from, to] = [log.counted.dueAt, reading.dueAt]
  if (from === null || to === null || from === to) return null
  const before = await calendarOfVersion(ctx.db, log.clockVersion, { agencyId: log.agencyId })
  const after: WorkCalendar = await currentCalendar(ctx.db, { agencyId: log.agencyId })
  const span = { from: reading.startedAt ?? from, to: instantOf(Math.max(from, to)) }
  const cause = before ? calendarChanges(before, after, span) : { years: [], days: [], hours: false }
  return { id: ctx.newId(), from, to, cause, movedAt: ctx.now() }
}
