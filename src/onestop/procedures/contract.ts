import { type Static, type TProperties, Type } from 'typebox'

/** A civil date as `YYYY-MM-DD`. */
const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** An object that knows all its members: an unknown one is a fault of the content, mostly a slip of the pen. */
const Strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** The units in which law counts time (02-one-stop rules C3). */
export const TermUnit = Type.Union([
  Type.Literal('hour'),
  Type.Literal('working-hour'),
  Type.Literal('day'),
  Type.Literal('working-day'),
  Type.Literal('month'),
  Type.Literal('same-day'),
  Type.Literal('immediate'),
])
export type TermUnit = Static<typeof TermUnit>

/** A term of law: how many of which unit. `same-day` and `immediate` have value 0. */
export const Term = Strict({ value: Type.Integer({ minimum: 0 }), unit: TermUnit })
export type Term = Static<typeof Term>

/** Which levels of government carry a procedure out. */
export const AdministrativeLevel = Type.Union([
  Type.Literal('ministry'),
  Type.Literal('province'),
  Type.Literal('district'),
  Type.Literal('commune'),
  Type.Literal('other'),
])
export type AdministrativeLevel = Static<typeof AdministrativeLevel>

/** A paper or data item that the law asks for (thành phần hồ sơ). */
export const EvidenceType = Strict({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
  name: Type.String({ minLength: 1 }),
  /** The form it is written on, as published ("Phụ lục I"). */
  form: Type.Optional(Nullable(Type.String())),
  required: Type.Boolean(),
  /** When it is asked for, in the law's words; shown, and answered by the applicant. */
  onlyIf: Type.Optional(Nullable(Type.String())),
  /** The case of the procedure it belongs to; null for every case. */
  caseId: Type.Optional(Nullable(Type.String())),
  original: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  copies: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  /** File names of the blank forms published with it. */
  templates: Type.Optional(Type.Array(Type.String())),
  /** National code of the paper. */
  code: Type.Optional(Nullable(Type.String())),
})
export type EvidenceType = Static<typeof EvidenceType>

/** One channel of filing with its own term and fee text (cách thức thực hiện). */
export const ChannelOffer = Strict({
  channel: Type.Union([Type.Literal('online'), Type.Literal('counter'), Type.Literal('post')]),
  term: Nullable(Term),
  termText: Type.Optional(Nullable(Type.String())),
  feeText: Type.Optional(Nullable(Type.String())),
  note: Type.Optional(Nullable(Type.String())),
})
export type ChannelOffer = Static<typeof ChannelOffer>

/**
 * A fee with its period of validity: `validFrom` and `validTo` are the first and the last day it is asked for.
 * `amountVnd` null: not verified, or reckoned by unit (`unitAmountVnd` for each `unit`: "trang"); 0: free.
 */
export const Fee = Strict({
  /** Phí, lệ phí; `unspecified` where a source does not say which. */
  kind: Type.Union([Type.Literal('serviceFee'), Type.Literal('stateFee'), Type.Literal('unspecified')]),
  amountVnd: Nullable(Type.Integer({ minimum: 0 })),
  unitAmountVnd: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  unit: Type.Optional(Nullable(Type.String())),
  /** When this fee and not another of the list is asked for, in the law's words. */
  onlyIf: Type.Optional(Nullable(Type.String())),
  basis: Type.Optional(Nullable(Type.String())),
  note: Type.Optional(Nullable(Type.String())),
  validFrom: Type.Optional(Nullable(CivilDate)),
  validTo: Type.Optional(Nullable(CivilDate)),
})
export type Fee = Static<typeof Fee>

/** Where a step takes place: at the service centre, or at the agency's own seat. "N tại chỗ" counts the first. */
const Place = Type.Union([Type.Literal('centre'), Type.Literal('agency')])
export const OnTheSpot = Strict({
  reception: Place,
  appraisal: Place,
  approval: Place,
  /** Null: not verified. */
  sealing: Nullable(Place),
  return: Place,
  /** The decision that put the steps there; null: not verified. */
  decision: Nullable(Type.String()),
  note: Type.Optional(Nullable(Type.String())),
})
export type OnTheSpot = Static<typeof OnTheSpot>

/** How a request for a supplement acts on the clock (C5–C7; sector law may override). */
export const SupplementRule = Strict({
  mode: Type.Union([Type.Literal('restart'), Type.Literal('pause')]),
  /** How many requests are lawful. */
  rounds: Type.Integer({ minimum: 1 }),
  /** Whether sector law lets the last round be repeated while the answer does not satisfy. */
  repeatsLastRound: Type.Optional(Type.Boolean()),
  /** Term for the agency to ask, from acceptance or from the latest supplement. */
  noticeWithin: Nullable(Term),
  /** Term for the applicant to answer each notice before the dossier is closed; null: the regime's own. */
  answerWithin: Nullable(Term),
  /** Term for the agency to tell that the filing has come in, from filing. */
  acknowledgeWithin: Type.Optional(Nullable(Term)),
  /** Term for the agency to refuse after the last round, from the end of the applicant's time. */
  refuseWithin: Type.Optional(Nullable(Term)),
  law: Type.String(),
})
export type SupplementRule = Static<typeof SupplementRule>

