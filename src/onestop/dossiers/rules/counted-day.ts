import { dateOf } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { countedTime } from '#onestop/deadlines/rules/counted-time.ts'
import type { DossierAction } from './dossier-state.ts'

/**
 * The civil day on which the latest action counts, by the clock's own rule; it never goes back. House rule: figures
 * change on the day that the clock counts.
 */
export function countedDay(
  actions: readonly Pick<DossierAction, 'sequence' | 'kind' | 'occurredAt' | 'recordedAt'>[],
): PlainDate {
  const holder = { kind: 'counter', id: '' } as const
  const days = actions.map((action) => dateOf(countedTime({ ...action, holder })))
  const [first, ...rest] = days
  if (first === undefined) throw new Error('a log begins with the filing')
  return rest.reduce((latest, day) => (day > latest ? day : latest), first)
}
