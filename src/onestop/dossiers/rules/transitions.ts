import type { DossierActionKind, DossierStatus } from '../contract.ts'

/** In what capacity one acts: a role of a post, the applicant himself, or the program on a date fixed by law. */
export type Capacity = 'applicant' | 'counter' | 'case-officer' | 'approver' | 'leader' | 'system'

/** One row of the law of statuses. `accepted` narrows a row to dossiers before or after acceptance. */
export type Transition = {
  readonly kind: Exclude<DossierActionKind, 'file'>
  readonly from: readonly DossierStatus[]
  readonly accepted?: boolean
  readonly to: DossierStatus | 'unchanged'
  readonly by: readonly Capacity[]
  readonly law: string
}

/**
 * Which action leads from which status to which, by whom, and why: the same for every procedure. An agency's own
 * steps may not add to it. NĐ 61 is Decree 61/2018 (regime A), NĐ 118 is Decree 118/2025 (regime B).
 */
export const transitions = [
  { kind: 'accept', from: ['filed'], to: 'accepted', by: ['counter'], law: 'NĐ 61 Đ17.1c, NĐ 118 Đ17.1c' },
  {
    kind: 'decline-filing',
    from: ['filed'],
    to: 'declined',
    by: ['counter'],
    law: 'NĐ 61 Đ17.1b, NĐ 118 Đ17.1c',
  },
  {
    kind: 'ask-supplement',
    from: ['filed'],
    to: 'awaiting-supplement',
    by: ['counter'],
    law: 'NĐ 61 Đ15.3, 17.1a; NĐ 118 Đ16.3, 17.1c',
  },
  {
    kind: 'ask-supplement',
    from: ['accepted', 'in-process'],
    to: 'awaiting-supplement',
    by: ['case-officer', 'approver'],
    law: 'NĐ 61 Đ19.4, NĐ 118 Đ19.5',
  },
  {
    kind: 'supplement',
    from: ['awaiting-supplement'],
    accepted: false,
    to: 'filed',
    by: ['applicant', 'counter'],
    law: 'NĐ 61 Đ17, NĐ 118 Đ17',
  },
  {
    kind: 'supplement',
    from: ['awaiting-supplement'],
    accepted: true,
    to: 'in-process',
    by: ['applicant', 'counter'],
    law: 'NĐ 61 Đ19.4, NĐ 118 Đ19.5',
  },
  {
    kind: 'assign',
    from: ['accepted', 'in-process'],
    to: 'in-process',
    by: ['leader', 'approver'],
    law: 'NĐ 61 Đ19.1, NĐ 118 Đ19.1',
  },
  {
    kind: 'consult',
    from: ['in-process'],
    to: 'unchanged',
    by: ['case-officer'],
    law: 'NĐ 61 Đ19.5, NĐ 118 Đ19.4',
  },
  {
    kind: 'answer-consultation',
    from: ['in-process'],
    to: 'unchanged',
    by: ['case-officer', 'leader', 'approver'],
    law: 'NĐ 61 Đ19.5, NĐ 118 Đ19.4',
  },
  {
    kind: 'assess',
    from: ['in-process'],
    to: 'unchanged',
    by: ['case-officer'],
    law: 'NĐ 61 Đ19.2, NĐ 118 Đ19.3',
  },
  {
    kind: 'ask-payment',
    from: ['accepted', 'in-process'],
    to: 'awaiting-payment',
    by: ['counter', 'case-officer'],
    law: 'NĐ 61 Đ22, NĐ 118 Đ24',
  },
  {
    kind: 'pay',
    from: ['awaiting-payment'],
    to: 'in-process',
    by: ['applicant', 'counter'],
    law: 'NĐ 61 Đ22, NĐ 118 Đ24',
  },
  {
    kind: 'pay',
    from: ['filed', 'accepted', 'in-process', 'decided'],
    to: 'unchanged',
    by: ['applicant', 'counter'],
    law: 'NĐ 61 Đ22, NĐ 118 Đ24',
  },
  {
    kind: 'suspend',
    from: ['in-process'],
    to: 'unchanged',
    by: ['approver'],
    law: 'luật chuyên ngành, ghi ở phiên bản thủ tục',
  },
  {
    kind: 'resume',
    from: ['in-process'],
    to: 'unchanged',
    by: ['approver', 'case-officer'],
    law: 'luật chuyên ngành, ghi ở phiên bản thủ tục',
  },
  {
    kind: 'extend',
    from: ['accepted', 'in-process'],
    to: 'unchanged',
    by: ['approver', 'leader'],
    law: 'NĐ 61 Đ19.9, NĐ 118 Đ19.6',
  },
  {
    kind: 'apologise',
    from: ['accepted', 'in-process', 'decided'],
    to: 'unchanged',
    by: ['approver', 'leader'],
    law: 'NĐ 61 Đ19.9, NĐ 118 Đ19.6',
  },
  {
    kind: 'decide',
    from: ['in-process'],
    to: 'decided',
    by: ['approver'],
    law: 'NĐ 61 Đ19.7–19.8, NĐ 118 Đ19.3',
  },
  {
    kind: 'deem-granted',
    from: ['accepted', 'in-process'],
    to: 'decided',
    by: ['system'],
    law: 'luật chuyên ngành: im lặng là đồng ý (LBC 2016 Đ41.5)',
  },
  {
    kind: 'withdraw',
    from: ['filed', 'accepted', 'in-process', 'awaiting-supplement', 'awaiting-payment'],
    to: 'withdrawn',
    by: ['applicant', 'counter'],
    law: 'NĐ 118 Đ21; trạng thái 7 của Cổng DVCQG',
  },
  {
    kind: 'close',
    from: ['awaiting-supplement'],
    to: 'stopped',
    by: ['system', 'counter'],
    law: 'NĐ 118 Đ19.5',
  },
  { kind: 'deliver', from: ['decided'], to: 'delivered', by: ['counter'], law: 'NĐ 61 Đ20, NĐ 118 Đ22' },
] as const satisfies readonly Transition[]

/** The row for a kind from a status, or undefined where the law knows none. House rule: at most one matches. */
export function findTransition(
  kind: DossierActionKind,
  status: DossierStatus,
  accepted: boolean,
): Transition | undefined {
  return (transitions as readonly Transition[]).find(
    (row) => row.kind === kind && row.from.includes(status) && (row.accepted ?? accepted) === accepted,
  )
}

/** Every kind of action after the filing, in the order of the table. House rule. */
export const actionKinds: readonly Transition['kind'][] = [...new Set(transitions.map((row) => row.kind))]
