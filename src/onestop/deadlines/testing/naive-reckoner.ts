import type { CalendarYear, WorkingHours } from '../calendar-contract.ts'
import type { ClockEvent, ClockOptions, TimeRule } from '../contract.ts'

/*
 * A second reckoner, on purpose slow and plain: it walks a list of days and each day slot by slot, as a clerk would
 * with a paper calendar and a pencil. It shares no code with `rules/` (only types), so that a fault must be made
 * twice to pass. Moments are minutes on the clocks of Việt Nam since the first day of its list; all events and
 * all working hours must lie on the grid of `slot` minutes.
 */

export type NaiveDay = { readonly date: string; readonly working: boolean; readonly open: readonly boolean[] }
export type NaiveWorld = {
  readonly days: readonly NaiveDay[]
  readonly slot: number
  readonly originMs: number
}

const perDay = 1440
const minuteMs = 60_000

/** The list of days from one date to another, each with its slots open or shut. */
export function naiveWorld(
  first: string,
  last: string,
  years: readonly CalendarYear[],
  hours: readonly WorkingHours[],
  slot: number,
): NaiveWorld {
  const days: NaiveDay[] = []
  const cursor = new Date(`${first}T00:00:00Z`)
  for (;;) {
    const date = cursor.toISOString().slice(0, 10)
    days.push({ date, ...naiveDay(date, cursor.getUTCDay(), years, hours, slot) })
    if (date === last) return { days, slot, originMs: Date.parse(`${first}T00:00:00+07:00`) }
    cursor.setUTCDate(cursor.getUTCDate() + 1)
  }
}

function naiveDay(
  date: string,
  weekday: number,
  years: readonly CalendarYear[],
  hours: readonly WorkingHours[],
  slot: number,
) {
  let working = weekday !== 0 && weekday !== 6
  for (const year of years)
    for (const entry of year.days)
      if (entry.date === date) {
        if (entry.kind === 'make-up') working = true
        else if (entry.kind === 'disputed') working = working && entry.working
        else working = false
      }
  let windows: readonly { from: string; to: string }[] = []
  for (const list of hours)
    for (const period of list.periods)
      if (period.validFrom <= date && (period.validTo === null || date < period.validTo))
        windows = period.windows
  const open: boolean[] = []
  for (let minute = 0; minute < perDay; minute += slot) {
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    open.push(windows.some(({ from, to }) => from <= time && time < to))
  }
  return { working, open }
}

type Tally = Map<string, number>

/** What the naive reckoner says, in words that compare with a ClockReading. Moments are instants in milliseconds. */
export type NaiveReading = {
  readonly state: string
  readonly startedAt: number | null
  readonly dueAt: number | null
  readonly originalDueAt: number | null
  readonly firstDueAt: number | null
  readonly endedAt: number | null
  readonly requests: number
  readonly extensions: number
  readonly byDay: string | null
  readonly onTime766: boolean | null
  readonly lateMs: number | null
  readonly lateBy: Readonly<Record<string, number>>
  readonly holders: Readonly<Record<string, number>>
  readonly totalMs: number
  readonly supplementDueAt: number | null
  readonly acceptanceDueAt: number | null
  readonly acceptanceLate: boolean
  readonly deemedGrantedFrom: number | null
}

