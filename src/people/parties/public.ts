/** The door of parties: how persons and enterprises are named and numbered. */
export { readNameLists } from './read-name-lists.ts'
export { checkParty, normalParty } from './rules/check-party.ts'
export { isEnterpriseCode } from './rules/enterprise-code.ts'
export { normalName, personName, withoutHonorific } from './rules/name.ts'
export { isSyntheticPersonalId, personalIdFacts } from './rules/personal-id.ts'
export { isSyntheticPhone, normalPhone } from './rules/phone.ts'
export {
  type NameLists,
  type SyntheticParty,
  syntheticEnterprise,
  syntheticPerson,
} from './rules/synthetic-party.ts'
