import type { Messages } from '#kit/io/messages.ts'
import type { SignedInOfficer as SessionOfficer } from '#people/access/public.ts'
import type { DemoAccounts, Lang } from '../contract.ts'

/** What one request brings along. */
export type Visit = {
  readonly lang: Lang
  readonly officer: SessionOfficer | undefined
  readonly token: string | undefined
  readonly address: string
  readonly userAgent: string
  readonly messages: Messages
  /** Where the portal is reached from outside, for links on papers. */
  readonly publicUrl: string
  readonly demo: DemoState
}

/** What of the demonstration is loaded: the accounts to show, or null. */
export type DemoState = { readonly accounts: DemoAccounts | null }
