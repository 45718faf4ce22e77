export { aliasesOf, findAliases, keepAliases } from './aliases.ts'
export { type AttributeSummary, listAttributes, listTypes } from './discover.ts'
export { endExpiredEntities, forgetObservations, makeObservationMonths } from './jobs.ts'
export { mergeEntities, retireEntity } from './merge-entities.ts'
export {
  countEntities,
  findEntity,
  queryEntities,
  refusalOf,
  streamEntities,
} from './query-entities.ts'
export {
  historyOf,
  hourlyFigures,
  lineageOf,
  originsOf,
} from './read-history.ts'
export { geometryOf } from './rules/found-by.ts'
export {
  attributeOf,
  instancesOf,
} from './rules/instances.ts'
export { seeEverything, seeOnly } from './rules/visibility.ts'
export {
  defaultTenant,
  visibilityOfOfficer,
  visibilityOfPublic,
} from './visibilities.ts'
export { writeEntities, writeEntitiesIn } from './write-entities.ts'
