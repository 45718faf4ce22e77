import type {
  AttributePath,
  Condition,
  EntityQuery,
  Operand,
  ScopeSelection,
  TypeSelection,
  Visibility,
} from './contract.ts'
import { momentOf, wordsAsked } from './rules/evaluate.ts'
import { placeAttribute } from './rules/found-by.ts'
import { reservedKeys, valueKeys } from './rules/instances.ts'
import { type Box, coverOf } from './rules/place-code.ts'
import { isSeenType, type NamedGrant, namesIn } from './rules/visibility.ts'

/** The parameters of a statement in the making: `add` keeps a value and answers its place. */
export type Parameters = { readonly values: unknown[]; add(value: unknown): string }

export function newParameters(): Parameters {
  const values: unknown[] = []
  return { values, add: (value) => `$${values.push(value)}` }
}

// The entity is `e` in every text below.

/** What visibility asks of a row, as SQL: one of the grants lets it through. */
export function compileGrants(grants: readonly NamedGrant[], p: Parameters): string {
  return any(grants.map((grant) => compileGrant(grant, p)))
}

/** The places in the list of the grants that let a row through, as SQL. */
export function compileSeenBy(grants: readonly NamedGrant[], p: Parameters): string {
  if (grants.length === 1) return `array[0]`
  const each = grants.map((grant, index) => `case when ${compileGrant(grant, p)} then ${index} end`)
  return `array_remove(array[${each.join(', ')}]::int[], null)`
}

function compileGrant({ type, grant }: NamedGrant, p: Parameters): string {
  const parts: string[] = []
  if (type !== null) parts.push(`e.types @> array[${p.add(type)}]::text[]`)
  if (grant.owners !== null) parts.push(`e.owner = any(${p.add(grant.owners)}::text[])`)
  if (grant.where !== null) parts.push(compileCondition(grant.where, p))
  return all(parts)
}

function all(parts: readonly string[]): string {
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`
}

function any(parts: readonly string[]): string {
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`
}

/** A condition as SQL: the same meaning as `holds`. `seen`: where words are looked for when no path is told; null: everywhere. */
export function compileCondition(
  condition: Condition,
  p: Parameters,
  seen: readonly string[] | null = null,
): string {
  switch (condition.kind) {
    case 'and':
      return all(condition.of.map((one) => compileCondition(one, p, seen)))
    case 'or':
      return any(condition.of.map((one) => compileCondition(one, p, seen)))
    case 'exists':
      return exists(condition.path, p)
    case 'compare':
      return compileCompare(condition, p)
    case 'between': {
      const inside = isInside(condition.path, condition.low, condition.high, p)
      return condition.negated ? `(${exists(condition.path, p)} and not ${inside})` : inside
    }
    case 'words':
      return compileWords(condition, p, seen)
  }
}

function compileCompare(
  { path, comparator, operands }: Extract<Condition, { kind: 'compare' }>,
  p: Parameters,
): string {
  const some = (of: (operand: Operand) => string) => any(operands.map(of))
  switch (comparator) {
    case '==':
      return some((operand) => isEqual(path, operand, p))
    case '!=':
      return `(${exists(path, p)} and not ${some((operand) => isEqual(path, operand, p))})`
    case '~=':
      return some((operand) => isLike(path, operand, p))
    case '!~=':
      return `(${exists(path, p)} and not ${some((operand) => isLike(path, operand, p))})`
    default:
      return some((operand) => isOrdered(path, [[comparator, operand]], p))
  }
}

function isEqual(path: AttributePath, operand: Operand, p: Parameters): string {
  return operand.kind === 'moment'
    ? isOrdered(path, [['=', operand]], p)
    : isOrdered(path, [['==', operand]], p)
}

function isInside(path: AttributePath, low: Operand, high: Operand, p: Parameters): string {
  if ((low.kind === 'moment') !== (high.kind === 'moment')) return 'false'
  return isOrdered(
    path,
    [
      ['>=', low],
      ['<=', high],
    ],
    p,
  )
}

