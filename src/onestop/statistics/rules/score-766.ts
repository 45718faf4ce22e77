/** What an indicator's score needs of the document. */
export type ScoreRule = { readonly max: number; readonly threshold: number | null }

/**
 * The score of an indicator: all points from the threshold on, below it in proportion to it; without threshold in
 * proportion to the ratio. The ratio has two decimals as a percentage, the score two decimals. An empty denominator
 * scores nothing or is left out, as the document's setting says.
 * @law Quyết định 766/QĐ-TTg (cách tính điểm)
 */
export function score766(
  rule: ScoreRule,
  ratio: { readonly numerator: number; readonly denominator: number },
  emptyDenominator: 'zero' | 'skip',
): { readonly ratio: number | null; readonly score: number | null } {
  if (ratio.denominator === 0) return { ratio: null, score: emptyDenominator === 'zero' ? 0 : null }
  const share = Math.round((ratio.numerator / ratio.denominator) * 10_000) / 10_000
  const reached = rule.threshold === null ? share : Math.min(share / rule.threshold, 1)
  return { ratio: share, score: Math.round(reached * rule.max * 100) / 100 }
}
