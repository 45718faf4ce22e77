import { type Instant, toLocalIso } from '#kit/values/instant.ts'
import { fromEpochDay, toEpochDay } from '#kit/values/plain-date.ts'
import type { Facts } from '#kit/values/refusal.ts'
import type { ClockReading, DerivationLine, SkippedDay } from './contract.ts'
import {
  type Lang,
  write,
  writeCalendar,
  writeDate,
  writeLaw,
  writeMoment,
  writeReason,
  writeTerm,
} from './write-facts.ts'

/** One line of "Vì sao có ngày hẹn này?": to be followed with a paper calendar. */
export type ExplainedLine = {
  readonly kind: 'event' | 'rule' | 'counted' | 'skipped' | 'result'
  /** The rule of the clock; of days the rule under which they were counted. */
  readonly rule: string
  /** The day `YYYY-MM-DD` or the moment in ISO 8601 that the line speaks of. */
  readonly on: string | null
  readonly text: string
  /** Of `counted`: which day of the term it is. */
  readonly count: number | null
  /** The article, or null for a house rule. */
  readonly law: string | null
  /** The announcement of the day, or the calendar that the rule counted with. */
  readonly source: string | null
}

/** The derivation of a reading as sentences: each event and rule, then day by day what was counted and what not. */
export function explainDerivation(reading: Pick<ClockReading, 'derivation'>, lang: Lang): ExplainedLine[] {
  return reading.derivation.flatMap((line) => [
    ruleLine(line, lang),
    ...dayLines(line, lang),
    ...resultLine(line, lang),
  ])
}

/** The warnings of a reading as sentences. */
export function explainWarnings(reading: Pick<ClockReading, 'warnings'>, lang: Lang): string[] {
  return reading.warnings.map(({ code, facts }) => write(lang, `warning.${code}`, writtenDays(facts)))
}

/** The rules of time that the log broke, as sentences with their article and the entry that broke them. */
export function explainBreaches(
  reading: Pick<ClockReading, 'breaches'>,
  lang: Lang,
): { readonly sequence: number; readonly text: string; readonly law: string | null }[] {
  return reading.breaches.map(({ code, sequence, law }) => ({
    sequence,
    text: sentenceCase(write(lang, `breach.${code}`)),
    law: writeLaw(lang, law),
  }))
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Days among the facts as people write them: `24/11/2026`. */
function writtenDays(facts: Facts): Facts {
  const written = (fact: string | number) =>
    typeof fact === 'string' ? fact.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3/$2/$1') : fact
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, written(fact)]))
}

function ruleLine(line: DerivationLine, lang: Lang): ExplainedLine {
  const counts = line.rule.startsWith('count-')
  return {
    kind: counts || line.rule.startsWith('term-shifts') ? 'rule' : 'event',
    rule: line.rule,
    on: toLocalIso(line.from ?? line.at),
    text: write(lang, `line.${sentenceOf(line)}`, factsOf(line, lang)),
    count: null,
    law: writeLaw(lang, line.law),
    source: counts ? writeCalendar(lang, line.calendar) : null,
  }
}

function sentenceOf(line: DerivationLine): string {
  if (line.rule !== 'term-shifts') return line.rule
  return line.facts.unit === 'day' || line.facts.unit === 'month' ? 'term-shifts-days' : 'term-shifts-minutes'
}

function factsOf(line: DerivationLine, lang: Lang): Record<string, string | number> {
  const { facts } = line
  const moment = (at: Instant | null) => (at === null ? '' : writeMoment(lang, at))
  return {
    ...facts,
    at: moment(line.at),
    from: moment(line.from),
    to: moment(line.to),
    fromDate: line.from === null ? '' : moment(line.from).slice(6),
    firstDate: line.counted === null ? '' : writeDate(lang, line.counted.first),
    lastDate: line.counted === null ? '' : writeDate(lang, line.counted.last),
    term: line.term === null ? '' : writeTerm(lang, line.term),
    cause: facts.cause === undefined ? '' : write(lang, `cause.${facts.cause}`),
    breach: facts.breach === undefined ? '' : write(lang, `breach.${facts.breach}`),
    ending: facts.kind === undefined ? '' : write(lang, `ending.${facts.kind}`),
  }
}

/** Working days one by one, in order of the calendar; of days in a row only those over which the end is rolled. */
function dayLines(line: DerivationLine, lang: Lang): ExplainedLine[] {
  if (line.term === null) return []
  if (line.term.unit === 'day' || line.term.unit === 'month')
    return [
      ...line.skipped.map((day) => dayLine(line, lang, day, 'rolled')),
      ...line.remarked.map((day) => dayLine(line, lang, day, 'counted-remarked', line.counted?.days)),
    ]
  if (line.term.unit !== 'working-day' || line.counted === null)
    return line.skipped.map((day) => dayLine(line, lang, day, 'skipped'))
  return everyDay(line, lang, line.counted.last)
}

function everyDay(line: DerivationLine, lang: Lang, last: SkippedDay['date']): ExplainedLine[] {
  const left = new Map(line.skipped.map((day) => [day.date, day]))
  const remarked = new Map(line.remarked.map((day) => [day.date, day]))
  const firstDay = line.skipped[0]?.date ?? last
  const begin = line.counted && line.counted.first < firstDay ? line.counted.first : firstDay
  const lines: ExplainedLine[] = []
  let count = 0
  for (let day = toEpochDay(begin); day <= toEpochDay(last); day++) {
    const date = fromEpochDay(day)
    const skipped = left.get(date)
    if (skipped) lines.push(dayLine(line, lang, skipped, 'skipped'))
    else {
      count++
      const named = remarked.get(date)
      lines.push(dayLine(line, lang, named ?? plainDay(date), named ? 'counted-remarked' : 'counted', count))
    }
  }
  return lines
}

function plainDay(date: SkippedDay['date']): SkippedDay {
  return { date, kind: 'ordinary', name: null, nameEn: null, source: null }
}

function dayLine(
  line: DerivationLine,
  lang: Lang,
  day: SkippedDay,
  key: 'skipped' | 'rolled' | 'counted' | 'counted-remarked',
  count: number | null = null,
): ExplainedLine {
  const facts = { date: writeDate(lang, day.date), reason: writeReason(lang, day), count: count ?? '' }
  return {
    kind: key === 'skipped' || key === 'rolled' ? 'skipped' : 'counted',
    rule: line.rule,
    on: day.date,
    text: write(lang, `line.${key}`, facts),
    count,
    law: null,
    source: day.source,
  }
}

function resultLine(line: DerivationLine, lang: Lang): ExplainedLine[] {
  if (!line.rule.startsWith('count-') || line.to === null) return []
  return [
    {
      kind: 'result',
      rule: line.rule,
      on: toLocalIso(line.to),
      text: write(lang, 'line.result', { to: writeMoment(lang, line.to) }),
      count: null,
      law: null,
      source: null,
    },
  ]
}
