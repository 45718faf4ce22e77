/** Rows of the people schema that this module keeps. */
export type AccountRow = {
  officer_id: string
  user_name: string
  password_hash: string
  disabled_at: Date | null
  changed_at: Date
}
export type SessionRow = {
  token_hash: Buffer
  id: string
  officer_id: string
  post_id: string | null
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  revoked_at: Date | null
  address: string | null
  user_agent: string | null
}
export type ThrottleRow = { key: string; attempts: number; window_started_at: Date }
export type AccessLogRow = {
  id: string
  accessed_at: Date
  officer_id: string
  post_id: string
  agency_id: string
  dossier_code: string
  purpose: string
  operation: string
}

declare module '#kit/io/tables.ts' {
  interface Tables {
    'people.accounts': AccountRow
    'people.sessions': SessionRow
    'people.sign_in_throttles': ThrottleRow
    'people.access_log': AccessLogRow
  }
}
