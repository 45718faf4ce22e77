import { atMinute, dateOf, type Instant, instantOf } from '#kit/values/instant.ts'
import { addDays, day, daysBetween } from '#kit/values/plain-date.ts'
import {
  addTerm,
  addWorkingMs,
  isWorkingDay,
  type WorkCalendar,
  workingMsBetween,
} from '#onestop/deadlines/public.ts'
import type { ProcedureVersion, Term } from '#onestop/procedures/contract.ts'
import { type Random, randomFrom } from './random.ts'
import type { DemoYear } from './setting.ts'

export type StepKind =
  | 'file'
  | 'accept'
  | 'assign'
  | 'ask-supplement'
  | 'supplement'
  | 'assess'
  | 'decide'
  | 'deliver'

/** One step of a made-up dossier: what, when, in which dossier. */
export type PlannedStep = { readonly dossier: number; readonly kind: StepKind; readonly at: Instant }

/** A made-up dossier before it is run: its procedure, its way in, how it ends. */
export type PlannedDossier = {
  readonly number: number
  readonly procedure: ProcedureVersion
  readonly channel: 'online' | 'counter' | 'post'
  readonly rejected: boolean
  readonly steps: readonly PlannedStep[]
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const workingDayMs = 8 * hourMs
/** The term taken for planning where the law's term is not verified. */
const assumedTerm: Term = { value: 5, unit: 'working-day' }

/**
 * Plans the dossiers of a year from its setting: each procedure at least once, the rest by weight among those whose
 * term is verified, so that the year says as much as can be said about time; every step inside working hours and inside
 * its term. The plan only says when things are done; due times are computed by the program
 * itself when the acts run.
 */
export function planYear(
  setting: DemoYear,
  procedures: readonly ProcedureVersion[],
  calendar: WorkCalendar,
): readonly PlannedDossier[] {
  const random = randomFrom(setting.seed)
  const weighted = procedures.flatMap((version, index) =>
    version.content.term === null
      ? []
      : Array.from({ length: setting.weights[setting.procedures[index] ?? ''] ?? 1 }, () => version),
  )
  return Array.from({ length: setting.dossiers }, (_, index) => {
    const procedure = procedures[index] ?? random.pick(weighted)
    return planDossier(setting, index + 1, procedure, random, calendar)
  })
}

function planDossier(
  setting: DemoYear,
  number: number,
  procedure: ProcedureVersion,
  random: Random,
  calendar: WorkCalendar,
): PlannedDossier {
  const lot = random.between(1, 1000)
  const { online, post, supplement, rejected } = setting.perMille
  const channel = lot <= online ? 'online' : lot <= online + post ? 'post' : 'counter'
  const withSupplement = random.chance(supplement)
  const isRejected = random.chance(rejected)
  for (let attempt = 0; attempt < 1000; attempt++) {
    const steps = planSteps(setting, number, procedure, channel, withSupplement, random, calendar)
    const last = steps?.at(-1)
    if (steps && last && dateOf(last.at) <= setting.lastDeliveredOn)
      return { number, procedure, channel, rejected: isRejected, steps }
  }
  throw new Error(`no day of the year leaves time for ${procedure.content.name}`)
}

function planSteps(
  setting: DemoYear,
  dossier: number,
  procedure: ProcedureVersion,
  channel: PlannedDossier['channel'],
  withSupplement: boolean,
  random: Random,
  calendar: WorkCalendar,
): readonly PlannedStep[] | undefined {
  const term = procedure.content.term ?? assumedTerm
  const filedAt = filingMoment(setting, procedure.validFrom, random, calendar)
  const after = (at: Instant, ms: number) => wholeMinute(addWorkingMs(calendar, at, ms))
  const acceptedAt = after(
    filedAt,
    channel === 'online' ? random.between(15, 360) * minuteMs : random.between(3, 14) * minuteMs,
  )
  const steps: PlannedStep[] = []
  const plan = (kind: StepKind, at: Instant) => {
    steps.push({ dossier, kind, at })
    return at
  }
  plan('file', filedAt)
  plan('accept', acceptedAt)
  let begin = acceptedAt
  let worked = plan('assign', after(acceptedAt, random.between(5, 40) * minuteMs))
  const total = () => workingMsBetween(calendar, begin, addTerm(calendar, begin, term).at)
  if (withSupplement && total() >= 3 * workingDayMs) {
    const askedAt = plan('ask-supplement', after(worked, random.between(60, 900) * minuteMs))
    begin = plan('supplement', after(askedAt, random.between(4, 50) * hourMs))
    worked = after(begin, 30 * minuteMs)
  }
  const span = Math.max(30 * minuteMs, total() * (0.12 + 0.8 * random.next()))
  const left = Math.max(20 * minuteMs, span - workingMsBetween(calendar, begin, worked))
  const assessedAt = plan('assess', after(worked, left * 0.7))
  const decidedAt = plan('decide', after(assessedAt, left * 0.3))
  plan('deliver', after(decidedAt, random.between(10, 600) * minuteMs))
  // A term of hours that ends on a Saturday leaves no working time: such a moment of filing is not taken.
  return decidedAt <= addTerm(calendar, begin, term).at ? steps : undefined
}

/** A working day of the period, once the procedure is in force, and a minute at which the counter is open. */
function filingMoment(setting: DemoYear, validFrom: string, random: Random, calendar: WorkCalendar): Instant {
  const first = day(validFrom > setting.firstFiledOn ? validFrom : setting.firstFiledOn)
  const days = daysBetween(first, day(setting.lastFiledOn))
  for (;;) {
    const on = addDays(first, random.between(0, days))
    const minute = random.chance(600) ? random.between(425, 670) : random.between(815, 990)
    if (isWorkingDay(calendar, on)) return atMinute(on, minute)
  }
}

function wholeMinute(at: Instant): Instant {
  return instantOf(Math.ceil(at / minuteMs) * minuteMs)
}
