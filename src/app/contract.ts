import type { Refusal } from '#kit/values/refusal.ts'
import type {
  ActionInput,
  DossierSummary,
  DossierView,
  FileDossier,
  Filed,
  Tracking,
} from '#onestop/dossiers/contract.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'

/** The languages of every screen; Vietnamese is the law's. */
export type Lang = 'vi' | 'en'

/** An officer who has signed in, with the post that he holds today. */
export type SignedInOfficer = {
  readonly officerId: string
  readonly name: string
  readonly postId: string
  readonly postTitle: string
  readonly agencyId: string
  readonly agencyName: string
  readonly roles: readonly OfficerRole[]
}
export type OfficerRole = 'counter' | 'case-officer' | 'approver' | 'controller' | 'leader' | 'administrator'

export type ProcedureHit = {
  readonly code: string
  readonly name: string
  readonly sector: string
  readonly level: string
  readonly termText: string | null
  readonly agencyName: string | null
}

/**
 * All that the screens may ask for: the program hands one of these to the web server's side with each request
 * (`event.locals.kb`). Every method runs the same act or read as the API and answers its refusals as values.
 */
export type Surface = {
  readonly lang: Lang
  readonly officer: SignedInOfficer | null
  /** The sentence of a refusal in the reader's language. */
  say(refusal: Refusal): string
  searchProcedures(ask: { q: string; sector?: string; page?: number }): Promise<{ hits: ProcedureHit[]; total: number }>
  /** Sectors with how many procedures are in force. */
  listSectors(): Promise<{ id: string; name: string; count: number }[]>
  findProcedure(code: string): Promise<ProcedureVersion | undefined>
  fileDossier(input: FileDossier, channel: 'online' | 'counter'): Promise<Filed | Refusal>
  track(code: string): Promise<Tracking | undefined>
  /** The applicant's own page: needs the access key. */
  openAsApplicant(code: string, accessKey: string): Promise<DossierView | Refusal>
  actAsApplicant(code: string, accessKey: string, action: ActionInput, requestId: string): Promise<Refusal | { sequence: number }>
  /** Rows of the officer's queue by due time; `after` is the cursor of the page before. */
  inbox(ask: { queue: 'mine' | 'agency' | 'counter'; q?: string; after?: string }): Promise<{ rows: DossierSummary[]; next: string | null } | Refusal>
  openAsOfficer(code: string): Promise<DossierView | Refusal>
  actAsOfficer(code: string, action: ActionInput, requestId: string): Promise<Refusal | { sequence: number }>
}
