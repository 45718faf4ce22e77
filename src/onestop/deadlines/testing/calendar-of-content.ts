import { join } from 'node:path'
import type { CalendarYear, WorkingHours } from '../calendar-contract.ts'
import { readCalendarYears, readWorkingHours } from '../read-content.ts'
import { compileCalendar, type WorkCalendar } from '../rules/work-calendar.ts'

/** The content folder of the repository, for tests. */
export const contentDir = join(import.meta.dirname, '../../../../content')

/** The announced years as they stand in the content folder. */
export const years: readonly CalendarYear[] = (await readCalendarYears(contentDir)).map(
  ({ content }) => content,
)

/** The hours of all agencies without their own. */
export const hours: readonly WorkingHours[] = (await readWorkingHours(contentDir))
  .map(({ content }) => content)
  .filter(({ agencyId }) => agencyId === null)

/** The calendar of the content folder, compiled. */
export function calendarOfContent(
  change: {
    readonly makeUpDaysWork?: boolean
    readonly hours?: readonly WorkingHours[]
    readonly without?: number
  } = {},
): WorkCalendar {
  return compileCalendar({
    years: years.filter(({ year }) => year !== change.without).map((content) => ({ version: 1, content })),
    hours: change.hours ?? hours,
    version: 'test',
    makeUpDaysWork: change.makeUpDaysWork ?? true,
  })
}

/** Hours of an agency with a summer and a winter, to test that the hours of the day itself count. */
export const seasonalHours: readonly WorkingHours[] = [
  ...hours,
  {
    agencyId: 'seasonal',
    periods: [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026].map((year) => ({
      validFrom: `${year}-04-16`,
      validTo: `${year}-10-16`,
      windows: [
        { from: '06:30', to: '11:00' },
        { from: '14:00', to: '17:30' },
      ],
      verified: true,
      source: 'made up for tests',
    })),
  },
]
