import type { PlainDate } from '#kit/values/plain-date.ts'
import { yearOf } from '#kit/values/plain-date.ts'
import type { PersonalIdFacts } from '../contract.ts'

/** The 63 provinces' codes of the time when personal numbers began; a number keeps its code after mergers. */
const provinceCodes = new Set(
  (
    '001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 ' +
    '042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 ' +
    '086 087 089 091 092 093 094 095 096'
  ).split(' '),
)

/** No province and no country has this code: numbers of invented persons begin with it. House rule. */
export const syntheticPlaceCode = '000'

/**
 * What a personal number (số định danh cá nhân) says, or undefined when it is none: 12 digits, three for the place
 * of registration of birth (a province, or a country from 101 on), one for century and sex (0 male and 1 female of
 * 1900–1999, 2 and 3 of 2000–2099, and so on), two for the year, six at random.
 * @law NĐ 137/2015/NĐ-CP Đ13; TT 07/2016/TT-BCA
 * @example personalIdFacts('000186000001') // { placeCode: '000', sex: 'female', birthYear: 1986 }
 */
export function personalIdFacts(id: string): PersonalIdFacts | undefined {
  if (!/^\d{12}$/.test(id)) return undefined
  const placeCode = id.slice(0, 3)
  if (!provinceCodes.has(placeCode) && placeCode !== syntheticPlaceCode && placeCode < '101') return undefined
  const centuryAndSex = Number(id[3])
  return {
    placeCode,
    sex: centuryAndSex % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + Math.floor(centuryAndSex / 2) * 100 + Number(id.slice(4, 6)),
  }
}

/** Whether a personal number is of somebody who could be born by a day. @law NĐ 137/2015/NĐ-CP Đ13 */
export function isBornBy(facts: PersonalIdFacts, on: PlainDate): boolean {
  return facts.birthYear <= yearOf(on)
}

/** Whether a text is a number of the 9-digit identity card (chứng minh nhân dân). @law NĐ 05/1999/NĐ-CP */
export function isIdentityCardNumber(id: string): boolean {
  return /^\d{9}$/.test(id)
}

/** The last day on which a 9-digit identity card was good. @law Luật Căn cước 26/2023/QH15 Đ46.2 */
export const lastDayOfIdentityCards = '2024-12-31' as PlainDate

/** Whether a personal number is of an invented person. House rule. */
export function isSyntheticPersonalId(id: string): boolean {
  return id.startsWith(syntheticPlaceCode) && id.length === 12
}
