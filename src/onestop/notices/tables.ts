declare module '#kit/io/tables.ts' {
  interface Tables {
    'onestop.notices': {
      agency_id: string
      dossier_id: string
      id: string
      kind: string
      facts: unknown
      written_at: Date
    }
  }
}
