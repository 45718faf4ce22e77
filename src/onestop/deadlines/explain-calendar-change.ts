import type { CalendarChange } from './contract.ts'
import { type Lang, write, writeDate } from './write-facts.ts'

/** Why a calendar moved a due time, in sentences: the days, the hours, the versions of the years. */
export function explainCalendarChange(change: CalendarChange, lang: Lang): string[] {
  const sentences = [
    ...change.days.map((day) => {
      const key = `change.${day.working ? 'on' : 'off'}`
      const name = lang === 'vi' ? day.name : day.nameEn
      const date = writeDate(lang, day.date)
      return name === null ? write(lang, `${key}-unnamed`, { date }) : write(lang, key, { date, name })
    }),
    ...(change.hours ? [write(lang, 'change.hours')] : []),
    ...change.years.map(({ year, from, to }) =>
      from === null
        ? write(lang, 'change.announced', { year })
        : write(lang, 'change.year', { year, from, to: to ?? '–' }),
    ),
  ]
  return sentences.length > 0 ? sentences : [write(lang, 'change.unknown')]
}
