import type { Counts } from '../contract.ts'
import { endedOf, type FigureSums, receivedOf, type Stock, stockAfter } from './figures.ts'

/**
 * The counts of a period from what stood before it and what was counted within it. So received + carried-over is
 * resolved + in-process, and what is in process at the end of a period is carried over into the next: by construction.
 * Whatever came online and is not verified as full-process stands under partial: the form knows no third column.
 * @law TT 01/2020/TT-VPCP Biểu 06; TT 09/2026/TT-BTP Biểu 07a
 */
export function deriveCounts(before: Stock, within: FigureSums): Counts {
  const after = stockAfter(before, within)
  const partial = within.received_partial + within.received_unverified
  return {
    received: receivedOf(within),
    'received-online': within.received_full + partial,
    'received-counter': within.received_counter,
    'received-post': within.received_post,
    'received-full': within.received_full,
    'received-partial': partial,
    'received-unverified': within.received_unverified,
    'carried-over': before.open,
    resolved: endedOf(within),
    early: within.ended_early,
    'on-time': within.ended_on_time,
    overdue: within.ended_overdue,
    'without-term': within.ended_without_term,
    'in-process': after.open,
    'in-process-in-time': after.open - after.overdue,
    'in-process-overdue': after.overdue,
    rejected: within.rejected,
    withdrawn: within.withdrawn,
    stopped: within.stopped,
  }
}
