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
  'ended_without_term',
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

/** What stands open at a moment: how many, how many of them past their due day, how many of them synthetic. */
export type Stock = { readonly open: number; readonly overdue: number; readonly synthetic: number }

export const noStock: Stock = { open: 0, overdue: 0, synthetic: 0 }

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

/** A stock after what changed it. House rule. */
export function stockAfter(stock: Stock, within: FigureSums): Stock {
  return {
    open: stock.open + receivedOf(within) - endedOf(within),
    overdue: stock.overdue + within.overdue,
    synthetic: stock.synthetic + within.synthetic_received - within.synthetic_ended,
  }
}

/** Two stocks together. House rule. */
export function addStocks(one: Stock, other: Stock): Stock {
  return {
    open: one.open + other.open,
    overdue: one.overdue + other.overdue,
    synthetic: one.synthetic + other.synthetic,
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
  return sums.ended_early + sums.ended_on_time + sums.ended_overdue + sums.ended_without_term
}
