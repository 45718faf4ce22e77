type VersionRow = {
  version: number
  content: unknown
  content_hash: Buffer
  source: string
  recorded_at: Date
}

declare module '#kit/io/tables.ts' {
  interface Tables {
    'onestop.calendar_versions': VersionRow & { year: number }
    'onestop.working_hours_versions': VersionRow & { agency_id: string }
  }
}
