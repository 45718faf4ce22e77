import { findInstant, toLocal } from '#kit/values/instant.ts'
import { findDay } from '#kit/values/plain-date.ts'

/**
 * Reads a moment as Vietnamese write it, `28/04/2025 09:00` (also `9h00`, `9 giờ 00`), or ISO 8601; answers ISO 8601
 * with the Vietnamese offset. Undefined where there is no such moment.
 */
export function readMoment(text: string): string | undefined {
  const typed = text.trim()
  if (findInstant(typed) !== undefined) return /(Z|[+-]\d{2}:\d{2})$/.test(typed) ? typed : `${typed}+07:00`
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[\s,]+(\d{1,2})\s*(?:[:h]|giờ)\s*(\d{2})?$/iu.exec(typed)
  if (!parts) return undefined
  const two = (part: string | undefined) => (part ?? '00').padStart(2, '0')
  const date = findDay(`${parts[3]}-${two(parts[2])}-${two(parts[1])}`)
  const iso = `${date}T${two(parts[4])}:${two(parts[5])}:00+07:00`
  return date !== undefined && findInstant(iso) !== undefined ? iso : undefined
}

/** Writes `28/04/2025 09:00`; a text that is no moment stays as it was typed. */
export function writeMoment(text: string): string {
  const at = findInstant(text)
  if (at === undefined) return text
  const { date, minute } = toLocal(at)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)} ${two(minute / 60)}:${two(minute % 60)}`
}
