export { aliasesOf, findAliases, keepAliases } from './aliases.ts'
export { type AttributeSummary, listAttributes, listTypes, type TypeSummary } from './discover.ts'
export { relates } from './geo-relation.ts'
export { endExpiredEntities, forgetObservations, makeObservationMonths } from './jobs.ts'
export { mergeEntities, retireEntity } from './merge-entities.ts'
export {
  countEntities,
  type Found,
  findEntity,
  queryEntities,
  refusalOf,
  streamEntities,
} from './query-entities.ts'
export {
  type HistoryQuery,
  historyOf,
  hourlyFigures,
  lineageOf,
  type ObservationOrigin,
  originsOf,
} from './read-history.ts'
export { evaluated, holds, momentOf } from './rules/evaluate.ts'
export { geometryOf } from './rules/found-by.ts'
export {
  attributeOf,
  instancesOf,
  ngsiNull,
  reservedKeys,
  simplified,
  valueKeys,
  valuesOf,
} from './rules/instances.ts'
export { seeEverything, seeOnly } from './rules/visibility.ts'
export {
  defaultTenant,
  visibilityBySensitivity,
  visibilityOfOfficer,
  visibilityOfPublic,
} from './visibilities.ts'
export { writeEntities, writeEntitiesIn } from './write-entities.ts'
