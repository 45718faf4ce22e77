import { type Static, Type } from 'typebox'

/**
 * The legal statuses, the same for every procedure, with their number at the National Public Service Portal
 * (QCVN 120:2019; 04-dvcqg-exchange §4.1).
 */
export const nationalStatus = {
  filed: 1,
  accepted: 2,
  declined: 3,
  'in-process': 4,
  'awaiting-supplement': 5,
  'awaiting-payment': 6,
  withdrawn: 7,
  stopped: 8,
  decided: 9,
  delivered: 10,
} as const
export type DossierStatus = keyof typeof nationalStatus
export const dossierStatuses = Object.keys(nationalStatus) as DossierStatus[]

/** How a dossier came in. */
export const Channel = Type.Union([Type.Literal('online'), Type.Literal('counter'), Type.Literal('post')])
export type Channel = Static<typeof Channel>

/** The applicant (chủ hồ sơ) and, where another one files, the submitter (người nộp). */
export const PartyInput = Type.Object({
  kind: Type.Union([Type.Literal('person'), Type.Literal('enterprise')]),
  name: Type.String({ minLength: 2, maxLength: 200 }),
  /** 12-digit personal number or enterprise code, as text. */
  identifier: Type.Optional(Type.String({ pattern: '^[0-9-]{9,14}$' })),
  phone: Type.Optional(Type.String({ pattern: '^[+0-9 .]{8,20}$' })),
  email: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 200 })),
  address: Type.Optional(Type.String({ maxLength: 500 })),
  areaCode: Type.Optional(Type.String({ pattern: '^\\d{5}$' })),
})
export type PartyInput = Static<typeof PartyInput>

/** A paper handed in: which evidence type it answers, and the stored documents with their fingerprints. */
export const EvidenceInput = Type.Object({
  evidenceTypeId: Type.String(),
  /** `original`, `certified` or `copy` on paper; `electronic` for uploaded documents. */
  form: Type.Union([
    Type.Literal('original'),
    Type.Literal('certified'),
    Type.Literal('copy'),
    Type.Literal('electronic'),
  ]),
  count: Type.Integer({ minimum: 1, maximum: 99 }),
  documentIds: Type.Array(Type.String({ format: 'uuid' }), { maxItems: 20 }),
})
export type EvidenceInput = Static<typeof EvidenceInput>

/** A mandatory paper that is not asked for here, and why (R9: a register answers it; or its condition does not hold). */
export const Waiver = Type.Object({
  evidenceTypeId: Type.String(),
  ground: Type.String({ minLength: 3, maxLength: 500 }),
})
export type Waiver = Static<typeof Waiver>

export type DossierActionKind =
  | 'file'
  | 'accept'
  | 'decline-filing'
  | 'ask-supplement'
  | 'supplement'
  | 'assign'
  | 'consult'
  | 'answer-consultation'
  | 'assess'
  | 'ask-payment'
  | 'pay'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'apologise'
  | 'decide'
  | 'deem-granted'
  | 'withdraw'
  | 'close'
  | 'deliver'

const Reason = Type.String({ minLength: 3, maxLength: 2000 })
const PostId = Type.String({ minLength: 1, maxLength: 64 })
const DocumentIds = Type.Array(Type.String({ format: 'uuid' }), { maxItems: 50 })
const TermInput = Type.Object({
  value: Type.Integer({ minimum: 1, maximum: 365 }),
  unit: Type.Union([Type.Literal('working-day'), Type.Literal('day'), Type.Literal('working-hour')]),
})

/** One defect of a supplement request: the paper or the field, what is wrong, the ground. */
export const Finding = Type.Object({
  about: Type.String({ minLength: 1, maxLength: 200 }),
  defect: Reason,
  ground: Type.Optional(Type.String({ maxLength: 500 })),
})
export type Finding = Static<typeof Finding>

const occurredAt = Type.Optional(
  Type.String({
    description:
      'When it happened, ISO 8601, when that is earlier than now: it is then shown as recorded late.',
  }),
)

