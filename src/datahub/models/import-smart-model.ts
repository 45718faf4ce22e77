import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Model, ModelField } from './contract.ts'

type Schema = Readonly<Record<string, unknown>>

const frame = new Set(['id', 'type', 'dateCreated', 'dateModified', '@context'])
const geometryTypes = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']
const geometrySchema = {
  type: 'object',
  required: ['type', 'coordinates'],
  properties: { type: { enum: geometryTypes }, coordinates: { type: 'array' } },
}

/**
 * Turns a JSON Schema of Smart Data Models into a model to be edited: `allOf` is laid together, references are put in
 * from `references` (by their address, as far as given; no network), geometries and references to other entities are
 * told by schema, by name (`ref…`) or by the description ("GeoProperty. …"). Labels are the names, in both languages,
 * until someone writes them; every field is `internal` until someone opens it. The natural key is `identifier`, added
 * where there is none.
 */
export function importSmartModel(
  schemaJson: unknown,
  references: Readonly<Record<string, unknown>> = {},
): Model | Refusal<'schema-unreadable'> {
  if (!isSchema(schemaJson)) return refuse('schema-unreadable', { fault: 'not an object' })
  const resolver: Resolver = { root: schemaJson, references, depth: 0 }
  const { properties, required } = gather(schemaJson, resolver)
  const name = nameOf(properties, schemaJson)
  if (name === undefined) return refuse('schema-unreadable', { fault: 'no type' })
  const fields = [...properties]
    .filter(([field]) => !frame.has(field) && /^[a-zA-Z][a-zA-Z0-9_]*$/.test(field))
    .map(([field, schema]) => fieldOf(field, schema, required.has(field)))
  const key = 'identifier'
  const identifier: ModelField = {
    name: key,
    kind: 'property',
    label: { vi: key, en: key },
    schema: { type: 'string', minLength: 1 },
    required: true,
    sensitivity: 'internal',
    unit: null,
    references: null,
    iri: null,
    source: 'house',
  }
  return {
    name,
    version: 1,
    iri: null,
    label: { vi: name, en: name },
    description: { vi: textOf(schemaJson, name), en: textOf(schemaJson, name) },
    key: [key],
    fields: [identifier, ...fields.filter((field) => field.name !== key)],
    derived: [],
    retention: { observationMonths: null },
    extent: 'open',
    source: String(schemaJson.$id ?? 'Smart Data Models'),
  }
}

type Resolver = {
  readonly root: Schema
  readonly references: Readonly<Record<string, unknown>>
  readonly depth: number
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(schema: Schema, otherwise: string): string {
  const text = schema.description ?? schema.title
  return typeof text === 'string' && text ? text : otherwise
}

function nameOf(properties: ReadonlyMap<string, Schema>, schema: Schema): string | undefined {
  const type = properties.get('type')
  const named = Array.isArray(type?.enum) ? type.enum[0] : type?.const
  const found =
    typeof named === 'string'
      ? named
      : String(schema.$id ?? '')
          .split('/')
          .at(-2)
  return found && /^[A-Z][A-Za-z0-9]*$/.test(found) ? found : undefined
}

/** The schema that a reference points to, with what its own references stand on. */
function follow(ref: string, resolver: Resolver): { schema: Schema; resolver: Resolver } | undefined {
  const [address = '', pointer = ''] = ref.split('#')
  const root = address === '' ? resolver.root : resolver.references[address]
  if (!isSchema(root)) return undefined
  let found: unknown = root
  for (const step of pointer.split('/').filter(Boolean)) found = isSchema(found) ? found[step] : undefined
  return isSchema(found)
    ? { schema: found, resolver: { ...resolver, root, depth: resolver.depth + 1 } }
    : undefined
}

const deepest = 12 // references may go round in circles

/** All properties of a schema and of what it lays together. */
function gather(
  schema: Schema,
  resolver: Resolver,
): { properties: Map<string, Schema>; required: Set<string> } {
  const properties = new Map<string, Schema>()
  const required = new Set<string>(Array.isArray(schema.required) ? schema.required.map(String) : [])
  const add = (part: Schema, from: Resolver) => {
    const inner = gather(part, from)
    for (const [name, property] of inner.properties) properties.set(name, property)
    for (const name of inner.required) required.add(name)
  }
  if (typeof schema.$ref === 'string' && resolver.depth < deepest) {
    const target = follow(schema.$ref, resolver)
    if (target) add(target.schema, target.resolver)
  }
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) if (isSchema(part)) add(part, resolver)
  for (const [name, property] of Object.entries(isSchema(schema.properties) ? schema.properties : {}))
    if (isSchema(property)) properties.set(name, inlined(property, resolver) as Schema)
  return { properties, required }
}

/** A schema with its references put in; one that cannot be found allows anything. */
function inlined(value: unknown, resolver: Resolver): unknown {
  if (Array.isArray(value)) return value.map((one) => inlined(one, resolver))
  if (!isSchema(value)) return value
  if (typeof value.$ref === 'string') {
    if (isGeometryRef(value.$ref)) return geometrySchema
    const target = resolver.depth < deepest ? follow(value.$ref, resolver) : undefined
    return target ? inlined(target.schema, target.resolver) : {}
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$id' && key !== '$schema')
      .map(([key, one]) => [key, inlined(one, resolver)]),
  )
}

function isGeometryRef(ref: string): boolean {
  return /geojson\.org|geometry-schema/i.test(ref)
}

function fieldOf(name: string, schema: Schema, required: boolean): ModelField {
  const { description, ...rest } = schema
  const told = typeof description === 'string' ? description : ''
  const kind = kindOf(name, schema, told)
  return {
    name,
    kind,
    label: { vi: name, en: name },
    schema: kind === 'geo' ? geometrySchema : rest,
    required,
    sensitivity: 'internal',
    unit: null,
    references: null,
    iri: null,
    source: told || 'Smart Data Models',
  }
}

function kindOf(name: string, schema: Schema, told: string): ModelField['kind'] {
  if (schema === geometrySchema || /\bGeo-?Property\b/i.test(told) || name === 'location') return 'geo'
  if (/^ref[A-Z]/.test(name) || /^Relationship\b/.test(told)) return 'relationship'
  if (/^Language ?Property\b/i.test(told)) return 'language'
  return 'property'
}
