import type { Operation } from './operation.ts'

export const temporalOperations: readonly Operation[] = []
