/** What was counted of a unit: how many dossiers show the sign, of how many, and its usual share. */
export type AlarmCount = {
  readonly count: number
  readonly base: number | null
  readonly usual: number | null
}

/** From where on it is an alarm. */
export type AlarmThreshold = {
  readonly count: number
  readonly share?: number
  readonly factor?: number
}

/**
 * Whether a count is an alarm: enough dossiers, enough of the base, and enough above what is usual. A unit without a
 * past has a usual share of nothing, so that only the number decides. House rule; a sign, not a finding.
 */
export function isAlarm({ count, base, usual }: AlarmCount, threshold: AlarmThreshold): boolean {
  if (count < threshold.count) return false
  const share = base === null || base === 0 ? 1 : count / base
  if (threshold.share !== undefined && share < threshold.share) return false
  return threshold.factor === undefined || share >= threshold.factor * (usual ?? 0)
}

/** The sentence with its numbers; shares as percentages with one decimal, comma as in Vietnamese. House rule. */
export function alarmSentence(
  sentence: string,
  facts: Readonly<Record<string, string | number | null>>,
): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const fact = facts[name]
    if (fact === undefined || fact === null) return name in facts ? '–' : hole
    if (name === 'share' || name === 'usual') return (Number(fact) * 100).toFixed(1).replace('.', ',')
    return String(fact)
  })
}
