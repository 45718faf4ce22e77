import { type Static, Type } from 'typebox'
import { Label, type Sensitivity } from '../models/contract.ts'
import type { Condition, Visibility } from '../registry/contract.ts'

const FieldName = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]*$', maxLength: 80 })
const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** How far a dataset is open: nobody but its makers, all officers, those with an agreement, everybody. */
export const DatasetState = Type.Enum(['draft', 'internal', 'shared', 'open'])
export type DatasetState = Static<typeof DatasetState>

/** How often the source is to bring it up to date. */
export const UpdateFrequency = Type.Enum([
  'continuous',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'annual',
  'irregular',
])
export type UpdateFrequency = Static<typeof UpdateFrequency>

/**
 * A dataset as it is described (Decree 47/2020/NĐ-CP, Art. 11.4: name, purpose, scope and content, how and where from it
 * is collected and kept up). `fields` are fields of the model; `filter` a `Condition` of the registry that every entity
 * of the dataset meets, null for all. `geometry` and `temporal` name the fields that place it on a map and in time.
 */
export const DatasetContent = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 60 }),
    title: Label,
    description: Label,
    purpose: Label,
    collection: Label,
    /** The agency that answers for it. */
    owner: Type.String({ minLength: 1 }),
    model: Type.String({ pattern: '^[A-Z][A-Za-z0-9]*$' }),
    fields: Type.Array(FieldName, { minItems: 1, uniqueItems: true }),
    filter: Type.Unknown(),
    geometry: Nullable(FieldName),
    temporal: Nullable(FieldName),
    licence: Type.Enum(['CC-BY-4.0', 'CC0-1.0', 'state-use']),
    frequency: UpdateFrequency,
    /** Shared with whoever asks by default (Art. 34) or on a special agreement (Art. 38). */
    sharing: Type.Enum(['default', 'special']),
    keywords: Type.Object({ vi: Type.Array(Type.String()), en: Type.Array(Type.String()) }),
    theme: Type.Enum(['TECH', 'GOVE', 'ENVI', 'ECON', 'EDUC', 'REGI', 'TRAN', 'SOCI', 'HEAL', 'JUST']),
    /** An office, never a person; the address null while it is not verified. */
    contact: Type.Object({ name: Type.String({ minLength: 1 }), email: Nullable(Type.String()) }),
  },
  { additionalProperties: false },
)
export type DatasetContent = Static<typeof DatasetContent>

/** A dataset file of the content folder: the description and the state that the province decided for it. */
export const DatasetFile = Type.Object(
  { ...DatasetContent.properties, state: DatasetState },
  { additionalProperties: false },
)
export type DatasetFile = Static<typeof DatasetFile>

/** A dataset as it stands. Moments are ISO 8601. */
export type Dataset = Omit<DatasetContent, 'filter'> & {
  readonly tenant: string
  readonly version: number
  readonly filter: Condition | null
  readonly state: DatasetState
  readonly openedAt: string | null
  readonly changedAt: string
  readonly reviewedOn: string
}

/** A line of the dictionary of a dataset, out of its model. */
export type DictionaryRow = {
  readonly name: string
  readonly kind: 'property' | 'relationship' | 'geo' | 'language' | 'derived'
  readonly label: { readonly vi: string; readonly en: string }
  readonly schema: Readonly<Record<string, unknown>>
  readonly unit: string | null
  readonly sensitivity: Sensitivity
  readonly source: string
}

/** A dataset as a certain reader may use it: its fields are cut to his, `visibility` goes into every query. */
export type OpenedDataset = {
  readonly dataset: Dataset
  readonly dictionary: readonly DictionaryRow[]
  readonly visibility: Visibility
}

export const MoveDataset = Type.Object({
  to: DatasetState,
  reason: Type.String({ minLength: 5, maxLength: 2_000 }),
})
export type MoveDataset = Static<typeof MoveDataset>
export const ReviewDataset = Type.Object({ finding: Type.String({ minLength: 5, maxLength: 2_000 }) })

/** A request to use a dataset (Decree 47/2020, Art. 35.1): who, which application, what for, which items, how often. */
export const AgreementRequest = Type.Object(
  {
    datasetId: Type.String({ maxLength: 60 }),
    /** Id of the agency, or `outside` for who is none. */
    consumer: Type.String({ minLength: 1, maxLength: 100 }),
    consumerName: Type.String({ minLength: 2, maxLength: 300 }),
    application: Type.String({ minLength: 2, maxLength: 300 }),
    purpose: Type.String({ minLength: 10, maxLength: 2_000 }),
    legalBasis: Type.String({ minLength: 3, maxLength: 2_000 }),
    fields: Type.Array(FieldName, { minItems: 1, maxItems: 200, uniqueItems: true }),
    /** A condition that narrows the rows, as the registry's `Condition`. */
    filter: Type.Optional(Type.Unknown()),
    from: CivilDate,
    to: CivilDate,
    callsPerMinute: Type.Integer({ minimum: 1, maximum: 6_000 }),
  },
  { additionalProperties: false },
)
export type AgreementRequest = Static<typeof AgreementRequest>

/** What may be done to an agreement once it was asked for. */
export const AgreementDeed = Type.Object(
  {
    deed: Type.Enum(['grant', 'refuse', 'suspend', 'resume', 'renew-key', 'revoke']),
    reason: Type.String({ minLength: 5, maxLength: 2_000 }),
    /** Of a suspension: from when, ISO 8601. */
    from: Type.Optional(Type.String()),
    /** Of a suspension: because the consumer broke the agreement, so at once. */
    violation: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type AgreementDeed = Static<typeof AgreementDeed>

/** How an agreement stands at a moment. `not-begun`, `suspended` and `expired` follow from its times. */
export type AgreementStanding =
  | 'requested'
  | 'refused'
  | 'not-begun'
  | 'granted'
  | 'suspended'
  | 'expired'
  | 'revoked'

/** An agreement as officers see it; the key is not in it. */
export type Agreement = {
  readonly id: string
  readonly tenant: string
  readonly datasetId: string
  readonly provider: string
  readonly consumer: string
  readonly consumerName: string
  readonly application: string
  readonly fields: readonly string[]
  readonly filter: Condition | null
  readonly purpose: string
  readonly legalBasis: string
  readonly from: string
  readonly to: string
  readonly callsPerMinute: number
  readonly state: 'requested' | 'granted' | 'refused' | 'revoked'
  readonly requestedAt: string
  readonly answerDueOn: string
  readonly decidedAt: string | null
  readonly suspendedFrom: string | null
  readonly keyMadeAt: string | null
}

/** An agreement with how it stands now and whether the answer to the request is late. */
export type AgreementView = Agreement & { readonly standing: AgreementStanding; readonly answerLate: boolean }

/** What a deed did; `key` only when one was made, shown this once. */
export type AgreementOutcome = { readonly agreement: AgreementView; readonly key: string | null }

/** One call under an agreement, as it was logged. */
export type LoggedCall = {
  readonly at: string
  readonly datasetId: string | null
  readonly api: string
  readonly method: string
  readonly address: string
  readonly status: number
  readonly rows: number
  readonly ms: number
  readonly refusal: string | null
  readonly reference: string
  readonly remote: string | null
}
