/** The door of the NGSI-LD API: names in and out of contexts, the query language, and the routes. */

export { ngsildDialect } from './dialect.ts'
export { isKeeper, type NgsildSettings } from './find-caller.ts'
export { type Answer, type Ask, operation } from './operation.ts'
export {
  contextForBody,
  linkTarget,
  useContext,
} from './resolve-context.ts'
export { ngsildRoutes } from './routes.ts'
export { compactEntity, featureOf } from './rules/compact-entity.ts'
export { coreContext } from './rules/compile-context.ts'
export { coreContextUrl } from './rules/core-terms.ts'
export { linkOfContext } from './rules/media.ts'
export { parseQ } from './rules/q.ts'
export { malformed, readGeo, wholeNumber } from './rules/read-query.ts'
export { parseScopes, parseTypes } from './rules/selections.ts'
export { expandName } from './rules/stored-names.ts'
