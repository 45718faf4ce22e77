import { type Static, type TSchema, Type } from 'typebox'
import { Term } from '#onestop/procedures/contract.ts'

const Text = Type.String({ maxLength: 4000 })
const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
/** ISO 8601 with offset; written on papers in Vietnamese time. Keys that end in `At` hold moments. */
const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}' })
const Count = Type.Integer({ minimum: 0, maximum: 9999 })

/** The head of every paper. Null is not known: printed as a blank, never invented. */
const Head = Type.Object({
  /** The agency above, in the first line on the left. */
  superior: Nullable(Text),
  /** The agency (or its one-stop) that issues the paper. */
  agency: Type.String({ minLength: 1, maxLength: 4000 }),
  number: Nullable(Text),
  place: Nullable(Text),
})

/** What every paper carries. `synthetic` prints "DỮ LIỆU MINH HỌA". */
const common = {
  synthetic: Type.Boolean(),
  head: Head,
  /** The moment of issue: chooses the version of the form and dates the PDF. */
  issuedAt: Moment,
}

/** A party as written on a paper. */
export const PaperParty = Type.Object({
  kind: Type.Union([Type.Literal('person'), Type.Literal('enterprise')]),
  name: Text,
  identifier: Nullable(Text),
  address: Nullable(Text),
  phone: Nullable(Text),
  email: Nullable(Text),
})
export type PaperParty = Static<typeof PaperParty>

/** Where the dossier is followed: absolute address for the QR code, and the key given to the applicant only. */
const tracking = { trackingUrl: Nullable(Text), accessKey: Nullable(Text) }

/** Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TT 01/2018/TT-VPCP, form 01). */
export const ReceiptPaper = Type.Object({
  ...common,
  ...tracking,
  dossierCode: Type.String({ minLength: 1, maxLength: 60 }),
  /** Book and serial number, only where a paper book is kept. */
  book: Nullable(Text),
  serial: Nullable(Text),
  oneStop: Text,
  applicant: PaperParty,
  /** Who handed in, when not the applicant himself. */
  submitter: Nullable(PaperParty),
  /** What is asked for: the procedure's name. */
  request: Text,
  components: Type.Array(
    Type.Object({
      title: Text,
      form: Type.Union([
        Type.Literal('original'),
        Type.Literal('certified'),
        Type.Literal('copy'),
        Type.Literal('electronic'),
      ]),
      count: Count,
      note: Nullable(Text),
    }),
    { maxItems: 500 },
  ),
  sets: Nullable(Count),
  receivedAt: Moment,
  /** Null: the term is not verified; then there is no appointment either. */
  term: Nullable(Type.Object({ ...Term.properties, appointmentAt: Nullable(Moment) })),
  returnBy: Type.Union([Type.Literal('counter'), Type.Literal('post'), Type.Literal('online')]),
  returnPlace: Nullable(Text),
  /** Appointments of the later steps of linked procedures. */
  laterStages: Type.Array(Type.Object({ name: Text, appointmentAt: Nullable(Moment) }), { maxItems: 50 }),
  fee: Nullable(Text),
  copies: Nullable(Count),
  receiverName: Nullable(Text),
})
export type ReceiptPaper = Static<typeof ReceiptPaper>

const Code = Type.String({ minLength: 1, maxLength: 60 })
const slip = {
  ...common,
  dossierCode: Nullable(Code),
  oneStop: Text,
  applicant: PaperParty,
  request: Text,
  /** Whom the applicant may ask. */
  contact: Type.Object({ name: Nullable(Text), phone: Nullable(Text) }),
}

/** Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (TT 01/2018, form 02): once, complete and exact. */
export const SupplementRequestPaper = Type.Object({
  ...slip,
  ...tracking,
  findings: Type.Array(Type.Object({ about: Text, defect: Text, ground: Nullable(Text) }), {
    minItems: 1,
    maxItems: 200,
  }),
  reason: Nullable(Text),
  /** The last moment for the applicant's answer; null: the regime sets none. */
  answerUntilAt: Nullable(Moment),
  /** Of a further request: the law that allows it. */
  furtherRoundGround: Nullable(Text),
  guideName: Nullable(Text),
})
export type SupplementRequestPaper = Static<typeof SupplementRequestPaper>

/** Phiếu từ chối tiếp nhận, giải quyết hồ sơ (TT 01/2018, form 03). */
export const RefusalPaper = Type.Object({
  ...slip,
  reason: Text,
  legalGround: Nullable(Text),
  submitterName: Nullable(Text),
  receiverName: Nullable(Text),
})
export type RefusalPaper = Static<typeof RefusalPaper>

/** Phiếu xin lỗi và hẹn lại ngày trả kết quả (TT 01/2018, form 04; NĐ 61 Đ19.9, NĐ 118 Đ19.6). */
export const ApologyPaper = Type.Object({
  ...slip,
  dossierCode: Code,
  receivedAt: Moment,
  originalAppointmentAt: Nullable(Moment),
  reason: Text,
  /** Null: an apology alone. After the term has ended a new appointment is no longer lawful. */
  newAppointmentAt: Nullable(Moment),
  returnPlace: Nullable(Text),
  signerTitle: Nullable(Text),
  signerName: Nullable(Text),
})
export type ApologyPaper = Static<typeof ApologyPaper>

