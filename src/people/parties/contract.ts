import type { Refusal } from '#kit/values/refusal.ts'

/** A person or enterprise as written on a form: what `checkParty` reads. */
export type PartyWritten = {
  readonly kind: 'person' | 'enterprise'
  readonly name: string
  readonly identifier?: string | undefined
  readonly phone?: string | undefined
  readonly email?: string | undefined
}

/** What is wrong with one field of a party; its sentence stands in this module's messages under `refused`. */
export type PartyFinding = Refusal<
  | 'name-wrong'
  | 'personal-id-wrong'
  | 'personal-id-in-future'
  | 'identity-card-expired'
  | 'enterprise-code-wrong'
  | 'phone-wrong'
  | 'email-wrong'
> & { readonly path: 'name' | 'identifier' | 'phone' | 'email' }

/** What a personal number says about its holder. */
export type PersonalIdFacts = {
  /** Of the registration of birth: a province 001–096, or a country 101–999. */
  readonly placeCode: string
  readonly sex: 'male' | 'female'
  readonly birthYear: number
}
