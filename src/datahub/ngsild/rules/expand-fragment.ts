import type { Instant } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Attribute, Attributes, StoredName } from '../../registry/contract.ts'
import { expandAttribute, type FragmentFault, type Reading } from './expand-attribute.ts'
import { isScope, isUri, ngsiNull, readMoment } from './literals.ts'
import { expandName, isName } from './stored-names.ts'

/** An entity or a part of one as a body gave it, normalized and under stored names. */
export type Fragment = {
  readonly id?: string
  readonly types?: readonly StoredName[]
  readonly scopes?: readonly string[]
  readonly expiresAt?: Instant | null
  readonly attributes: Attributes
}

const isFault = (found: object): found is Refusal<FragmentFault> => 'refused' in found && 'facts' in found

/** Members of an entity that are no attributes: keywords, and times that only the registry writes. */
const skipped = new Set([
  '@context',
  'id',
  '@id',
  'type',
  '@type',
  'scope',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'expiresAt',
])

/**
 * Reads an entity or a fragment of one (clauses 4.5.1–4.5.5, 5.5.4). Whether id and type must stand in it is the
 * operation's question (`demandEntity`); what stands there must be well formed.
 */
export function expandFragment(
  body: Readonly<Record<string, unknown>>,
  reading: Reading,
): Fragment | Refusal<FragmentFault> {
  const head = readHead(body, reading)
  if (isFault(head)) return head
  const attributes: Record<StoredName, Attribute> = {}
  for (const [name, given] of Object.entries(body)) {
    if (skipped.has(name)) continue
    if (!isName(name)) return refuse('name-not-allowed', { name })
    const attribute = expandAttribute(name, given, reading)
    if (isFault(attribute)) return attribute as Refusal<FragmentFault>
    attributes[expandName(name, reading.context)] = attribute as Attribute
  }
  return { ...head, attributes }
}

/** An entity as creation needs it: with its id and at least one type (clause 5.2.4). */
export function demandEntity(
  fragment: Fragment,
): (Fragment & { readonly id: string; readonly types: readonly StoredName[] }) | Refusal<FragmentFault> {
  const { id, types } = fragment
  if (id === undefined) return refuse('id-not-uri', { id: '' })
  if (types === undefined || types.length === 0) return refuse('entity-type-missing', { id })
  return { ...fragment, id, types }
}

function readHead(
  body: Readonly<Record<string, unknown>>,
  reading: Reading,
): Omit<Fragment, 'attributes'> | Refusal<FragmentFault> {
  const id = body.id ?? body['@id']
  if (id !== undefined && !isUri(id)) return refuse('id-not-uri', { id: String(id) })
  const types = readTypes(body.type ?? body['@type'], reading)
  if (types !== undefined && isFault(types)) return types
  const scopes = readScopes(body.scope, reading)
  if (scopes !== undefined && isFault(scopes)) return scopes
  const expiresAt = readExpiry(body.expiresAt)
  if (typeof expiresAt === 'object' && expiresAt !== null) return expiresAt
  return {
    ...(id === undefined ? {} : { id: id as string }),
    ...(types === undefined ? {} : { types }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

function readTypes(
  given: unknown,
  { context }: Reading,
): readonly StoredName[] | undefined | Refusal<FragmentFault> {
  if (given === undefined) return undefined
  const types = Array.isArray(given) ? given : [given]
  const wrong = types.find((type) => typeof type !== 'string' || !isName(type))
  if (wrong !== undefined) return refuse('name-not-allowed', { name: String(wrong) })
  return [...new Set(types.map((type: string) => expandName(type, context)))]
}

function readScopes(
  given: unknown,
  { partial }: Reading,
): readonly string[] | undefined | Refusal<FragmentFault> {
  if (given === undefined) return undefined
  if (partial && (given === null || given === ngsiNull)) return []
  const scopes = Array.isArray(given) ? given : [given]
  const wrong = scopes.find((scope) => !isScope(scope))
  if (wrong !== undefined) return refuse('scope-malformed', { scope: String(wrong) })
  return [...new Set(scopes.map((scope: string) => (scope.startsWith('/') ? scope : `/${scope}`)))]
}

function readExpiry(given: unknown): Instant | null | undefined | Refusal<FragmentFault> {
  if (given === undefined) return undefined
  if (given === null || given === ngsiNull) return null
  return readMoment(given)?.at ?? refuse('time-unreadable', { name: 'expiresAt', value: String(given) })
}
