import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { findDay } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Model, ModelField } from './contract.ts'

const ajv = new Ajv({ strict: false, logger: false, allErrors: false, allowUnionTypes: true })
ajv.addFormat('date', (text: string) => findDay(text) !== undefined)
ajv.addFormat('date-time', (text: string) => /T/.test(text) && !Number.isNaN(Date.parse(text)))
ajv.addFormat('uri', (text: string) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text))
ajv.addFormat('email', (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))

type Prepared = {
  readonly fields: ReadonlyMap<string, ModelField>
  readonly derived: ReadonlySet<string>
  readonly required: readonly string[]
  readonly validators: ReadonlyMap<string, ValidateFunction>
}

const prepared = new WeakMap<Model, Prepared>()

/** The validators of a model, compiled once. Throws on a schema that is none. */
export function prepareModel(model: Model): Prepared {
  const known = prepared.get(model)
  if (known) return known
  const made: Prepared = {
    fields: new Map(model.fields.map((field) => [field.iri ?? field.name, field])),
    derived: new Set(model.derived.map(({ name }) => name)),
    required: model.fields.filter(({ required }) => required).map(({ iri, name }) => iri ?? name),
    validators: new Map(model.fields.map((field) => [field.iri ?? field.name, ajv.compile(field.schema)])),
  }
  prepared.set(model, made)
  return made
}

/** Which NGSI-LD kinds each kind of field takes. */
const kinds: Readonly<Record<ModelField['kind'], readonly string[]>> = {
  property: ['Property', 'JsonProperty', 'VocabProperty', 'ListProperty'],
  relationship: ['Relationship', 'ListRelationship'],
  geo: ['GeoProperty'],
  language: ['LanguageProperty'],
}

/** An instance of an attribute as far as a model looks at it. */
export type ValidatedInstance = { readonly type: string; readonly [key: string]: unknown }

const valueKeys = ['value', 'object', 'languageMap', 'json', 'vocab', 'valueList', 'objectList']

/**
 * The first thing that a model has against some attributes: an unknown field (`field-unknown`, only of a closed
 * model), another kind (`field-kind`), a value that its schema refuses. `present`: all names that the entity has
 * then; when it is told, required fields must be among them (`field-missing`).
 */
export function faultOfAttributes(
  model: Model,
  attributes: readonly { readonly name: string; readonly instances: readonly ValidatedInstance[] }[],
  present?: ReadonlySet<string>,
): Refusal | undefined {
  const { fields, derived, required, validators } = prepareModel(model)
  const missing = present && required.find((name) => !present.has(name))
  if (missing !== undefined) return refuse('field-missing', { model: model.name, field: missing })
  for (const { name, instances } of attributes) {
    if (derived.has(name)) continue
    const field = fields.get(name)
    if (field === undefined) {
      if (model.extent === 'closed') return refuse('field-unknown', { model: model.name, field: name })
      continue
    }
    for (const instance of instances) {
      if (!kinds[field.kind].includes(instance.type))
        return refuse('field-kind', { model: model.name, field: name, kind: instance.type })
      const fault = faultOfValue(model, field, validators.get(name), bareValue(instance))
      if (fault !== undefined) return fault
    }
  }
  return undefined
}

function bareValue(instance: ValidatedInstance): unknown {
  const key = valueKeys.find((one) => one in instance)
  const value = key === undefined ? undefined : instance[key]
  return typeof value === 'object' && value !== null && '@value' in value ? value['@value'] : value
}

function faultOfValue(
  model: Model,
  field: ModelField,
  validator: ValidateFunction | undefined,
  value: unknown,
): Refusal | undefined {
  if (validator === undefined || validator(value)) return undefined
  const [error] = validator.errors ?? []
  return error && refusalOf(model, field, error, value)
}

/** All faults of simplified values by a model: for previews and forms. `required` false: what is missing may be. */
export function validateValues(
  model: Model,
  values: Readonly<Record<string, unknown>>,
  { required = true }: { readonly required?: boolean } = {},
): readonly Refusal[] {
  const { fields, derived, required: needed, validators } = prepareModel(model)
  const faults: Refusal[] = []
  if (required)
    for (const name of needed)
      if (values[name] === undefined || values[name] === null)
        faults.push(refuse('field-missing', { model: model.name, field: name }))
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue
    const field = fields.get(name)
    if (derived.has(name)) faults.push(refuse('field-derived', { field: name }))
    else if (field !== undefined) {
      const fault = faultOfValue(model, field, validators.get(name), value)
      if (fault !== undefined) faults.push(fault)
    } else if (model.extent === 'closed')
      faults.push(refuse('field-unknown', { model: model.name, field: name }))
  }
  return faults
}

const shown = (value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/** The fault of a schema in our words. */
function refusalOf(model: Model, field: ModelField, error: ErrorObject, value: unknown): Refusal {
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const facts = {
    model: model.name,
    field: path ? `${field.name}.${path}` : field.name,
    value: shown(value),
  }
  const { params } = error
  switch (error.keyword) {
    case 'type':
      return refuse('field-wrong-type', { ...facts, expected: String(params.type) })
    case 'enum':
    case 'const':
      return refuse('field-not-listed', {
        ...facts,
        allowed: String(params.allowedValues ?? params.allowedValue),
      })
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return refuse('field-out-of-range', { ...facts, limit: `${params.comparison} ${params.limit}` })
    case 'pattern':
    case 'format':
      return refuse('field-malformed', { ...facts, form: String(params.format ?? params.pattern) })
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
      return refuse('field-length', { ...facts, limit: Number(params.limit) })
    default:
      return refuse('field-invalid', { ...facts, fault: error.message ?? error.keyword })
  }
}
