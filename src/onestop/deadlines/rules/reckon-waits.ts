import type { Instant } from '#kit/values/instant.ts'
import type { ClockStop, Term } from '#onestop/procedures/contract.ts'
import { addTerm } from './add-term.ts'
import { type ClockRun, type Reckoned, regimeOf, type Wait } from './clock-run.ts'
import { addLine } from './derivation-lines.ts'
import { breakRule, countFrom, shiftTerm } from './reckon-term.ts'

/** Within how long the agency asks, where sector law is silent. @law NĐ 61/2018 Điều 19.4; NĐ 118/2025 Điều 19.5 */
const noticeTerm: Term = { value: 3, unit: 'working-day' }

/**
 * A request for a supplement. In appraisal it stops the clock, unless the term has already ended (what is late stays
 * late) or it goes beyond the rounds that the version allows.
 * @law NĐ 61/2018 Điều 15.3, 17.1a, 19.4; NĐ 118/2025 Điều 11.2c, 16.3, 17.1c, 19.5; sector law of the version
 */
export function askSupplement(run: ClockRun, reckoned: Reckoned): void {
  const at = reckoned.counted
  run.requests += 1
  if (run.acceptedAt === null) {
    run.waits.push({ cause: 'supplement', from: at, to: null, stopsClock: false })
    addLine(run, 'supplement-asked-before-acceptance', reckoned, { from: at })
    return
  }
  run.requestsInAppraisal += 1
  const { supplement } = run.rule
  const sector = supplement?.law
  const noticeDue = addTerm(
    run.calendar,
    run.noticeFrom ?? run.acceptedAt,
    supplement?.noticeWithin ?? noticeTerm,
  )
  if (at > noticeDue.at) breakRule(run, reckoned, 'supplement-notice-late', 'supplement-asked', sector)
  const refused = whyNotStopping(run, at)
  if (refused === null) addLine(run, 'supplement-asked', reckoned, { from: at, sector })
  else {
    breakRule(run, reckoned, refused, refused, sector)
    addLine(run, refused, reckoned, { from: at, sector })
  }
  openWait(run, { cause: 'supplement', from: at, to: null, stopsClock: refused === null })
}

function whyNotStopping(
  run: ClockRun,
  at: Instant,
): 'supplement-beyond-rounds' | 'supplement-after-end' | null {
  const { supplement } = run.rule
  const rounds = supplement?.repeatsLastRound ? Number.POSITIVE_INFINITY : (supplement?.rounds ?? 1)
  if (run.requestsInAppraisal > rounds) return 'supplement-beyond-rounds'
  return run.due !== null && at > run.due.at ? 'supplement-after-end' : null
}

/**
 * The supplement has come: the term is counted again from zero from the moment it was complete, or goes on where it
 * stopped, as the version says.
 * @law NĐ 61/2018 Điều 19.4; NĐ 118/2025 Điều 19.5; sector law of the version
 */
export function receiveSupplement(run: ClockRun, reckoned: Reckoned): void {
  const wait = run.waits.findLast((open) => open.cause === 'supplement' && open.to === null)
  if (!wait) return
  if (run.acceptedAt === null) {
    wait.to = reckoned.counted
    run.acceptanceFrom = reckoned.happened
    run.answeredAt = null
    return
  }
  run.noticeFrom = reckoned.happened
  if (!wait.stopsClock) {
    wait.to = reckoned.counted
    return
  }
  if (run.rule.supplement?.mode === 'pause') {
    closeWait(run, wait, reckoned)
    return
  }
  wait.to = reckoned.counted
  addLine(run, 'term-restarts', reckoned, { from: reckoned.happened, sector: run.rule.supplement?.law })
  countFrom(run, reckoned.happened, reckoned)
  run.assessmentFrom = reckoned.happened
  run.assessedAt = null
  run.pausedSince = run.waits.some((open) => open.stopsClock && open.to === null) ? reckoned.counted : null
}

/**
 * The begin of a wait for another cause. It stops the clock only where the version lists the cause, and not once
 * the term has ended.
 * @law C8, C9: the decrees read stop the clock for none of these; the version's own law
 */
export function beginStop(run: ClockRun, reckoned: Reckoned, cause: ClockStop['cause']): void {
  const at = reckoned.counted
  const listed = run.rule.clockStops.find((stop) => stop.cause === cause)
  const ended = run.due !== null && at > run.due.at
  const stopsClock = listed !== undefined && !ended && run.acceptedAt !== null
  openWait(run, { cause, from: at, to: null, stopsClock })
  if (stopsClock) addLine(run, 'stop-began', reckoned, { from: at, sector: listed.law, facts: { cause } })
  else {
    const rule = ended && listed ? 'stop-after-end' : 'stop-not-listed'
    addLine(run, rule, reckoned, { from: at, facts: { cause } })
    // To suspend without ground is a breach; to ask for payment or an opinion is lawful and simply does not stop it.
    if (cause === 'suspension' || cause === 'field-check') breakRule(run, reckoned, rule, rule)
  }
}

/** The end of such a wait: the earliest one of the cause that is open. House rule. */
export function endStop(run: ClockRun, reckoned: Reckoned, causes: readonly Wait['cause'][]): void {
  const wait = run.waits.find((open) => open.to === null && causes.includes(open.cause))
  if (wait) closeWait(run, wait, reckoned)
}

function openWait(run: ClockRun, wait: Wait): void {
  run.waits.push(wait)
  if (wait.stopsClock) run.pausedSince ??= wait.from
}

function closeWait(run: ClockRun, wait: Wait, reckoned: Reckoned): void {
  wait.to = reckoned.counted
  if (!wait.stopsClock || run.pausedSince === null) return
  if (run.waits.some((open) => open.stopsClock && open.to === null)) return
  shiftTerm(run, run.pausedSince, reckoned.counted, reckoned)
  run.pausedSince = null
}

/** The regime's own time for the applicant's answer: fifteen days under B, none under A. @law NĐ 118/2025 Điều 19.5 */
export function answerTerm(run: ClockRun, at: Instant): Term | null {
  const sector = run.rule.supplement?.answerWithin
  return sector ?? (regimeOf(run, at) === 'B' ? { value: 15, unit: 'day' } : null)
}