/** Whether some value of a path stands so to all operands. */
function isOrdered(
  path: AttributePath,
  tests: readonly (readonly [string, Operand])[],
  p: Parameters,
): string {
  // Truth values are equal or not; SQL/JSON would order them.
  if (tests.some(([comparator, { kind }]) => kind === 'boolean' && comparator !== '==')) return 'false'
  if (tests.some(([, { kind }]) => kind === 'moment')) {
    const each = tests.map(([comparator, { value }]) => {
      const ms = momentOf(value)
      return `datahub.moment(x) ${comparator} ${p.add(ms === undefined ? null : new Date(ms))}::timestamptz`
    })
    return `coalesce(exists(select from ${itemsOf(path, p)} where ${each.join(' and ')}), false)`
  }
  const variables = Object.fromEntries(tests.map(([, { value }], index) => [`v${index}`, value]))
  const filter = tests.map(([comparator], index) => `@ ${comparator} $v${index}`).join(' && ')
  const v = p.add(JSON.stringify(variables))
  return any(
    targetsOf(path).map(
      ({ column, steps }) =>
        `coalesce(jsonb_path_exists(${column}, ${p.add(`lax $${steps} ? (${filter})`)}::jsonpath, ${v}::jsonb, true), false)`,
    ),
  )
}

function isLike(path: AttributePath, { value }: Operand, p: Parameters): string {
  const pattern = p.add(String(value))
  return `exists(select from ${itemsOf(path, p)} where jsonb_typeof(x) = 'string' and x #>> '{}' ~ ${pattern})`
}

function exists(path: AttributePath, p: Parameters): string {
  return any(
    targetsOf(path).map(
      ({ column, steps }) =>
        `coalesce(jsonb_path_exists(${column}, ${p.add(`lax $${steps}`)}::jsonpath, '{}', true), false)`,
    ),
  )
}

/** All values of a path as rows `x`, lists looked into. */
function itemsOf(path: AttributePath, p: Parameters): string {
  const each = targetsOf(path).map(
    ({ column, steps }) =>
      `select jsonb_path_query(${column}, ${p.add(`lax $${steps}[*]`)}::jsonpath, '{}', true) x`,
  )
  return `(${each.join(' union all ')}) items`
}

type Target = { readonly column: 'e.kv' | 'e.body'; readonly steps: string }

/** Where the values of a path stand: simple ones in `kv`, those of sub-attributes in the body. */
function targetsOf({ attribute, subs, trail }: AttributePath): readonly Target[] {
  const steps = (keys: readonly string[]) => keys.map((key) => `.${JSON.stringify(key)}`).join('')
  if (subs.length === 0) return [{ column: 'e.kv', steps: steps([attribute, ...trail]) }]
  const last = subs.at(-1) ?? ''
  const keys = reservedKeys.has(last) ? [[]] : [...new Set(Object.values(valueKeys))].map((key) => [key])
  return keys.map((key) => ({ column: 'e.body', steps: steps([attribute, ...subs, ...key, ...trail]) }))
}

/** Words among the values of some paths; of all attributes that are seen (null: every one) and the identifier. */
function compileWords(
  { paths, text }: Extract<Condition, { kind: 'words' }>,
  p: Parameters,
  seen: readonly string[] | null,
): string {
  const words = wordsAsked(text)
  if (words.length === 0) return 'true'
  const texts =
    paths === 'any'
      ? `(select to_jsonb(e.id) x union all select jsonb_path_query(v, 'strict $.**') from jsonb_each(e.kv) as a (k, v)${
          seen === null ? '' : ` where k = any(${p.add(seen)}::text[])`
        }) items`
      : `(${paths
          .flatMap((path) => targetsOf(path))
          .map(
            ({ column, steps }) =>
              `select jsonb_path_query(${column}, ${p.add(`lax $${steps}.**`)}::jsonpath, '{}', true) x`,
          )
          .join(' union all ')}) items`
  return all(
    words.map(
      (word) =>
        `exists(select from ${texts} where jsonb_typeof(x) = 'string' and datahub.fold(x #>> '{}') ~ ${p.add(`(^|[^a-z0-9])${word}`)})`,
    ),
  )
}

/** A type selection as SQL; a type that is not there for the caller fits nothing. */
export function compileTypes(selection: TypeSelection, visibility: Visibility, p: Parameters): string {
  switch (selection.kind) {
    case 'type':
      return isSeenType(selection.name, visibility)
        ? `e.types @> array[${p.add(selection.name)}]::text[]`
        : 'false'
    case 'any':
      return any(selection.of.map((one) => compileTypes(one, visibility, p)))
    case 'all':
      return all(selection.of.map((one) => compileTypes(one, visibility, p)))
  }
}