/** What is done to a dossier after it was filed. One schema for each kind; nothing here carries a due time. */
export const actionInputs = {
  accept: Type.Object({
    kind: Type.Literal('accept'),
    waivers: Type.Array(Waiver, { maxItems: 50 }),
    /** Papers seen at the counter, added to those already handed in. */
    evidence: Type.Array(EvidenceInput, { maxItems: 100 }),
    occurredAt,
  }),
  'decline-filing': Type.Object({
    kind: Type.Literal('decline-filing'),
    reason: Reason,
    legalGround: Reason,
    occurredAt,
  }),
  'ask-supplement': Type.Object({
    kind: Type.Literal('ask-supplement'),
    findings: Type.Array(Finding, { minItems: 1, maxItems: 50 }),
    /** Of a second request: the procedure's own law and the supervisor's reason. */
    furtherRoundGround: Type.Optional(Reason),
    occurredAt,
  }),
  supplement: Type.Object({
    kind: Type.Literal('supplement'),
    evidence: Type.Array(EvidenceInput, { maxItems: 100 }),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
    occurredAt,
  }),
  assign: Type.Object({
    kind: Type.Literal('assign'),
    caseOfficerPostId: PostId,
    note: Type.Optional(Type.String({ maxLength: 2000 })),
    occurredAt,
  }),
  consult: Type.Object({
    kind: Type.Literal('consult'),
    agencyId: Type.String(),
    question: Reason,
    term: TermInput,
    occurredAt,
  }),
  'answer-consultation': Type.Object({
    kind: Type.Literal('answer-consultation'),
    agencyId: Type.String(),
    answer: Reason,
    occurredAt,
  }),
  assess: Type.Object({
    kind: Type.Literal('assess'),
    finding: Type.Union([Type.Literal('meets'), Type.Literal('fails')]),
    opinion: Reason,
    occurredAt,
  }),
  'ask-payment': Type.Object({
    kind: Type.Literal('ask-payment'),
    amountVnd: Type.Integer({ minimum: 1 }),
    legalGround: Reason,
    occurredAt,
  }),
  pay: Type.Object({
    kind: Type.Literal('pay'),
    amountVnd: Type.Integer({ minimum: 1 }),
    method: Type.Union([Type.Literal('cash'), Type.Literal('transfer'), Type.Literal('online')]),
    reference: Type.Optional(Type.String({ maxLength: 100 })),
    occurredAt,
  }),
  suspend: Type.Object({
    kind: Type.Literal('suspend'),
    cause: Type.Union([Type.Literal('suspension'), Type.Literal('field-check')]),
    reason: Reason,
    legalGround: Reason,
    occurredAt,
  }),
  resume: Type.Object({ kind: Type.Literal('resume'), reason: Reason, occurredAt }),
  extend: Type.Object({ kind: Type.Literal('extend'), term: TermInput, reason: Reason, occurredAt }),
  apologise: Type.Object({ kind: Type.Literal('apologise'), reason: Reason, occurredAt }),
  decide: Type.Object({
    kind: Type.Literal('decide'),
    decision: Type.Union([Type.Literal('grant'), Type.Literal('reject')]),
    reason: Type.Optional(Reason),
    legalGround: Type.Optional(Reason),
    /** Number of the result document, as signed. */
    resultNumber: Type.Optional(Type.String({ maxLength: 100 })),
    documentIds: DocumentIds,
    occurredAt,
  }),
  'deem-granted': Type.Object({ kind: Type.Literal('deem-granted') }),
  withdraw: Type.Object({
    kind: Type.Literal('withdraw'),
    reason: Reason,
    /** How the applicant confirmed: by his own access key, or by a signed request kept as document. */
    confirmation: Type.Union([Type.Literal('access-key'), Type.Literal('signed-request')]),
    documentIds: DocumentIds,
    occurredAt,
  }),
  close: Type.Object({ kind: Type.Literal('close') }),
  deliver: Type.Object({
    kind: Type.Literal('deliver'),
    by: Type.Union([Type.Literal('counter'), Type.Literal('post'), Type.Literal('online')]),
    receiver: Type.Object({
      name: Type.String({ minLength: 2, maxLength: 200 }),
      authorised: Type.Boolean(),
    }),
    occurredAt,
  }),
} satisfies Record<Exclude<DossierActionKind, 'file'>, ReturnType<typeof Type.Object>>

export type ActionInputOf<Kind extends keyof typeof actionInputs> = Static<(typeof actionInputs)[Kind]>
export type ActionInput = {
  [Kind in keyof typeof actionInputs]: ActionInputOf<Kind>
}[keyof typeof actionInputs]
export const ActionInput = Type.Union(Object.values(actionInputs))