/** A cause that stops the clock, only where the version lists it, with its legal ground. */
export const ClockStop = Strict({
  cause: Type.Union([
    Type.Literal('payment'),
    Type.Literal('consultation'),
    Type.Literal('suspension'),
    Type.Literal('field-check'),
  ]),
  law: Type.String(),
})
export type ClockStop = Static<typeof ClockStop>

/** A term of one internal step, inside the total. */
export const StepTerm = Strict({
  step: Type.Union([
    Type.Literal('acceptance'),
    Type.Literal('assignment'),
    Type.Literal('assessment'),
    Type.Literal('decision'),
    Type.Literal('delivery'),
  ]),
  term: Term,
})
export type StepTerm = Static<typeof StepTerm>

/**
 * What one publication fixed for a procedure: immutable once published. Whatever is null is not verified and is
 * shown as "chưa xác minh". `unparsed` keeps verbatim the text of fields that could not be read into structure.
 */
export const ProcedureContent = Strict({
  name: Type.String({ minLength: 1 }),
  nameEn: Type.Optional(Nullable(Type.String())),
  sector: Strict({ id: Type.String(), name: Type.String() }),
  /** The highest of `levels`. */
  level: AdministrativeLevel,
  /** All levels that carry it out, when more than one. */
  levels: Type.Optional(Type.Array(AdministrativeLevel)),
  /** The national code `D.NNNNNN`; null: not verified, never invented. */
  nationalCode: Nullable(Type.String()),
  nationalCodeSource: Type.Optional(Nullable(Type.String())),
  /** Whether it counts among the core procedures of its department ("38/38"). */
  core: Type.Optional(Type.Boolean()),
  /** The ministry's decision that announced it, as the national data base shows it. */
  decisionNumber: Type.Optional(Nullable(Type.String())),
  /** Who may regulate it (loại thủ tục), as the national data base shows it. */
  kind: Type.Optional(Nullable(Type.String())),
  term: Nullable(Term),
  termText: Type.Optional(Nullable(Type.String())),
  silenceMeansConsent: Type.Boolean(),
  cases: Type.Array(Strict({ id: Type.String(), name: Type.String() })),
  evidence: Nullable(Type.Array(EvidenceType)),
  sets: Nullable(Type.String()),
  channels: Type.Array(ChannelOffer),
  fees: Nullable(Type.Array(Fee)),
  outputs: Type.Array(
    Strict({
      name: Type.String(),
      code: Type.Optional(Nullable(Type.String())),
      validity: Type.Optional(Nullable(Type.String())),
    }),
  ),
  competentAuthority: Nullable(Type.String()),
  carriedOutBy: Type.Optional(Nullable(Type.String())),
  authorisedAgency: Type.Optional(Nullable(Type.String())),
  receivedAt: Type.Optional(Nullable(Type.String())),
  linkedProcedures: Type.Optional(Type.Array(Type.String())),
  consultedAgencies: Type.Array(Type.String()),
  audience: Type.Array(Type.String()),
  steps: Nullable(Type.String()),
  requirements: Nullable(Type.String()),
  legalBasis: Type.Array(Strict({ title: Type.String(), number: Type.Optional(Nullable(Type.String())) })),
  /** Service level 1–4 of Decree 43/2011; null: not verified. */
  level2011: Nullable(Type.Integer({ minimum: 1, maximum: 4 })),
  /** Mode of Decree 42/2022; null: not verified. */
  mode2022: Nullable(
    Type.Union([Type.Literal('full'), Type.Literal('partial'), Type.Literal('informationOnly')]),
  ),
  onTheSpot: Nullable(OnTheSpot),
  supplement: Nullable(SupplementRule),
  clockStops: Type.Array(ClockStop),
  stepTerms: Type.Array(StepTerm),
  notes: Type.Optional(Nullable(Type.String())),
  sources: Type.Array(Type.String()),
  unparsed: Type.Optional(Type.Record(Type.String(), Type.String())),
})
export type ProcedureContent = Static<typeof ProcedureContent>

/** How a publication acts on a procedure: mới ban hành, sửa đổi bổ sung, bãi bỏ. */
export const PublicationKind = Type.Union([
  Type.Literal('new'),
  Type.Literal('amended'),
  Type.Literal('abolished'),
])
export type PublicationKind = Static<typeof PublicationKind>

/** Where a procedure comes from: the province's own publications, or the national data base of procedures. */
export type ProcedureSource = 'province' | 'national-catalogue'

