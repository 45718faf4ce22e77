import type { Context } from '#kit/io/context.ts'
import { toIso } from '#kit/values/instant.ts'
import {
  compactEntity,
  contextForBody,
  coreContext,
  featureOf,
  linkOfContext,
  useContext,
} from '../ngsild/public.ts'
import type { Attribute, Geometry } from '../registry/contract.ts'
import type { NotifiedEntity } from './contract.ts'
import type { NotificationRow, SubscriptionRow } from './tables.ts'

/** A notification ready to be sent. */
export type Outgoing = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

/** Writes a notification as its subscriber asked for it: form, language, context in the body or in a Link (clause 6.3.5). */
export async function writeNotification(
  ctx: Context,
  { tenant, reading }: Pick<SubscriptionRow, 'tenant' | 'reading'>,
  row: NotificationRow,
): Promise<Outgoing> {
  const { accept, receiverFacts } = reading.endpoint
  const known = await useContext(ctx, reading.context, { mayDownload: false })
  const context = 'refused' in known ? coreContext : known.compiled
  const style = {
    format: reading.format,
    sysAttrs: reading.sysAttrs,
    ...(reading.lang === null ? {} : { lang: reading.lang }),
  } as const
  const shown = row.entities.map((entity) => ({
    ...compactEntity(entity, context, style),
    ...(entity.deletedAt === undefined ? {} : { deletedAt: entity.deletedAt }),
  }))
  const features = () => ({
    type: 'FeatureCollection',
    features: shown.map((one, at) => featureOf(one as Record<string, unknown>, geometryOf(row.entities[at]))),
  })
  const inBody = accept === 'application/ld+json'
  return {
    headers: {
      'Content-Type': accept,
      ...(inBody ? {} : { Link: linkOfContext(reading.contextUrl) }),
      ...(tenant === '' ? {} : { 'NGSILD-Tenant': tenant }),
      ...Object.fromEntries(receiverFacts.map(({ key, value }) => [key, value])),
    },
    body: {
      id: `urn:ngsi-ld:Notification:${row.notification_id}`,
      type: 'Notification',
      subscriptionId: reading.id,
      notifiedAt: toIso(ctx.now()),
      data: accept === 'application/geo+json' ? features() : shown,
      ...(inBody ? { '@context': contextForBody(reading.context) } : {}),
    },
  }
}

function geometryOf(entity: NotifiedEntity | undefined): Geometry | null {
  const location: Attribute | undefined = entity?.attributes.location
  const instance = Array.isArray(location) ? location[0] : location
  return (instance?.value as Geometry | undefined) ?? null
}