/** Thông báo dừng giải quyết hồ sơ (TT 03/2025, form 05; NĐ 118 Đ19.5, Đ21). */
export const StopNoticePaper = Type.Object({
  ...slip,
  dossierCode: Code,
  receivedAt: Moment,
  stoppedAt: Moment,
  cause: Type.Union([
    Type.Literal('withdrawn'),
    Type.Literal('supplement-term-ended'),
    Type.Literal('other'),
  ]),
  reason: Text,
  legalGround: Nullable(Text),
  /** What becomes of papers and fees; null: nothing is said. */
  givenBack: Nullable(Text),
  signerTitle: Nullable(Text),
  signerName: Nullable(Text),
})
export type StopNoticePaper = Static<typeof StopNoticePaper>

const Outcome = Type.Union([Type.Literal('early'), Type.Literal('onTime'), Type.Literal('overdue')])

/** Phiếu kiểm soát quá trình giải quyết hồ sơ (TT 01/2018, form 05): one row for each hand-over. */
export const RoutingSlipPaper = Type.Object({
  ...common,
  dossierCode: Code,
  book: Nullable(Text),
  serial: Nullable(Text),
  applicantName: Text,
  request: Text,
  resolvingAgency: Text,
  consultedAgencies: Type.Array(Text, { maxItems: 50 }),
  receivedAt: Moment,
  appointmentAt: Nullable(Moment),
  handOvers: Type.Array(
    Type.Object({
      giver: Text,
      receiver: Text,
      handedOverAt: Moment,
      /** Of the step that the giver ends; null: it has no term of its own. */
      outcome: Nullable(Outcome),
      note: Nullable(Text),
    }),
    { maxItems: 500 },
  ),
})
export type RoutingSlipPaper = Static<typeof RoutingSlipPaper>

/** Sổ theo dõi hồ sơ (TT 01/2018, form 06; A4 landscape), for a period. */
export const DossierRegisterPaper = Type.Object({
  ...common,
  oneStop: Text,
  book: Nullable(Text),
  /** First and last moment of the period. */
  fromAt: Moment,
  untilAt: Moment,
  rows: Type.Array(
    Type.Object({
      dossierCode: Code,
      procedure: Text,
      sets: Nullable(Count),
      applicantName: Text,
      address: Nullable(Text),
      phone: Nullable(Text),
      receivedAt: Moment,
      appointmentAt: Nullable(Moment),
      /** When the one-stop had the result from the agency. */
      resultReceivedAt: Nullable(Moment),
      returnedAt: Nullable(Moment),
      giver: Nullable(Text),
      receiver: Nullable(Text),
      note: Nullable(Text),
    }),
    { maxItems: 5000 },
  ),
})
export type DossierRegisterPaper = Static<typeof DossierRegisterPaper>

/** The papers that can be printed, by kind, with what each needs. */
export const paperSchemas = {
  receipt: ReceiptPaper,
  'supplement-request': SupplementRequestPaper,
  refusal: RefusalPaper,
  'apology-notice': ApologyPaper,
  'stop-notice': StopNoticePaper,
  'routing-slip': RoutingSlipPaper,
  'dossier-register': DossierRegisterPaper,
} as const
export type PaperKind = keyof typeof paperSchemas
export type PaperOf<Kind extends PaperKind> = Static<(typeof paperSchemas)[Kind]>

/** What a document may be, by its content. */
export const MediaType = Type.Union([
  Type.Literal('application/pdf'),
  Type.Literal('image/jpeg'),
  Type.Literal('image/png'),
  Type.Literal('application/vnd.openxmlformats-officedocument.wordprocessingml.document'),
  Type.Literal('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
])
export type MediaType = Static<typeof MediaType>

/** The proof that a document arrived: its id, and the fingerprint of what was kept. */
export const StoredDocument = Type.Object({
  id: Type.String({ format: 'uuid' }),
  /** The sender's name for it, made safe. */
  name: Type.String({ minLength: 1, maxLength: 150 }),
  size: Type.Integer({ minimum: 1 }),
  /** SHA-256 in hex. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  mediaType: MediaType,
  uploadedAt: Type.String(),
})
export type StoredDocument = Static<typeof StoredDocument>

/** What a paper may be sent as: most bytes, and which media types. */
export type UploadPolicy = { readonly limitBytes: number; readonly mediaTypes: readonly MediaType[] }

/** House rule: 20 MB, and the five types that an officer can open; a component of a procedure may narrow it. */
export const usualPolicy: UploadPolicy = {
  limitBytes: 20 * 1024 * 1024,
  mediaTypes: MediaType.anyOf.map((type) => type.const),
}
