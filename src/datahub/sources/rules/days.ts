import { findInstant, type Instant, toIso } from '#kit/values/instant.ts'
import { findDay } from '#kit/values/plain-date.ts'
import { refuse } from '#kit/values/refusal.ts'

/**
 * A day as people write it: `dd/mm/yyyy`, also with points, hyphens or words ("ngày 05 tháng 8 năm 2018"), or
 * `yyyy-mm-dd`. A year of two digits is refused rather than guessed. Refuses `not-a-day`, `day-does-not-exist`. House rule.
 * @example readDay('5/8/2018') // '2018-08-05'
 */
export function readDay(text: string) {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^ngày\s*/, '')
    .replace(/\s*(?:tháng|năm)\s*/g, '/')
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?$/.exec(plain)
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s.*)?$/.exec(plain)
  const parts = iso ? [iso[1], iso[2], iso[3]] : local ? [local[3], local[2], local[1]] : undefined
  if (!parts) return refuse('not-a-day', { text })
  const [year = '', month = '', day = ''] = parts
  const found = findDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  return found ?? refuse('day-does-not-exist', { text })
}

/**
 * A moment: ISO 8601, or `dd/mm/yyyy hh:mm[:ss]` on Vietnamese clocks; a day alone is its midnight. Answers ISO 8601
 * in UTC. Refuses `not-a-moment`, `day-does-not-exist`. House rule.
 * @example readMoment('05/08/2018 07:30') // '2018-08-05T00:30:00.000Z'
 */
export function readMoment(text: string) {
  const exact = findInstant(text.trim().replace(' ', 'T'))
  if (exact !== undefined) return toIso(exact)
  const day = readDay(text)
  if (typeof day !== 'string') return day.refused === 'not-a-day' ? refuse('not-a-moment', { text }) : day
  const time = /(\d{1,2})[:h](\d{2})(?::(\d{2}))?\s*$/.exec(text)
  const clock = time ? `${(time[1] ?? '').padStart(2, '0')}:${time[2]}:${time[3] ?? '00'}` : '00:00:00'
  const found: Instant | undefined = findInstant(`${day}T${clock}`)
  return found === undefined ? refuse('not-a-moment', { text }) : toIso(found)
}
