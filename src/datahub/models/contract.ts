import Type, { type Static } from 'typebox'

/** How much harm it does when a field is seen by someone who need not see it (Decree 47/2020, Art. 17–20; the law on personal data). */
export const Sensitivity = Type.Enum(['open', 'internal', 'personal', 'secret'])
export type Sensitivity = Static<typeof Sensitivity>

/** A label in the languages of the screens. */
export const Label = Type.Object({ vi: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) })

/**
 * One field of a model. `kind` is the NGSI-LD kind of its attribute; `schema` is a JSON Schema of its simplified
 * value; `unit` a UN/CEFACT code (`MTR`, `GQ`). `references` names the model that a relationship points to.
 */
export const ModelField = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    kind: Type.Enum(['property', 'relationship', 'geo', 'language']),
    label: Label,
    schema: Type.Record(Type.String(), Type.Unknown()),
    required: Type.Boolean(),
    sensitivity: Sensitivity,
    unit: Type.Union([Type.String(), Type.Null()]),
    references: Type.Union([Type.String(), Type.Null()]),
    /** IRI when it is not the NGSI-LD default one of the name. */
    iri: Type.Union([Type.String(), Type.Null()]),
    /** Where the field comes from: a law with its article, a standard, or `house`. */
    source: Type.String(),
  },
  { additionalProperties: false },
)
export type ModelField = Static<typeof ModelField>

/**
 * A field that is computed at each write from others and never written from outside: `rule` names a pure rule of
 * `models/rules/derive.ts`, `from` the fields that it reads.
 */
export const DerivedField = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    label: Label,
    rule: Type.String(),
    from: Type.Array(Type.String()),
    schema: Type.Record(Type.String(), Type.Unknown()),
    sensitivity: Sensitivity,
    source: Type.String(),
  },
  { additionalProperties: false },
)
export type DerivedField = Static<typeof DerivedField>

/**
 * An entity type as content (`content/models/<Name>.yaml`). `key` are the fields that make the natural key in this
 * order; the identifier of an entity is `urn:ngsi-ld:<Name>:<key joined by '-'>`. `retention` in months: how long
 * single observations are kept (hourly roll-ups stay), null for ever.
 */
export const Model = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Z][A-Za-z0-9]*$' }),
    version: Type.Integer({ minimum: 1 }),
    iri: Type.Union([Type.String(), Type.Null()]),
    label: Label,
    description: Label,
    key: Type.Array(Type.String(), { minItems: 1 }),
    fields: Type.Array(ModelField, { minItems: 1 }),
    derived: Type.Array(DerivedField),
    retention: Type.Object({ observationMonths: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]) }),
    /** Whether attributes that the model does not name are refused (`closed`) or kept (`open`). */
    extent: Type.Enum(['closed', 'open']),
    source: Type.String(),
  },
  { additionalProperties: false },
)
export type Model = Static<typeof Model>
