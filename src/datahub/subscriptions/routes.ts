import type { Route } from '#kit/io/http.ts'
import { findInstant, toIso } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import {
  type Answer,
  type Ask,
  expandName,
  isKeeper,
  linkTarget,
  malformed,
  type NgsildSettings,
  operation,
  parseQ,
  parseScopes,
  parseTypes,
  readGeo,
  useContext,
  wholeNumber,
} from '../ngsild/public.ts'
import type { NotifiedReader } from './contract.ts'
import {
  changeSubscription,
  openSubscription,
  replaySubscription,
  type Subscribing,
  subscribe,
  unsubscribe,
} from './manage-subscriptions.ts'
import { hasMembers, type Words } from './rules/read-subscription.ts'
import { seeAs } from './see-as.ts'
import { listSubscriptionRows, listUndelivered } from './store.ts'
import type { SubscriptionRow } from './tables.ts'

/** Subscriptions of the NGSI-LD API (clauses 6.10, 6.11), and the house's replay of what did not arrive. */
export function subscriptionRoutes(settings: NgsildSettings): readonly Route[] {
  const one = '/subscriptions/:subscriptionId'
  return [
    operation(
      { method: 'POST', path: '/subscriptions', summary: 'Tạo đăng ký nhận tin', handle: create },
      settings,
    ),
    operation(
      { method: 'GET', path: '/subscriptions', summary: 'Liệt kê đăng ký nhận tin', handle: list },
      settings,
    ),
    operation({ method: 'GET', path: one, summary: 'Xem một đăng ký nhận tin', handle: open }, settings),
    operation({ method: 'PATCH', path: one, summary: 'Sửa một đăng ký nhận tin', handle: change }, settings),
    operation({ method: 'DELETE', path: one, summary: 'Hủy một đăng ký nhận tin', handle: end }, settings),
    operation(
      {
        method: 'POST',
        path: `${one}/replay`,
        summary: 'Gửi lại tin chưa tới',
        takesBody: false,
        handle: replay,
      },
      settings,
    ),
    operation(
      { method: 'GET', path: `${one}/undelivered`, summary: 'Xem tin chưa tới', handle: undelivered },
      settings,
    ),
  ]
}

async function create(ask: Ask): Promise<Answer | Refusal> {
  const asked = await subscribingOf(ask, ask.body)
  if (isRefused(asked)) return asked
  const made = await subscribe(ask.ctx, ask.body as Readonly<Record<string, unknown>>, asked, seeAs)
  if (isRefused(made)) return made
  return { status: 201, headers: { location: `/ngsi-ld/v1/subscriptions/${encodeURIComponent(made.id)}` } }
}

async function change(ask: Ask): Promise<Answer | Refusal> {
  const asked = await subscribingOf(ask, ask.body)
  if (isRefused(asked)) return asked
  const body = ask.body as Readonly<Record<string, unknown>>
  const done = await changeSubscription(ask.ctx, idOf(ask), body, asked)
  return isRefused(done) ? done : { status: 204 }
}

async function open(ask: Ask): Promise<Answer | Refusal> {
  const asking = askingOf(ask)
  const row = isRefused(asking) ? asking : await openSubscription(ask.ctx, idOf(ask), asking)
  return isRefused(row) ? row : { status: 200, body: shown(row, ask), named: ask.context }
}

async function list(ask: Ask): Promise<Answer | Refusal> {
  const asking = askingOf(ask)
  if (isRefused(asking)) return asking
  const limit = wholeNumber(ask.query.limit ?? '20')
  const offset = wholeNumber(ask.query.offset ?? '0')
  if (limit === undefined || limit > 1_000) return malformed('limit', ask.query.limit)
  if (offset === undefined) return malformed('offset', ask.query.offset)
  const { tenant, by, mayAll } = asking
  const { rows, total } = await listSubscriptionRows(ask.ctx.db, {
    tenant,
    by: mayAll ? null : by,
    limit,
    offset,
  })
  const next = new URLSearchParams({ limit: String(limit), offset: String(offset + limit) })
  return {
    status: 200,
    body: rows.map((row) => shown(row, ask)),
    named: ask.context,
    headers: {
      ...(ask.query.count === 'true' ? { 'ngsild-results-count': String(total) } : {}),
      ...(offset + limit < total ? { link: `</ngsi-ld/v1/subscriptions?${next}>; rel="next"` } : {}),
    },
  }
}

async function end(ask: Ask): Promise<Answer | Refusal> {
  const asking = askingOf(ask)
  const done = isRefused(asking) ? asking : await unsubscribe(ask.ctx, idOf(ask), asking)
  return isRefused(done) ? done : { status: 204 }
}

