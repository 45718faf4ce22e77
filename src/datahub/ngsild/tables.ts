import type { ContextKind } from './contract.ts'

declare module '#kit/io/tables.ts' {
  interface Tables {
    'datahub.ld_contexts': {
      id: string
      url: string
      kind: ContextKind
      body: unknown
      created_at: Date
      used_at: Date | null
      hits: number
    }
  }
}
