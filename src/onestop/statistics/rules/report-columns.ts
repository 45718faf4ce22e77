import type { Counts, Measure } from '../contract.ts'

/** A column of a form: a number of its own, and what it counts or which columns it sums. */
export type ReportColumn = {
  readonly number: number
  readonly group: string
  readonly name: string
  readonly measures?: readonly Measure[]
  readonly sumOf?: readonly number[]
}

/** The measures that a column counts in the end; disjoint, so that its rows are theirs together. House rule. */
export function measuresOfColumn(columns: readonly ReportColumn[], number: number): readonly Measure[] {
  const column = columns.find((one) => one.number === number)
  if (!column) throw new RangeError(`no column ${number}`)
  return column.measures ?? (column.sumOf ?? []).flatMap((part) => measuresOfColumn(columns, part))
}

/** The values of a row, in order of the columns. @law as the form cites it */
export function rowValues(columns: readonly ReportColumn[], counts: Counts): readonly number[] {
  return columns.map(({ number }) =>
    measuresOfColumn(columns, number).reduce((sum, measure) => sum + counts[measure], 0),
  )
}
