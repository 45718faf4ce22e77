import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { StepTerm } from '#onestop/procedures/contract.ts'
import type { StepReading } from '../contract.ts'
import { addTerm, shiftEnd } from './add-term.ts'
import type { ClockRun, Segment } from './clock-run.ts'
import { sumHolders, unexcusedBetween } from './holder-time.ts'
import { workingMsBetween } from './working-time.ts'

/**
 * The terms of the internal steps, each inside the total: a step begins where the one before ended, moves with the
 * waits that stop the clock, and never ends after the dossier's own due time.
 * @law TT 01/2018/TT-VPCP Điều 8 (internal process: steps carry role and term)
 */
export function readSteps(run: ClockRun, now: Instant, segments: readonly Segment[]): StepReading[] {
  const steps: StepReading[] = []
  for (const { step, term } of run.rule.stepTerms) {
    const startedAt = startOf(run, step)
    if (startedAt === null) continue
    const endedAt = endOf(run, step)
    const until = endedAt ?? run.endedAt ?? now
    let end = addTerm(run.calendar, startedAt, term)
    for (const wait of run.waits) {
      if (!wait.stopsClock || wait.from < startedAt || wait.from > until) continue
      const to = instantOf(Math.min(wait.to ?? until, until))
      const workingMs = workingMsBetween(run.calendar, wait.from, to)
      end = shiftEnd(run.calendar, end, term.unit, { from: wait.from, to, workingMs }, null)
    }
    const capped = run.due !== null && step !== 'acceptance' && step !== 'delivery'
    const dueAt = capped && run.due !== null ? instantOf(Math.min(end.at, run.due.at)) : end.at
    const late = until > dueAt
    const over = late ? unexcusedBetween(segments, dueAt, until) : []
    const lateByHolder = sumHolders(run.calendar, over).filter(({ workingMs }) => workingMs > 0)
    steps.push({ step, startedAt, dueAt, endedAt, late, lateByHolder })
  }
  return steps
}

function startOf(run: ClockRun, step: StepTerm['step']): Instant | null {
  switch (step) {
    case 'acceptance':
      return run.acceptanceFrom
    case 'assignment':
      return run.acceptedAt
    case 'assessment':
      return run.assessmentFrom
    case 'decision':
      return run.assessedAt
    case 'delivery':
      return run.outcome === 'ended' ? run.endedAt : null
  }
}

function endOf(run: ClockRun, step: StepTerm['step']): Instant | null {
  switch (step) {
    case 'acceptance':
      return run.acceptedAt
    case 'assignment':
      return run.assignedAt
    case 'assessment':
      return run.assessedAt
    case 'decision':
      return run.outcome === 'ended' ? run.endedAt : null
    case 'delivery':
      return run.deliveredAt
  }
}
