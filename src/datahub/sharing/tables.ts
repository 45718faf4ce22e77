import type { Agreement, DatasetState } from './contract.ts'

declare module '#kit/io/tables.ts' {
  interface Tables {
    'datahub.datasets': {
      id: string
      tenant: string
      version: number
      content: unknown
      content_hash: string
      state: DatasetState
      state_since: Date
      opened_at: Date | null
      changed_at: Date
      reviewed_on: string
    }
    'datahub.dataset_actions': {
      dataset_id: string
      sequence: number
      kind: 'describe' | 'move' | 'review'
      by: string
      at: Date
      content: unknown
    }
    'datahub.agreements': {
      id: string
      tenant: string
      dataset_id: string
      provider: string
      consumer: string
      consumer_name: string
      application: string
      fields: string[]
      filter: unknown
      purpose: string
      legal_basis: string
      from_on: string
      to_on: string
      calls_per_minute: number
      state: Agreement['state']
      requested_at: Date
      answer_due_on: string
      decided_at: Date | null
      suspended_from: Date | null
      key_hash: Buffer | null
      key_made_at: Date | null
    }
    'datahub.agreement_actions': {
      agreement_id: string
      sequence: number
      kind: 'request' | 'grant' | 'refuse' | 'suspend' | 'resume' | 'renew-key' | 'revoke'
      by: string
      at: Date
      content: unknown
    }
    'datahub.agreement_minutes': { agreement_id: string; minute: Date; calls: number }
    'datahub.access_log': {
      at: Date
      agreement_id: string
      dataset_id: string | null
      api: string
      method: string
      address: string
      status: number
      row_count: number
      ms: number
      refusal: string | null
      reference: string
      remote: string | null
    }
  }
}
