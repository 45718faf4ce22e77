import type { Refusal } from '#kit/values/refusal.ts'
import type { StoredDocument } from '#onestop/documents/contract.ts'
import type {
  ActionInput,
  DossierStatus,
  DossierSummary,
  DossierView,
  FileDossier,
  Filed,
  Tracking,
} from '#onestop/dossiers/contract.ts'
import type { Answers, FormDefinition, SummaryRow } from '#onestop/forms/contract.ts'
import type { Notice } from '#onestop/notices/contract.ts'
import type { ProcedureVersion, TermUnit } from '#onestop/procedures/contract.ts'
import type { Alarm, AlarmAsk, AlarmRowsAsk } from '#onestop/statistics/alarm-contract.ts'
import type { FigureAsk, FigureRow, Statistics, StatisticsAsk } from '#onestop/statistics/contract.ts'
import type {
  CountedProcedureRow,
  Index766,
  IndexAsk,
  IndicatorRowsAsk,
} from '#onestop/statistics/index-contract.ts'
import type {
  FigurePage,
  ReportAsk,
  ReportFigureAsk,
  SettlementReport,
} from '#onestop/statistics/report-contract.ts'
import type { SignedInOfficer as SessionOfficer } from '#people/access/contract.ts'
import type { DatasetSurface, EntitySurface, SourceSurface } from './datahub-contract.ts'

/** The languages of every screen; Vietnamese is the law's. */
export type Lang = 'vi' | 'en'

/** An officer who has signed in, with the post that he holds today. */
export type SignedInOfficer = Omit<SessionOfficer, 'sessionId' | 'posts'>

export type ProcedureHit = {
  readonly code: string
  readonly name: string
  readonly sector: string
  readonly level: string
  readonly termText: string | null
  readonly agencyName: string | null
}

/** What the browser carries after signing in; an empty value ends it. `maxAge` in seconds. */
export type SessionCookie = { readonly name: string; readonly value: string; readonly maxAge: number }

/** The accounts of the demonstration, shown on the sign-in page; only where the demonstration is loaded. */
export type DemoAccounts = {
  readonly password: string
  readonly accounts: readonly {
    readonly userName: string
    readonly name: string
    readonly postTitle: string
  }[]
}

/**
 * What an applicant has typed so far, kept as it stands, faults and all: nothing typed is lost. `id` is a random
 * UUID made by the browser's session and is the only key to it; `requestId` files it once.
 */
export type Draft = {
  readonly id: string
  readonly requestId: string
  readonly procedureCode: string
  readonly caseId: string | null
  /** By field of the form: parties, answers and ids of documents, as `readPosted` left them. */
  readonly answers: Answers
  /** The documents whose ids stand in `answers`, with their names and fingerprints. */
  readonly documents: readonly StoredDocument[]
  readonly returnBy: 'counter' | 'post' | 'online' | null
  /** Names of the steps passed without a fault. */
  readonly passed: readonly string[]
}

