import type { MediaType } from './contract.ts'

declare module '#kit/io/tables.ts' {
  interface Tables {
    'onestop.documents': {
      id: string
      sha256: string
      size: number
      media_type: MediaType
      name: string
      uploaded_at: Date
      uploaded_by_kind: 'applicant' | 'officer' | 'system'
      uploaded_by_id: string | null
      filing_token: string | null
      dossier_id: string | null
    }
  }
}
