import { findInstant, type Instant } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type {
  Condition,
  GeoCondition,
  ScopeSelection,
  StoredName,
  TypeSelection,
} from '../../registry/contract.ts'
import { type EntitySelector, type Subscription, type Trigger, triggers } from '../contract.ts'
import { readEndpoint } from './read-endpoint.ts'

/** How the parts of a subscription that the query language governs are read, under its context. */
export type Words = {
  name(name: string): StoredName
  types(text: string): TypeSelection | Refusal
  where(q: string): Condition | Refusal
  scopes(scopeQ: string): ScopeSelection | Refusal
  geo(geoQ: Readonly<Record<string, unknown>>): GeoCondition | Refusal
}

type Json = Readonly<Record<string, unknown>>
type Read = Omit<Subscription, 'id' | 'context' | 'contextUrl'>

/**
 * Reads a subscription (clause 5.2.12). Refuses `subscription-invalid` with the member that is wrong and why; what the
 * query language refuses is passed on. All are BadRequestData.
 */
export function readSubscription(body: Json, words: Words, now: Instant): Read | Refusal {
  if (body.type !== 'Subscription') return wrong('type', 'Subscription')
  const parts = firstRefusal({
    entities: readEntities(body.entities, words),
    watched: readNames('watchedAttributes', body.watchedAttributes, words),
    triggers: readTriggers(body.notificationTrigger),
    where: readWith('q', body.q, words.where),
    scopes: readWith('scopeQ', body.scopeQ, words.scopes),
    geo: hasMembers(body.geoQ)
      ? words.geo(body.geoQ)
      : body.geoQ === undefined
        ? null
        : wrong('geoQ', 'object'),
    expiresAt: readExpiry(body.expiresAt, now),
    throttlingSeconds: readSeconds('throttling', body.throttling),
    intervalSeconds: readSeconds('timeInterval', body.timeInterval),
    attributes: hasMembers(body.notification)
      ? readNames('notification.attributes', body.notification.attributes, words)
      : wrong('notification', 'object'),
    endpoint: readEndpoint(hasMembers(body.notification) ? body.notification.endpoint : undefined),
  })
  if ('refused' in parts) return parts as Refusal
  const read = parts as Pick<Read, keyof typeof parts & keyof Read>
  const notification = body.notification as Json
  const clash = findClash(body, read)
  if (clash) return clash
  const format = formats[String(notification.format ?? 'normalized')]
  if (format === undefined) return wrong('notification.format', Object.keys(formats).join(', '))
  return {
    ...read,
    format,
    lang: typeof body.lang === 'string' ? body.lang : null,
    isActive: body.isActive !== false,
    sysAttrs: notification.sysAttrs === true,
    showChanges: notification.showChanges === true,
  }
}

const formats: Readonly<Record<string, Read['format']>> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}

/** What each part allows, but not together. */
function findClash(
  body: Json,
  read: Pick<Read, 'entities' | 'watched' | 'throttlingSeconds' | 'intervalSeconds'>,
) {
  if (read.entities === null && read.watched === null)
    return wrong('entities', 'entities | watchedAttributes')
  if (read.intervalSeconds !== null && read.watched !== null)
    return wrong('timeInterval', 'watchedAttributes')
  if (read.intervalSeconds !== null && read.throttlingSeconds !== null)
    return wrong('timeInterval', 'throttling')
  if (body.isActive !== undefined && typeof body.isActive !== 'boolean')
    return wrong('isActive', 'true, false')
  const { notification } = body as { notification: Json }
  if (notification.showChanges === true && formats[String(notification.format)] === 'simplified')
    return wrong('notification.showChanges', 'format')
  return undefined
}

/** The "no" to a member of a subscription, with what would be right. */
export function wrong(member: string, expected: string): Refusal<'subscription-invalid'> {
  return refuse('subscription-invalid', { member, expected })
}

/** Whether a value is an object with members. */
export function hasMembers(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRefused(value: unknown): value is Refusal {
  return hasMembers(value) && 'refused' in value && 'facts' in value
}

function firstRefusal<Parts extends Record<string, unknown>>(parts: Parts): Parts | Refusal {
  return Object.values(parts).find(isRefused) ?? parts
}

function readEntities(given: unknown, words: Words): readonly EntitySelector[] | null | Refusal {
  if (given === undefined) return null
  if (!Array.isArray(given) || given.length === 0) return wrong('entities', '[{ type }]')
  const selectors: EntitySelector[] = []
  for (const one of given) {
    const selector = readSelector(one, words)
    if (isRefused(selector)) return selector
    selectors.push(selector)
  }
  return selectors
}

function readSelector(given: unknown, words: Words): EntitySelector | Refusal {
  if (!hasMembers(given)) return wrong('entities', '{ type, id?, idPattern? }')
  const { id = null, idPattern = null, type } = given
  if (id !== null && (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(id)))
    return wrong('entities.id', 'URI')
  if (idPattern !== null && (typeof idPattern !== 'string' || !isPattern(idPattern)))
    return wrong('entities.idPattern', 'RegExp')
  if (typeof type !== 'string' || type === '') return wrong('entities.type', 'text')
  const types = type === '*' ? null : words.types(type)
  return isRefused(types) ? types : { id, idPattern, types }
}

/** A pattern that can be compiled, short, and without repeated groups, which can take for ever. */
function isPattern(text: string): boolean {
  if (text.length > 200 || /[)\]][*+{]/.test(text.replace(/\\./g, ''))) return false
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

function readNames(member: string, given: unknown, words: Words): readonly StoredName[] | null | Refusal {
  if (given === undefined) return null
  if (
    !Array.isArray(given) ||
    given.length === 0 ||
    !given.every((name) => typeof name === 'string' && name !== '')
  )
    return wrong(member, '[name]')
  return given.map((name: string) => words.name(name))
}

function readTriggers(given: unknown): readonly Trigger[] | Refusal {
  if (given === undefined) return ['attributeCreated', 'attributeUpdated']
  if (!Array.isArray(given) || given.length === 0 || !given.every((one) => triggers.includes(one)))
    return wrong('notificationTrigger', triggers.join(', '))
  return given
}

function readWith<Answer>(
  member: string,
  given: unknown,
  read: (text: string) => Answer | Refusal,
): Answer | null | Refusal {
  if (given === undefined) return null
  return typeof given === 'string' && given !== '' ? read(given) : wrong(member, 'text')
}

function readExpiry(given: unknown, now: Instant): Instant | null | Refusal {
  if (given === undefined) return null
  const at = typeof given === 'string' ? findInstant(given) : undefined
  if (at === undefined) return wrong('expiresAt', '2026-11-24T09:00:00Z')
  return at > now ? at : wrong('expiresAt', '> now')
}

function readSeconds(member: string, given: unknown): number | null | Refusal {
  if (given === undefined) return null
  return typeof given === 'number' && given > 0 && given <= 31_536_000 ? given : wrong(member, '> 0')
}
