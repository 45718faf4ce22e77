import type { FastifyRequest } from 'fastify'
import type { Context } from '#kit/io/context.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { currentModels } from '../models/public.ts'
import type { Visibility } from '../registry/contract.ts'
import { defaultTenant, seeEverything, visibilityOfOfficer, visibilityOfPublic } from '../registry/public.ts'
import { type DatasetReader, readerOf } from '../sharing/public.ts'
import type { ContextSettings } from './resolve-context.ts'
import { isTenantThere } from './store-tenants.ts'

/** What the surroundings allow the API. */
export type NgsildSettings = ContextSettings & {
  /** Whether a client without a key may write: only for conformance runs on a loopback listener. */
  readonly anonymousWrites: boolean
}

/** Who asks, what he sees and may change, and under which name it is recorded. */
export type Caller = {
  readonly visibility: Visibility
  readonly by: string
  /** The agency that owns what he creates. */
  readonly owner: string
  readonly reader: DatasetReader
}

/**
 * Who asks: the holder of a client key, an officer who is signed in, or anyone, who sees the open fields. The tenant
 * comes from `NGSILD-Tenant` (clause 6.3.14); one without any entity is there only for who may write. Refuses
 * `tenant-unknown` and whatever a key is refused with.
 */
export async function findCaller(
  ctx: Context,
  request: FastifyRequest,
  settings: NgsildSettings,
): Promise<Caller | Refusal> {
  const tenant = tenantOf(request)
  if (tenant === undefined)
    return refuse('tenant-unknown', { tenant: String(request.headers['ngsild-tenant']) })
  const reader = await readerOf(ctx, request, 'ngsi-ld')
  if (isRefused(reader)) return reader
  const caller = await callerOf(ctx, reader, tenant, settings)
  if (tenant === defaultTenant) return caller
  const writes = isWriter(caller) && request.method !== 'GET' && request.method !== 'HEAD'
  const seen = caller.visibility.tenant === tenant && (reader.kind !== 'public' || settings.anonymousWrites)
  if (!seen || !(writes || (await isTenantThere(ctx.db, tenant)))) return refuse('tenant-unknown', { tenant })
  return caller
}

function tenantOf(request: FastifyRequest): string | undefined {
  const header = request.headers['ngsild-tenant']
  if (header === undefined || header === '') return defaultTenant
  return typeof header === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(header) ? header : undefined
}

async function callerOf(
  ctx: Context,
  reader: DatasetReader,
  tenant: string,
  { anonymousWrites }: NgsildSettings,
): Promise<Caller> {
  if (reader.kind === 'key')
    return {
      visibility: reader.holder.visibility,
      by: `key:${reader.holder.agreementId}`,
      owner: reader.holder.agreementId,
      reader,
    }
  const models = [...(await currentModels(ctx.db)).values()]
  if (reader.kind === 'officer') {
    const { officer } = reader
    return {
      visibility: visibilityOfOfficer(officer, models, tenant),
      by: officer.officerId,
      owner: officer.agencyId,
      reader,
    }
  }
  const visibility = anonymousWrites ? seeEverything(tenant) : visibilityOfPublic(models, tenant)
  return { visibility, by: 'anyone', owner: 'anyone', reader }
}

/** Whether a caller may write anything at all. */
export function isWriter({ visibility: { types, whole } }: Caller): boolean {
  return types === 'every-type' ? whole.mayWrite : [...types.values()].some(({ mayWrite }) => mayWrite)
}

/** Whether a caller sees and may write everything: asked of what touches history and contexts. */
export function isKeeper({ visibility: { types, whole } }: Caller): boolean {
  return types === 'every-type' && whole.mayWrite && whole.attributes === null && whole.owners === null
}
