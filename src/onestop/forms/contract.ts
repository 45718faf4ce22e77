import { type Static, type TProperties, Type } from 'typebox'

const Strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** A text of a screen in both languages. */
export const Text2 = Strict({ vi: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) })
export type Text2 = Static<typeof Text2>

const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** Begins with a letter; `today` is taken. One form has each id once, the fields of its groups included. */
const Id = Type.String({ pattern: '^(?!today$)[a-z][A-Za-z0-9-]*$', maxLength: 60 })

/** A day: fixed, or so many days, working days or months from today or from the day in another field. */
export const DayRef = Type.Union([
  CivilDate,
  Strict({
    from: Type.String({ minLength: 1 }),
    days: Type.Optional(Type.Integer()),
    workingDays: Type.Optional(Type.Integer()),
    months: Type.Optional(Type.Integer()),
  }),
])
export type DayRef = Static<typeof DayRef>

const Constant = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const Self = Type.Ref('Condition')
const FieldId = { field: Type.String({ minLength: 1 }) }

/**
 * A condition over answers. A field that is hidden or not filled has no value: every comparison with it is false.
 * Inside a repeated group a field's id means the field of the same row, else the field outside.
 */
export const Condition = Type.Cyclic(
  {
    Condition: Type.Union([
      Strict({ all: Type.Array(Self, { minItems: 1 }) }),
      Strict({ any: Type.Array(Self, { minItems: 1 }) }),
      Strict({ not: Self }),
      /** Some row of the group fulfils `where`. */
      Strict({ anyRow: Type.String({ minLength: 1 }), where: Self }),
      Strict({ ...FieldId, equals: Constant }),
      Strict({ ...FieldId, in: Type.Array(Constant, { minItems: 1 }) }),
      /** Of `choices`: this one is among the chosen. */
      Strict({ ...FieldId, includes: Type.String() }),
      Strict({ ...FieldId, filled: Type.Boolean() }),
      Strict({ ...FieldId, greaterThan: Type.Number() }),
      Strict({ ...FieldId, lessThan: Type.Number() }),
      Strict({ ...FieldId, before: DayRef }),
      Strict({ ...FieldId, after: DayRef }),
      /** The moment of a date field and a time field (`HH:MM`) comes in fewer hours than this from now. */
      Strict({ ...FieldId, time: Type.String({ minLength: 1 }), withinHours: Type.Integer({ minimum: 1 }) }),
    ]),
  },
  'Condition',
)
export type Condition = Static<typeof Condition>

const common = {
  id: Id,
  label: Text2,
  hint: Type.Optional(Text2),
  /** Must be filled: always, or under a condition. */
  required: Type.Optional(Type.Union([Type.Boolean(), Condition])),
  showIf: Type.Optional(Condition),
  /** Said instead of the usual sentence when the value has the wrong shape or lies outside its limits. */
  message: Type.Optional(Text2),
}
const Size = Type.Optional(Type.Integer({ minimum: 0 }))
const Limit = Type.Optional(Type.Number())
/** A value that could stand there: shown as an example, and used for made-up applications. */
const example = { example: Type.Optional(Type.String({ minLength: 1 })) }
const numeric = {
  ...common,
  min: Limit,
  max: Limit,
  unit: Type.Optional(Text2),
  /** False: no thousands separators; a point or a comma begins the decimals (coordinates, years). */
  grouping: Type.Optional(Type.Boolean()),
  example: Type.Optional(Type.Number()),
}
const Option = Strict({
  value: Type.String({ minLength: 1, maxLength: 60 }),
  label: Text2,
  hint: Type.Optional(Text2),
})
const options = { options: Type.Array(Option, { minItems: 1, maxItems: 200 }) }
export type Option = Static<typeof Option>

/** The schema of each type of field that may stand in a row of a group as well as alone. */
export const simpleFieldSchemas = {
  text: Strict({
    ...common,
    ...example,
    type: Type.Literal('text'),
    minLength: Size,
    maxLength: Size,
    /** A regular expression that the whole text must match (flag u); needs `example`. */
    pattern: Type.Optional(Type.String({ minLength: 1 })),
    autocomplete: Type.Optional(Type.String()),
  }),
  textarea: Strict({
    ...common,
    ...example,
    type: Type.Literal('textarea'),
    minLength: Size,
    maxLength: Size,
  }),
  number: Strict({ ...numeric, type: Type.Literal('number') }),
  integer: Strict({ ...numeric, type: Type.Literal('integer') }),
  /** Whole đồng. */
  money: Strict({
    ...common,
    type: Type.Literal('money'),
    min: Limit,
    max: Limit,
    example: Type.Optional(Type.Integer()),
  }),
  date: Strict({
    ...common,
    type: Type.Literal('date'),
    min: Type.Optional(DayRef),
    max: Type.Optional(DayRef),
    example: Type.Optional(DayRef),
  }),
  phone: Strict({ ...common, type: Type.Literal('phone') }),
  email: Strict({ ...common, type: Type.Literal('email') }),
  'personal-id': Strict({ ...common, type: Type.Literal('personal-id') }),
  'enterprise-code': Strict({ ...common, type: Type.Literal('enterprise-code') }),
  choice: Strict({
    ...common,
    ...options,
    type: Type.Literal('choice'),
    /** As radio buttons (usual up to 7 options) or as a list to choose from. */
    as: Type.Optional(Type.Union([Type.Literal('radios'), Type.Literal('list')])),
  }),
  choices: Strict({ ...common, ...options, type: Type.Literal('choices'), minChosen: Size, maxChosen: Size }),
  'yes-no': Strict({ ...common, type: Type.Literal('yes-no') }),
  /** A commune of the province by its five-digit code. */
  area: Strict({ ...common, type: Type.Literal('area') }),
} as const

