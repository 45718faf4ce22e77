import type { PlainDate } from '#kit/values/plain-date.ts'
import { refuse } from '#kit/values/refusal.ts'
import type { PartyFinding, PartyWritten } from '../contract.ts'
import { isEnterpriseCode } from './enterprise-code.ts'
import { mayBeEnterpriseName, mayBePersonName, normalName, personName } from './name.ts'
import { isBornBy, isIdentityCardNumber, lastDayOfIdentityCards, personalIdFacts } from './personal-id.ts'
import { normalPhone } from './phone.ts'

/**
 * What is wrong with a person or enterprise as written, on a day: empty when nothing is. It judges the form only;
 * whether somebody has that number is for the national registers to say.
 * @law NĐ 61/2018 Đ17.1, NĐ 118/2025 Đ17.1a; each field as at its own rule
 */
export function checkParty(party: PartyWritten, on: PlainDate): PartyFinding[] {
  const findings: (PartyFinding | undefined)[] = [
    nameFinding(party),
    identifierFinding(party, on),
    party.phone !== undefined && party.phone !== '' && normalPhone(party.phone, on) === undefined
      ? { path: 'phone', ...refuse('phone-wrong', { phone: party.phone }) }
      : undefined,
    party.email && !/^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$/.test(party.email.trim())
      ? { path: 'email', ...refuse('email-wrong', { email: party.email }) }
      : undefined,
  ]
  return findings.filter((finding) => finding !== undefined)
}

/**
 * A party as it is stored: names composed, numbers without spaces. What cannot be read stays as it was written.
 * Idempotent. House rule.
 */
export function normalParty<Party extends PartyWritten>(party: Party, on: PlainDate): Party {
  return {
    ...party,
    name: party.kind === 'person' ? personName(party.name) : normalName(party.name),
    ...(party.identifier === undefined ? {} : { identifier: party.identifier.replaceAll(/\s/g, '') }),
    ...(party.phone === undefined ? {} : { phone: normalPhone(party.phone, on) ?? party.phone }),
    ...(party.email === undefined ? {} : { email: party.email.trim() }),
  }
}

function nameFinding(party: PartyWritten): PartyFinding | undefined {
  const fits = party.kind === 'person' ? mayBePersonName(party.name) : mayBeEnterpriseName(party.name)
  return fits ? undefined : { path: 'name', ...refuse('name-wrong', { name: party.name }) }
}

function identifierFinding(party: PartyWritten, on: PlainDate): PartyFinding | undefined {
  const id = party.identifier?.replaceAll(/\s/g, '')
  if (!id) return undefined
  if (party.kind === 'enterprise')
    return isEnterpriseCode(id)
      ? undefined
      : { path: 'identifier', ...refuse('enterprise-code-wrong', { number: id }) }
  if (isIdentityCardNumber(id))
    return on <= lastDayOfIdentityCards
      ? undefined
      : {
          path: 'identifier',
          ...refuse('identity-card-expired', { number: id, day: lastDayOfIdentityCards }),
        }
  const facts = personalIdFacts(id)
  if (!facts) return { path: 'identifier', ...refuse('personal-id-wrong', { number: id }) }
  return isBornBy(facts, on)
    ? undefined
    : { path: 'identifier', ...refuse('personal-id-in-future', { year: facts.birthYear }) }
}
