import type { Instant } from '#kit/values/instant.ts'
import type { ClockStop, Term, TermUnit } from '#onestop/procedures/contract.ts'
import type { ClockEvent, ClockEventKind, ClockOptions, Holder, TimeRule } from '../contract.ts'

/** A made-up log with a made-up rule; lawful or not, the clock must have an answer. */
export type RandomCase = {
  readonly events: readonly ClockEvent[]
  readonly rule: TimeRule
  readonly options: ClockOptions
}

/** Numbers from a seed (mulberry32), so that a failing case is named by one number. */
export function randomFrom(seed: number) {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    below,
    chance: (share: number) => next() < share,
    pick: <Choice>(choices: readonly Choice[]): Choice => choices[below(choices.length)] as Choice,
  }
}
type Random = ReturnType<typeof randomFrom>

const minuteMs = 60_000
const causes: readonly ClockStop['cause'][] = ['payment', 'consultation', 'suspension', 'field-check']
const holders: readonly Holder[] = [
  { kind: 'counter', id: 'c' },
  { kind: 'officer', id: 'o1' },
  { kind: 'officer', id: 'o2' },
  { kind: 'leader', id: 'l' },
  { kind: 'consulted-agency', id: 'a' },
  { kind: 'applicant', id: 'p' },
  { kind: 'outside-system', id: 's' },
  { kind: 'outage', id: 'x' },
]

const kinds: readonly ClockEventKind[] = [
  'assign',
  'assess',
  'consult',
  'answer-consultation',
  'ask-payment',
  'pay',
  'suspend',
  'resume',
  'extend',
  'apologise',
  'ask-supplement',
  'supplement',
  'outage-began',
  'outage-ended',
  'deliver',
  'other',
]
const endings: readonly ClockEventKind[] = ['decide', 'decide', 'decide', 'withdraw', 'close', 'deem-granted']

/** A case of a seed, its moments on a grid of `slot` minutes between `firstMs` and `lastMs`. */
export function randomCase(seed: number, slot: number, firstMs: number, lastMs: number): RandomCase {
  const random = randomFrom(seed)
  const rule = randomRule(random)
  const slotMs = slot * minuteMs
  let occurred = firstMs + random.below(Math.floor((lastMs - firstMs) / slotMs)) * slotMs
  let recorded = occurred
  const events: ClockEvent[] = []
  const happen = (kind: ClockEventKind) => {
    occurred += random.below(random.pick([1, 60, 600, 2880, 7200]) / slot + 1) * slotMs
    const delay = random.chance(0.2) ? random.below(5760 / slot) * slotMs : 0
    recorded = Math.max(recorded, occurred + delay)
    events.push({
      sequence: events.length + 1,
      kind,
      occurredAt: occurred as Instant,
      recordedAt: recorded as Instant,
      holder: random.pick(holders),
      ...(kind === 'extend' ? { newTerm: randomTerm(random, 9) } : {}),
      ...(kind === 'suspend' && random.chance(0.5) ? { cause: random.pick(causes) } : {}),
    })
  }
  happen('file')
  for (let round = random.below(3); round > 0 && random.chance(0.4); round--) {
    happen('ask-supplement')
    happen('supplement')
  }
  if (random.chance(0.95)) happen('accept')
  else if (random.chance(0.5)) happen('decline-filing')
  for (let left = random.below(9); left > 0; left--) happen(random.pick(kinds))
  if (random.chance(0.8)) happen(random.pick(endings))
  for (let left = random.below(2); left > 0; left--) happen(random.pick(kinds))
  const now = (Math.max(recorded, occurred) + random.below(8640 / slot) * slotMs) as Instant
  return {
    events,
    rule,
    options: { now, channel: random.pick(['online', 'counter', 'post']), derive: false },
  }
}

function randomRule(random: Random): TimeRule {
  return {
    term: random.chance(0.97) ? randomTerm(random, 20) : null,
    silenceMeansConsent: random.chance(0.2),
    supplement: random.chance(0.5)
      ? null
      : {
          mode: random.pick(['restart', 'pause']),
          rounds: 1 + random.below(2),
          repeatsLastRound: random.chance(0.1),
          noticeWithin: random.chance(0.5) ? null : randomTerm(random, 7),
          answerWithin: random.chance(0.5) ? null : randomTerm(random, 15),
          acknowledgeWithin: random.chance(0.7) ? null : randomTerm(random, 3),
          law: 'luật thử',
        },
    clockStops: causes.filter(() => random.chance(0.4)).map((cause) => ({ cause, law: 'luật thử' })),
    stepTerms: [],
  }
}

const units: readonly TermUnit[] = [
  'hour',
  'working-hour',
  'day',
  'working-day',
  'working-day',
  'month',
  'same-day',
  'immediate',
]

function randomTerm(random: Random, most: number): Term {
  const unit = random.pick(units)
  if (unit === 'same-day' || unit === 'immediate') return { value: 0, unit }
  return { value: 1 + random.below(unit === 'month' ? 2 : most), unit }
}