/** A paper or a document to hand to the browser. */
export type DownloadedDocument = {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** One line of "Vì sao có ngày hẹn này?", to be followed with a paper calendar. */
export type DerivationLine = {
  readonly kind: 'event' | 'rule' | 'counted' | 'skipped' | 'result'
  /** The day, or the moment, that the line speaks of: `YYYY-MM-DD` or ISO 8601. */
  readonly on: string | null
  /** A sentence in the reader's language. */
  readonly text: string
  /** Of `counted`: the how-manieth day or hour it is. */
  readonly count: number | null
  readonly law: string | null
}

/** A due time with all that it was computed from. */
export type DueTimeExplained = {
  readonly acceptedAt: string | null
  readonly dueAt: string | null
  readonly regime: 'A' | 'B' | null
  readonly lines: readonly DerivationLine[]
  /** What is not certain about it: a year whose calendar is not announced, a term not verified. */
  readonly warnings: readonly string[]
  /** Of a dossier: who held it for how many working minutes; they add up. Empty in the calculator. */
  readonly holders: readonly HeldTime[]
  readonly totalMinutes: number
  /** Of a late dossier: by how much, and in whose hands. */
  readonly late: { readonly minutes: number; readonly byHolder: readonly HeldTime[] } | null
  /** Of a dossier that waits while the clock stands: the date is as it stood, and moves when the wait ends. */
  readonly provisional: {
    readonly cause: string
    readonly since: string
    readonly until: string | null
  } | null
  /** By when the counter hands over to the agency; `nextDay` after 15:00. Null before acceptance. */
  readonly handOver: { readonly by: string; readonly nextDay: boolean } | null
  /** The terms of the first answer and of the steps inside the total; empty where none is set. */
  readonly steps: readonly StepTime[]
  /** Rules of time that were broken. */
  readonly breaches: readonly {
    readonly sequence: number
    readonly text: string
    readonly law: string | null
  }[]
  /** How corrected calendars moved the date, the earliest first. */
  readonly moves: readonly MovedDueTime[]
  /** Actions clicked on a later day than they are said to have happened. */
  readonly recordedLate: readonly {
    readonly sequence: number
    readonly occurredAt: string
    readonly recordedAt: string
  }[]
}

/** A step with its own term: when it was due, when it was done, and if late by how much and in whose hands. */
export type StepTime = {
  readonly step: string
  readonly dueAt: string
  readonly endedAt: string | null
  readonly late: boolean
  readonly lateMinutes: number
  readonly lateByHolder: readonly HeldTime[]
}

/** A due time that a corrected calendar moved, with the reasons as sentences. */
export type MovedDueTime = {
  readonly fromDueAt: string
  readonly toDueAt: string
  readonly movedAt: string
  readonly reasons: readonly string[]
}

/** One row of "hồ sơ có ngày hẹn thay đổi do lịch". */
export type MovedDossier = MovedDueTime & {
  readonly code: string
  readonly procedureName: string
  readonly applicantName: string
  readonly synthetic: boolean
}

/** Working time in one hand. */
export type HeldTime = { readonly kind: string; readonly name: string; readonly minutes: number }

/** Whether a dossier's log is as it was written. */
export type LedgerCheck = {
  readonly code: string
  readonly entries: number
  readonly headHash: string
  readonly sealed: { readonly sequence: number; readonly number: number; readonly at: string } | null
  /** The first thing wrong as a sentence, with the entry; null: all is as it was written. */
  readonly fault: { readonly kind: string; readonly sequence: number } | null
}

export type DeadlineAsk = {
  /** ISO 8601; without an offset Vietnamese time. */
  readonly acceptedAt: string
  readonly term: number
  readonly unit: TermUnit
  /** Absent: by the day of acceptance. */
  readonly regime?: 'A' | 'B'
}

/** A post that may take a dossier as case officer. */
export type Assignee = {
  readonly postId: string
  readonly name: string
  readonly postTitle: string
  readonly openDossiers: number
}
export type ConsultableAgency = { readonly id: string; readonly name: string }

/** A form of the settlement report and the days on which it is the form of law. */
export type ReportFormName = {
  readonly id: string
  readonly form: string
  readonly law: string
  readonly validFrom: string
  readonly validTo: string | null
}

/** The rows behind a part of an indicator: dossiers page by page, or procedures all at once. */
export type IndicatorRows = {
  readonly dossiers: readonly FigureRow[]
  readonly procedures: readonly CountedProcedureRow[]
  readonly next: string | null
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
  searchProcedures(ask: {
    q: string
    sector?: string
    page?: number
  }): Promise<{ hits: ProcedureHit[]; total: number }>
  /** Sectors with how many procedures are in force. */
  listSectors(): Promise<{ id: string; name: string; count: number }[]>
  findProcedure(code: string): Promise<ProcedureVersion | undefined>
  fileDossier(input: FileDossier, channel: 'online' | 'counter'): Promise<Filed | Refusal>
  track(code: string): Promise<Tracking | undefined>
  /** The applicant's own page: needs the access key. */
  openAsApplicant(code: string, accessKey: string): Promise<DossierView | Refusal>
  actAsApplicant(
    code: string,
    accessKey: string,
    action: ActionInput,
    requestId: string,
  ): Promise<Refusal | { sequence: number }>
  /** Rows of the officer's queue by due time; `after` is the cursor of the page before. */
  inbox(ask: {
    queue: 'mine' | 'agency' | 'counter' | 'all'
    q?: string
    status?: DossierStatus
    after?: string
  }): Promise<{ rows: DossierSummary[]; next: string | null } | Refusal>
  openAsOfficer(code: string): Promise<DossierView | Refusal>
  actAsOfficer(code: string, action: ActionInput, requestId: string): Promise<Refusal | { sequence: number }>

  /** Whether the program shows made-up dossiers, so that every page can say so. */
  readonly synthetic: boolean
  signIn(ask: { userName: string; password: string }): Promise<SessionCookie | Refusal>
  signOut(): Promise<SessionCookie>
  /** Null where no demonstration is loaded. */
  listDemoAccounts(): Promise<DemoAccounts | null>

  /** The civil day in Việt Nam, `YYYY-MM-DD`. */
  readonly today: string
  /** The electronic form of a procedure in force; undefined where it is not filed online. */
  findForm(procedureCode: string): Promise<FormDefinition | undefined>
  /** The sentences of form findings in the reader's language, by code. */
  readonly formMessages: Readonly<Record<string, string>>
  /** The answers of a dossier as they read in the form of its own procedure version; empty where it has none. */
  readAnswers(view: DossierView): Promise<readonly SummaryRow[]>
  /** The communes of the province today. */
  listCommunes(): Promise<{ code: string; name: string }[]>
  /** Keeps a document by its content; refuses what is too large, empty or of a type that is not taken. */
  storeDocument(upload: { name: string; bytes: Uint8Array }): Promise<StoredDocument | Refusal>
  saveDraft(draft: Draft): Promise<void>
  openDraft(id: string): Promise<Draft | undefined>
  discardDraft(id: string): Promise<void>

  /** The receipt (form 01) as PDF. `accessKey` null: asked for by the officer who is signed in. */
  printReceipt(code: string, accessKey: string | null): Promise<DownloadedDocument | Refusal>
  openDocument(
    code: string,
    documentId: string,
    accessKey: string | null,
  ): Promise<DownloadedDocument | Refusal>
  /** "Vì sao có ngày hẹn này?" of a dossier. */
  explainDueTime(code: string, accessKey: string | null): Promise<DueTimeExplained | Refusal>
  /** The open dossiers whose due time a corrected calendar moved, the latest first; `after` is the page's cursor. */
  listMovedDossiers(ask: { after?: string }): Promise<{ rows: MovedDossier[]; next: string | null } | Refusal>
  /** What the applicant was told, the latest first. */
  listNotices(code: string, accessKey: string | null): Promise<readonly Notice[] | Refusal>
  /** For anyone who knows the code: no personal data. Undefined for an unknown code. */
  verifyDossier(code: string): Promise<LedgerCheck | undefined>
  computeDeadline(ask: DeadlineAsk): Promise<DueTimeExplained | Refusal>

  /** Who may be given this dossier, and which agencies may be asked about it. */
  listAssignees(code: string): Promise<Assignee[]>
  listConsultableAgencies(code: string): Promise<ConsultableAgency[]>

  /** The calendar years in which dossiers were received or resolved, latest first. */
  listFigureYears(): Promise<number[]>
  statistics(ask: StatisticsAsk): Promise<Statistics>
  /** The dossiers that a figure counts, oldest first; `total` equals the figure. */
  listFigureRows(ask: FigureAsk): Promise<{ rows: FigureRow[]; next: string | null; total: number }>

  listReportForms(): Promise<readonly ReportFormName[]>
  /** The agencies of the province at either end of a period, for narrowing reports, index and alarms. */
  listAnsweringUnits(ask: { from: string; to: string }): Promise<{ id: string; name: string }[]>
  makeReport(ask: ReportAsk): Promise<SettlementReport | Refusal>
  /** The dossiers behind one value of a report; `total` equals the value. */
  listReportRows(ask: ReportFigureAsk): Promise<FigurePage | Refusal>
  measureIndex766(ask: IndexAsk): Promise<Index766 | Refusal>
  listIndicatorRows(ask: IndicatorRowsAsk): Promise<IndicatorRows | Refusal>
  /** Signs that figures are made rather than earned: for controllers and leaders. */
  findAlarms(ask: AlarmAsk): Promise<readonly Alarm[] | Refusal>
  listAlarmRows(ask: AlarmRowsAsk): Promise<FigurePage | Refusal>
} & EntitySurface &
  DatasetSurface &
  SourceSurface
