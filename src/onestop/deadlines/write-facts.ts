import { type Instant, toLocal } from '#kit/values/instant.ts'
import { type PlainDate, weekdayOf } from '#kit/values/plain-date.ts'
import type { Facts } from '#kit/values/refusal.ts'
import type { Term } from '#onestop/procedures/contract.ts'
import type { LawReference, SkippedDay } from './contract.ts'
import english from './messages.en.json' with { type: 'json' }
import vietnamese from './messages.vi.json' with { type: 'json' }

export type Lang = 'vi' | 'en'

const sentences: Readonly<Record<Lang, Readonly<Record<string, string>>>> = { vi: vietnamese, en: english }

/** A sentence of the module's messages with its facts filled in; a missing one shows its key. */
export function write(lang: Lang, key: string, facts: Facts = {}): string {
  const sentence = sentences[lang][`deadline.${key}`] ?? key
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole))
}

/** `thứ Ba 06/05/2025`, `Tuesday 06/05/2025`: as a paper calendar has it. */
export function writeDate(lang: Lang, date: PlainDate): string {
  const [year, month, dayOfMonth] = date.split('-')
  return `${write(lang, `weekday.${weekdayOf(date)}`)} ${dayOfMonth}/${month}/${year}`
}

/** `17:00 thứ Ba 06/05/2025`. */
export function writeMoment(lang: Lang, at: Instant): string {
  const { date, minute } = toLocal(at)
  const whole = Math.floor(minute)
  const hour = String(Math.floor(whole / 60)).padStart(2, '0')
  return `${hour}:${String(whole % 60).padStart(2, '0')} ${writeDate(lang, date)}`
}

export function writeTerm(lang: Lang, term: Term): string {
  return write(lang, `unit.${term.unit}`, { value: term.value })
}

/** `điểm c khoản 1 Điều 17 Nghị định 118/2025/NĐ-CP`; null for a house rule. */
export function writeLaw(lang: Lang, law: readonly LawReference[]): string | null {
  return law.length === 0 ? null : law.map((reference) => writeReference(lang, reference)).join('; ')
}

function writeReference(lang: Lang, reference: LawReference): string {
  if (typeof reference === 'string') return reference
  const act = write(lang, `act.${reference.act}`)
  const parts = /^(\d+)(?:\.(\d+))?([a-zđ])?$/u.exec(reference.article)
  if (!parts) return `${act} ${reference.article}`
  const [, article = '', clause, point] = parts
  const words = [
    ...(point ? [write(lang, 'point', { point })] : []),
    ...(clause ? [write(lang, 'clause', { clause })] : []),
    write(lang, 'article', { article }),
  ]
  return `${words.join(' ')} ${act}`
}

/** Why a day is left out or worth a look. */
export function writeReason(lang: Lang, day: SkippedDay): string {
  const name = (lang === 'vi' ? day.name : day.nameEn) ?? ''
  return write(lang, `day.${day.kind}`, { name, weekday: write(lang, `weekday.${weekdayOf(day.date)}`) })
}

/** `2025.1 2027.-` as words. */
export function writeCalendar(lang: Lang, stamp: string): string {
  return stamp
    .split(' ')
    .map((one) => {
      const [year = '', version = '-'] = one.split('.')
      return write(lang, version === '-' ? 'calendar.unannounced' : 'calendar.year', { year, version })
    })
    .join(', ')
}
