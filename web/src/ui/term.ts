import type { Term } from '#onestop/procedures/contract.ts'
import type { Say } from './messages.ts'

/** A term of law in words, in Vietnamese as it was published; null where it is not verified. */
export function termText(say: Say, term: Term | null, published?: string | null): string | null {
  const vietnamese = say('lang.own') === 'vi'
  if (published && (vietnamese || !term)) return published
  if (!term) return null
  if (term.unit === 'same-day' || term.unit === 'immediate') return say(`term.${term.unit}`)
  return say(`term.${term.unit}`, { count: term.value })
}

/** The units of law, in the order of the list to choose from. */
export const termUnits = [
  'working-day',
  'day',
  'working-hour',
  'hour',
  'month',
  'same-day',
  'immediate',
] as const
