import { type Static, Type } from 'typebox'

/** A civil date as `YYYY-MM-DD`. */
const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

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
export const Term = Type.Object({ value: Type.Integer({ minimum: 0 }), unit: TermUnit })
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
export const EvidenceType = Type.Object({
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
  /** National code of the paper. */
  code: Type.Optional(Nullable(Type.String())),
})
export type EvidenceType = Static<typeof EvidenceType>

/** One channel of filing with its own term and fee text (cách thức thực hiện). */
export const ChannelOffer = Type.Object({
  channel: Type.Union([Type.Literal('online'), Type.Literal('counter'), Type.Literal('post')]),
  term: Nullable(Term),
  termText: Type.Optional(Nullable(Type.String())),
  feeText: Type.Optional(Nullable(Type.String())),
  note: Type.Optional(Nullable(Type.String())),
})
export type ChannelOffer = Static<typeof ChannelOffer>

/** A fee with its period of validity. `amountVnd` null: not verified; 0: free. */
export const Fee = Type.Object({
  kind: Type.Union([Type.Literal('serviceFee'), Type.Literal('stateFee')]),
  amountVnd: Nullable(Type.Integer({ minimum: 0 })),
  basis: Type.Optional(Nullable(Type.String())),
  note: Type.Optional(Nullable(Type.String())),
  validFrom: Type.Optional(Nullable(CivilDate)),
  validTo: Type.Optional(Nullable(CivilDate)),
})
export type Fee = Static<typeof Fee>

/** Where a step takes place: at the service centre, or at the agency's own seat. "N tại chỗ" counts the first. */
const Place = Type.Union([Type.Literal('centre'), Type.Literal('agency')])
export const OnTheSpot = Type.Object({
  reception: Place,
  appraisal: Place,
  approval: Place,
  sealing: Place,
  return: Place,
  /** The decision that put the steps there; null: not verified. */
  decision: Nullable(Type.String()),
})
export type OnTheSpot = Static<typeof OnTheSpot>

/** How a request for a supplement acts on the clock (C5–C7; sector law may override). */
export const SupplementRule = Type.Object({
  mode: Type.Union([Type.Literal('restart'), Type.Literal('pause')]),
  /** How many requests are lawful. */
  rounds: Type.Integer({ minimum: 1 }),
  /** Term for the agency to ask, from acceptance or from the latest supplement. */
  noticeWithin: Nullable(Term),
  /** Term for the applicant to answer each notice before the dossier is closed; null: the regime's own. */
  answerWithin: Nullable(Term),
  law: Type.String(),
})
export type SupplementRule = Static<typeof SupplementRule>

/** A cause that stops the clock, only where the version lists it, with its legal ground. */
export const ClockStop = Type.Object({
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
export const StepTerm = Type.Object({
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
export const ProcedureContent = Type.Object({
  name: Type.String({ minLength: 1 }),
  nameEn: Type.Optional(Nullable(Type.String())),
  sector: Type.Object({ id: Type.String(), name: Type.String() }),
  level: AdministrativeLevel,
  /** The national code `D.NNNNNN`; null: not verified, never invented. */
  nationalCode: Nullable(Type.String()),
  nationalCodeSource: Type.Optional(Nullable(Type.String())),
  term: Nullable(Term),
  termText: Type.Optional(Nullable(Type.String())),
  silenceMeansConsent: Type.Boolean(),
  cases: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  evidence: Nullable(Type.Array(EvidenceType)),
  sets: Nullable(Type.String()),
  channels: Type.Array(ChannelOffer),
  fees: Nullable(Type.Array(Fee)),
  outputs: Type.Array(
    Type.Object({
      name: Type.String(),
      code: Type.Optional(Nullable(Type.String())),
      validity: Type.Optional(Nullable(Type.String())),
    }),
  ),
  competentAuthority: Nullable(Type.String()),
  carriedOutBy: Type.Optional(Nullable(Type.String())),
  consultedAgencies: Type.Array(Type.String()),
  audience: Type.Array(Type.String()),
  steps: Nullable(Type.String()),
  requirements: Nullable(Type.String()),
  legalBasis: Type.Array(
    Type.Object({ title: Type.String(), number: Type.Optional(Nullable(Type.String())) }),
  ),
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

/** A version in force from one publication to the next. `validTo` is the first day it is no longer in force. */
export type ProcedureVersion = {
  readonly id: string
  readonly procedureId: string
  /** The code in addresses: the national code where known, else the local id (`BUU-01`). */
  readonly code: string
  readonly version: number
  readonly content: ProcedureContent
  readonly validFrom: string
  readonly validTo: string | null
  readonly publication: {
    readonly number: string
    readonly signedOn: string
    readonly signer: string
    readonly kind: 'new' | 'amended' | 'abolished'
  }
  /** Whether the content was made up for demonstration. */
  readonly synthetic: boolean
}
