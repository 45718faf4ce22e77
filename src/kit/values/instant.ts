import { type EpochDay, findDay, fromEpochDay, type PlainDate, toEpochDay } from './plain-date.ts'

/** A moment, as whole milliseconds since 1970-01-01T00:00Z. Stored as `timestamptz`, shown in Vietnamese time. */
export type Instant = number & { readonly instant: unique symbol }

/**
 * Asia/Ho_Chi_Minh has stood at UTC+7 without summer time since 13 June 1975; a test holds this against the
 * zone data base. Everything this product reckons lies after that.
 */
const offsetMs = 7 * 3_600_000
const dayMs = 86_400_000

/** A civil date and a minute of the day 0–1440 on the clocks of Việt Nam. */
export type LocalMoment = { readonly date: PlainDate; readonly minute: number }

/** Reads ISO 8601; a text without offset is Vietnamese time. Throws RangeError on anything else. */
export function instant(text: string): Instant {
  const found = findInstant(text)
  if (found === undefined) throw new RangeError(`not a moment (ISO 8601): ${text}`)
  return found
}

/** As `instant`, or undefined when the text is no moment. */
export function findInstant(text: string): Instant | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?$/.exec(text)
  if (!parts || findDay(parts[1] ?? '') === undefined) return undefined // Date.parse takes 30 February for 2 March
  const ms = Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? '+07:00'}`)
  return Number.isNaN(ms) ? undefined : (ms as Instant)
}

/** Takes a JavaScript time value. */
export function instantOf(ms: number): Instant {
  return Math.trunc(ms) as Instant
}

/** The civil date in Việt Nam. */
export function dateOf(at: Instant): PlainDate {
  return fromEpochDay(epochDayOfInstant(at))
}

/** The civil epoch day in Việt Nam. */
export function epochDayOfInstant(at: Instant): EpochDay {
  return Math.floor((at + offsetMs) / dayMs)
}

/** Minutes since local midnight, with seconds as a fraction. */
export function minuteOfDay(at: Instant): number {
  return (at + offsetMs - epochDayOfInstant(at) * dayMs) / 60_000
}

/** The civil date and minute in Việt Nam. */
export function toLocal(at: Instant): LocalMoment {
  return { date: dateOf(at), minute: minuteOfDay(at) }
}

/** The instant of a minute (0–1440) of a civil date in Việt Nam. */
export function atMinute(date: PlainDate, minute: number): Instant {
  return atEpochMinute(toEpochDay(date), minute)
}

/** The instant of a minute of an epoch day in Việt Nam. */
export function atEpochMinute(epochDay: EpochDay, minute: number): Instant {
  return (epochDay * dayMs + minute * 60_000 - offsetMs) as Instant
}

/** ISO 8601 in UTC with milliseconds, the form that is hashed and stored. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString()
}

/** ISO 8601 with the Vietnamese offset, `2025-04-28T09:00:00+07:00`: the form that the API answers. */
export function toLocalIso(at: Instant): string {
  return `${new Date(at + offsetMs).toISOString().slice(0, 19)}+07:00`
}
