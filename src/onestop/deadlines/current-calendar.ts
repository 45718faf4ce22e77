import { createHash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import { keepBriefly } from '#kit/io/keep-briefly.ts'
import type { Instant } from '#kit/values/instant.ts'
import { type CalendarSource, compileCalendar, type WorkCalendar } from './rules/work-calendar.ts'
import { listAgenciesWithHours, listRecordingMoments, readHours, readYears, stampVersions } from './store.ts'

/** Which calendar is asked for. */
export type CalendarAsk = {
  /** The agency whose own hours hold; null or left out: the hours of all without their own. */
  readonly agencyId?: string | null
  /** False reckons as if make-up Saturdays were ordinary weekends. Default true. */
  readonly makeUpDaysWork?: boolean
}

const compiled = new Map<string, WorkCalendar>()
const mostKept = 64
const stampKept = keepBriefly(stampVersions)

/**
 * The compiled calendar in force. Kept between calls; what is on record is asked again after a second at most,
 * so that a new version soon holds in every process. Throws when no working hours have been loaded.
 */
export async function currentCalendar(reader: Reader, ask: CalendarAsk = {}): Promise<WorkCalendar> {
  const { agencyId = null, makeUpDaysWork = true } = ask
  const key = `${await stampKept(reader)} ${agencyId ?? ''} ${makeUpDaysWork}`
  const known = compiled.get(key)
  if (known) return known
  const calendar = await readCalendar(reader, { agencyId, makeUpDaysWork })
  if (compiled.size >= mostKept) compiled.clear()
  compiled.set(key, calendar)
  return calendar
}

/** The calendar as it was on record at a moment: what a due time stood on when it was first told. */
export async function calendarAsOf(
  reader: Reader,
  asOf: Instant,
  ask: CalendarAsk = {},
): Promise<WorkCalendar> {
  return readCalendar(reader, ask, asOf)
}

/**
 * The calendar of a version that a dossier was reckoned by: what is resolved keeps it. Undefined where no calendar
 * that was ever on record has that version.
 */
export async function calendarOfVersion(
  reader: Reader,
  version: string,
  ask: Pick<CalendarAsk, 'agencyId'> = {},
): Promise<WorkCalendar | undefined> {
  const current = await currentCalendar(reader, ask)
  if (current.version === version) return current
  const key = `of ${version}`
  const known = compiled.get(key)
  if (known) return known
  for (const moment of await listRecordingMoments(reader)) {
    const source = await readSource(reader, ask, moment)
    if (source.version !== version) continue
    const calendar = compileCalendar(source)
    compiled.set(key, calendar)
    return calendar
  }
  return undefined
}

/** The version in force where an agency has no hours of its own, and that of each agency that has. */
export async function currentVersions(
  reader: Reader,
): Promise<{ readonly usual: string; readonly ofAgencies: ReadonlyMap<string, string> }> {
  const ofAgencies = new Map<string, string>()
  for (const agencyId of await listAgenciesWithHours(reader))
    ofAgencies.set(agencyId, (await currentCalendar(reader, { agencyId })).version)
  return { usual: (await currentCalendar(reader)).version, ofAgencies }
}

async function readCalendar(reader: Reader, ask: CalendarAsk, asOf?: Instant): Promise<WorkCalendar> {
  return compileCalendar(await readSource(reader, ask, asOf))
}

async function readSource(reader: Reader, ask: CalendarAsk, asOf?: Instant): Promise<CalendarSource> {
  const years = await readYears(reader, asOf)
  const hours = await readHours(reader, ask.agencyId ?? null, asOf)
  const makeUpDaysWork = ask.makeUpDaysWork ?? true
  const version = createHash('sha256')
    .update([...years, ...hours].map(({ hash }) => hash).join(' '))
    .update(makeUpDaysWork ? '' : ' without make-up days')
    .digest('hex')
    .slice(0, 16)
  return {
    years: years.map(({ version: number, content }) => ({ version: number, content })),
    hours: hours.map(({ content }) => content),
    version,
    makeUpDaysWork,
  }
}
