import { dateOf, instantOf } from '#kit/values/instant.ts'
import type { CountedFacts } from '#onestop/statistics/rules/contributions.ts'
import {
  type DaySpan,
  overdueAfter,
  overdueFromOf,
  readSpans,
  writeSpans,
} from '#onestop/statistics/rules/day-spans.ts'
import { countedDay } from './rules/counted-day.ts'
import type { DossierAction } from './rules/dossier-state.ts'
import { electronicPapers } from './rules/electronic-papers.ts'
import type { DossierRow } from './tables.ts'

/** The columns that the figures are counted from. */
export type CountedRow = Pick<
  DossierRow,
  | 'channel'
  | 'online_mode'
  | 'synthetic'
  | 'status'
  | 'decision'
  | 'accepted_at'
  | 'due_at'
  | 'ended_at'
  | 'finish_at'
  | 'delivered_at'
  | 'on_the_spot'
  | 'on_time'
  | 'result_file'
  | 'digitised'
  | 'overdue_in'
>

/** What the figures count of a row. */
export function countedFacts(row: CountedRow): CountedFacts {
  const at = (date: Date | null) => (date === null ? null : instantOf(date.getTime()))
  return {
    channel: row.channel,
    onlineMode: row.online_mode,
    synthetic: row.synthetic,
    status: row.status,
    decision: row.decision,
    acceptedAt: at(row.accepted_at),
    dueAt: at(row.due_at),
    endedAt: at(row.ended_at),
    finishAt: at(row.finish_at),
    deliveredAt: at(row.delivered_at),
    onTheSpot: row.on_the_spot,
    onTime: row.on_time,
    resultFile: row.result_file,
    digitised: row.digitised,
    overdueIn: readSpans(row.overdue_in),
  }
}

/** The columns that are derived from the log for the figures alone. */
export type FigureChanges = Pick<DossierRow, 'overdue_in' | 'result_file' | 'digitised'>

/** These columns after an action, from the whole log with it and the row's other changes. */
export function figureChanges(
  overdueIn: readonly DaySpan[],
  actions: readonly DossierAction[],
  changes: Pick<DossierRow, 'accepted_at' | 'due_at' | 'ended_at' | 'finish_at'>,
): FigureChanges {
  const { resultFile, digitised } = electronicPapers(actions)
  const dayOf = (date: Date | null) => (date === null ? null : dateOf(instantOf(date.getTime())))
  const overdueFrom = overdueFromOf({
    dueOn: changes.accepted_at === null ? null : dayOf(changes.due_at),
    waitingOn: dayOf(changes.finish_at),
    ended: changes.ended_at !== null,
  })
  return {
    overdue_in: writeSpans(overdueAfter(overdueIn, countedDay(actions), overdueFrom)),
    result_file: resultFile,
    digitised,
  }
}