/** The filing of a dossier. `requestId` is chosen by the caller, so that a filing sent twice files once. */
export const FileDossier = Type.Object({
  requestId: Type.String({ format: 'uuid' }),
  procedureCode: Type.String({ minLength: 1, maxLength: 40 }),
  caseId: Type.Optional(Type.String()),
  applicant: PartyInput,
  submitter: Type.Optional(PartyInput),
  answers: Type.Record(Type.String(), Type.Unknown()),
  evidence: Type.Array(EvidenceInput, { maxItems: 100 }),
  /** Evidence types whose condition does not hold for this applicant. */
  notApplicable: Type.Array(Type.String(), { maxItems: 100 }),
  returnBy: Type.Union([Type.Literal('counter'), Type.Literal('post'), Type.Literal('online')]),
})
export type FileDossier = Static<typeof FileDossier>

export const Filed = Type.Object({
  code: Type.String(),
  /** Known to the applicant only; opens the whole dossier page and confirms a withdrawal. */
  accessKey: Type.String(),
  filedAt: Type.String(),
})
export type Filed = Static<typeof Filed>

const Text = Type.String()
const NullableText = Type.Union([Type.String(), Type.Null()])
/** As of a moment, never stored. */
export const Punctuality = Type.Union([
  Type.Literal('early'),
  Type.Literal('onTime'),
  Type.Literal('dueSoon'),
  Type.Literal('overdue'),
  Type.Literal('running'),
])
export type Punctuality = Static<typeof Punctuality>

/** A row of the inbox. Moments are ISO 8601 with the Vietnamese offset. */
export const DossierSummary = Type.Object({
  code: Text,
  procedureCode: Text,
  procedureName: Text,
  applicantName: Text,
  status: Type.Enum(dossierStatuses),
  channel: Channel,
  filedAt: Text,
  acceptedAt: NullableText,
  dueAt: NullableText,
  endedAt: NullableText,
  punctuality: Type.Union([Punctuality, Type.Null()]),
  /** Of an online filing that waits for its first answer: by when, and whether the officer is to be alerted. */
  answer: Type.Union([
    Type.Object({
      dueAt: Text,
      state: Type.Union([Type.Literal('waiting'), Type.Literal('alert'), Type.Literal('late')]),
    }),
    Type.Null(),
  ]),
  holderKind: Text,
  holderName: Text,
  synthetic: Type.Boolean(),
})
export type DossierSummary = Static<typeof DossierSummary>

export const TimelineEntry = Type.Object({
  sequence: Type.Integer(),
  kind: Text,
  actorName: Text,
  actorPost: NullableText,
  occurredAt: Text,
  recordedAt: Text,
  recordedLate: Type.Boolean(),
  /** What the action carries, as it stands in the log. */
  content: Type.Record(Type.String(), Type.Unknown()),
  hash: Text,
})
export type TimelineEntry = Static<typeof TimelineEntry>

/** An action that the desk shows: allowed, or disabled with the refusal whose sentence is the reason. */
export const ActionOffer = Type.Object({
  kind: Text,
  allowed: Type.Boolean(),
  refusal: Type.Union([
    Type.Object({
      refused: Text,
      facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
    Type.Null(),
  ]),
})
export type ActionOffer = Static<typeof ActionOffer>

export const EvidenceView = Type.Object({
  evidenceTypeId: Text,
  name: Text,
  required: Type.Boolean(),
  state: Type.Union([
    Type.Literal('handed-in'),
    Type.Literal('waived'),
    Type.Literal('missing'),
    Type.Literal('not-asked'),
  ]),
  form: NullableText,
  count: Type.Integer(),
  ground: NullableText,
  documents: Type.Array(Type.Object({ id: Text, name: Text, size: Type.Integer(), sha256: Text })),
})
export type EvidenceView = Static<typeof EvidenceView>

/** All of a dossier that its applicant (with the access key) and its officers see. */
export const DossierView = Type.Object({
  summary: DossierSummary,
  applicant: PartyInput,
  submitter: Type.Union([PartyInput, Type.Null()]),
  answers: Type.Record(Type.String(), Type.Unknown()),
  evidence: Type.Array(EvidenceView),
  timeline: Type.Array(TimelineEntry),
  returnBy: Text,
  offers: Type.Array(ActionOffer),
  procedureVersion: Type.Integer(),
  agencyName: Text,
  caseOfficerName: NullableText,
  /** Open findings of the latest supplement request, empty when none is open. */
  openFindings: Type.Array(Finding),
})
export type DossierView = Static<typeof DossierView>

/** What anyone sees who knows only the code: the code and the degree of completion (Circular 01/2018 Art. 16.2d). */
export const Tracking = Type.Object({
  code: Text,
  status: Type.Enum(dossierStatuses),
  /** Steps done of all steps, 0 to 100. */
  completion: Type.Integer({ minimum: 0, maximum: 100 }),
})
export type Tracking = Static<typeof Tracking>
