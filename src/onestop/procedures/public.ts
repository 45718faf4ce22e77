export { findNumberedVersion, findProcedureInForce, findProcedureVersion } from './find-procedure.ts'
export { type LoadReport, loadProcedures } from './load-procedures.ts'
export { publishProcedure, type Recording } from './publish-procedure.ts'
export { ContentError, type ContentFault, checkContent, readYaml } from './read-content.ts'