export type SimpleFieldType = keyof typeof simpleFieldSchemas
export type SimpleField = {
  [Type in SimpleFieldType]: Static<(typeof simpleFieldSchemas)[Type]>
}[SimpleFieldType]
export const SimpleField = Type.Unsafe<SimpleField>(Type.Union(Object.values(simpleFieldSchemas)))

/** Rows that each carry the same fields; no group inside a group. */
export const GroupField = Strict({
  ...common,
  type: Type.Literal('group'),
  /** What one row is: "Thiết bị". */
  rowLabel: Text2,
  minRows: Size,
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  fields: Type.Array(SimpleField, { minItems: 1 }),
})
export type GroupField = Static<typeof GroupField>

/** The documents handed in for one paper of the procedure: a list of ids of stored documents. */
export const EvidenceField = Strict({
  ...common,
  type: Type.Literal('evidence'),
  evidenceTypeId: Type.String({ minLength: 1 }),
  /** The official form it is written on. */
  form: Type.Optional(Type.String()),
  /** The law's own words for when it is asked for. */
  onlyIf: Type.Optional(Type.String()),
  maxDocuments: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  limitBytes: Type.Optional(Type.Integer({ minimum: 1 })),
  mediaTypes: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
})
export type EvidenceField = Static<typeof EvidenceField>

/** The schema of each type of field. */
export const fieldSchemas = { ...simpleFieldSchemas, group: GroupField, evidence: EvidenceField } as const
export type Field = SimpleField | GroupField | EvidenceField
export type FieldType = Field['type']
export const Field = Type.Unsafe<Field>(Type.Union(Object.values(fieldSchemas)))

const placed = { id: Id, hint: Type.Optional(Text2), showIf: Type.Optional(Condition) }

/** Fields under one heading. */
export const Section = Strict({
  ...placed,
  title: Type.Optional(Text2),
  fields: Type.Array(Field, { minItems: 1 }),
})
export type Section = Static<typeof Section>

/**
 * One page of filing. `parties`: who applies and who files, kept as parties of the dossier; `papers`: the documents
 * handed in; `answers`: all else. Conditions in an `answers` step speak of fields of `answers` steps only, so that a
 * dossier's answers can be checked by themselves.
 */
export const Step = Strict({
  ...placed,
  about: Type.Union([Type.Literal('parties'), Type.Literal('answers'), Type.Literal('papers')]),
  title: Text2,
  sections: Type.Array(Section, { minItems: 1 }),
})
export type Step = Static<typeof Step>

/** Told to the applicant at a field, and to the officers; never a reason to refuse the filing. */
export const FormWarning = Strict({
  id: Id,
  field: Type.String({ minLength: 1 }),
  when: Condition,
  /** `{days}` is the number of days from today to the field's day. */
  message: Text2,
  law: Type.Optional(Type.String()),
})
export type FormWarning = Static<typeof FormWarning>

/** An electronic form, whole: shared fragments put in, one field for each paper of the procedure. */
export const FormDefinition = Strict({
  /** The procedure's local id: BUU-01. */
  form: Type.String({ minLength: 1 }),
  /** Whether its fields were compared with the form issued by law. */
  verified: Type.Boolean(),
  /** What was or was not compared with what, in Vietnamese. */
  note: Type.String({ minLength: 1 }),
  steps: Type.Array(Step, { minItems: 1 }),
  warnings: Type.Array(FormWarning),
})
export type FormDefinition = Static<typeof FormDefinition>

/** Answers as they come: by field id; a group holds rows; an unreadable value stands as the text that was typed. */
export type Answers = Readonly<Record<string, unknown>>

/**
 * What is wrong (`error`) or worth a look (`warning`) at a field. `path` is the field's name in the page:
 * `capital`, `machines[0].year`. The sentence of `code` stands in the module's messages.
 */
export type FormFinding = {
  readonly path: string
  readonly code: string
  readonly level: 'error' | 'warning'
  readonly facts: Readonly<Record<string, string | number>>
}

export type FormLang = 'vi' | 'en'

/** A line of the review page and of the officer's view. `rows`: a repeated group. */
export type SummaryRow = {
  readonly path: string
  readonly step: string
  readonly section: string
  readonly label: string
  readonly value: string
  readonly rows?: readonly { readonly label: string; readonly values: readonly SummaryRow[] }[]
}
