import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { toIso, toLocalIso } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { Entity } from '../registry/contract.ts'
import { streamEntities } from '../registry/public.ts'
import type { OpenedDataset } from '../sharing/contract.ts'
import { openDataset, openDatasets, type Tally } from '../sharing/public.ts'
import { freshnessOf } from '../sharing/rules/freshness.ts'
import { type DatasetFigures, figuresOf } from './figures.ts'
import {
  csvMetadataOf,
  descriptionOf,
  downloadFormats,
  formatsOf,
  isFormat,
} from './rules/describe-download.ts'
import { licences } from './rules/licences.ts'
import { baseOf, isKnown, keyRefusals, sendJson, serve, wordsFor } from './serve.ts'
import { writeDownload } from './write-download.ts'

const tag = 'open-data'
const Params = Type.Object({ id: Type.String({ maxLength: 60 }) })
const FileParams = Type.Object({
  id: Type.String({ maxLength: 60 }),
  format: Type.String({ maxLength: 20 }),
})
const refusals = { ...keyRefusals, 'dataset-unknown': 404 } as const

/** Datasets that the caller may use, their dictionaries and downloads. */
export function downloadRoutes({ anyone }: { readonly anyone: Guard<unknown> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/datasets',
      summary: 'Datasets that the caller may use; without key or session the open ones',
      tag,
      who: anyone,
      async handle(ctx, { request, reply }) {
        const served = await serve(ctx, request, reply, 'datasets')
        if (isRefused(served)) return served
        const opened = await openDatasets(ctx, served.reader)
        const datasets = await Promise.all(opened.map((each) => tellOf(ctx, each, request)))
        return sendJson(reply, 'application/json', { datasets })
      },
      refusals: keyRefusals,
    }),
    route({
      method: 'GET',
      path: '/datasets/:id',
      summary: 'One dataset with licence, dates, freshness, dictionary and downloads',
      tag,
      who: anyone,
      params: Params,
      async handle(ctx, { request, reply, params }) {
        const served = await serve(ctx, request, reply, 'datasets')
        if (isRefused(served)) return served
        const opened = await openDataset(ctx, served.reader, params.id)
        if (isRefused(opened)) return opened
        return sendJson(reply, 'application/json', await tellOf(ctx, opened, request))
      },
      refusals,
    }),
    route({
      method: 'GET',
      path: '/datasets/:id/dictionary',
      summary: 'The dictionary of a dataset as metadata of its CSV (CSV on the Web)',
      tag,
      who: anyone,
      params: Params,
      async handle(ctx, { request, reply, params }) {
        const served = await serve(ctx, request, reply, 'datasets')
        if (isRefused(served)) return served
        const opened = await openDataset(ctx, served.reader, params.id)
        if (isRefused(opened)) return opened
        const figures = await figuresOf(ctx, opened)
        return sendJson(
          reply,
          'application/csvm+json',
          csvMetadataOf(opened, takenNow(ctx, figures, baseOf(request))),
        )
      },
      refusals,
    }),
    route({
      method: 'GET',
      path: '/datasets/:id/files/:format',
      summary: 'A dataset as a file: csv, geojson, json, ndjson or xlsx',
      description:
        'Streamed. ETag by the content of the dataset: If-None-Match answers 304. CSV begins with the mark of UTF-8 unless bom=0.',
      tag,
      who: anyone,
      params: FileParams,
      query: Type.Object({ bom: Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')])) }),
      async handle(ctx, { request, reply, params, query }) {
        const served = await serve(ctx, request, reply, 'download')
        if (isRefused(served)) return served
        const opened = await openDataset(ctx, served.reader, params.id)
        if (isRefused(opened)) return opened
        const { format } = params
        if (!isFormat(format) || !formatsOf(opened.dataset).includes(format))
          return refuse('format-unknown', { format })
        const figures = await figuresOf(ctx, opened)
        const lang = wordsFor(request)
        const mark = query.bom !== '0'
        const variant = format === 'csv' ? `${format}${mark ? 1 : 0}` : `${format}${lang}`
        if (isKnown(request, reply, `${figures.tag}-${variant}`, served.reader)) return reply.code(304).send()
        const taken = takenNow(ctx, figures, baseOf(request))
        headOf(reply, opened, taken.base, format)
        const batches = () => counted(ctx, opened, served.tally)
        return reply.send(writeDownload({ opened, taken, lang, mark, batches }, format))
      },
      refusals: { ...refusals, 'format-unknown': 404 },
    }),
  ]
}

function takenNow(ctx: Context, { lastWriteAt, total }: DatasetFigures, base: string) {
  return {
    madeAt: toLocalIso(ctx.now()),
    lastWriteAt: lastWriteAt === null ? null : toIso(lastWriteAt),
    total,
    base,
  }
}

function headOf(
  reply: FastifyReply,
  { dataset }: OpenedDataset,
  base: string,
  format: keyof typeof downloadFormats,
): void {
  const { type, ending } = downloadFormats[format]
  reply
    .type(type)
    .header('content-disposition', `attachment; filename="${dataset.id}.${ending}"`)
    .header(
      'link',
      `<${base}/api/datasets/${dataset.id}/dictionary>; rel="describedby"; type="application/csvm+json", <${licences[dataset.licence].url}>; rel="license"`,
    )
}

async function* counted(
  ctx: Context,
  { visibility }: OpenedDataset,
  tally: Tally,
): AsyncGenerator<readonly Entity[]> {
  const all = { limit: Number.MAX_SAFE_INTEGER }
  for await (const batch of streamEntities(ctx, all, visibility, 500)) {
    tally.rows += batch.length
    yield batch
  }
}

/** A dataset as it is told of: what goes along with a download, its freshness and where the downloads are. */
async function tellOf(ctx: Context, opened: OpenedDataset, request: FastifyRequest) {
  const figures = await figuresOf(ctx, opened)
  const { dataset } = opened
  const taken = takenNow(ctx, figures, baseOf(request))
  return {
    ...descriptionOf(opened, taken),
    state: dataset.state,
    openedAt: dataset.openedAt,
    geometry: dataset.geometry,
    temporal: dataset.temporal,
    keywords: dataset.keywords,
    contact: dataset.contact,
    freshness: freshnessOf(dataset.frequency, figures.lastWriteAt, ctx.now()),
    downloads: formatsOf(dataset).map((format) => ({
      format,
      type: downloadFormats[format].type,
      url: `${taken.base}/api/datasets/${dataset.id}/files/${format}`,
    })),
  }
}