async function replay(ask: Ask): Promise<Answer | Refusal> {
  const asking = askingOf(ask)
  if (isRefused(asking)) return asking
  const since = ask.query.since === undefined ? null : findInstant(ask.query.since)
  if (since === undefined) return malformed('since', ask.query.since)
  const done = await replaySubscription(ask.ctx, idOf(ask), since, asking)
  return isRefused(done) ? done : { status: 200, body: done }
}

async function undelivered(ask: Ask): Promise<Answer | Refusal> {
  const asking = askingOf(ask)
  const row = isRefused(asking) ? asking : await openSubscription(ask.ctx, idOf(ask), asking)
  if (isRefused(row)) return row
  const waiting = await listUndelivered(ask.ctx.db, row)
  const body = waiting.map((one) => ({
    id: `urn:ngsi-ld:Notification:${one.notification_id}`,
    triggeredAt: one.triggered_at.toISOString(),
    attempts: one.attempts,
    dead: one.dead_at !== null,
    lastError: one.last_error,
    entities: one.entities.map(({ id }) => id),
  }))
  return { status: 200, body }
}

function idOf({ params }: Ask): string {
  return params.subscriptionId ?? ''
}

/** Who asks; without key or session nobody subscribes, but where conformance runs let anyone write. */
function askingOf({ caller, settings }: Ask): Pick<Subscribing, 'tenant' | 'by' | 'mayAll'> | Refusal {
  if (caller.reader.kind === 'public' && !settings.anonymousWrites) return refuse('sign-in-required')
  return { tenant: caller.visibility.tenant, by: caller.by, mayAll: isKeeper(caller) }
}

function readerOf({ reader }: Ask['caller']): NotifiedReader {
  switch (reader.kind) {
    case 'key':
      return { kind: 'agreement', agreementId: reader.holder.agreementId }
    case 'officer':
      return { kind: 'officer', officerId: reader.officer.officerId, postId: reader.officer.postId }
    default:
      return { kind: 'program' } // only where anyone may write: `askingOf` has turned away the rest
  }
}

/** `jsonldContext` of the subscription names the context of its notifications, else it is that of the request. */
async function subscribingOf(ask: Ask, body: unknown): Promise<Subscribing | Refusal> {
  const asking = askingOf(ask)
  if (isRefused(asking)) return asking
  const named = hasMembers(body) ? body.jsonldContext : undefined
  const notified = typeof named === 'string' ? await useContext(ask.ctx, named, ask.settings) : ask.context
  if (isRefused(notified)) return notified
  const { compiled } = ask.context
  const words: Words = {
    name: (name) => expandName(name, compiled),
    types: (text) => parseTypes(text, compiled),
    where: (q) => parseQ(q, { context: compiled }),
    scopes: parseScopes,
    geo: (geoQ) => readGeo(textsOf(geoQ), compiled) ?? malformed('geoQ', geoQ),
  }
  const origin = `${ask.request.protocol}://${ask.request.host}`
  return {
    ...asking,
    reader: readerOf(ask.caller),
    words,
    context: notified.given,
    contextUrl: await linkTarget(ask.ctx, notified.given, origin),
  }
}

function textsOf(geoQ: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = Object.entries(geoQ).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return Object.fromEntries(texts)
}

/** A subscription as its subscriber sent it, with how it fares (clauses 5.2.12, 5.2.14). */
function shown(row: SubscriptionRow, { ctx, query }: Ask): Readonly<Record<string, unknown>> {
  const { notification, ...others } = row.body
  const iso = (at: Date | null) => at?.toISOString()
  const expired = row.expires_at !== null && row.expires_at.getTime() <= ctx.now()
  const times = Object.entries({
    lastNotification: iso(row.last_notified_at),
    lastSuccess: iso(row.last_success_at),
    lastFailure: iso(row.last_failure_at),
    lastError: row.last_error ?? undefined,
  }).filter(([, value]) => value !== undefined)
  const sysAttrs = (query.options ?? '').split(',').includes('sysAttrs')
  return {
    ...others,
    isActive: row.is_active,
    status: expired ? 'expired' : row.is_active ? 'active' : 'paused',
    ...(row.paused_because === null ? {} : { pausedBecause: row.paused_because }),
    ...(row.expires_at === null ? {} : { expiresAt: toIso(row.reading.expiresAt ?? ctx.now()) }),
    notification: {
      ...(notification as object),
      status: row.last_error === null ? 'ok' : 'failed',
      timesSent: row.times_sent,
      timesFailed: row.times_failed,
      ...Object.fromEntries(times),
    },
    ...(sysAttrs ? { createdAt: iso(row.created_at), modifiedAt: iso(row.modified_at) } : {}),
  }
}
