import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { type AttributeSummary, listAttributes, listTypes } from '../registry/public.ts'
import type { Answer, Ask, Operation } from './operation.ts'
import type { CompiledContext } from './rules/compile-context.ts'
import { compactName, expandName, iriOfStored, isName } from './rules/stored-names.ts'

/** Which types and attributes there are, for this caller (clauses 5.7.5–5.7.10; HTTP 6.25–6.28). */
export const discoveryOperations: readonly Operation[] = [
  { method: 'GET', path: '/types', summary: 'List types (NGSI-LD 5.7.5, 5.7.6)', handle: types },
  { method: 'GET', path: '/types/:type', summary: 'Tell of a type (NGSI-LD 5.7.7)', handle: oneType },
  {
    method: 'GET',
    path: '/attributes',
    summary: 'List attributes (NGSI-LD 5.7.8, 5.7.9)',
    handle: attributes,
  },
  {
    method: 'GET',
    path: '/attributes/:attribute',
    summary: 'Tell of an attribute (NGSI-LD 5.7.10)',
    handle: oneAttribute,
  },
]

const listId = (kind: string) => `urn:ngsi-ld:${kind}:datahub`

async function types({ ctx, caller, context, query }: Ask): Promise<Answer> {
  const found = await listTypes(ctx.db, caller.visibility)
  const names = [...new Set(found.map(({ type }) => type))]
  const called = (name: string) => compactName(name, context.compiled)
  if (query.details !== 'true')
    return named(context, {
      id: listId('EntityTypeList'),
      type: 'EntityTypeList',
      typeList: names.map(called),
    })
  const all = await listAttributes(ctx.db, caller.visibility)
  const body = names.map((name) => ({
    id: iriOfStored(name),
    type: 'EntityType',
    typeName: called(name),
    attributeNames: all.filter((one) => one.types.includes(name)).map(({ attribute }) => called(attribute)),
  }))
  return named(context, body)
}

const named = (context: Ask['context'], body: unknown): Answer => ({ status: 200, body, named: context })

async function oneType({ ctx, caller, context, params: { type = '' } }: Ask): Promise<Answer | Refusal> {
  if (!isName(type)) return refuse('name-not-allowed', { name: type })
  const name = expandName(type, context.compiled)
  const found = (await listTypes(ctx.db, caller.visibility)).filter((one) => one.type === name)
  if (found.length === 0) return refuse('type-not-found', { name: type })
  const all = await listAttributes(ctx.db, caller.visibility, name)
  return named(context, {
    id: iriOfStored(name),
    type: 'EntityTypeInfo',
    typeName: compactName(name, context.compiled),
    entityCount: found.reduce((sum, { count }) => sum + count, 0),
    attributeDetails: all.map((one) => ({
      id: iriOfStored(one.attribute),
      type: 'Attribute',
      attributeName: compactName(one.attribute, context.compiled),
      attributeTypes: one.kinds,
    })),
  })
}

async function attributes({ ctx, caller, context, query }: Ask): Promise<Answer> {
  const all = await listAttributes(ctx.db, caller.visibility)
  const called = (name: string) => compactName(name, context.compiled)
  if (query.details !== 'true')
    return named(context, {
      id: listId('AttributeList'),
      type: 'AttributeList',
      attributeList: all.map(({ attribute }) => called(attribute)),
    })
  return named(
    context,
    all.map((one) => describeAttribute(one, context.compiled)),
  )
}

function describeAttribute({ attribute, types }: AttributeSummary, context: CompiledContext) {
  return {
    id: iriOfStored(attribute),
    type: 'Attribute',
    attributeName: compactName(attribute, context),
    typeNames: types.map((type) => compactName(type, context)),
  }
}

async function oneAttribute({
  ctx,
  caller,
  context,
  params: { attribute = '' },
}: Ask): Promise<Answer | Refusal> {
  if (!isName(attribute)) return refuse('name-not-allowed', { name: attribute })
  const name = expandName(attribute, context.compiled)
  const found = (await listAttributes(ctx.db, caller.visibility)).find((one) => one.attribute === name)
  if (found === undefined) return refuse('attribute-unknown', { attribute })
  return named(context, {
    ...describeAttribute(found, context.compiled),
    attributeCount: found.count,
    attributeTypes: found.kinds,
  })
}
