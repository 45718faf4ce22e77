export { computeDeadline } from './compute-deadline.ts'
export { calendarOfVersion, currentCalendar, currentVersions } from './current-calendar.ts'
export { explainCalendarChange } from './explain-calendar-change.ts'
export {
  type ExplainedLine,
  explainBreaches,
  explainDerivation,
  explainWarnings,
} from './explain-derivation.ts'
export { loadCalendars } from './load-calendars.ts'
export { deadlineRoutes } from './routes.ts'
export { answerTerm } from './rules/acceptance-clock.ts'
export { addTerm } from './rules/add-term.ts'
export { calendarChanges } from './rules/calendar-changes.ts'
export { regimeAt } from './rules/law-articles.ts'
export { reckonClock } from './rules/reckon-clock.ts'
export type { WorkCalendar } from './rules/work-calendar.ts'
export { isWorkingDay } from './rules/working-days.ts'
export { addWorkingMs, workingMsBetween } from './rules/working-time.ts'
