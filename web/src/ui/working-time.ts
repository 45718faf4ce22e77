import type { Say } from './messages.ts'

/** Working minutes as hours and minutes: 12 giờ 30 phút. */
export function workingTime(say: Say, minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return say('time.minutes', { minutes: rest })
  return rest === 0 ? say('time.hours', { hours }) : say('time.hours-minutes', { hours, minutes: rest })
}
