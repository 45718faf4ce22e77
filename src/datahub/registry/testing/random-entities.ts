import fc from 'fast-check'
import type {
  AttributeInstance,
  AttributePath,
  Attributes,
  Condition,
  EntityQuery,
  EntityWrite,
  GeoCondition,
  Grant,
  Operand,
  TypeSelection,
} from '../contract.ts'

/** Few names and values, so that random questions often find something. */
const names = ['a', 'b', 'c', 'tag'] as const
export const types = ['Alpha', 'Beta', 'Gamma'] as const
export const owners = ['so-a', 'so-b'] as const
const texts = ['xanh', 'Đồng Nguyên', 'đỏ', '2018-03-01', '2018-03-01T05:00:00Z', 'A-1'] as const

const scalar = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(...texts), fc.boolean())
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ k: scalar, l: fc.array(fc.record({ k: scalar }), { maxLength: 2 }) }) },
)
const instance: fc.Arbitrary<AttributeInstance> = fc.oneof(
  fc
    .record({
      value,
      sub: fc.option(scalar, { nil: undefined }),
      unitCode: fc.option(fc.constantFrom('MTR', 'GQ'), { nil: undefined }),
    })
    .map(({ value, sub, unitCode }) => ({
      type: 'Property' as const,
      value,
      ...(sub === undefined ? {} : { sub: { type: 'Property', value: sub } }),
      ...(unitCode === undefined ? {} : { unitCode }),
    })),
  fc.constantFrom('urn:x:1', 'urn:x:2').map((object) => ({ type: 'Relationship' as const, object })),
)
const attribute = fc.oneof(
  { weight: 6, arbitrary: instance },
  {
    weight: 1,
    arbitrary: fc
      .tuple(instance, instance)
      .map(([one, other]): AttributeInstance[] => [one, { ...other, datasetId: 'urn:set:2' }]),
  },
)
/** A place on a small grid around Từ Sơn. */
const place = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }))
  .map(([x, y]) => [106 + x / 100, 21 + y / 100])
const square = fc.tuple(place, fc.integer({ min: 1, max: 4 })).map(([[x = 0, y = 0], size]) => {
  const [e, n] = [x + size / 100, y + size / 100]
  return {
    type: 'Polygon' as const,
    coordinates: [
      [
        [x, y],
        [e, y],
        [e, n],
        [x, n],
        [x, y],
      ],
    ],
  }
})
const geometry = fc.oneof(
  { weight: 4, arbitrary: place.map((coordinates) => ({ type: 'Point' as const, coordinates })) },
  { weight: 1, arbitrary: square },
)

export const attributes: fc.Arbitrary<Attributes> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...names), attribute, { maxKeys: 4, noNullPrototype: true }),
    fc.option(geometry, { nil: undefined }),
  )
  .map(([some, at]) => ({
    ...some,
    ...(at ? { location: { type: 'GeoProperty' as const, value: at } } : {}),
  }))

export type Drawn = {
  readonly types: readonly string[]
  readonly owner: string
  readonly scopes: readonly string[]
  readonly attributes: Attributes
}

export const entity: fc.Arbitrary<Drawn> = fc.record({
  types: fc.subarray([...types], { minLength: 1, maxLength: 2 }),
  owner: fc.constantFrom(...owners),
  scopes: fc.subarray(['/bac-ninh', '/bac-ninh/tu-son', '/bac-giang'], { maxLength: 2 }),
  attributes,
})

