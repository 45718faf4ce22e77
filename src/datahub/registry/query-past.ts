import type { Reader } from '#kit/io/context.ts'
import type { Instant } from '#kit/values/instant.ts'
import { instantOf } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { compileGrants, newParameters } from './compile-query.ts'
import type {
  Attribute,
  AttributeInstance,
  Entity,
  EntityPage,
  EntityQuery,
  ScopeSelection,
  Visibility,
} from './contract.ts'
import { relates } from './geo-relation.ts'
import { evaluated, holds } from './rules/evaluate.ts'
import { geometryOf } from './rules/found-by.ts'
import { attributeOf, instancesOf, valuesOf } from './rules/instances.ts'
import { cut, fits, grantsFor, grantsOf, grantsSeeing, namesIn, shownBy, shows } from './rules/visibility.ts'
import { readHeld } from './store-history.ts'

type Candidate = {
  id: string
  seq: number
  types: string[]
  scopes: string[]
  owner: string
  created_at: Date
  version: number
}

/**
 * A page of entities as they were at `query.at`: candidates in their stable order, their attributes out of the
 * observations, then rights, condition and area on that state. A caller must see an entity as it is now **and** as it
 * was. Types, scopes and owner are those of now. An order other than the stable one is not kept.
 */
export async function queryPast(
  sql: Reader,
  query: EntityQuery,
  visibility: Visibility,
): Promise<EntityPage> {
  const at = query.at ?? instantOf(0)
  const finding = grantsFor(query, visibility)
  if (isRefused(finding)) return { entities: [], next: null, total: null }
  const found: { seq: number; entity: Entity }[] = []
  let after =
    Number(query.after === undefined ? 0 : Buffer.from(query.after, 'base64url').toString().slice(1)) || 0
  let skip = query.offset ?? 0
  let total = 0
  const batch = 200
  for (let more = true; more && (query.count || found.length <= query.limit); ) {
    const candidates = await readCandidates(sql, query, visibility, after, batch)
    const states = await statesAt(sql, candidates, at)
    for (const candidate of candidates) {
      const entity = states.get(candidate.seq)
      const seen = entity && seenPast(entity, query, visibility)
      if (!seen) continue
      total++
      if (skip > 0) skip--
      else if (found.length <= query.limit) found.push({ seq: candidate.seq, entity: seen })
    }
    more = candidates.length === batch
    after = candidates.at(-1)?.seq ?? after
  }
  const page = found.slice(0, query.limit)
  return {
    entities: page.map(({ entity }) => entity),
    next: found.length > query.limit ? Buffer.from(`s${page.at(-1)?.seq ?? 0}`).toString('base64url') : null,
    total: query.count ? total : null,
  }
}

function readCandidates(
  sql: Reader,
  query: EntityQuery,
  visibility: Visibility,
  after: number,
  batch: number,
): Promise<Candidate[]> {
  const p = newParameters()
  const parts = [
    `e.tenant = ${p.add(visibility.tenant)}`,
    `e.seq > ${p.add(after)}`,
    'e.merged_into is null',
    compileGrants(grantsOf(visibility), p),
  ]
  if (query.ids) parts.push(`e.id = any(${p.add(query.ids)}::text[])`)
  if (query.idPattern !== undefined) parts.push(`e.id ~ ${p.add(query.idPattern)}`)
  if (query.types) parts.push(`e.types && ${p.add(namesIn(query.types))}::text[]`)
  return sql.text<Candidate>(
    `select e.id, e.seq, e.types, e.scopes, e.owner, e.created_at, e.version from datahub.entities e
     where ${parts.join(' and ')} order by e.seq limit ${p.add(batch)}`,
    p.values,
  )
}

async function statesAt(
  sql: Reader,
  candidates: readonly Candidate[],
  at: Instant,
): Promise<ReadonlyMap<number, Entity>> {
  const held = await readHeld(
    sql,
    candidates.map(({ seq }) => seq),
    at,
  )
  const bySeq = Map.groupBy(held, ({ seq }) => seq)
  return new Map(
    candidates.flatMap((candidate): [number, Entity][] => {
      const instances = bySeq.get(candidate.seq)
      if (instances === undefined) return []
      const attributes: Record<string, Attribute> = {}
      for (const { attribute, instance } of instances) {
        const made = attributeOf([...instancesOf(attributes[attribute]), instance as AttributeInstance])
        if (made !== undefined) attributes[attribute] = made
      }
      const modifiedAt = instantOf(Math.max(...instances.map((one) => one.at)))
      return [
        [
          candidate.seq,
          {
            id: candidate.id,
            types: candidate.types,
            scopes: candidate.scopes,
            owner: candidate.owner,
            attributes,
            values: valuesOf(attributes),
            createdAt: instantOf(candidate.created_at.getTime()),
            modifiedAt,
            expiresAt: null,
            version: candidate.version,
          },
        ],
      ]
    }),
  )
}

/** An entity of the past, cut to what the caller sees, when the query finds it. */
function seenPast(entity: Entity, query: EntityQuery, visibility: Visibility): Entity | undefined {
  const finding = grantsFor(query, visibility)
  if (isRefused(finding)) return undefined
  const by = grantsSeeing(entity, finding)
  if (by.length === 0) return undefined
  if (query.types && !fits(query.types, entity.types, visibility)) return undefined
  if (query.attrs && !query.attrs.some((name) => name in entity.attributes)) return undefined
  if (query.scopes && !inScope(query.scopes, entity.scopes)) return undefined
  if (query.where) {
    const { where } = query
    const asked = evaluated(entity.id, entity.attributes)
    if (!by.some(({ grant }) => holds(where, asked, (name) => shows(grant, name)))) return undefined
  }
  if (query.geo) {
    const geometry = geometryOf(entity.attributes[query.geo.attribute])
    if (geometry === undefined || !relates(geometry, query.geo)) return undefined
  }
  const seeing = grantsSeeing(entity, grantsOf(visibility))
  const shown = cut(entity, visibility, seeing, query)
  // What he could not see of it then is to him as if it had not been.
  return Object.keys(entity.attributes).some(shownBy(seeing)) ? shown : undefined
}

/** Whether some scopes fit a selection. */
export function inScope(selection: ScopeSelection, scopes: readonly string[]): boolean {
  switch (selection.kind) {
    case 'any':
      return selection.of.some((one) => inScope(one, scopes))
    case 'all':
      return selection.of.every((one) => inScope(one, scopes))
    case 'scope':
      return scopes.some((scope) => fitsPattern(selection.pattern, scope))
  }
}

function fitsPattern(pattern: string, scope: string): boolean {
  const levels = pattern.split('/').filter(Boolean)
  const own = scope.split('/').filter(Boolean)
  const below = levels.at(-1) === '#'
  const asked = below ? levels.slice(0, -1) : levels
  if (below ? own.length < asked.length : own.length !== asked.length) return false
  return asked.every((level, index) => level === '+' || level === own[index])
}
