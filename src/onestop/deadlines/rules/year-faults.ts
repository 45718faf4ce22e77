import { findDay, type PlainDate, weekdayOf } from '#kit/values/plain-date.ts'
import type { CalendarDay, CalendarYear } from '../calendar-contract.ts'

/**
 * What contradicts itself in a year: days outside it, named twice, without a listed source; a make-up day that is not
 * a weekend day or makes up for no swap; a swap on a weekend. A partner day in a year that is not known is not judged.
 * @law Bộ luật Lao động 2019, Điều 111 khoản 3
 */
export function checkYear(year: CalendarYear, all: readonly CalendarYear[]): string[] {
  const faults: string[] = []
  const seen = new Set<string>()
  for (const entry of year.days) {
    const date = findDay(entry.date)
    if (date === undefined || !entry.date.startsWith(`${year.year}-`))
      faults.push(`${entry.date} is no day of ${year.year}`)
    if (seen.has(entry.date)) faults.push(`${entry.date} is named twice`)
    seen.add(entry.date)
    if (!(entry.source in year.sources))
      faults.push(`${entry.date} cites ${entry.source}, which is not listed`)
    if (date !== undefined) faults.push(...pairFaults(entry, date, all))
  }
  return faults
}

function pairFaults(entry: CalendarDay, date: PlainDate, all: readonly CalendarYear[]): string[] {
  const weekend = weekdayOf(date) >= 6
  switch (entry.kind) {
    case 'make-up': {
      const partner = findEntry(all, entry.makesUpFor)
      const paired = partner === 'unknown' || (partner?.kind === 'swap' && partner.madeUpOn === entry.date)
      return [
        ...(weekend ? [] : [`${entry.date} is a make-up day but no weekend day`]),
        ...(paired ? [] : [`${entry.date} makes up for ${entry.makesUpFor}, which is not swapped for it`]),
      ]
    }
    case 'swap': {
      const partner = findEntry(all, entry.madeUpOn)
      const paired = partner === 'unknown' || partner?.kind === 'make-up'
      return [
        ...(weekend ? [`${entry.date} is swapped but a weekend day`] : []),
        ...(paired ? [] : [`${entry.date} is made up on ${entry.madeUpOn}, which is no make-up day`]),
      ]
    }
    case 'substitute':
      return weekend ? [`${entry.date} is a substitute day but a weekend day`] : []
    default:
      return []
  }
}

function findEntry(all: readonly CalendarYear[], date: string): CalendarDay | 'unknown' | undefined {
  const year = all.find((one) => date.startsWith(`${one.year}-`))
  return year === undefined ? 'unknown' : year.days.find((entry) => entry.date === date)
}
