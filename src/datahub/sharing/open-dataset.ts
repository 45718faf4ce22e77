import type { FastifyRequest } from 'fastify'
import type { Context } from '#kit/io/context.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { officerOnly, type SignedInOfficer, tokenOf } from '#people/access/public.ts'
import type { Model } from '../models/contract.ts'
import { listModels } from '../models/public.ts'
import { visibilityOfOfficer } from '../registry/public.ts'
import type { Dataset, OpenedDataset } from './contract.ts'
import { keyOf } from './keys.ts'
import { callOf } from './log-access.ts'
import { dictionaryOf } from './rules/opening.ts'
import { cutToOfficer, visibilityOfDataset } from './rules/visibility.ts'
import { allDatasets, getDataset } from './store-datasets.ts'
import { type KeyHolder, visibilityOfKey } from './visibility-of-key.ts'

/** Who reads: anybody, an officer who has signed in, or the holder of a key. */
export type DatasetReader =
  | { readonly kind: 'public' }
  | { readonly kind: 'officer'; readonly officer: SignedInOfficer }
  | { readonly kind: 'key'; readonly holder: KeyHolder }

/**
 * Who asks, by the key or the session of a request. A key that does not hold is refused, not taken for nobody:
 * `key-unknown` and the refusals of agreements.
 */
export async function readerOf(ctx: Context, request: FastifyRequest, api: string) {
  const key = keyOf(request)
  if (key !== undefined) {
    const holder = await visibilityOfKey(ctx, key, callOf(request, api, ctx.now()))
    if (isRefused(holder)) return holder
    const reader: DatasetReader = { kind: 'key', holder }
    return reader
  }
  const officer = tokenOf(request) === undefined ? undefined : await officerOnly(ctx, request)
  const reader: DatasetReader =
    officer === undefined || isRefused(officer) ? { kind: 'public' } : { kind: 'officer', officer }
  return reader
}

/**
 * A dataset as this reader may use it. A dataset that is not for him is unknown to him, so that its name tells nothing.
 * Refuses `dataset-unknown`.
 */
export async function openDataset(ctx: Context, reader: DatasetReader, id: string) {
  const found = await getDataset(ctx.db, id)
  const opened = found && openFor(found, reader, await listModels(ctx.db))
  return opened ?? refuse('dataset-unknown', { dataset: id })
}

/** All datasets that this reader may use, by id. */
export async function openDatasets(ctx: Context, reader: DatasetReader): Promise<OpenedDataset[]> {
  const [datasets, models] = await Promise.all([allDatasets(ctx.db), listModels(ctx.db)])
  return datasets.map((dataset) => openFor(dataset, reader, models)).filter((opened) => opened !== undefined)
}

type Cut = Pick<OpenedDataset, 'dataset' | 'visibility'>

function cutToReader(dataset: Dataset, reader: DatasetReader, models: readonly Model[]): Cut | undefined {
  if (reader.kind === 'key' && reader.holder.dataset.id === dataset.id) {
    const { holder } = reader
    return placed(holder.dataset, holder.visibility)
  }
  if (dataset.state === 'open') return placed(dataset)
  if (reader.kind !== 'officer' || (dataset.state === 'draft' && !makesData(reader.officer))) return undefined
  const cut = cutToOfficer(dataset, visibilityOfOfficer(reader.officer, models))
  return cut && placed(cut)
}

function placed(dataset: Dataset, visibility = visibilityOfDataset(dataset)): Cut {
  const there = (field: string | null) => (field !== null && dataset.fields.includes(field) ? field : null)
  return {
    dataset: { ...dataset, geometry: there(dataset.geometry), temporal: there(dataset.temporal) },
    visibility,
  }
}

function makesData({ roles }: SignedInOfficer): boolean {
  return roles.includes('data-engineer') || roles.includes('controller')
}

function openFor(
  dataset: Dataset,
  reader: DatasetReader,
  models: readonly Model[],
): OpenedDataset | undefined {
  const cut = cutToReader(dataset, reader, models)
  const model = models.find(({ name }) => name === dataset.model)
  if (!cut || !model) return undefined
  const dictionary = dictionaryOf(cut.dataset, model)
  return isRefused(dictionary) ? undefined : { ...cut, dictionary }
}
