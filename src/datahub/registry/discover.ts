import type { Reader } from '#kit/io/context.ts'
import { compileGrants, newParameters } from './compile-query.ts'
import type { AttributeInstance, StoredName, Visibility } from './contract.ts'
import { grantsOf, type NamedGrant, shows } from './rules/visibility.ts'

/** A type with how many entities the caller sees of it, and their attributes. */
export type TypeSummary = { readonly type: StoredName; readonly count: number }

/** An attribute with how many entities that the caller sees have it, of which types, as which kinds. */
export type AttributeSummary = {
  readonly attribute: StoredName
  readonly count: number
  readonly types: readonly StoredName[]
  readonly kinds: readonly AttributeInstance['type'][]
}

const there = `e.deleted_at is null and (e.expires_at is null or e.expires_at > now())`

/** The types that are there for a caller, by name, with counts of what he sees. */
export async function listTypes(sql: Reader, visibility: Visibility): Promise<readonly TypeSummary[]> {
  const each = await Promise.all(
    grantsOf(visibility).map((grant) => countTypes(sql, visibility.tenant, grant)),
  )
  return each.flat().sort((one, other) => (one.type < other.type ? -1 : 1))
}

async function countTypes(sql: Reader, tenant: string, named: NamedGrant): Promise<readonly TypeSummary[]> {
  const p = newParameters()
  const asked = p.add(tenant)
  const ofType = named.type === null ? 'true' : `t.type = ${p.add(named.type)}`
  return sql.text<TypeSummary>(
    `select t.type, count(*) count from datahub.entity_types t join datahub.entities e on e.seq = t.seq
     where t.tenant = ${asked} and ${ofType} and ${there} and ${compileGrants([named], p)} group by t.type`,
    p.values,
  )
}

/** The attributes that are there for a caller, by name; `type`: only of entities of that type. */
export async function listAttributes(
  sql: Reader,
  visibility: Visibility,
  type?: StoredName,
): Promise<readonly AttributeSummary[]> {
  const grants = grantsOf(visibility).filter(
    (one) => type === undefined || one.type === null || one.type === type,
  )
  const found = new Map<
    StoredName,
    { count: number; types: Set<string>; kinds: Set<AttributeInstance['type']> }
  >()
  for (const grant of grants)
    for (const row of await readAttributes(sql, visibility.tenant, grant, type)) {
      if (!shows(grant.grant, row.attribute)) continue
      const known = found.get(row.attribute) ?? { count: 0, types: new Set(), kinds: new Set() }
      known.count += row.count
      known.types.add(row.type)
      for (const kind of row.kinds) if (kind !== null) known.kinds.add(kind)
      found.set(row.attribute, known)
    }
  return [...found]
    .map(([attribute, { count, types, kinds }]) => ({
      attribute,
      count,
      types: [...types].sort(),
      kinds: [...kinds].sort(),
    }))
    .sort((one, other) => (one.attribute < other.attribute ? -1 : 1))
}

type AttributeRow = {
  attribute: string
  type: string
  count: number
  kinds: (AttributeInstance['type'] | null)[]
}

function readAttributes(
  sql: Reader,
  tenant: string,
  named: NamedGrant,
  type: StoredName | undefined,
): Promise<AttributeRow[]> {
  const p = newParameters()
  const asked = p.add(tenant)
  const only = named.type ?? type
  const ofType = only === undefined ? 'true' : `t.type = ${p.add(only)}`
  return sql.text<AttributeRow>(
    `select a.name attribute, t.type, count(*) count,
       array_agg(distinct coalesce(a.instance ->> 'type', a.instance -> 0 ->> 'type')) kinds
     from datahub.entity_types t join datahub.entities e on e.seq = t.seq, jsonb_each(e.body) a (name, instance)
     where t.tenant = ${asked} and ${ofType} and ${there} and ${compileGrants([named], p)} group by 1, 2`,
    p.values,
  )
}
