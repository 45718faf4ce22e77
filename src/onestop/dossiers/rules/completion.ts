import type { DossierStatus } from '../contract.ts'

/**
 * The degree of completion that anyone may see by the code alone, in per cent of the four steps reception,
 * appraisal, decision, return. House rule for the form; that nothing more is shown is law.
 * @law TT 01/2018/TT-VPCP Đ16.2d
 */
export function completionOf(status: DossierStatus): number {
  return degrees[status]
}

const degrees: Readonly<Record<DossierStatus, number>> = {
  filed: 10,
  accepted: 25,
  'in-process': 50,
  'awaiting-supplement': 25,
  'awaiting-payment': 50,
  decided: 90,
  delivered: 100,
  declined: 100,
  withdrawn: 100,
  stopped: 100,
}
