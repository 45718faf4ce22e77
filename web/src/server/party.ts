import { Value } from 'typebox/value'
import { PartyInput } from '#onestop/dossiers/contract.ts'
import type { Fault } from '#web/ui/faults.ts'
import type { MessageKey, Say } from '#web/ui/messages.ts'
import { textOf } from './form.ts'

/** The fields of a party as they are typed; names carry a prefix, so that two parties fit into one form. */
export const partyFields = ['name', 'identifier', 'phone', 'email', 'address'] as const
type PartyField = (typeof partyFields)[number]

/** What was typed about a party, as it stands. */
export function readParty(form: FormData, prefix: string): Partial<PartyInput> {
  const party: Record<string, string> = {}
  for (const field of partyFields) {
    const text = textOf(form, `${prefix}-${field}`)
    if (text !== '') party[field] = field === 'identifier' ? text.replaceAll(/[\s.]/g, '') : text
  }
  const kind = textOf(form, `${prefix}-kind`)
  return kind === 'person' || kind === 'enterprise' ? { kind, ...party } : party
}

/** What is wrong with a party, each at its field, in the words of the reader. */
export function partyFaults(party: Partial<PartyInput>, prefix: string, say: Say): Fault[] {
  const faults: Fault[] = []
  if (!party.kind) faults.push({ field: `${prefix}-kind`, message: say('fault.kind') })
  for (const field of partyFields) {
    const message = fieldFault(party, field, say)
    if (message) faults.push({ field: `${prefix}-${field}`, message })
  }
  return faults
}

function fieldFault(party: Partial<PartyInput>, field: PartyField, say: Say): string | undefined {
  if (field === 'name' && !party.name) return say('fault.name')
  if (field === 'phone' && !party.phone && !party.email) return say('fault.contact')
  if (field === 'identifier' && !party.identifier) return undefined
  const value = party[field]
  if (value === undefined || Value.Check(PartyInput.properties[field], value)) return undefined
  return say(`fault.${field}` as MessageKey)
}

/** Whether a party is fit to be filed. */
export function isParty(party: unknown): party is PartyInput {
  return Value.Check(PartyInput, party)
}
