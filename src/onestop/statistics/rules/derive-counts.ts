import type { Counts } from '../contract.ts'
import { addFigures, type FigureSums } from './figures.ts'

/**
 * The counts of a period from what was counted before it and within it. So received + carried-over is resolved +
 * in-process, and what is in process at the end of a period is carried over into the next: by construction.
 * Whatever came online and is not verified as full-process stands under partial: the form knows no third column.
 * @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a
 */
export function deriveCounts(before: FigureSums, within: FigureSums): Counts {
  const until = addFigures(before, within)
  const inProcess = receivedOf(until) - endedOf(until)
  const partial = within.received_partial + within.received_unverified
  return {
    received: receivedOf(within),
    'received-online': within.received_full + partial,
    'received-counter': within.received_counter,
    'received-post': within.received_post,
    'received-full': within.received_full,
    'received-partial': partial,
    'received-unverified': within.received_unverified,
    'carried-over': receivedOf(before) - endedOf(before),
    resolved: endedOf(within),
    early: within.ended_early,
    'on-time': within.ended_on_time,
    overdue: within.ended_overdue,
    'in-process': inProcess,
    'in-process-in-time': inProcess - until.overdue,
    'in-process-overdue': until.overdue,
    rejected: within.rejected,
    withdrawn: within.withdrawn,
    stopped: within.stopped,
  }
}

/** All that were accepted, whatever way they came in. House rule. */
export function receivedOf(sums: FigureSums): number {
  return (
    sums.received_counter +
    sums.received_post +
    sums.received_full +
    sums.received_partial +
    sums.received_unverified
  )
}

/** All with which the authority was done. House rule. */
export function endedOf(sums: FigureSums): number {
  return sums.ended_early + sums.ended_on_time + sums.ended_overdue
}
