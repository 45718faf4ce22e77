/** The door of the ledger: sealing the logs and verifying them. */
export type { Fault, FaultKind, Verdict } from './faults.ts'
export { openSealKey, type SealKey } from './seal-keys.ts'
export { type Sealed, sealLogs } from './seal-logs.ts'
export { type VerifyOptions, verifyLogs } from './verify-logs.ts'
