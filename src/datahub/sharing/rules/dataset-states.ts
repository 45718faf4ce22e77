import { addMonths, type PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { DatasetState } from '../contract.ts'

/** How datasets may move, each way with its law. */
export const datasetMoves = [
  { from: 'draft', to: 'internal', law: '47/2020/NĐ-CP, Điều 11 khoản 4' },
  { from: 'internal', to: 'draft', law: 'house rule' },
  { from: 'internal', to: 'shared', law: '47/2020/NĐ-CP, Điều 34, 38' },
  { from: 'shared', to: 'internal', law: '47/2020/NĐ-CP, Điều 34 (rà soát)' },
  { from: 'internal', to: 'open', law: '47/2020/NĐ-CP, Điều 17, 18' },
  { from: 'shared', to: 'open', law: '47/2020/NĐ-CP, Điều 17, 18' },
  { from: 'open', to: 'shared', law: '47/2020/NĐ-CP, Điều 18 (rà soát danh mục)' },
  { from: 'open', to: 'internal', law: '47/2020/NĐ-CP, Điều 18 (rà soát danh mục)' },
] as const satisfies readonly {
  readonly from: DatasetState
  readonly to: DatasetState
  readonly law: string
}[]

/**
 * Whether a dataset may go from one state to another. Refuses `dataset-move-wrong`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 17, 18, 34, 38
 */
export function moveRefusal(from: DatasetState, to: DatasetState): Refusal<'dataset-move-wrong'> | undefined {
  if (datasetMoves.some((move) => move.from === from && move.to === to)) return undefined
  return refuse('dataset-move-wrong', { from, to })
}

/**
 * The last day for the next review of a dataset: catalogues of open and of shared data are gone through at least every 6
 * months.
 * @law Nghị định 47/2020/NĐ-CP, Điều 18 (dữ liệu mở), Điều 34 (dữ liệu chia sẻ mặc định)
 */
export function reviewDueOn(reviewedOn: PlainDate): PlainDate {
  return addMonths(reviewedOn, 6)
}
