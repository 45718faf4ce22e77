import type { FormDefinition } from './contract.ts'

declare module '#kit/io/tables.ts' {
  interface Tables {
    'onestop.form_versions': {
      procedure_version_id: string
      revision: number
      sha256: string
      content: FormDefinition
      recorded_at: Date
    }
    'onestop.drafts': {
      id: string
      secret_hash: Buffer
      procedure_version_id: string
      answers: unknown
      documents: unknown
      step: string | null
      details: unknown
      created_at: Date
      updated_at: Date
      expires_at: Date
    }
  }
}
