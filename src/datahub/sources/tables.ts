import type { Mapping, ReadingNotes, SourceSettings } from './contract.ts'

export type RunRow = {
  id: number
  tenant: string
  source_id: string
  mapping_version: number
  cause: 'upload' | 'schedule' | 'push' | 'message' | 'replay' | 'demo'
  state: 'waiting' | 'running' | 'held' | 'done' | 'failed' | 'refused'
  file_name: string | null
  sha256: string | null
  form_sha256: string | null
  same_as: number | null
  started_at: Date
  ended_at: Date | null
  by: string
  notes: ReadingNotes | null
  reached: number
  rows: number
  created: number
  changed: number
  unchanged: number
  quarantined: number
  deleted: number
  quality: Record<string, { judged: number; failed: number }>
  held: { created: number; changed: number; deleted: number; known: number } | null
  decided_by: string | null
  reason: string | null
  error: string | null
}

export type QuarantineRow = {
  id: number
  tenant: string
  source_id: string
  run_id: number
  row_number: number
  cells: Record<string, unknown>
  edits: Record<string, unknown>
  findings: { column: string | null; code: string; facts: Record<string, string | number> }[]
  state: 'open' | 'replayed' | 'dismissed'
  reason: string | null
  decided_by: string | null
  decided_at: Date | null
  replayed_in: number | null
}

export type StateRow = {
  tenant: string
  source_id: string
  failures: number
  opened_at: Date | null
  last_success_at: Date | null
  last_error: string | null
  next_run_at: Date | null
  cursor_value: string | null
  etag: string | null
  last_modified: string | null
}

declare module '#kit/io/tables.ts' {
  interface Tables {
    'datahub.sources': {
      tenant: string
      id: string
      model: string
      agency_id: string
      settings: SourceSettings
      key_hash: string | null
      secret: string | null
      enabled: boolean
      created_at: Date
      changed_at: Date
      changed_by: string
    }
    'datahub.source_states': StateRow
    'datahub.mappings': {
      tenant: string
      source_id: string
      version: number
      mapping: Mapping
      note: string
      created_by: string
      created_at: Date
    }
    'datahub.runs': RunRow
    'datahub.source_rows': {
      tenant: string
      source_id: string
      natural_key: string
      entity_id: string
      row_hash: string
      run_id: number
      row_number: number
    }
    'datahub.run_keys': { run_id: number; natural_key: string; row_number: number }
    'datahub.quarantined_rows': QuarantineRow
  }
}
