export {
  countEntities,
  type Found,
  findEntity,
  queryEntities,
  refusalOf,
  streamEntities,
} from './query-entities.ts'
export { seeEverything, seeOnly } from './rules/visibility.ts'
export { writeEntities, writeEntitiesIn } from './write-entities.ts'
