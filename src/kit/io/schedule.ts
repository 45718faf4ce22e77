import { atMinute, dateOf, type Instant, instantOf } from '#kit/values/instant.ts'
import { addDays, addMonths, dayOfMonthOf, type PlainDate } from '#kit/values/plain-date.ts'

/** When repeating work is due, in Vietnamese time. `monthlyOn` is a day from 1 to 28. */
export type Schedule =
  | { readonly everyMinutes: number }
  | { readonly dailyAt: `${number}:${number}` }
  | { readonly monthlyOn: number; readonly at: `${number}:${number}` }

/** The last moment at or before `now` at which the schedule was due. */
export function latestSlot(schedule: Schedule, now: Instant): Instant {
  if ('everyMinutes' in schedule) {
    const step = schedule.everyMinutes * 60_000
    return instantOf(Math.floor(now / step) * step)
  }
  const today = dateOf(now)
  if ('dailyAt' in schedule) {
    const slot = at(today, schedule.dailyAt)
    return slot <= now ? slot : at(addDays(today, -1), schedule.dailyAt)
  }
  const day = addDays(today, schedule.monthlyOn - dayOfMonthOf(today))
  const slot = at(day, schedule.at)
  return slot <= now ? slot : at(addMonths(day, -1), schedule.at)
}

function at(date: PlainDate, time: string): Instant {
  const [hours, minutes] = time.split(':').map(Number)
  return atMinute(date, (hours ?? 0) * 60 + (minutes ?? 0))
}
