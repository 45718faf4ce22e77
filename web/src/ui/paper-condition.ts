import type { Say } from './messages.ts'

/** When a paper is asked for, in the law's words, as a phrase that stands alone. */
export function paperCondition(say: Say, onlyIf: string): string {
  const whole = /^(nếu|khi|trường hợp|đối với|chỉ)(?=\s|$)/iu.test(onlyIf)
  return whole ? onlyIf : say('papers.only-if', { condition: onlyIf })
}
