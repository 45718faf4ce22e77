/** The door of the NGSI-LD API: names in and out of contexts, the query language, and the routes. */

export { ngsildDialect } from './dialect.ts'
export { type Caller, findCaller, isKeeper, isWriter, type NgsildSettings } from './find-caller.ts'
export { type Answer, type Ask, type Operation, operation } from './operation.ts'
export {
  type ContextFault,
  type ContextSettings,
  contextForBody,
  contextFromRequest,
  contextOfBody,
  type LdContext,
  linkTarget,
  useContext,
} from './resolve-context.ts'
export { ngsildRoutes } from './routes.ts'
export { compactAttribute, compactEntity, featureOf, type Writing } from './rules/compact-entity.ts'
export { type CompiledContext, coreContext } from './rules/compile-context.ts'
export { coreContextUrl } from './rules/core-terms.ts'
export { expandAttribute } from './rules/expand-attribute.ts'
export { demandEntity, expandFragment, type Fragment } from './rules/expand-fragment.ts'
export { linkOfContext } from './rules/media.ts'
export { parseQ, printQ } from './rules/q.ts'
export { malformed, readGeo, wholeNumber } from './rules/read-query.ts'
export { parseScopes, parseTypes } from './rules/selections.ts'
export { compactName, expandName } from './rules/stored-names.ts'
