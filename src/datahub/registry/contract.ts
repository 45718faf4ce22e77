import type { Instant } from '#kit/values/instant.ts'
import type { Refusal } from '#kit/values/refusal.ts'

/**
 * The registry speaks *stored names*: the bare term where the IRI is that of the NGSI-LD default vocabulary
 * (`https://uri.etsi.org/ngsi-ld/default-context/pm25` is `pm25`), otherwise the whole IRI. Only the NGSI-LD room of
 * the API knows contexts; it expands before and compacts after.
 */
export type StoredName = string

/** A GeoJSON geometry in WGS 84, longitude first (RFC 7946). */
export type Geometry = {
  readonly type: 'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon'
  readonly coordinates: readonly unknown[]
}

/**
 * One instance of an attribute in normalized form (NGSI-LD 1.8 clause 4.5): the reserved keys, and sub-attributes
 * under their stored names. `createdAt` and `modifiedAt` are written by the registry and by nobody else.
 */
export type AttributeInstance = {
  readonly type:
    | 'Property'
    | 'Relationship'
    | 'GeoProperty'
    | 'LanguageProperty'
    | 'JsonProperty'
    | 'VocabProperty'
    | 'ListProperty'
    | 'ListRelationship'
  readonly value?: unknown
  readonly object?: unknown
  readonly languageMap?: unknown
  readonly json?: unknown
  readonly vocab?: unknown
  readonly valueList?: unknown
  readonly objectList?: unknown
  readonly observedAt?: string
  readonly unitCode?: string
  readonly datasetId?: string
  readonly createdAt?: string
  readonly modifiedAt?: string
  readonly [subAttribute: string]: unknown
}

/** An attribute: one instance, or several that differ in `datasetId`. */
export type Attribute = AttributeInstance | readonly AttributeInstance[]

/** The attributes of an entity by stored name. */
export type Attributes = Readonly<Record<StoredName, Attribute>>

/** An entity as it is stored: normalized, with system times. `attributes` are already cut to what the caller may see. */
export type Entity = {
  readonly id: string
  readonly types: readonly StoredName[]
  readonly scopes: readonly string[]
  /** The agency whose entity it is. */
  readonly owner: string
  readonly attributes: Attributes
  /** The simplified values of the default instances, by stored name (relationships as their targets). */
  readonly values: Readonly<Record<StoredName, unknown>>
  readonly createdAt: Instant
  readonly modifiedAt: Instant
  readonly expiresAt: Instant | null
  /** Starts at 1, one more with each change. */
  readonly version: number
}

/**
 * What to do with one entity. Modes:
 * - `create`: refuses when it is there. `replace`: whole new state, refuses when it is not there. `upsert`: whichever.
 * - `append`: adds attributes and overwrites those that are there; `append-new`: leaves those that are there.
 * - `upsert-append`: `create` when it is not there, else `append` (batch upsert with `options=update`).
 * - `update`: only attributes that are there; others are answered in `notUpdated`.
 * - `merge`: NGSI-LD merge patch (clause 5.5.12): null (`urn:ngsi-ld:null`) deletes, sub-attributes are merged.
 * - `replace-attribute`: as `update` but each instance is replaced as a whole.
 * - `delete-attributes`: takes away those of `deletes`. `delete`: the entity goes, its history and redirects stay.
 */
export type EntityWrite = {
  readonly mode:
    | 'create'
    | 'replace'
    | 'upsert'
    | 'append'
    | 'append-new'
    | 'upsert-append'
    | 'update'
    | 'merge'
    | 'replace-attribute'
    | 'delete-attributes'
    | 'delete'
  readonly id: string
  readonly types?: readonly StoredName[]
  readonly scopes?: readonly string[]
  readonly expiresAt?: Instant | null
  readonly attributes?: Attributes
  /** For `delete-attributes`: `datasetId` undefined is the default instance, `'*'` all of them. */
  readonly deletes?: readonly { readonly name: StoredName; readonly datasetId?: string }[]
  /** The row of a run that it comes from; goes into the lineage of each attribute that it changes. */
  readonly row?: number
}

/** On whose behalf writes happen. */
export type Writing = {
  readonly tenant: string
  /** The agency that owns what is created. */
  readonly owner: string
  /** What the writer may see and change; `everything` for the program itself. */
  readonly visibility: Visibility
  /** Who: an officer's id, a client's key id, `source:<id>`. */
  readonly by: string
  /** The run and mapping version of a source. */
  readonly run?: { readonly id: number; readonly mappingVersion: number }
  /** `each`: a refused entity leaves the others alone (batch, 207); `all`: the first refusal undoes everything. */
  readonly atomicity: 'each' | 'all'
}

/** What became of one write, in the order of the writes. */
export type WriteOutcome =
  | {
      readonly id: string
      readonly change: 'created' | 'changed' | 'unchanged' | 'deleted'
      readonly version: number
      readonly updated: readonly StoredName[]
      readonly notUpdated: readonly { readonly name: StoredName; readonly refusal: Refusal }[]
    }
  | { readonly id: string; readonly refusal: Refusal }

/** A path of the query language: `attr`, `attr.sub`, `attr[trail.of.value]`, with a datasetId when one is asked for. */
export type AttributePath = {
  readonly attribute: StoredName
  readonly subs: readonly StoredName[]
  /** Keys inside a structured value. */
  readonly trail: readonly string[]
}

