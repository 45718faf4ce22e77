/**
 * The figures that everything else is a sum of, each counted on one civil day. All but `overdue` only rise;
 * `overdue` rises and falls, its sum up to a day is a stock. House rule: the columns of onestop.statistic_cubes.
 */
export const figures = [
  'received_counter',
  'received_post',
  'received_full',
  'received_partial',
  'received_unverified',
  'ended_early',
  'ended_on_time',
  'ended_overdue',
  'overdue',
  'rejected',
  'withdrawn',
  'stopped',
  'declined',
  'delivered',
  'delivered_on_the_spot',
  'result_files',
  'digitised',
  'online_electronic',
  'on_time_766',
  'late_766',
  'synthetic_received',
  'synthetic_ended',
] as const
export type Figure = (typeof figures)[number]

/** A sum of each figure. */
export type FigureSums = Readonly<Record<Figure, number>>

/** Nothing counted. House rule. */
export const noFigures: FigureSums = Object.freeze(
  Object.fromEntries(figures.map((figure) => [figure, 0])) as Record<Figure, number>,
)

/** Sums member by member. House rule. */
export function addFigures(one: FigureSums, other: FigureSums): FigureSums {
  return Object.fromEntries(
    figures.map((figure) => [figure, one[figure] + other[figure]]),
  ) as unknown as FigureSums
}
