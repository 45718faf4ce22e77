import { expect, test } from 'vitest'
import { isRefused } from '#kit/values/refusal.ts'
import { defaultTenant, mergeEntities, seeEverything } from '../registry/public.ts'
import { openDataCentre, plant, stations } from './testing/open-centre.ts'

test('a feature that was merged into another one is gone, and the answer names the other: feature-moved', async () => {
  const centre = await openDataCentre()
  await plant(centre, 'MobileBaseStation', stations(2))
  const [into, from] = ['VNP-BN0000', 'VTL-BN0001'].map((code) => `urn:ngsi-ld:MobileBaseStation:${code}`)
  const writing = {
    tenant: defaultTenant,
    owner: 'so-khcn',
    visibility: seeEverything(defaultTenant),
    by: 'test',
    atomicity: 'all',
  } as const
  const merged = await mergeEntities(centre.ctx, { from: from ?? '', into: into ?? '' }, writing)
  if (isRefused(merged)) throw new Error(JSON.stringify(merged))
  const reply = await centre.server.inject(`/ogc/collections/tram-bts/items/${from}`)
  expect([reply.statusCode, reply.json()]).toMatchObject([
    410,
    { code: 'feature-moved', facts: { to: into } },
  ])
})
