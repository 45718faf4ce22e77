import type { Instant } from '#kit/values/instant.ts'
import type {
  Condition,
  Entity,
  GeoCondition,
  ScopeSelection,
  StoredName,
  TypeSelection,
} from '../registry/contract.ts'

/** What a subscriber may want to hear of (NGSI-LD 1.8, clause 5.2.12, `notificationTrigger`). */
export const triggers = [
  'entityCreated',
  'entityUpdated',
  'entityDeleted',
  'attributeCreated',
  'attributeUpdated',
  'attributeDeleted',
] as const
export type Trigger = (typeof triggers)[number]

/** Which entities a subscription concerns: by id, by pattern of ids, by type (clause 5.2.33). */
export type EntitySelector = {
  readonly id: string | null
  readonly idPattern: string | null
  readonly types: TypeSelection | null
}

/** Where and how a subscriber is told (clauses 5.2.14, 5.2.15). */
export type Endpoint = {
  readonly uri: string
  readonly accept: 'application/json' | 'application/ld+json' | 'application/geo+json'
  /** Headers of an HTTP request, or members of the metadata of an MQTT message. */
  readonly receiverFacts: readonly { readonly key: string; readonly value: string }[]
  readonly mqttVersion: 'mqtt3.1.1' | 'mqtt5.0'
  readonly mqttQos: 0 | 1 | 2
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number
}

/** A subscription as it was understood: names are stored names, queries are conditions. */
export type Subscription = {
  readonly id: string
  readonly entities: readonly EntitySelector[] | null
  /** Only changes of these attributes; null: of any. */
  readonly watched: readonly StoredName[] | null
  readonly triggers: readonly Trigger[]
  readonly where: Condition | null
  readonly geo: GeoCondition | null
  readonly scopes: ScopeSelection | null
  readonly lang: string | null
  readonly isActive: boolean
  readonly expiresAt: Instant | null
  readonly throttlingSeconds: number | null
  readonly intervalSeconds: number | null
  readonly attributes: readonly StoredName[] | null
  readonly format: 'normalized' | 'concise' | 'simplified'
  readonly sysAttrs: boolean
  readonly showChanges: boolean
  readonly endpoint: Endpoint
  /** The @context that names are written with: what the subscriber gave, a URL or a definition; null: the core one. */
  readonly context: unknown
  /** Where that context can be read: for Link headers. */
  readonly contextUrl: string
}

/** Who is told; what he may see is found anew at each notification. */
export type NotifiedReader =
  | { readonly kind: 'public' }
  | { readonly kind: 'officer'; readonly officerId: string; readonly postId: string }
  | { readonly kind: 'agreement'; readonly agreementId: string }
  | { readonly kind: 'program' }

/** An entity in a notification: as it was seen with the reader's rights, or that it is gone. */
export type NotifiedEntity = Pick<Entity, 'id' | 'types' | 'scopes' | 'attributes'> & {
  readonly createdAt?: Instant
  readonly modifiedAt?: Instant
  readonly deletedAt?: string
}
