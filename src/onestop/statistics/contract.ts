import { type Static, Type } from 'typebox'
import { DossierSummary } from '#onestop/dossiers/contract.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** A period of whole days, both included, and what narrows it. */
export const StatisticsAsk = Type.Object({
  from: Day,
  to: Day,
  agencyId: Type.Optional(Type.String({ maxLength: 64 })),
  sectorId: Type.Optional(Type.String({ maxLength: 64 })),
  procedureCode: Type.Optional(Type.String({ maxLength: 40 })),
})
export type StatisticsAsk = Static<typeof StatisticsAsk>

/**
 * The counts that every settlement report stands on; each opens to its rows under the same name. `received-partial`
 * holds all that came online and is not verified as full-process; of these `received-unverified` have a version
 * whose mode is not verified. `without-term` is what was resolved without a verified term, so that nobody can say
 * whether it was in time: resolved = early + on-time + overdue + without-term.
 */
export const measures = [
  'received',
  'received-online',
  'received-counter',
  'received-post',
  'received-full',
  'received-partial',
  'received-unverified',
  'carried-over',
  'resolved',
  'early',
  'on-time',
  'overdue',
  'without-term',
  'in-process',
  'in-process-in-time',
  'in-process-overdue',
  'rejected',
  'withdrawn',
  'stopped',
] as const
export type Measure = (typeof measures)[number]

const counts = Object.fromEntries(measures.map((measure) => [measure, Type.Integer()])) as Record<
  Measure,
  ReturnType<typeof Type.Integer>
>
/** One count of each measure, stocks as of the end of the period or of today. received + carried-over = resolved + in-process, always. */
export const Counts = Type.Object(counts)
export type Counts = Static<typeof Counts>

export const StatisticsRow = Type.Object({ key: Type.String(), label: Type.String(), counts: Counts })
export type StatisticsRow = Static<typeof StatisticsRow>

/** The figures of a period: the total, by sector and by month, and how many procedures are done on the spot. */
export const Statistics = Type.Object({
  from: Day,
  to: Day,
  /** When the figures were counted, ISO 8601. */
  countedAt: Type.String(),
  total: Counts,
  bySector: Type.Array(StatisticsRow),
  byMonth: Type.Array(StatisticsRow),
  onTheSpot: Type.Object({
    /** Procedures with resolved dossiers in the period. */
    procedures: Type.Integer(),
    /** Of these, all whose reception, appraisal, approval and return took place at the centre in every dossier. */
    onTheSpot: Type.Integer(),
    dossiers: Type.Integer(),
    dossiersOnTheSpot: Type.Integer(),
  }),
  /** Whether any row counted is synthetic. */
  synthetic: Type.Boolean(),
})
export type Statistics = Static<typeof Statistics>

/** A figure to open: which measure of which period; `month` (`YYYY-MM`) is the month of the figure. */
export const FigureAsk = Type.Object({
  ...StatisticsAsk.properties,
  measure: Type.Enum([...measures]),
  month: Type.Optional(Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })),
  after: Type.Optional(Type.String({ maxLength: 60 })),
})
export type FigureAsk = Static<typeof FigureAsk>

const { code, procedureName, filedAt, acceptedAt, dueAt, endedAt, status, punctuality } =
  DossierSummary.properties
/** A dossier behind a figure. The public sees no names. */
export const FigureRow = Type.Object({
  code,
  procedureName,
  sector: Type.String(),
  applicantName: Type.Union([Type.String(), Type.Null()]),
  filedAt,
  acceptedAt,
  dueAt,
  endedAt,
  status,
  punctuality,
})
export type FigureRow = Static<typeof FigureRow>