/** Reckons a log by walking. */
export function reckonNaively(
  events: readonly ClockEvent[],
  rule: TimeRule,
  world: NaiveWorld,
  options: ClockOptions,
): NaiveReading {
  const { slot, originMs } = world
  const toMinute = (ms: number) => (ms - originMs) / minuteMs
  const toMs = (minute: number | null) => (minute === null ? null : originMs + minute * minuteMs)
  const dayOf = (minute: number) => Math.floor(minute / perDay)
  const dayAt = (index: number): NaiveDay => {
    const found = world.days[index]
    if (!found) throw new Error('the naive calendar is too short')
    return found
  }
  const isOpen = (minute: number) => {
    const found = dayAt(dayOf(minute))
    return found.working && found.open[(minute % perDay) / slot] === true
  }
  const closing = (index: number) => {
    const { open } = dayAt(index)
    let last = open.length - 1
    while (open[last] !== true) last--
    return index * perDay + (last + 1) * slot
  }
  /** Walks until so many open slots have passed. */
  const walkOpen = (from: number, slots: number) => {
    let at = from
    for (let left = slots; left > 0; at += slot) if (isOpen(at)) left--
    return at
  }
  const countOpen = (from: number, to: number) => {
    let count = 0
    for (let at = from; at < to; at += slot) if (isOpen(at)) count++
    return count
  }
  const rolled = (index: number) => {
    let last = index
    while (!dayAt(last).working) last++
    return last
  }
  type End = { at: number; lastDay: number }
  const endOfDay = (index: number): End => ({ at: closing(rolled(index)), lastDay: index })
  const add = (start: number, value: number, unit: string): End => {
    if (unit === 'hour') return { at: start + value * 60, lastDay: dayOf(start + value * 60) }
    if (unit === 'working-hour') {
      const at = walkOpen(start, (value * 60) / slot)
      return { at, lastDay: dayOf(at) }
    }
    if (unit === 'working-day') {
      let index = dayOf(start)
      for (let counted = 0; counted < value; ) {
        index++
        if (dayAt(index).working) counted++
      }
      return endOfDay(index)
    }
    if (unit === 'day') {
      let index = dayOf(start)
      for (let counted = 0; counted < value; counted++) index++
      return endOfDay(index)
    }
    if (unit === 'month') {
      const [year = 0, month = 0, date = 0] = dayAt(dayOf(start)).date.split('-').map(Number)
      const months = year * 12 + month - 1 + value
      const head = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-`
      for (let wanted = date; wanted > 0; wanted--) {
        const found = world.days.findIndex((one) => one.date === head + String(wanted).padStart(2, '0'))
        if (found >= 0) return endOfDay(found)
      }
      throw new Error('no such month')
    }
    let index = dayOf(start)
    if (!dayAt(index).working || start >= closing(index)) index = rolled(index + 1)
    return endOfDay(index)
  }

  // Which moment counts: worked out from the words of docs/law/time-limits.md, not from the rules' code.
  const begins = 'file accept supplement pay answer-consultation resume outage-ended'.split(' ')
  const term = rule.term
  let due: End | null = null
  let originalDue: End | null = null
  let firstDue: number | null = null
  let started: number | null = null
  let regimeB = false
  let ended: number | null = null
  let deemedBySilence = false
  let state = 'not-started'
  let requests = 0
  let appraisalRequests = 0
  let extensions = 0
  let acceptanceFrom: number | null = null
  let answered: number | null = null
  let holder = ''
  let cursor = -1
  let lastHappened = -1
  const open: { cause: string; from: number; stops: boolean }[] = []
  let pausedAt: number | null = null
  /** Every open slot that was walked: whose it was, and whether it is excused. */
  const walked: { at: number; holder: string; excused: boolean }[] = []
  const walk = (to: number) => {
    const excused = open.some((wait) => wait.stops || wait.cause === 'supplement')
    for (let at = cursor; at < to; at += slot) if (isOpen(at)) walked.push({ at, holder, excused })
  }
  const shift = (end: End, from: number, to: number): End => {
    if (term === null || to <= from) return end
    if (term.unit === 'hour') return { at: end.at + (to - from), lastDay: dayOf(end.at + (to - from)) }
    if (term.unit === 'day' || term.unit === 'month') {
      let midnights = 0
      for (let minute = from; minute < to; minute += slot) if ((minute + slot) % perDay === 0) midnights++
      return midnights === 0 ? end : endOfDay(end.lastDay + midnights)
    }
    const at = walkOpen(end.at, countOpen(from, to))
    return { at, lastDay: dayOf(at) }
  }
  const resume = (at: number) => {
    if (pausedAt === null || open.some((wait) => wait.stops)) return
    if (due !== null && originalDue !== null) {
      due = shift(due, pausedAt, at)
      originalDue = shift(originalDue, pausedAt, at)
    }
    pausedAt = null
  }
  const acceptanceDue = () => {
    const sector = rule.supplement?.acknowledgeWithin
    if (acceptanceFrom === null) return null
    if (sector) return add(acceptanceFrom, sector.value, sector.unit).at
    return options.channel === 'online' ? add(acceptanceFrom, 8, 'working-hour').at : null
  }

  for (const event of events) {
    const occurred = Math.min(toMinute(event.occurredAt), toMinute(event.recordedAt))
    const recorded = toMinute(event.recordedAt)
    const onItsDay = dayOf(occurred) === dayOf(recorded)
    const strict = onItsDay ? occurred : recorded
    const at = Math.max(cursor, begins.includes(event.kind) ? occurred : strict)
    const happened = Math.max(lastHappened, occurred)
    if (ended === null) {
      if (cursor >= 0) walk(at)
      const before = cursor
      cursor = at
      const kind = event.kind
      if (
        started === null &&
        answered === null &&
        ['accept', 'decline-filing', 'ask-supplement'].includes(kind)
      )
        answered = Math.max(before, strict)
      const pastEnd = due !== null && at > due.at
      if (kind === 'file') acceptanceFrom = happened
      else if (kind === 'accept' && started === null) {
        started = happened
        state = 'running'
        regimeB = dayAt(dayOf(happened)).date >= '2025-07-01'
        if (term !== null) {
          due = add(started, term.value, term.unit)
          originalDue = due
          firstDue = due.at
        }
      } else if (kind === 'ask-supplement') {
        requests++
        if (started === null) open.push({ cause: 'supplement', from: at, stops: false })
        else {
          appraisalRequests++
          const lawful =
            rule.supplement?.repeatsLastRound === true || appraisalRequests <= (rule.supplement?.rounds ?? 1)
          const stops = lawful && !pastEnd
          open.push({ cause: 'supplement', from: at, stops })
          if (stops && pausedAt === null) pausedAt = at
        }
      } else if (kind === 'supplement') {
        const index = open.findLastIndex((wait) => wait.cause === 'supplement')
        const wait = open[index]
        if (wait) {
          open.splice(index, 1)
          if (started === null) {
            acceptanceFrom = happened
            answered = null
          } else if (wait.stops && rule.supplement?.mode === 'pause') resume(at)
          else if (wait.stops) {
            if (term !== null) {
              due = add(happened, term.value, term.unit)
              originalDue = due
            }
            pausedAt = open.some((other) => other.stops) ? at : null
          }
        }
      } else if (['consult', 'ask-payment', 'suspend'].includes(kind)) {
        const cause =
          kind === 'consult' ? 'consultation' : kind === 'suspend' ? (event.cause ?? 'suspension') : 'payment'
        const stops = started !== null && !pastEnd && rule.clockStops.some((stop) => stop.cause === cause)
        open.push({ cause, from: at, stops })
        if (stops && pausedAt === null) pausedAt = at
      } else if (['answer-consultation', 'pay', 'resume'].includes(kind)) {
        const causes =
          kind === 'answer-consultation'
            ? ['consultation']
            : kind === 'pay'
              ? ['payment']
              : ['suspension', 'field-check']
        const index = open.findIndex((wait) => causes.includes(wait.cause))
        const wait = open[index]
        if (wait) {
          open.splice(index, 1)
          if (wait.stops) resume(at)
        }
      } else if (kind === 'extend') {
        if (
          extensions === 0 &&
          due !== null &&
          event.newTerm &&
          event.newTerm.value > 0 &&
          at <= due.at - perDay
        ) {
          due = add(due.at, event.newTerm.value, event.newTerm.unit)
          extensions = 1
        }
      } else if (['decide', 'deem-granted', 'withdraw', 'close', 'decline-filing'].includes(kind)) {
        ended = at
        deemedBySilence = kind === 'deem-granted'
        state = kind === 'decide' || kind === 'deem-granted' ? 'ended' : 'stopped'
      }
    }
    cursor = at
    lastHappened = happened
    holder = `${event.holder.kind} ${event.holder.id}`
  }

  const now = Math.max(toMinute(options.now), cursor)
  if (ended === null) {
    walk(now)
    if (pausedAt !== null) state = 'paused'
  }
  const asked = open.filter((wait) => wait.cause === 'supplement').map((wait) => wait.from)
  const holders: Tally = new Map()
  for (const one of walked) holders.set(one.holder, (holders.get(one.holder) ?? 0) + slot * minuteMs)
  const dueAt = (due as End | null)?.at ?? null
  const originalDueAt = (originalDue as End | null)?.at ?? null
  const finish = Math.min(
    ended ?? now,
    pausedAt ?? Number.POSITIVE_INFINITY,
    deemedBySilence ? (dueAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    ...asked,
  )
  const lateBy: Tally = new Map()
  const isLate = started !== null && dueAt !== null && finish > dueAt
  if (isLate)
    for (const one of walked)
      if (one.at >= dueAt && !one.excused)
        lateBy.set(one.holder, (lateBy.get(one.holder) ?? 0) + slot * minuteMs)
  const answerTerm =
    rule.supplement?.answerWithin ??
    ((started === null ? asked[0] !== undefined && dayAt(dayOf(asked[0])).date >= '2025-07-01' : regimeB)
      ? { value: 15, unit: 'day' }
      : null)
  const askedAt = asked[0]
  let supplementDue: number | null = null
  if (askedAt !== undefined && ended === null && answerTerm !== null) {
    const end = add(askedAt, answerTerm.value, answerTerm.unit).at
    supplementDue = answerTerm.unit.endsWith('hour') ? end : (dayOf(end) + 1) * perDay
  }
  let deemed: number | null = null
  if (rule.silenceMeansConsent && dueAt !== null && ended === null && pausedAt === null)
    deemed = term?.unit.endsWith('hour') ? dueAt : (dayOf(dueAt) + 1) * perDay
  const acceptanceDueAt = acceptanceDue()
  return {
    state,
    startedAt: toMs(started),
    dueAt: toMs(dueAt),
    originalDueAt: toMs(originalDueAt),
    firstDueAt: toMs(firstDue),
    endedAt: toMs(ended),
    requests,
    extensions,
    byDay: naiveByDay(),
    onTime766: started === null || originalDueAt === null ? null : requests < 2 && finish <= originalDueAt,
    lateMs: isLate ? [...lateBy.values()].reduce((sum, ms) => sum + ms, 0) : null,
    lateBy: Object.fromEntries(lateBy),
    holders: Object.fromEntries(holders),
    totalMs: walked.length * slot * minuteMs,
    supplementDueAt: toMs(supplementDue),
    acceptanceDueAt: toMs(acceptanceDueAt),
    acceptanceLate:
      acceptanceDueAt !== null &&
      !(ended !== null && answered === null) &&
      (answered ?? now) > acceptanceDueAt,
    deemedGrantedFrom: toMs(deemed),
  }

  function naiveByDay(): string | null {
    if (dueAt === null || started === null) return null
    const [end, last] = [dayAt(dayOf(finish)).date, dayAt(dayOf(dueAt)).date]
    if (ended === null) return end > last ? 'overdue' : 'inTime'
    return end < last ? 'early' : end > last ? 'overdue' : 'onTime'
  }
}
