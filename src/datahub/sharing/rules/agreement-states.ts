import { dateOf, type Instant, instant } from '#kit/values/instant.ts'
import { addDays, day, type PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Agreement, AgreementDeed, AgreementStanding } from '../contract.ts'

/** Whether a civil date is a working day. */
export type WorkingDay = (date: PlainDate) => boolean

/** What may be done to an agreement in which standing, with its law. */
export const agreementDeeds = [
  { deed: 'grant', in: ['requested'], law: '47/2020/NĐ-CP, Điều 35 khoản 2, Điều 40' },
  { deed: 'refuse', in: ['requested'], law: '47/2020/NĐ-CP, Điều 35 khoản 2' },
  { deed: 'suspend', in: ['not-begun', 'granted'], law: '47/2020/NĐ-CP, Điều 43' },
  { deed: 'resume', in: ['granted', 'suspended'], law: '47/2020/NĐ-CP, Điều 43' },
  { deed: 'renew-key', in: ['not-begun', 'granted', 'suspended'], law: '47/2020/NĐ-CP, Điều 40' },
  { deed: 'revoke', in: ['not-begun', 'granted', 'suspended', 'expired'], law: '47/2020/NĐ-CP, Điều 40, 43' },
] as const satisfies readonly {
  readonly deed: AgreementDeed['deed']
  readonly in: readonly AgreementStanding[]
  readonly law: string
}[]

type Times = Pick<Agreement, 'state' | 'from' | 'to' | 'suspendedFrom'>

/**
 * How an agreement stands at a moment: what ends it goes before what pauses it, and both hold by themselves at their
 * moment. House rule for Nghị định 47/2020/NĐ-CP, Điều 40, 43.
 */
export function standingAt(agreement: Times, now: Instant): AgreementStanding {
  if (agreement.state !== 'granted') return agreement.state
  const today = dateOf(now)
  if (today > agreement.to) return 'expired'
  if (agreement.suspendedFrom !== null && now >= instant(agreement.suspendedFrom)) return 'suspended'
  return today < agreement.from ? 'not-begun' : 'granted'
}

/** The refusal of a call under an agreement in a standing; undefined when calls are answered. House rule. */
export function callRefusal(
  agreement: Times,
  now: Instant,
):
  | Refusal<
      | 'key-unknown'
      | 'agreement-not-begun'
      | 'agreement-suspended'
      | 'agreement-expired'
      | 'agreement-revoked'
    >
  | undefined {
  switch (standingAt(agreement, now)) {
    case 'granted':
      return undefined
    case 'not-begun':
      return refuse('agreement-not-begun', { on: agreement.from })
    case 'suspended':
      return refuse('agreement-suspended', { from: agreement.suspendedFrom ?? '' })
    case 'expired':
      return refuse('agreement-expired', { on: agreement.to })
    case 'revoked':
      return refuse('agreement-revoked')
    default:
      return refuse('key-unknown') // asked for or refused: it has no key yet
  }
}

/**
 * The last day for the answer to a request: 5 working days from the day after it came.
 * @law Nghị định 47/2020/NĐ-CP, Điều 35 khoản 2
 */
export function answerDueOn(requestedOn: PlainDate, isWorkingDay: WorkingDay): PlainDate {
  return afterWorkingDays(requestedOn, 5, isWorkingDay)
}

/**
 * The first day from which a suspension may hold: at least 7 working days lie between notice and suspension, unless the
 * consumer broke the agreement (then at once, and told within a day: the notice is the act itself).
 * @law Nghị định 47/2020/NĐ-CP, Điều 43
 */
export function firstSuspensionDay(noticeOn: PlainDate, isWorkingDay: WorkingDay): PlainDate {
  return addDays(afterWorkingDays(noticeOn, 7, isWorkingDay), 1)
}

function afterWorkingDays(from: PlainDate, count: number, isWorkingDay: WorkingDay): PlainDate {
  let on = from
  for (let counted = 0; counted < count; ) {
    on = addDays(on, 1)
    if (isWorkingDay(on)) counted++
  }
  return on
}

/**
 * Whether a deed may be done now. Refuses `agreement-deed-wrong`, `suspension-time-missing`, `suspension-too-soon`.
 * @law Nghị định 47/2020/NĐ-CP, Điều 35, 40, 43
 */
export function deedRefusal(
  agreement: Times,
  deed: Pick<AgreementDeed, 'deed' | 'violation'> & { readonly from?: Instant },
  now: Instant,
  isWorkingDay: WorkingDay,
): Refusal<'agreement-deed-wrong' | 'suspension-time-missing' | 'suspension-too-soon'> | undefined {
  const standing = standingAt(agreement, now)
  const row = agreementDeeds.find((each) => each.deed === deed.deed)
  const standings: readonly AgreementStanding[] = row?.in ?? []
  if (!standings.includes(standing) || (deed.deed === 'resume' && agreement.suspendedFrom === null))
    return refuse('agreement-deed-wrong', { deed: deed.deed, standing })
  if (deed.deed !== 'suspend' || deed.violation) return undefined
  if (deed.from === undefined) return refuse('suspension-time-missing')
  const earliest = firstSuspensionDay(dateOf(now), isWorkingDay)
  return dateOf(deed.from) < earliest ? refuse('suspension-too-soon', { earliest }) : undefined
}

/** Whether the answer to a request is late. @law Nghị định 47/2020/NĐ-CP, Điều 35 khoản 2 */
export function isAnswerLate(
  agreement: Pick<Agreement, 'state' | 'answerDueOn' | 'decidedAt'>,
  now: Instant,
): boolean {
  const answeredOn = dateOf(agreement.decidedAt === null ? now : instant(agreement.decidedAt))
  return answeredOn > day(agreement.answerDueOn)
}