/** A version in force from one publication to the next. `validTo` is the first day it is no longer in force. */
export type ProcedureVersion = {
  readonly id: string
  readonly procedureId: string
  /** The local id (`BUU-01`), or the national code of a procedure of the national catalogue. Never changes. */
  readonly localId: string
  /** The code in addresses: the national code where known, else the local id (`BUU-01`). */
  readonly code: string
  readonly version: number
  readonly content: ProcedureContent
  readonly validFrom: string
  /** As known when this was read; a later publication may end a version that has no end yet. */
  readonly validTo: string | null
  readonly publication: {
    readonly number: string
    readonly signedOn: string
    readonly signer: string
    readonly kind: PublicationKind
  }
  /** Whether the publication was made up for demonstration. */
  readonly synthetic: boolean
  readonly source: ProcedureSource
}

const PublicationDate = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description })

/** One procedure in a publication. `content` is absent exactly when it is abolished. */
export const PublicationEntry = Strict({
  procedureId: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$', maxLength: 40 }),
  kind: PublicationKind,
  /** The number of this version of the procedure, one more than the latest. */
  version: Type.Integer({ minimum: 1 }),
  content: Type.Optional(ProcedureContent),
})
export type PublicationEntry = Static<typeof PublicationEntry>

/**
 * A decision that announces procedures (quyết định công bố).
 * @law Nghị định 63/2010/NĐ-CP (sửa đổi 2013, 2017), Điều 13–15, 24
 */
export const PublicationInput = Strict({
  number: Type.String({ minLength: 1, maxLength: 200 }),
  title: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
  signedOn: PublicationDate('The day of signing'),
  signer: Type.String({ minLength: 1, maxLength: 200 }),
  effectiveOn: PublicationDate('The first day in force'),
  /** The day it was made public on the national data base; null: not known. */
  postedOn: Type.Optional(Nullable(PublicationDate('The day it was made public'))),
  note: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))),
  /** Made up for demonstration: said on every screen that shows it. */
  synthetic: Type.Optional(Type.Boolean()),
  entries: Type.Array(PublicationEntry, { minItems: 1, maxItems: 5000 }),
})
export type PublicationInput = Static<typeof PublicationInput>

/** What a publication did, with its warnings: breaches that are recorded, not refused. */
export const Published = Strict({
  publicationId: Type.String(),
  versions: Type.Integer(),
  warnings: Type.Array(Strict({ code: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
})
export type Published = Static<typeof Published>

/** A line of the list of procedures, best answer first. */
export const ProcedureHit = Type.Object({
  code: Type.String(),
  name: Type.String(),
  sector: Type.String(),
  sectorId: Type.String(),
  level: AdministrativeLevel,
  term: Nullable(Term),
  termText: Nullable(Type.String()),
  agencyName: Nullable(Type.String()),
  source: Type.String(),
})
export type ProcedureHit = Static<typeof ProcedureHit>

export const Sector = Type.Object({ id: Type.String(), name: Type.String(), count: Type.Integer() })
export type Sector = Static<typeof Sector>

const Words = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })

/** What citizens say for what the law calls otherwise (`content/search/synonyms.yaml`). */
export const SynonymList = Strict({
  /** Any of `say` is understood as each of `means`, and points to the procedures with these ids or codes. */
  synonyms: Type.Array(Strict({ say: Words, means: Type.Optional(Words), procedures: Type.Optional(Words) })),
  /** Words of procedures that follow an earlier one ("cấp lại"): such a procedure yields to the first, unless asked. */
  later: Type.Array(Type.String({ minLength: 1 })),
  /** Words that say nothing about which procedure is meant. */
  ignore: Type.Array(Type.String({ minLength: 1 })),
})

/** A procedure as the API answers it: the version asked for, whole. */
export const ProcedureVersionView = Type.Object({
  id: Type.String(),
  procedureId: Type.String(),
  localId: Type.String(),
  code: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  content: ProcedureContent,
  validFrom: Type.String(),
  validTo: Nullable(Type.String()),
  publication: Type.Object({
    number: Type.String(),
    signedOn: Type.String(),
    signer: Type.String(),
    kind: PublicationKind,
  }),
  synthetic: Type.Boolean(),
  source: Type.String(),
})

/** Where the file of the national catalogue comes from (`content/national-procedures/source.yaml`). */
export const NationalSource = Strict({
  number: Type.String({ minLength: 1 }),
  title: Type.String({ minLength: 1 }),
  source: Type.String({ minLength: 1 }),
  /** The day the records were taken: the first day that they are known to be in force. */
  takenOn: CivilDate,
  file: Type.String({ pattern: '^[a-z0-9.-]+$' }),
  records: Type.Integer({ minimum: 1 }),
})
export type NationalSource = Static<typeof NationalSource>
