export type { CalendarDay, CalendarYear, WorkingHours } from './calendar-contract.ts'
export {
  computeDeadline,
  type DeadlineAnswer,
  type DeadlineQuestion,
  type DeadlineRefusal,
} from './compute-deadline.ts'
export type {
  ByDay,
  ClockBreach,
  ClockEvent,
  ClockEventKind,
  ClockOptions,
  ClockReading,
  ClockWarning,
  DerivationLine,
  Holder,
  HolderKind,
  HolderTime,
  Regime,
  TimeRule,
} from './contract.ts'
export { type CalendarAsk, calendarAsOf, currentCalendar } from './current-calendar.ts'
export { type ExplainedLine, explainDerivation, explainWarnings } from './explain-derivation.ts'
export { type CalendarLoad, loadCalendars } from './load-calendars.ts'
export { deadlineRoutes } from './routes.ts'
export { addTerm } from './rules/add-term.ts'
export { reckonClock } from './rules/reckon-clock.ts'
export type { WorkCalendar } from './rules/work-calendar.ts'
export { explainDay, isWorkingDay } from './rules/working-days.ts'
export { addWorkingMs, workingMsBetween } from './rules/working-time.ts'
