import { join } from 'node:path'
import { afterAll } from 'vitest'
import { loadMessages, sentenceOf } from '#kit/io/messages.ts'
import { buildServer } from '#kit/io/server.ts'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { weekdayOf } from '#kit/values/plain-date.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { SignedInOfficer } from '#people/access/public.ts'
import { loadModels } from '../../models/public.ts'
import type { EntityWrite } from '../../registry/contract.ts'
import { defaultTenant, seeEverything, writeEntities } from '../../registry/public.ts'
import type { AgreementRequest } from '../../sharing/contract.ts'
import { doWithAgreement, loadDatasets, requestAgreement, sharingRoutes } from '../../sharing/public.ts'
import { opendataRoutes } from '../public.ts'

export const contentDir = join(import.meta.dirname, '../../../../content')
export const weekdays = (date: Parameters<typeof weekdayOf>[0]) => weekdayOf(date) < 6

/** An officer made up for tests, from the headers that the test sends. */
const officer: SignedInOfficer = {
  officerId: 'officer-1',
  name: 'Thử',
  postId: 'post-1',
  postTitle: 'Chuyên viên dữ liệu',
  agencyId: 'so-khcn',
  agencyName: 'Sở Khoa học và Công nghệ',
  roles: ['data-engineer'],
  sessionId: 'session-1',
  posts: [],
}

/** A server over a data centre with the shipped models and datasets, closed after the tests of the file. */
export async function openDataCentre() {
  const ctx = await openTestContext()
  ctx.setNow('2026-11-24T09:00')
  await loadModels(ctx, contentDir)
  await loadDatasets(ctx, contentDir)
  const messages = await loadMessages(join(import.meta.dirname, '../..'))
  const signedIn = async (_: unknown, request: { headers: Record<string, unknown> }) =>
    request.headers['x-officer'] ? officer : refuse('sign-in-required')
  const server = await buildServer(ctx, {
    routes: [
      ...sharingRoutes({
        officer: signedIn,
        dataOfficer: signedIn,
        workingDays: async () => weekdays,
      }),
      ...opendataRoutes({
        anyone: async () => null,
        agencyName: async (_, id) => (id === 'so-khcn' ? 'Sở Khoa học và Công nghệ' : undefined),
      }),
    ],
    say: (refusal, lang) => sentenceOf(messages, refusal, lang),
    guardStatus: () => 401,
    findObstacles: async () => [],
    title: 'Thử',
    version: '0',
  })
  afterAll(() => server.close())
  return { ctx, server }
}
export type DataCentre = Awaited<ReturnType<typeof openDataCentre>>

/** Writes made-up entities of a type from their simplified values. */
export async function plant(
  { ctx }: DataCentre,
  type: string,
  rows: readonly { readonly id: string; readonly values: Readonly<Record<string, unknown>> }[],
): Promise<void> {
  const writes = rows.map(
    ({ id, values }): EntityWrite => ({
      mode: 'upsert',
      id: `urn:ngsi-ld:${type}:${id}`,
      types: [type],
      attributes: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          typeof value === 'object' && value !== null && 'coordinates' in value
            ? { type: 'GeoProperty' as const, value }
            : { type: 'Property' as const, value },
        ]),
      ),
    }),
  )
  const outcome = await writeEntities(ctx, writes, {
    tenant: defaultTenant,
    owner: 'so-khcn',
    visibility: seeEverything(defaultTenant),
    by: 'test',
    atomicity: 'all',
  })
  if (isRefused(outcome)) throw new Error(`${outcome.refused} ${JSON.stringify(outcome.facts)}`)
  for (const one of outcome)
    if ('refusal' in one) throw new Error(`${one.id}: ${JSON.stringify(one.refusal)}`)
}

/** Made-up base stations along a line east of the town; every second one is of another operator. */
export function stations(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `${index % 2 ? 'VTL' : 'VNP'}-BN${String(index).padStart(4, '0')}`,
    values: {
      operatorCode: index % 2 ? 'VTL' : 'VNP',
      stationCode: `BN${String(index).padStart(4, '0')}`,
      name: `Trạm thử số ${index}`,
      location: { type: 'Point', coordinates: [106 + index / 1_000, 21.1 + index / 2_000] },
      columnHeight: 20 + (index % 30),
      complaints: index % 7,
      siteOwner: `Nguyễn Văn Thử ${index}`,
      registerNumber: `SO-${index}`,
      status: 'on-air',
      synthetic: true,
    },
  }))
}

/** A granted agreement on the technical dataset of base stations, with its key. */
export async function agreed({ ctx }: DataCentre, changes: Partial<AgreementRequest> = {}) {
  const asked = await requestAgreement(
    ctx,
    {
      datasetId: 'tram-bts-ky-thuat',
      consumer: 'so-xay-dung',
      consumerName: 'Sở Xây dựng',
      application: 'Phần mềm quản lý quy hoạch',
      purpose: 'Thẩm định vị trí xây dựng trạm BTS',
      legalBasis: 'Nghị định 47/2020/NĐ-CP, Điều 35',
      fields: ['operatorCode', 'stationCode', 'name', 'location', 'columnHeight'],
      from: '2026-01-01',
      to: '2027-12-31',
      callsPerMinute: 600,
      ...changes,
    },
    'officer-2',
    weekdays,
  )
  if (isRefused(asked)) throw new Error(asked.refused)
  const granted = await doWithAgreement(
    ctx,
    asked.id,
    { deed: 'grant', reason: 'đủ điều kiện' },
    'officer-1',
    weekdays,
  )
  if (isRefused(granted) || granted.key === null) throw new Error('no key was made')
  return { id: asked.id, key: granted.key }
}
