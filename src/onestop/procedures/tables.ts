import type { ProcedureContent } from './contract.ts'

type Source = 'province' | 'national-catalogue'

declare module '#kit/io/tables.ts' {
  interface Tables {
    'onestop.procedures': { id: string; local_id: string; source: Source }
    'onestop.publications': {
      id: string
      source: Source
      number: string
      title: string | null
      signed_on: string
      signer: string
      effective_on: string
      posted_on: string | null
      note: string | null
      warnings: unknown
      synthetic: boolean
      content_hash: Buffer
      recorded_by: string
      recorded_at: Date
    }
    'onestop.procedure_versions': {
      id: string
      procedure_id: string
      version: number
      publication_id: string
      kind: 'new' | 'amended' | 'abolished'
      valid_from: string
      code: string
      name: string
      sector_id: string
      sector_name: string
      content: ProcedureContent | null
    }
    'onestop.import_doubts': {
      publication_id: string
      number: number
      procedure_code: string
      field: string
      doubt: string
      text: string
    }
  }
}
