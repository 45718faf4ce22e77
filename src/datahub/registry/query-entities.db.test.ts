import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { EntityQuery, Grant, Visibility } from './contract.ts'
import { relates } from './geo-relation.ts'
import { countEntities, queryEntities, seeEverything, seeOnly, writeEntities } from './public.ts'
import { inScope } from './query-past.ts'
import { evaluated, holds } from './rules/evaluate.ts'
import { geometryOf } from './rules/found-by.ts'
import { type Drawn, entity, grant, owners, query, types, writesOf } from './testing/random-entities.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
})

async function fill(tenant: string, drawn: readonly Drawn[]): Promise<void> {
  const writes = writesOf(drawn, 'urn:e:')
  for (const owner of owners) {
    const mine = writes.filter((_, index) => drawn[index]?.owner === owner)
    const outcomes = await writeEntities(ctx, mine, {
      tenant,
      owner,
      visibility: seeEverything(tenant),
      by: 'test',
      atomicity: 'all',
    })
    if (isRefused(outcomes)) throw new Error(JSON.stringify(outcomes))
  }
}

/** The plainest way to answer a query: every entity is looked at. What no grant shows is not looked at. */
function answerPlainly(
  drawn: readonly Drawn[],
  asked: EntityQuery,
  grants: ReadonlyMap<string, Grant> | null,
): string[] {
  return drawn.flatMap((one, index) => {
    const id = `urn:e:${index}`
    const it = evaluated(id, one.attributes)
    const fitsTypes = (selection: NonNullable<EntityQuery['types']>): boolean =>
      selection.kind === 'type'
        ? one.types.includes(selection.name) && (grants === null || grants.has(selection.name))
        : selection.kind === 'any'
          ? selection.of.some(fitsTypes)
          : selection.of.every(fitsTypes)
    const geometry = asked.geo && geometryOf(one.attributes[asked.geo.attribute])
    const lets = (own: Grant | undefined): boolean =>
      own !== undefined &&
      (own.owners === null || own.owners.includes(one.owner)) &&
      (own.where === null || holds(own.where, it)) &&
      (asked.where === undefined ||
        holds(asked.where, it, (name) => own.attributes === null || own.attributes.includes(name)))
    const whole: Grant = { attributes: null, owners: null, where: null, mayWrite: false }
    const candidates =
      grants === null
        ? [whole]
        : one.types.filter((type) => isAsked(asked, type)).map((type) => grants.get(type))
    const passes =
      candidates.some(lets) &&
      (asked.types === undefined || fitsTypes(asked.types)) &&
      (asked.attrs === undefined || asked.attrs.some((name) => name in one.attributes)) &&
      (asked.scopes === undefined || inScope(asked.scopes, one.scopes)) &&
      (asked.geo === undefined || (geometry !== undefined && relates(geometry, asked.geo)))
    return passes ? [id] : []
  })
}

function isAsked(asked: EntityQuery, type: string): boolean {
  const named = (selection: NonNullable<EntityQuery['types']>): boolean =>
    selection.kind === 'type' ? selection.name === type : selection.of.some(named)
  return asked.types === undefined || named(asked.types)
}

const inOrder = (ids: readonly string[]) => [...ids].sort((a, b) => Number(a.slice(6)) - Number(b.slice(6)))

describe('the query builder and the plain reading of its contract agree', () => {
  test('for whoever sees everything', async () => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(entity, { minLength: 20, maxLength: 40 }),
        fc.array(query, { minLength: 30, maxLength: 30 }),
        async (drawn, queries) => {
          const tenant = `plain-${number++}`
          await fill(tenant, drawn)
          for (const asked of queries) {
            const page = await queryEntities(ctx.db, { ...asked, count: true }, seeEverything(tenant))
            if (isRefused(page)) throw new Error(page.refused)
            const expected = answerPlainly(drawn, asked, null)
            expect(inOrder(page.entities.map(({ id }) => id)), JSON.stringify(asked)).toEqual(expected)
            expect(page.total).toBe(expected.length)
          }
        },
      ),
      { numRuns: 4, endOnFailure: true },
    )
  }, 120_000)

  test('for whoever sees some types, owners, rows and attributes; what is masked is refused or not found by', async () => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(entity, { minLength: 20, maxLength: 30 }),
        fc.array(
          fc.tuple(query, fc.dictionary(fc.constantFrom(...types), grant, { noNullPrototype: true })),
          {
            minLength: 40,
            maxLength: 40,
          },
        ),
        async (drawn, asks) => {
          const tenant = `rights-${number++}`
          await fill(tenant, drawn)
          for (const [asked, some] of asks) {
            const grants = new Map(Object.entries(some))
            const visibility: Visibility = seeOnly(tenant, grants)
            const page = await queryEntities(ctx.db, asked, visibility)
            const usable = usableGrants(asked, grants)
            if (isRefused(page)) {
              expect(page.refused).toBe('attribute-masked')
              expect(usable).toBe('masked')
              continue
            }
            expect(usable).not.toBe('masked')
            const expected = answerPlainly(drawn, asked, usable === 'masked' ? new Map() : usable)
            expect(inOrder(page.entities.map(({ id }) => id)), JSON.stringify([asked, some])).toEqual(
              expected,
            )
            expect(await countEntities(ctx.db, asked, visibility)).toBe(expected.length)
            for (const found of page.entities) {
              expect(found.types.every((type) => grants.has(type))).toBe(true)
              const shown = found.types.flatMap((type) => grants.get(type)?.attributes ?? ['*'])
              if (!shown.includes('*'))
                expect(Object.keys(found.attributes).every((name) => shown.includes(name))).toBe(true)
              expect(Object.keys(found.values).every((name) => name in found.attributes)).toBe(true)
            }
          }
        },
      ),
      { numRuns: 4, endOnFailure: true },
    )
  }, 120_000)
})

/** The grants that show all that a query sifts by; 'masked' when it must be refused. */
function usableGrants(
  asked: EntityQuery,
  grants: ReadonlyMap<string, Grant>,
): ReadonlyMap<string, Grant> | 'masked' {
  const sifted = (asked.where ? pathsIn(asked.where) : []).concat(
    asked.geo?.attribute ?? [],
    asked.attrs ?? [],
  )
  const open = new Map(
    [...grants].filter(
      ([, { attributes }]) => attributes === null || sifted.every((name) => attributes.includes(name)),
    ),
  )
  const named = [...grants].filter(([type]) => isAsked(asked, type))
  if (asked.types !== undefined) return named.every(([type]) => open.has(type)) ? grants : 'masked'
  return open.size === 0 && grants.size > 0 ? 'masked' : open
}

function pathsIn(condition: NonNullable<EntityQuery['where']>): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(pathsIn)
    case 'words':
      return condition.paths === 'any' ? [] : condition.paths.map(({ attribute }) => attribute)
    default:
      return [condition.path.attribute]
  }
}
