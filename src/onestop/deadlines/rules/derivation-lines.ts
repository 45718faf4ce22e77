import { epochDayOfInstant, type Instant } from '#kit/values/instant.ts'
import type { Term } from '#onestop/procedures/contract.ts'
import type { DerivationLine } from '../contract.ts'
import type { TermEnd } from './add-term.ts'
import { type ClockRun, type Reckoned, regimeOf } from './clock-run.ts'
import { calendarStamp, describeTerm } from './describe-term.ts'
import { lawOf, type RuleId } from './law-articles.ts'

type Line = Partial<Pick<DerivationLine, 'from' | 'to' | 'facts'>> & { readonly sector?: string | null }

/** Adds a line that counts no days. House rule: every line cites its rule and article. */
export function addLine(run: ClockRun, rule: RuleId, reckoned: Reckoned, line: Line = {}): void {
  if (!run.derive) return
  const at = reckoned.counted
  run.lines.push({
    rule,
    law: lawOf(rule, regimeOf(run, at), line.sector),
    sequence: reckoned.event.sequence,
    at,
    from: line.from ?? null,
    to: line.to ?? null,
    term: null,
    counted: null,
    skipped: [],
    remarked: [],
    facts: line.facts ?? {},
    calendar: calendarStamp(run.calendar, epochDayOfInstant(at), epochDayOfInstant(line.to ?? at)),
  })
}

/** Adds the line of a counted term: from its start to its end, day by day. House rule. */
export function addTermLine(
  run: ClockRun,
  rule: RuleId,
  sequence: number,
  counted: { readonly start: Instant; readonly term: Term; readonly end: TermEnd },
): void {
  if (!run.derive) return
  const { start, term, end } = counted
  run.lines.push({
    rule,
    law: lawOf(rule, regimeOf(run, start)),
    sequence,
    at: start,
    from: start,
    to: end.at,
    term,
    ...describeTerm(run.calendar, start, term, end),
    facts: {},
  })
}