/** A scope selection as SQL: `+` is one level, `#` at the end is the scope and all below (clause 4.19). */
export function compileScopes(selection: ScopeSelection, p: Parameters): string {
  switch (selection.kind) {
    case 'scope': {
      const { pattern } = selection
      if (!/[+#]/.test(pattern)) return `e.scopes @> array[${p.add(pattern)}]::text[]`
      return `exists(select from unnest(e.scopes) s where s ~ ${p.add(scopeExpression(pattern))})`
    }
    case 'any':
      return any(selection.of.map((one) => compileScopes(one, p)))
    case 'all':
      return all(selection.of.map((one) => compileScopes(one, p)))
  }
}

function scopeExpression(pattern: string): string {
  const levels = pattern.split('/').filter(Boolean)
  const below = levels.at(-1) === '#'
  const each = (below ? levels.slice(0, -1) : levels).map((level) =>
    level === '+' ? '/[^/]+' : `/${level.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`,
  )
  return `^${each.join('')}${below ? '(/.*)?' : ''}$`
}

/** What few are found by, gathered first: the entities then come by their numbers, in their order. */
function lookUp(found: string): string {
  return `e.seq = any(array(${found}))`
}

/** Sieves that use an index, before the exact test. */
export function compileSieves(
  query: EntityQuery,
  tenant: string,
  types: readonly string[] | null,
  box: Box | undefined,
  p: Parameters,
): readonly string[] {
  const sieves: string[] = []
  const ofType = () => (types === null ? '' : ` and t.type = any(${p.add(types)}::text[])`)
  if (box !== undefined && query.geo?.attribute === placeAttribute) {
    const { ranges, ancestors } = coverOf(box)
    const from = p.add(ranges.map((range) => range.from))
    const to = p.add(ranges.map((range) => range.to))
    const within = `t.tenant = ${p.add(tenant)}${ofType()}`
    sieves.push(
      lookUp(`select t.seq from unnest(${from}::bigint[], ${to}::bigint[]) r (low, high)
           join datahub.entity_types t on ${within} and t.place_code between r.low and r.high
         union all select t.seq from datahub.entity_types t where ${within} and t.place_code = any(${p.add(ancestors)}::bigint[])`),
    )
  }
  for (const keys of query.where ? keySieves(query.where) : [])
    sieves.push(
      lookUp(
        `select k.seq from datahub.entity_keys k where ${any(keys.map((key) => `k.keys @> ${p.add(JSON.stringify(key))}::jsonb`))}`,
      ),
    )
  for (const word of query.where ? wordSieves(query.where) : [])
    sieves.push(
      lookUp(`select k.seq from datahub.entity_keys k where k.words @@ ${p.add(`'${word}':*`)}::tsquery`),
    )
  if (sieves.length === 0 && types !== null)
    sieves.push(
      `e.seq in (select t.seq from datahub.entity_types t where t.tenant = ${p.add(tenant)}${ofType()})`,
    )
  return sieves
}

/** Conditions that must hold and can be looked up by equality; each as its alternatives. */
function keySieves(condition: Condition): readonly (readonly Record<string, unknown>[])[] {
  if (condition.kind === 'and') return condition.of.flatMap(keySieves)
  if (condition.kind !== 'compare' || condition.comparator !== '==') return []
  const { path, operands } = condition
  if (path.subs.length > 0 || path.trail.length > 0) return []
  if (operands.some(({ kind }) => kind === 'number' || kind === 'moment')) return []
  return [operands.flatMap(({ value }) => [{ [path.attribute]: value }, { [path.attribute]: [value] }])]
}

function wordSieves(condition: Condition): readonly string[] {
  if (condition.kind === 'and') return condition.of.flatMap(wordSieves)
  if (condition.kind !== 'words') return []
  const plain = condition.paths === 'any' || condition.paths.every(({ subs }) => subs.length === 0)
  return plain ? wordsAsked(condition.text) : []
}

/** The types by whose index a query may be led; null: by none. */
export function leadingTypes(query: EntityQuery, grants: readonly NamedGrant[]): readonly string[] | null {
  if (query.types !== undefined) return namesIn(query.types)
  const types = grants.map(({ type }) => type)
  return types.every((type) => type !== null) ? types : null
}
