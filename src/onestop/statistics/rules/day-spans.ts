import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'

/** Days from `from` on, up to the day before `until`; null has no end. */
export type DaySpan = { readonly from: PlainDate; readonly until: PlainDate | null }

/**
 * The days on which a dossier stands overdue after an action that counts on `on`: what was so before that day stays,
 * from that day on only what follows from the state after the action. House rule: the past is not rewritten.
 */
export function overdueAfter(
  before: readonly DaySpan[],
  on: PlainDate,
  overdueFrom: PlainDate | null,
): readonly DaySpan[] {
  const past = before
    .map((span) => ({ from: span.from, until: span.until === null || span.until > on ? on : span.until }))
    .filter((span) => span.from < span.until)
  if (overdueFrom === null) return past
  const from = overdueFrom > on ? overdueFrom : on
  const last = past.at(-1)
  return last?.until === from
    ? [...past.slice(0, -1), { from: last.from, until: null }]
    : [...past, { from, until: null }]
}

/**
 * From which day an open dossier stands overdue by the day: the one after its due day; null while it has no due time,
 * has ended, or waits since a day that was still in time.
 * @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a (cột 15)
 */
export function overdueFromOf(state: {
  readonly dueOn: PlainDate | null
  readonly waitingOn: PlainDate | null
  readonly ended: boolean
}): PlainDate | null {
  if (state.dueOn === null || state.ended) return null
  return state.waitingOn !== null && state.waitingOn <= state.dueOn ? null : addDays(state.dueOn, 1)
}

/** `{[2018-03-05,2018-03-09),[2018-04-01,)}`: as PostgreSQL writes a datemultirange. House rule. */
export function writeSpans(spans: readonly DaySpan[]): string {
  return `{${spans.map(({ from, until }) => `[${from},${until ?? ''})`).join(',')}}`
}

/** Reads what `writeSpans` and PostgreSQL write. Throws on anything else. House rule. */
export function readSpans(text: string): readonly DaySpan[] {
  const parts = /^\{(.*)\}$/.exec(text)?.[1]
  if (parts === undefined) throw new RangeError(`not a set of days: ${text}`)
  return [...parts.matchAll(/\[([\d-]+),([\d-]*)\)/g)].map(([, from = '', until = '']) => ({
    from: day(from),
    until: until === '' ? null : day(until),
  }))
}
