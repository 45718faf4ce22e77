/** The door of the ledger: sealing the logs and verifying them. */

export { exportLog } from './export-log.ts'
export type { Fault, FaultKind, Verdict } from './faults.ts'
export { ledgerRoutes } from './routes.ts'
export { openSealKey, type SealKey } from './seal-keys.ts'
export { type Sealed, sealLogs } from './seal-logs.ts'
export { type DossierVerdict, verifyDossier } from './verify-dossier.ts'
export { type VerifyOptions, verifyLogs } from './verify-logs.ts'
