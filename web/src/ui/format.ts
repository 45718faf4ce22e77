import { findInstant, toLocal } from '#kit/values/instant.ts'
import { findDay, type PlainDate, weekdayOf } from '#kit/values/plain-date.ts'

/** How one language writes days, moments, counts and sums. */
export type Format = {
  /** `2018-03-05`, or a moment: 05/03/2018. */
  date(text: string | null | undefined): string
  /** With the day of the week: thứ Hai 05/03/2018. */
  weekday(text: string | null | undefined): string
  /** 8 giờ 30, thứ Hai 05/03/2018. */
  moment(text: string | null | undefined): string
  /** For tables: 05/03/2018 08:30. */
  shortMoment(text: string | null | undefined): string
  /** `2018-03`: tháng 03/2018, or for tables 03/2018. */
  month(text: string): string
  shortMonth(text: string): string
  number(value: number): string
  /** A share with one decimal, never rounded up: 99,7%. */
  share(part: number, whole: number): string
  /** So many of so many: 38/38. */
  outOf(part: number, whole: number): string
  /** A ratio of 0 to 1 with two decimals: 87,35%. */
  percent(ratio: number): string
  /** Points with at most two decimals: 13,25. */
  points(value: number): string
  money(vnd: number): string
  size(bytes: number): string
}

const weekdays = {
  vi: ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const

const dash = '–'

function written(date: PlainDate): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`
}

/** The civil day and the minute of a text that is a day or a moment. */
function read(text: string | null | undefined): { date: PlainDate; minute: number | null } | undefined {
  if (!text) return undefined
  const plain = findDay(text)
  if (plain) return { date: plain, minute: null }
  const at = findInstant(text)
  return at === undefined ? undefined : toLocal(at)
}

/** The ways of writing of one language. Numbers use a full stop for thousands in Vietnamese. */
export function formatIn(lang: 'vi' | 'en'): Format {
  const numbers = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 })
  const number = (value: number) => numbers.format(value)
  const finer = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 2 })
  const weekday = (date: PlainDate) => `${weekdays[lang][weekdayOf(date) - 1]} ${written(date)}`
  const clock = (minute: number) => {
    const hours = Math.floor(minute / 60)
    const minutes = String(Math.floor(minute % 60)).padStart(2, '0')
    return lang === 'vi' ? `${hours} giờ ${minutes}` : `${hours}:${minutes}`
  }
  return {
    date(text) {
      const at = read(text)
      return at ? written(at.date) : (text ?? dash)
    },
    weekday(text) {
      const at = read(text)
      return at ? weekday(at.date) : (text ?? dash)
    },
    moment(text) {
      const at = read(text)
      if (!at) return text ?? dash
      return at.minute === null ? weekday(at.date) : `${clock(at.minute)}, ${weekday(at.date)}`
    },
    shortMoment(text) {
      const at = read(text)
      if (!at) return text ?? dash
      if (at.minute === null) return written(at.date)
      const hours = String(Math.floor(at.minute / 60)).padStart(2, '0')
      return `${written(at.date)} ${hours}:${String(Math.floor(at.minute % 60)).padStart(2, '0')}`
    },
    month: (text) =>
      lang === 'vi'
        ? `tháng ${text.slice(5, 7)}/${text.slice(0, 4)}`
        : `${text.slice(5, 7)}/${text.slice(0, 4)}`,
    shortMonth: (text) => `${text.slice(5, 7)}/${text.slice(0, 4)}`,
    number,
    outOf: (part, whole) => (whole === 0 ? dash : `${number(part)}/${number(whole)}`),
    share: (part, whole) => (whole === 0 ? dash : `${number(Math.floor((part / whole) * 1000) / 10)}%`),
    percent: (ratio) => `${finer.format(ratio * 100)}%`,
    points: (value) => finer.format(value),
    money: (vnd) => (lang === 'vi' ? `${number(vnd)} đồng` : `VND ${number(vnd)}`),
    size: (bytes) =>
      bytes < 1024 * 1024
        ? `${number(Math.max(1, Math.round(bytes / 1024)))} KB`
        : `${number(bytes / 1024 / 1024)} MB`,
  }
}