const path: fc.Arbitrary<AttributePath> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(...names).map((attribute) => ({ attribute, subs: [], trail: [] })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...names).map((attribute) => ({ attribute, subs: ['sub'], trail: [] })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...names).map((attribute) => ({ attribute, subs: ['unitCode'], trail: [] })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...names).map((attribute) => ({ attribute, subs: [], trail: ['k'] })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...names).map((attribute) => ({ attribute, subs: [], trail: ['l', 'k'] })),
  },
)
const operand: fc.Arbitrary<Operand> = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((value) => ({ kind: 'number' as const, value })),
  fc.constantFrom(...texts, 'MTR').map((value) => ({ kind: 'text' as const, value })),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value })),
  fc.constantFrom('urn:x:1', 'urn:x:2').map((value) => ({ kind: 'iri' as const, value })),
  fc.constantFrom('2018-03-01', '2018-03-01T02:00:00Z').map((value) => ({ kind: 'moment' as const, value })),
)
export const condition: fc.Arbitrary<Condition> = fc.letrec<{ it: Condition; leaf: Condition }>((tie) => ({
  leaf: fc.oneof(
    path.map((path): Condition => ({ kind: 'exists', path })),
    fc
      .tuple(
        path,
        fc.constantFrom('==' as const, '!=' as const),
        fc.array(operand, { minLength: 1, maxLength: 2 }),
      )
      .map(([path, comparator, operands]): Condition => ({ kind: 'compare', path, comparator, operands })),
    fc
      .tuple(path, fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const), operand)
      .map(([path, comparator, one]): Condition => ({ kind: 'compare', path, comparator, operands: [one] })),
    fc
      .tuple(path, fc.constantFrom('~=' as const, '!~=' as const), fc.constantFrom('^xa', '[0-9]', 'Nguyên$'))
      .map(
        ([path, comparator, value]): Condition => ({
          kind: 'compare',
          path,
          comparator,
          operands: [{ kind: 'text', value }],
        }),
      ),
    fc
      .tuple(path, operand, operand, fc.boolean())
      .map(([path, low, high, negated]): Condition => ({ kind: 'between', path, low, high, negated })),
    fc
      .tuple(
        fc.oneof(fc.constant('any' as const), fc.array(path, { minLength: 1, maxLength: 2 })),
        fc.constantFrom('dong nguyen', 'XANH', 'do', 'xanh do', 'urn'),
      )
      .map(([paths, text]): Condition => ({ kind: 'words', paths, text })),
  ),
  it: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('it'), { minLength: 1, maxLength: 3 }),
      )
      .map(([kind, of]): Condition => ({ kind, of })),
  ),
})).it

const typeSelection: fc.Arbitrary<TypeSelection> = fc.oneof(
  fc.constantFrom(...types).map((name): TypeSelection => ({ kind: 'type', name })),
  fc
    .tuple(fc.constantFrom('any' as const, 'all' as const), fc.subarray([...types], { minLength: 2 }))
    .map(
      ([kind, some]): TypeSelection => ({ kind, of: some.map((name) => ({ kind: 'type' as const, name })) }),
    ),
)
const geo: fc.Arbitrary<GeoCondition> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 100, max: 4_000 })).map(
    ([coordinates, maxDistance]): GeoCondition => ({
      attribute: 'location',
      relation: 'near',
      geometry: { type: 'Point', coordinates },
      maxDistance,
    }),
  ),
  fc.tuple(place, fc.integer({ min: 100, max: 4_000 })).map(
    ([coordinates, minDistance]): GeoCondition => ({
      attribute: 'location',
      relation: 'near',
      geometry: { type: 'Point', coordinates },
      minDistance,
    }),
  ),
  fc
    .tuple(
      square,
      fc.constantFrom(
        'within' as const,
        'intersects' as const,
        'disjoint' as const,
        'equals' as const,
        'overlaps' as const,
        'contains' as const,
      ),
    )
    .map(([geometry, relation]): GeoCondition => ({ attribute: 'location', relation, geometry })),
)

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, freq = 1) =>
  fc.option(arbitrary, { nil: undefined, freq })

/** A query in the stable order, without a limit. */
export const query: fc.Arbitrary<EntityQuery> = fc
  .record({
    types: maybe(typeSelection),
    where: maybe(condition, 4),
    geo: maybe(geo),
    attrs: maybe(fc.subarray([...names], { minLength: 1 })),
    scopes: maybe(
      fc
        .constantFrom('/bac-ninh', '/bac-ninh/#', '/+', '/bac-ninh/+')
        .map((pattern) => ({ kind: 'scope' as const, pattern })),
    ),
  })
  .map((drawn) => ({
    ...(Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as Omit<
      EntityQuery,
      'limit'
    >),
    limit: 1_000,
  }))

export const grant: fc.Arbitrary<Grant> = fc.record({
  attributes: fc.option(fc.subarray([...names, 'location'])),
  owners: fc.option(fc.subarray([...owners], { minLength: 1 })),
  where: fc.option(condition, { freq: 1 }),
  mayWrite: fc.boolean(),
})

/** Entities to write, with identifiers by their place. */
export function writesOf(drawn: readonly Drawn[], prefix: string): readonly EntityWrite[] {
  return drawn.map((one, index) => ({
    mode: 'create',
    id: `${prefix}${index}`,
    types: one.types,
    scopes: one.scopes,
    attributes: one.attributes,
  }))
}
