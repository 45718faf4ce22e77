import { dateOf, type Instant } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { DaySpan } from './day-spans.ts'
import type { Figure } from './figures.ts'

/** What of a dossier's row the figures are counted from. */
export type CountedFacts = {
  readonly channel: string
  /** `full`, `partial`, `informationOnly`; null is not verified. */
  readonly onlineMode: string | null
  readonly synthetic: boolean
  readonly status: string
  readonly decision: string | null
  readonly acceptedAt: Instant | null
  readonly dueAt: Instant | null
  readonly endedAt: Instant | null
  /** The moment that the clock compares with the due time. */
  readonly finishAt: Instant | null
  readonly deliveredAt: Instant | null
  readonly onTheSpot: boolean
  /** Of ended dossiers, by indicator 2.1. */
  readonly onTime: boolean | null
  readonly resultFile: boolean
  readonly digitised: boolean
  readonly overdueIn: readonly DaySpan[]
}

/** So many of a figure on a day. */
export type Contribution = { readonly on: PlainDate; readonly figure: Figure; readonly n: number }

/**
 * All that one dossier counts for, a pure function of its row: the figures of the province are the sum over its
 * dossiers, whenever they are asked. A filing that was declined counts as that and as nothing else.
 * @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a; QĐ 766/QĐ-TTg
 */
export function contributionsOf(facts: CountedFacts): readonly Contribution[] {
  const endedOn = facts.endedAt === null ? null : dateOf(facts.endedAt)
  if (facts.acceptedAt === null)
    return endedOn !== null && facts.status === 'declined' ? [once(endedOn, 'declined')] : []
  const acceptedOn = dateOf(facts.acceptedAt)
  return [
    ...receivedAs(facts).map((figure) => once(acceptedOn, figure)),
    ...(endedOn === null ? [] : endedAs(facts).map((figure) => once(endedOn, figure))),
    ...facts.overdueIn.flatMap(({ from, until }) => [
      once(from, 'overdue'),
      ...(until === null ? [] : [once(until, 'overdue', -1)]),
    ]),
  ]
}

function once(on: PlainDate, figure: Figure, n = 1): Contribution {
  return { on, figure, n }
}

/** Figures on the day of acceptance. */
function receivedAs(facts: CountedFacts): readonly Figure[] {
  const ended = facts.endedAt !== null
  const paperResult = ended && facts.decision !== null && !facts.resultFile
  return [
    channelFigure(facts),
    ...(facts.channel === 'online' && !paperResult ? (['online_electronic'] as const) : []),
    ...(ended && facts.onTime === true ? (['on_time_766'] as const) : []),
    ...(ended && facts.onTime === false ? (['late_766'] as const) : []),
    ...(facts.synthetic ? (['synthetic_received'] as const) : []),
  ]
}

function channelFigure({ channel, onlineMode }: CountedFacts): Figure {
  if (channel === 'counter') return 'received_counter'
  if (channel === 'post') return 'received_post'
  if (onlineMode === 'full') return 'received_full'
  return onlineMode === null ? 'received_unverified' : 'received_partial'
}

/** Figures on the day of the end. */
function endedAs(facts: CountedFacts): readonly Figure[] {
  return [
    outcomeByDay(facts),
    ...(facts.status === 'withdrawn' ? (['withdrawn'] as const) : []),
    ...(facts.status === 'stopped' ? (['stopped'] as const) : []),
    ...(facts.decision === 'reject' ? (['rejected'] as const) : []),
    ...(facts.deliveredAt !== null ? (['delivered'] as const) : []),
    ...(facts.deliveredAt !== null && facts.onTheSpot ? (['delivered_on_the_spot'] as const) : []),
    ...(facts.resultFile ? (['result_files'] as const) : []),
    ...(facts.resultFile && facts.digitised ? (['digitised'] as const) : []),
    ...(facts.synthetic ? (['synthetic_ended'] as const) : []),
  ]
}

/** Finished before, on or after the due day, as the clock compares; without a due time none of them. */
function outcomeByDay({ dueAt, finishAt, endedAt }: CountedFacts): Figure {
  const finished = finishAt ?? endedAt
  if (dueAt === null || finished === null) return 'ended_without_term'
  const [dueOn, finishedOn] = [dateOf(dueAt), dateOf(finished)]
  if (finishedOn === dueOn) return 'ended_on_time'
  return finishedOn < dueOn ? 'ended_early' : 'ended_overdue'
}

/** What an action changed: the contributions after less those before, what cancels out left away. House rule. */
export function deltasBetween(before: CountedFacts | null, after: CountedFacts): readonly Contribution[] {
  const sums = new Map<string, Contribution>()
  const add = (part: Contribution, sign: 1 | -1) => {
    const key = `${part.on} ${part.figure}`
    sums.set(key, { ...part, n: (sums.get(key)?.n ?? 0) + sign * part.n })
  }
  for (const part of before === null ? [] : contributionsOf(before)) add(part, -1)
  for (const part of contributionsOf(after)) add(part, 1)
  return [...sums.values()].filter(({ n }) => n !== 0)
}
