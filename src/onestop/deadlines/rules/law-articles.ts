import type { Instant } from '#kit/values/instant.ts'
import { instant } from '#kit/values/instant.ts'
import type { LawAct, LawReference, Regime } from '../contract.ts'

/** Decree 118/2025 replaced Decree 61/2018 on this day. @law Nghị định 118/2025/NĐ-CP, hiệu lực */
export const regimeBFrom: Instant = instant('2025-07-01T00:00')

/**
 * The regime of a dossier: that in force when it was accepted, for its whole life.
 * @law house rule: whether dossiers running on 30 June 2025 change over is not verified
 */
export function regimeAt(at: Instant): Regime {
  return at < regimeBFrom ? 'A' : 'B'
}

type Article = { readonly act: LawAct; readonly article: string }
type Articles = { readonly A: readonly Article[]; readonly B: readonly Article[] }

const both = (...articles: readonly Article[]): Articles => ({ A: articles, B: articles })
const decree = (a: string | null, b: string | null): Articles => ({
  A: a === null ? [] : [{ act: 'ND61', article: a }],
  B: b === null ? [] : [{ act: 'ND118', article: b }],
})
const civilCode = (...articles: readonly string[]) =>
  both(...articles.map((article): Article => ({ act: 'BLDS', article })))

/**
 * Each rule of the clock with its article under either regime. An empty list is a house rule: the law read does not
 * say it; docs/law/time-limits.md says why it was chosen.
 */
export const lawOfRules = {
  'filed-online': { A: [{ act: 'ND45', article: '17' }], B: [{ act: 'ND118', article: '17.2' }] },
  'answered-filing': decree('17.1', '17.1c'),
  'term-starts': { A: [{ act: 'ND61', article: '17.1c' }], B: [{ act: 'ND118', article: '17.3' }] },
  'hand-over-same-day': decree('18.2', '18'),
  'hand-over-next-day': decree('18.2', '18'),
  'start-moved-after-15': decree('18.2', '18'),
  'term-unverified': both(),
  'count-working-day': civilCode('147.2', '148.1'),
  'count-day': civilCode('147.2', '148.1', '148.5'),
  'count-month': civilCode('147.2', '148.3', '148.5'),
  'count-hour': civilCode('147.1'),
  'count-working-hour': civilCode('147.1'),
  'count-same-day': both(),
  'count-immediate': both(),
  'supplement-asked': decree('19.4', '19.5'),
  'supplement-asked-before-acceptance': decree('15.3', '16.3'),
  'supplement-beyond-rounds': decree('15.3', '11.2c'),
  'supplement-after-end': decree('19.4', '19.5'),
  'term-restarts': decree('19.4', '19.5'),
  'term-shifts': both(),
  'stop-began': both(),
  'stop-not-listed': both(),
  'stop-after-end': both(),
  'term-extended': decree('19.9', '19.6'),
  'extension-not-lawful': decree('19.9', '19.6'),
  'closable-from': decree(null, '19.5'),
  ended: decree('19.8', '19.3'),
  'recorded-late': both(),
} as const satisfies Record<string, Articles>

export type RuleId = keyof typeof lawOfRules

/** The articles of a rule under a regime, with the sector law that the version cites where it overrides. House rule. */
export function lawOf(rule: RuleId, regime: Regime, sector?: string | null): readonly LawReference[] {
  const articles = lawOfRules[rule][regime]
  return sector ? [sector, ...articles] : articles
}
