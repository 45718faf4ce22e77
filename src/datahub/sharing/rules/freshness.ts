import type { Instant } from '#kit/values/instant.ts'
import type { UpdateFrequency } from '../contract.ts'

const hour = 3_600_000
const day = 24 * hour

/** The longest silence of a source that keeps to each frequency, in milliseconds, with some grace; null: it promised none. */
export const longestSilence: Readonly<Record<UpdateFrequency, number | null>> = {
  continuous: 2 * hour,
  daily: 2 * day,
  weekly: 9 * day,
  monthly: 38 * day,
  quarterly: 100 * day,
  annual: 380 * day,
  irregular: null,
}

/**
 * Whether a dataset is as fresh as was promised, by the last write of its source: never by the day of its page. Open data
 * must be brought up to date within 3 months of a change in any case.
 * @law Nghị định 47/2020/NĐ-CP, Điều 20, 21
 */
export function freshnessOf(
  frequency: UpdateFrequency,
  lastWriteAt: Instant | null,
  now: Instant,
): 'fresh' | 'stale' | 'never-written' | 'unpromised' {
  if (lastWriteAt === null) return 'never-written'
  const silence = longestSilence[frequency]
  if (silence === null) return 'unpromised'
  return now - lastWriteAt <= silence ? 'fresh' : 'stale'
}
