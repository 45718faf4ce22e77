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

/** The papers that can be printed, by kind, with what each needs. */
export const paperSchemas = { receipt: ReceiptPaper } as const
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
