import type { PartyInput } from '#onestop/dossiers/contract.ts'
import type { Say } from './messages.ts'

/** A party as rows of a review: label and value. */
export function partyRows(party: Partial<PartyInput>, say: Say): { label: string; value: string | null }[] {
  return [
    { label: say('party.kind'), value: party.kind ? say(`party.${party.kind}`) : null },
    { label: say('party.name'), value: party.name ?? null },
    { label: say('party.identifier'), value: party.identifier ?? null },
    { label: say('party.phone'), value: party.phone ?? null },
    { label: say('party.email'), value: party.email ?? null },
    { label: say('party.address'), value: party.address ?? null },
  ]
}
