import { dateOf, type Instant } from '#kit/values/instant.ts'
import type { DossierStatus, Punctuality } from '../contract.ts'

const dayMs = 86_400_000

/**
 * Early, on time or overdue **by the day**, as the reports count: finished before, on, or after the day of the
 * appointment. While it runs: due soon within 24 hours.
 *
 * Null before acceptance, for filings that were declined and for what ended without an appointment: no term ran.
 * @law TT 01/2020/TT-VPCP Biểu 06 (early, on time, overdue)
 */
export function punctualityOf(
  dossier: {
    readonly status: DossierStatus
    readonly acceptedAt: Instant | null
    readonly dueAt: Instant | null
    readonly endedAt: Instant | null
  },
  now: Instant,
): Punctuality | null {
  const { status, acceptedAt, dueAt, endedAt } = dossier
  if (acceptedAt === null || status === 'declined') return null
  if (endedAt !== null) {
    if (dueAt === null) return null
    const [end, due] = [dateOf(endedAt), dateOf(dueAt)]
    return end < due ? 'early' : end === due ? 'onTime' : 'overdue'
  }
  if (dueAt === null || status === 'awaiting-supplement' || status === 'awaiting-payment') return 'running'
  if (now > dueAt) return 'overdue'
  return dueAt - now <= dayMs ? 'dueSoon' : 'running'
}
