import type { NotifiedEntity, NotifiedReader, Subscription } from './contract.ts'

/** Who wants to be told of changes, and how it goes. */
export type SubscriptionRow = {
  tenant: string
  id: string
  body: Readonly<Record<string, unknown>>
  reading: Subscription
  reader: NotifiedReader
  endpoint: string
  is_active: boolean
  paused_because: 'asked' | 'endpoint-failed' | 'right-ended' | null
  expires_at: Date | null
  throttling_seconds: number | null
  interval_seconds: number | null
  created_by: string
  created_at: Date
  modified_at: Date
  times_sent: number
  times_failed: number
  failures_in_row: number
  last_notified_at: Date | null
  last_success_at: Date | null
  last_failure_at: Date | null
  last_error: string | null
}

/** What a subscriber is to be told, until it has arrived. */
export type NotificationRow = {
  id: number
  tenant: string
  subscription_id: string
  notification_id: string
  entities: readonly NotifiedEntity[]
  triggered_at: Date
  due_at: Date
  attempts: number
  delivered_at: Date | null
  dead_at: Date | null
  last_error: string | null
}
