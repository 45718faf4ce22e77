import type { Context } from '#kit/io/context.ts'
import { findInstant, type Instant, toLocal, toLocalIso } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Term, TermUnit } from '#onestop/procedures/contract.ts'
import type { ClockReading, Regime } from './contract.ts'
import { currentCalendar } from './current-calendar.ts'
import { type ExplainedLine, explainDerivation, explainWarnings } from './explain-derivation.ts'
import { regimeAt } from './rules/law-articles.ts'
import { reckonClock } from './rules/reckon-clock.ts'
import type { WorkCalendar } from './rules/work-calendar.ts'
import { type Lang, write } from './write-facts.ts'

/** The question as it comes in: texts of an address line. */
export type DeadlineQuestion = {
  readonly acceptedAt?: string | undefined
  readonly term?: string | number | undefined
  readonly unit?: string | undefined
  readonly regime?: string | undefined
}

/** The answer of the calculator, with all that it was computed from. */
export type DeadlineAnswer = {
  readonly acceptedAt: string
  readonly term: Term
  readonly regime: Regime
  readonly dueAt: string
  /** The civil date of `dueAt`. */
  readonly dueOn: string
  readonly derivation: readonly ExplainedLine[]
  readonly warnings: readonly { readonly code: string; readonly text: string }[]
  readonly calendarVersion: string
}

export type DeadlineRefusal = Refusal<
  | 'deadline-moment-unreadable'
  | 'deadline-term-unreadable'
  | 'deadline-unit-unknown'
  | 'deadline-regime-unknown'
  | 'deadline-outside-calendar'
>

/** The longest term that the calculator takes, by unit. */
const most = {
  hour: 8784,
  'working-hour': 4000,
  day: 3660,
  'working-day': 2500,
  month: 120,
  'same-day': 0,
  immediate: 0,
} as const satisfies Record<TermUnit, number>

/**
 * When a term ends that begins with an acceptance, on the same function as every dossier's clock.
 *
 * Refuses a moment, term, unit or regime that cannot be read, and a term that ends after 2099.
 */
export async function computeDeadline(
  ctx: Pick<Context, 'db'>,
  question: DeadlineQuestion,
  lang: Lang,
): Promise<DeadlineAnswer | DeadlineRefusal> {
  const asked = readQuestion(question)
  if (isRefused(asked)) return asked
  const reading = tryReckon(asked, await currentCalendar(ctx.db))
  if (reading === undefined || reading.dueAt === null) return refuse('deadline-outside-calendar')
  return {
    acceptedAt: toLocalIso(asked.at),
    term: asked.term,
    regime: asked.regime,
    dueAt: toLocalIso(reading.dueAt),
    dueOn: toLocal(reading.dueAt).date,
    derivation: explainDerivation(reading, lang),
    warnings: warningsFor(asked, reading, lang),
    calendarVersion: reading.calendarVersion,
  }
}

type Asked = { readonly at: Instant; readonly term: Term; readonly regime: Regime }

function readQuestion(question: DeadlineQuestion): Asked | DeadlineRefusal {
  const { acceptedAt = '', regime } = question
  const at = findInstant(acceptedAt.trim().replace(/^(\d{4}-\d{2}-\d{2})$/, '$1T08:00'))
  if (at === undefined || !/^20\d\d/.test(toLocal(at).date))
    return refuse('deadline-moment-unreadable', { text: acceptedAt })
  const term = readTerm(question)
  if (isRefused(term)) return term
  if (regime !== undefined && regime !== '' && regime !== 'A' && regime !== 'B')
    return refuse('deadline-regime-unknown', { text: regime })
  return { at, term, regime: regime === 'A' || regime === 'B' ? regime : regimeAt(at) }
}

function readTerm({ term, unit = '' }: DeadlineQuestion): Term | DeadlineRefusal {
  if (!Object.hasOwn(most, unit))
    return refuse('deadline-unit-unknown', { text: unit, units: Object.keys(most).join(', ') })
  const known = unit as TermUnit
  const text = String(term ?? (most[known] === 0 ? '0' : '')).trim()
  const least = most[known] === 0 ? 0 : 1
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most[known]))
    return refuse('deadline-term-unreadable', { text, least, most: most[known] })
  return { value, unit: known }
}

/** The clock of a dossier of which only the acceptance is known; undefined when it runs out of the calendar. */
function tryReckon({ at, term, regime }: Asked, calendar: WorkCalendar): ClockReading | undefined {
  const holder = { kind: 'officer', id: 'officer' } as const
  const accepted = { sequence: 1, kind: 'accept', occurredAt: at, recordedAt: at, holder } as const
  const rule = { term, silenceMeansConsent: false, supplement: null, clockStops: [], stepTerms: [] }
  try {
    return reckonClock([accepted], rule, calendar, { now: at, regime })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function warningsFor(asked: Asked, reading: ClockReading, lang: Lang): DeadlineAnswer['warnings'] {
  const texts = explainWarnings(reading, lang)
  const warnings = reading.warnings.map(({ code }, index) => ({ code, text: texts[index] ?? code }))
  const own = regimeAt(asked.at)
  if (own === asked.regime) return warnings
  return [
    ...warnings,
    { code: 'regime-differs', text: write(lang, 'warning.regime-differs', { regime: own }) },
  ]
}
