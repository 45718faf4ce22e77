/** The row of a dossier's latest state. Moments are read as JavaScript dates. */
export type DossierRow = {
  agency_id: string
  id: string
  code: string
  counter_id: string
  procedure_id: string
  procedure_version_id: string
  procedure_code: string
  procedure_name: string
  sector_id: string
  on_the_spot: boolean
  channel: string
  status: string
  applicant_name: string
  applicant_fold: string
  applicant_identifier: string | null
  applicant_phone: string | null
  filed_at: Date
  accepted_at: Date | null
  due_at: Date | null
  original_due_at: Date | null
  ended_at: Date | null
  delivered_at: Date | null
  holder_kind: string
  holder_id: string
  holder_since: Date
  case_officer_post_id: string | null
  supplement_count: number
  extension_count: number
  on_time: boolean | null
  decision: string | null
  /** Of the pinned version: full, partial, informationOnly; null is not verified. */
  online_mode: string | null
  finish_at: Date | null
  /** A datemultirange as text: the days on which it stood overdue. */
  overdue_in: string
  result_file: boolean
  digitised: boolean
  sequence: number
  head_hash: Buffer
  clock_version: string
  synthetic: boolean
}

declare module '#kit/io/tables.ts' {
  interface Tables {
    'onestop.dossiers': DossierRow
  }
}
