import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type {
  AttributePath,
  Attributes,
  Condition,
  Entity,
  EntityQuery,
  Grant,
  StoredName,
  TypeSelection,
  Visibility,
} from '../contract.ts'
import { evaluated, holds } from './evaluate.ts'

const everything: Grant = { attributes: null, owners: null, where: null, mayWrite: true }
const nothing: Grant = { attributes: [], owners: [], where: null, mayWrite: false }

/** The visibility of the program itself: all of a tenant, to read and to write. House rule. */
export function seeEverything(tenant: string): Visibility {
  return { tenant, types: 'every-type', whole: everything }
}

/** A visibility of some types only. House rule. */
export function seeOnly(tenant: string, types: ReadonlyMap<StoredName, Grant>): Visibility {
  return { tenant, types, whole: nothing }
}

/** A grant with the type that it is for; null: every type. */
export type NamedGrant = { readonly type: StoredName | null; readonly grant: Grant }

/** All grants of a visibility, in a settled order. House rule. */
export function grantsOf({ types, whole }: Visibility): readonly NamedGrant[] {
  if (types === 'every-type') return [{ type: null, grant: whole }]
  return [...types].map(([type, grant]) => ({ type, grant }))
}

/** The types that a selection names. House rule. */
export function namesIn(selection: TypeSelection): readonly StoredName[] {
  return selection.kind === 'type' ? [selection.name] : [...new Set(selection.of.flatMap(namesIn))]
}

/** Whether entities of some types fit a selection; a type without a grant fits nothing. House rule. */
export function fits(
  selection: TypeSelection,
  types: readonly StoredName[],
  visibility: Visibility,
): boolean {
  switch (selection.kind) {
    case 'type':
      return isSeenType(selection.name, visibility) && types.includes(selection.name)
    case 'any':
      return selection.of.some((one) => fits(one, types, visibility))
    case 'all':
      return selection.of.every((one) => fits(one, types, visibility))
  }
}

/** Whether a type is there at all for a caller. House rule. */
export function isSeenType(type: StoredName, { types }: Visibility): boolean {
  return types === 'every-type' || types.has(type)
}

/** Whether a grant shows an attribute. House rule. */
export function shows({ attributes }: Grant, name: StoredName): boolean {
  return attributes === null || attributes.includes(name)
}

/** Attributes that a condition looks at. House rule. */
export function attributesIn(condition: Condition): readonly StoredName[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(attributesIn)
    case 'words':
      return condition.paths === 'any' ? [] : condition.paths.map(({ attribute }) => attribute)
    default:
      return [condition.path.attribute]
  }
}

/** Every attribute by which a query sifts or sorts: what it may not see, it may not sift by. House rule. */
export function attributesAsked(query: EntityQuery): readonly StoredName[] {
  const ordered = (query.order ?? []).flatMap(({ by }) => {
    if (typeof by === 'string') return []
    return 'distanceTo' in by ? ['location'] : [(by as AttributePath).attribute]
  })
  return [
    ...(query.where ? attributesIn(query.where) : []),
    ...(query.geo ? [query.geo.attribute] : []),
    ...(query.attrs ?? []),
    ...ordered,
  ]
}

/**
 * The grants by which a query may find anything. A query that names types is refused when the grant of one of them
 * masks an attribute by which it sifts or sorts; one that names none looks only where all of them are shown, and is
 * refused when that is nowhere (`attribute-masked`). House rule; Decree 47/2020/NĐ-CP, Art. 38.
 */
export function grantsFor(
  query: EntityQuery,
  visibility: Visibility,
): readonly NamedGrant[] | Refusal<'attribute-masked'> {
  const asked = attributesAsked(query)
  const masked = ({ grant }: NamedGrant) => asked.find((name) => !shows(grant, name))
  const all = grantsOf(visibility)
  if (query.types === undefined) {
    const open = all.filter((grant) => masked(grant) === undefined)
    const [first] = all
    if (open.length > 0 || first === undefined) return open
    return refuse('attribute-masked', { attribute: masked(first) ?? '' })
  }
  const named = namesIn(query.types)
  const candidates = all.filter(({ type }) => type === null || named.includes(type))
  const hidden = candidates.map(masked).find((name) => name !== undefined)
  return hidden === undefined ? candidates : refuse('attribute-masked', { attribute: hidden })
}

/** What visibility looks at in an entity. */
export type Seen = {
  readonly id: string
  readonly types: readonly StoredName[]
  readonly owner: string
  readonly attributes: Attributes
}

/** The grants by which a caller sees an entity; none: for him it is not there. House rule. */
export function grantsSeeing(entity: Seen, grants: readonly NamedGrant[]): readonly NamedGrant[] {
  const asked = evaluated(entity.id, entity.attributes)
  return grants.filter(
    ({ type, grant }) =>
      (type === null || entity.types.includes(type)) &&
      (grant.owners === null || grant.owners.includes(entity.owner)) &&
      (grant.where === null || holds(grant.where, asked)),
  )
}

/** Whether one of some grants shows an attribute. House rule. */
export function shownBy(grants: readonly NamedGrant[]): (name: StoredName) => boolean {
  if (grants.some(({ grant }) => grant.attributes === null)) return () => true
  const shown = new Set(grants.flatMap(({ grant }) => grant.attributes ?? []))
  return (name) => shown.has(name)
}

/** An entity cut to the types and attributes that some grants show, and to those asked for. House rule. */
export function cut(
  entity: Entity,
  visibility: Visibility,
  grants: readonly NamedGrant[],
  asked: { readonly pick?: readonly StoredName[]; readonly omit?: readonly StoredName[] } = {},
): Entity {
  const isShown = shownBy(grants)
  const picks = asked.pick && new Set(asked.pick)
  const omits = new Set(asked.omit)
  const isIn = (name: string) => isShown(name) && (picks?.has(name) ?? true) && !omits.has(name)
  return {
    ...entity,
    types: entity.types.filter((type) => isSeenType(type, visibility)),
    attributes: only(entity.attributes, isIn),
    values: only(entity.values, isIn),
  }
}

function only<Value>(
  from: Readonly<Record<string, Value>>,
  isIn: (name: string) => boolean,
): Readonly<Record<string, Value>> {
  const names = Object.keys(from)
  if (names.every(isIn)) return from
  return Object.fromEntries(names.filter(isIn).map((name) => [name, from[name] as Value]))
}