/** One value of the query language. `iri` compares with targets of relationships, `moment` with times. */
export type Operand = {
  readonly kind: 'text' | 'number' | 'boolean' | 'moment' | 'iri'
  readonly value: string | number | boolean
}

/** The condition of a query: NGSI-LD `q` (clause 4.9) and OGC filter parameters both parse into this. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'exists'; readonly path: AttributePath }
  | {
      readonly kind: 'compare'
      readonly path: AttributePath
      readonly comparator: '==' | '!=' | '>' | '>=' | '<' | '<=' | '~=' | '!~='
      /** Several: any of them (for `==`), none of them (for `!=`). */
      readonly operands: readonly Operand[]
    }
  | {
      readonly kind: 'between'
      readonly path: AttributePath
      readonly low: Operand
      readonly high: Operand
      readonly negated: boolean
    }
  /** Text that contains the words without regard to case and diacritics: for search boxes. */
  | { readonly kind: 'words'; readonly paths: readonly AttributePath[] | 'any'; readonly text: string }

/** A type selection (clause 4.17): `A`, `A|B`, `(A;B)|C`. */
export type TypeSelection =
  | { readonly kind: 'type'; readonly name: StoredName }
  | { readonly kind: 'any' | 'all'; readonly of: readonly TypeSelection[] }

/** A scope query (clause 4.19): exact, `/A/+` one level, `/A/#` and below. */
export type ScopeSelection =
  | { readonly kind: 'scope'; readonly pattern: string }
  | { readonly kind: 'any' | 'all'; readonly of: readonly ScopeSelection[] }

/** A spatial condition (clause 4.10) on a geo attribute, `location` when none is named. Distances in metres. */
export type GeoCondition = {
  readonly attribute: StoredName
  readonly relation: 'near' | 'within' | 'contains' | 'intersects' | 'equals' | 'disjoint' | 'overlaps'
  readonly geometry: Geometry
  readonly maxDistance?: number
  readonly minDistance?: number
}

/** What to look for. Everything absent does not narrow. */
export type EntityQuery = {
  readonly ids?: readonly string[]
  readonly idPattern?: string
  readonly types?: TypeSelection
  /** At least one of these attributes is there. */
  readonly attrs?: readonly StoredName[]
  readonly where?: Condition
  readonly geo?: GeoCondition
  readonly scopes?: ScopeSelection
  readonly modifiedSince?: Instant
  /** The state at a past moment, out of the observations. */
  readonly at?: Instant
  /** Only these attributes come along (`pick`); or all but these (`omit`). */
  readonly pick?: readonly StoredName[]
  readonly omit?: readonly StoredName[]
  /** Default: the stable order of creation. */
  readonly order?: readonly {
    readonly by: AttributePath | 'id' | 'createdAt' | 'modifiedAt' | { readonly distanceTo: Geometry }
    readonly direction: 'asc' | 'desc'
  }[]
  readonly limit: number
  readonly offset?: number
  /** The opaque `next` of the page before; only in the stable order. */
  readonly after?: string
  /** Whether `total` is asked for. */
  readonly count?: boolean
}

/** A page of entities. `next` is null on the last page. */
export type EntityPage = {
  readonly entities: readonly Entity[]
  readonly next: string | null
  readonly total: number | null
}

/**
 * What a caller may see of one entity type. `attributes` null: all; otherwise only these, and a condition, an order
 * or a geo condition on another one is refused (`attribute-masked`), never answered. `owners` null: of every agency.
 */
export type Grant = {
  readonly attributes: readonly StoredName[] | null
  readonly owners: readonly string[] | null
  readonly where: Condition | null
  readonly mayWrite: boolean
}

/**
 * What a caller may see, compiled into the SQL of every read and write (it is never a check afterwards). `types`:
 * by stored name of the type; a type without a grant is not there at all for him, nor in counts and discovery.
 */
export type Visibility = {
  readonly tenant: string
  readonly types: ReadonlyMap<StoredName, Grant> | 'every-type'
  /** What holds for `every-type`. */
  readonly whole: Grant
}

/** One value that an attribute had, out of the append-only history. */
export type Observation = {
  readonly entityId: string
  readonly attribute: StoredName
  readonly datasetId: string | null
  readonly instanceId: string
  readonly at: Instant
  readonly recordedAt: Instant
  readonly by: string
  readonly runId: number | null
  /** The whole normalized instance; null: the attribute was taken away at this moment. */
  readonly instance: AttributeInstance | null
}

/** Where the present value of an attribute comes from. */
export type Lineage = {
  readonly attribute: StoredName
  readonly runId: number | null
  readonly row: number | null
  readonly mappingVersion: number | null
  readonly by: string
  readonly at: Instant
}

/** A series of hourly figures out of the roll-up: `[hour, n, mean, min, max, last]`. */
export type HourlyFigure = {
  readonly hour: Instant
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly last: number
}

/** The topic in the outbox of every change of an entity; key is the entity's id. */
export const entityChanged = 'datahub.entity-changed'

/** What the outbox tells of a change, for subscriptions, caches and live screens. */
export type EntityChanged = {
  readonly tenant: string
  readonly id: string
  readonly types: readonly StoredName[]
  readonly change: 'created' | 'changed' | 'deleted'
  readonly version: number
  readonly updated: readonly StoredName[]
  readonly deleted: readonly StoredName[]
  /** The state before of the attributes that changed, for `showChanges`. */
  readonly before: Attributes
}
