import { atMinute, dateOf, type Instant, instantOf } from '#kit/values/instant.ts'
import { nextDay, type PlainDate } from '#kit/values/plain-date.ts'
import type { ClockReading } from '#onestop/deadlines/contract.ts'
import { reckonClock, type WorkCalendar } from '#onestop/deadlines/public.ts'
import { countedTime } from '#onestop/deadlines/rules/counted-time.ts'
import { type Counts, type Measure, measures } from '../contract.ts'
import { eventsOf, type RandomDossier } from './random-dossiers.ts'

/**
 * Recounts a period from logs alone, deliberately naive and on a code path of its own: it knows neither deltas nor
 * cubes nor the row. What stood overdue on a day is asked of the clock, with the part of the log that counts up to
 * that day and that day's end as the present.
 */
export function recount(
  dossiers: readonly RandomDossier[],
  calendar: WorkCalendar,
  period: { readonly from: PlainDate; readonly to: PlainDate },
): Counts {
  const counts = Object.fromEntries(measures.map((measure) => [measure, 0])) as Counts
  for (const dossier of dossiers)
    for (const measure of measuresOf(dossier, calendar, period)) counts[measure] += 1
  return counts
}

function measuresOf(
  dossier: RandomDossier,
  calendar: WorkCalendar,
  { from, to }: { readonly from: PlainDate; readonly to: PlainDate },
): readonly Measure[] {
  const accepted = dossier.actions.find(({ kind }) => kind === 'accept')
  if (!accepted || dateOf(accepted.occurredAt) > to) return []
  const acceptedOn = dateOf(accepted.occurredAt)
  const reading = read(dossier, calendar, atMinute(nextDay(to), 0))
  const endedOn = reading.endedAt === null ? null : dateOf(reading.endedAt)
  if (endedOn !== null && endedOn < from) return []
  return [
    ...(acceptedOn >= from ? receivedAs(dossier) : (['carried-over'] as const)),
    ...(endedOn !== null && endedOn <= to ? resolvedAs(dossier, reading) : openAs(dossier, calendar, to)),
  ]
}

function receivedAs({ channel, onlineMode }: RandomDossier): readonly Measure[] {
  if (channel !== 'online') return ['received', `received-${channel}`]
  if (onlineMode === 'full') return ['received', 'received-online', 'received-full']
  const partial = ['received', 'received-online', 'received-partial'] as const
  return onlineMode === null ? [...partial, 'received-unverified'] : partial
}

function resolvedAs(dossier: RandomDossier, { byDay }: ClockReading): readonly Measure[] {
  const ends = dossier.actions.map(({ content }) => content)
  return [
    'resolved',
    resolvedIn(byDay),
    ...(ends.some((end) => end.kind === 'decide' && end.decision === 'reject')
      ? (['rejected'] as const)
      : []),
    ...(ends.some(({ kind }) => kind === 'withdraw') ? (['withdrawn'] as const) : []),
    ...(ends.some(({ kind }) => kind === 'close') ? (['stopped'] as const) : []),
  ]
}

function resolvedIn(byDay: ClockReading['byDay']): Measure {
  if (byDay === null) return 'without-term'
  return byDay === 'early' || byDay === 'overdue' ? byDay : 'on-time'
}

function openAs(dossier: RandomDossier, calendar: WorkCalendar, on: PlainDate): readonly Measure[] {
  const overdue = readAsOf(dossier, calendar, on)?.byDay === 'overdue'
  return ['in-process', overdue ? 'in-process-overdue' : 'in-process-in-time']
}

function read(dossier: RandomDossier, calendar: WorkCalendar, now: Instant): ClockReading {
  return reckonClock(eventsOf(dossier), dossier.rule, calendar, {
    now,
    channel: dossier.channel,
    derive: false,
  })
}

function readAsOf(dossier: RandomDossier, calendar: WorkCalendar, on: PlainDate): ClockReading | undefined {
  const events = eventsOf(dossier)
  let latest = ''
  const known = events.filter((event) => {
    const countedOn = dateOf(countedTime(event))
    latest = countedOn > latest ? countedOn : latest
    return latest <= on
  })
  if (known.length === 0) return undefined
  const now = instantOf(atMinute(nextDay(on), 0) - 1)
  return reckonClock(known, dossier.rule, calendar, { now, channel: dossier.channel, derive: false })
}
