import { type Instant, instant, toLocalIso } from '#kit/values/instant.ts'
import type { SupplementRule } from '#onestop/procedures/contract.ts'
import type { ClockEvent, ClockEventKind, ClockOptions, ClockReading, Holder, TimeRule } from '../contract.ts'
import { reckonClock } from '../rules/reckon-clock.ts'
import { calendarOfContent } from './calendar-of-content.ts'

/** A line of a log: `['2025-05-05T09:00', 'accept']`; what else an action carries comes third. */
export type LogLine = readonly [
  at: string,
  kind: ClockEventKind,
  more?: { recorded?: string } & Partial<ClockEvent>,
]

const holderAfter: Readonly<Partial<Record<ClockEventKind, Holder>>> = {
  file: { kind: 'counter', id: 'counter' },
  accept: { kind: 'leader', id: 'agency' },
  assign: { kind: 'officer', id: 'officer' },
  assess: { kind: 'leader', id: 'agency' },
  'ask-supplement': { kind: 'applicant', id: 'applicant' },
  'ask-payment': { kind: 'applicant', id: 'applicant' },
  consult: { kind: 'consulted-agency', id: 'other-agency' },
  suspend: { kind: 'outside-system', id: 'suspension' },
  'outage-began': { kind: 'outage', id: 'national-portal' },
}
const officer: Holder = { kind: 'officer', id: 'officer' }

/** A log as the clock reads it, with the usual holders. */
export function logOf(lines: readonly LogLine[]): ClockEvent[] {
  return lines.map(([at, kind, { recorded, ...more } = {}], index) => ({
    sequence: index + 1,
    kind,
    occurredAt: instant(at),
    recordedAt: instant(recorded ?? at),
    holder: holderAfter[kind] ?? officer,
    ...more,
  }))
}

/** Five working days, nothing special. */
export const plainRule: TimeRule = {
  term: { value: 5, unit: 'working-day' },
  silenceMeansConsent: false,
  supplement: null,
  clockStops: [],
  stepTerms: [],
}

/** A supplement rule of sector law with what a test needs of it. */
export function supplementRule(change: Partial<SupplementRule>): SupplementRule {
  return {
    mode: 'restart',
    rounds: 1,
    noticeWithin: null,
    answerWithin: null,
    law: 'luật chuyên ngành',
    ...change,
  }
}

const calendar = calendarOfContent()

/** Reads a log as of its last line, or of `now`. */
export function read(
  lines: readonly LogLine[],
  rule: Partial<TimeRule> = {},
  options: Partial<Omit<ClockOptions, 'now'>> & { readonly now?: string } = {},
): ClockReading {
  const { now = lines.at(-1)?.[2]?.recorded ?? lines.at(-1)?.[0] ?? '2025-01-01T00:00', ...rest } = options
  return reckonClock(logOf(lines), { ...plainRule, ...rule }, calendar, { ...rest, now: instant(now) })
}

/** `2025-05-06T17:00`, or null. */
export function at(moment: Instant | null): string | null {
  return moment === null ? null : toLocalIso(moment).slice(0, 16)
}
