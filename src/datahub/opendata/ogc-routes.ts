import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { toIso } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { findEntity, queryEntities } from '../registry/public.ts'
import type { OpenedDataset } from '../sharing/contract.ts'
import { openDataset, openDatasets } from '../sharing/public.ts'
import { collectionPage, featuresPage, landingPage } from './ogc-pages.ts'
import {
  collectionOf,
  conformance,
  featuresApiOf,
  landingOf,
  openApiType,
  queryablesOf,
} from './rules/describe-features.ts'
import { featureOf } from './rules/features.ts'
import { licences } from './rules/licences.ts'
import { readFeatureParameters } from './rules/read-parameters.ts'
import { wordOf } from './rules/words.ts'
import {
  baseOf,
  keyRefusals,
  queryRefusals,
  type Served,
  sendJson,
  sendPage,
  serve,
  wantsHtml,
  wordsFor,
} from './serve.ts'

const tag = 'ogc-features'
const Collection = Type.Object({ id: Type.String({ maxLength: 60 }) })
const Item = Type.Object({ id: Type.String({ maxLength: 60 }), featureId: Type.String({ maxLength: 300 }) })

/** OGC API Features 1.0 Part 1 over every dataset that has a place and that the caller may use. */
export function ogcRoutes({ anyone }: { readonly anyone: Guard<unknown> }): Route[] {
  return [...describingRoutes(anyone), ...itemRoutes(anyone)]
}

function describingRoutes(anyone: Guard<unknown>): Route[] {
  return [
    route({
      method: 'GET',
      path: '//ogc',
      summary: 'OGC API Features: landing page',
      tag,
      who: anyone,
      async handle(_, { request, reply }) {
        const lang = wordsFor(request)
        const landing = landingOf(
          baseOf(request),
          wordOf('label.page.ogc', lang),
          wordOf('label.page.about', lang),
        )
        if (wantsHtml(request)) return sendPage(reply, landingPage(landing, lang))
        return sendJson(reply, 'application/json', landing)
      },
      refusals: {},
    }),
    route({
      method: 'GET',
      path: '//ogc/conformance',
      summary: 'OGC API Features: conformance classes',
      tag,
      who: anyone,
      handle: async (_, { reply }) => sendJson(reply, 'application/json', { conformsTo: conformance }),
      refusals: {},
    }),
    route({
      method: 'GET',
      path: '//ogc/api',
      summary: 'OGC API Features: its own OpenAPI 3.0 with the filter parameters of each collection',
      tag,
      who: anyone,
      async handle(ctx, { request, reply }) {
        const served = await serve(ctx, request, reply, 'ogc')
        if (isRefused(served)) return served
        const title = wordOf('label.page.ogc', wordsFor(request))
        const api = featuresApiOf(await placedDatasets(ctx, served), baseOf(request), title, '1.0.0')
        return sendJson(reply, openApiType, api)
      },
      refusals: keyRefusals,
    }),
    route({
      method: 'GET',
      path: '//ogc/collections',
      summary: 'OGC API Features: collections',
      tag,
      who: anyone,
      async handle(ctx, { request, reply }) {
        const served = await serve(ctx, request, reply, 'ogc')
        if (isRefused(served)) return served
        const base = baseOf(request)
        const collections = (await placedDatasets(ctx, served)).map((each) => collectionFor(each, base))
        const links = [
          { href: `${base}/ogc/collections?f=json`, rel: 'self', type: 'application/json' },
          { href: `${base}/ogc/collections?f=html`, rel: 'alternate', type: 'text/html' },
        ]
        if (wantsHtml(request))
          return sendPage(
            reply,
            landingPage(
              {
                title: wordOf('label.page.collections', wordsFor(request)),
                description: '',
                links: collections.map(({ id, title }) => ({
                  href: `${base}/ogc/collections/${id}?f=html`,
                  rel: 'item',
                  type: 'text/html',
                  title,
                })),
              },
              wordsFor(request),
            ),
          )
        return sendJson(reply, 'application/json', { links, collections })
      },
      refusals: keyRefusals,
    }),
    route({
      method: 'GET',
      path: '//ogc/collections/:id',
      summary: 'OGC API Features: one collection',
      tag,
      who: anyone,
      params: Collection,
      async handle(ctx, { request, reply, params }) {
        const opened = await openCollection(ctx, request, reply, params.id)
        if (isRefused(opened)) return opened
        if (wantsHtml(request))
          return sendPage(reply, collectionPage(opened, baseOf(request), wordsFor(request)))
        return sendJson(reply, 'application/json', collectionFor(opened, baseOf(request)))
      },
      refusals: collectionRefusals,
    }),
    route({
      method: 'GET',
      path: '//ogc/collections/:id/queryables',
      summary: 'OGC API Features: the fields that may be asked for',
      tag,
      who: anyone,
      params: Collection,
      async handle(ctx, { request, reply, params }) {
        const opened = await openCollection(ctx, request, reply, params.id)
        if (isRefused(opened)) return opened
        return sendJson(reply, 'application/schema+json', queryablesOf(opened, baseOf(request)))
      },
      refusals: collectionRefusals,
    }),
  ]
}

const collectionRefusals = { ...keyRefusals, 'dataset-unknown': 404, 'dataset-without-place': 404 } as const

function itemRoutes(anyone: Guard<unknown>): Route[] {
  return [
    route({
      method: 'GET',
      path: '//ogc/collections/:id/items',
      summary: 'OGC API Features: features of a collection',
      description:
        'Parameters: bbox, datetime, limit (at most 10,000), cursor, offset, f, and each field of the collection that /ogc/api lists.',
      tag,
      who: anyone,
      params: Collection,
      async handle(ctx, { request, reply, params }) {
        const opened = await openCollection(ctx, request, reply, params.id)
        return isRefused(opened) ? opened : sendItems(ctx, opened, request, reply)
      },
      refusals: {
        ...collectionRefusals,
        ...queryRefusals,
        'parameter-unknown': 400,
        'parameter-wrong': 400,
      },
    }),
    route({
      method: 'GET',
      path: '//ogc/collections/:id/items/:featureId',
      summary: 'OGC API Features: one feature',
      tag,
      who: anyone,
      params: Item,
      async handle(ctx, { request, reply, params }) {
        const opened = await openCollection(ctx, request, reply, params.id)
        if (isRefused(opened)) return opened
        const { dataset, dictionary, visibility } = opened
        const found = await findEntity(ctx.db, params.featureId, visibility)
        if (!found) return refuse('feature-unknown', { feature: params.featureId })
        if ('movedTo' in found)
          return refuse('feature-moved', { feature: params.featureId, to: found.movedTo })
        opened.tally.rows = 1
        const feature = featureOf(found.entity, dataset, dictionary)
        const here = `${baseOf(request)}/ogc/collections/${dataset.id}`
        const links = [
          {
            href: `${here}/items/${encodeURIComponent(feature.id)}`,
            rel: 'self',
            type: 'application/geo+json',
          },
          { href: here, rel: 'collection', type: 'application/json' },
        ]
        if (wantsHtml(request))
          return sendPage(reply, featuresPage(opened, [feature], null, wordsFor(request)))
        return sendJson(reply, 'application/geo+json', { ...feature, links })
      },
      refusals: { ...collectionRefusals, 'feature-unknown': 404, 'feature-moved': 410 },
    }),
  ]
}

type Opened = OpenedDataset & Pick<Served, 'tally'>

async function openCollection(ctx: Context, request: FastifyRequest, reply: FastifyReply, id: string) {
  const served = await serve(ctx, request, reply, 'ogc')
  if (isRefused(served)) return served
  const opened = await openDataset(ctx, served.reader, id)
  if (isRefused(opened)) return opened
  if (opened.dataset.geometry === null) return refuse('dataset-without-place', { dataset: id })
  return { ...opened, tally: served.tally }
}

async function placedDatasets(ctx: Context, { reader }: Served): Promise<OpenedDataset[]> {
  return (await openDatasets(ctx, reader)).filter(({ dataset }) => dataset.geometry !== null)
}

function collectionFor(opened: OpenedDataset, base: string) {
  return collectionOf(opened, base, licences[opened.dataset.licence].url)
}

async function sendItems(ctx: Context, opened: Opened, request: FastifyRequest, reply: FastifyReply) {
  const { dataset, dictionary, visibility } = opened
  const given = request.query as Readonly<Record<string, unknown>>
  const ask = readFeatureParameters(given, dataset, dictionary)
  if (isRefused(ask)) return ask
  const page = await queryEntities(ctx.db, { ...ask.query, count: true }, visibility)
  if (isRefused(page)) return page
  opened.tally.rows = page.entities.length
  const features = page.entities.map((entity) => featureOf(entity, dataset, dictionary))
  const here = `${baseOf(request)}/ogc/collections/${dataset.id}/items`
  const self = addressWith(here, given, {})
  const next = page.next === null ? null : addressWith(here, given, { cursor: page.next, offset: undefined })
  if (wantsHtml(request)) return sendPage(reply, featuresPage(opened, features, next, wordsFor(request)))
  return sendJson(reply, 'application/geo+json', {
    type: 'FeatureCollection',
    timeStamp: toIso(ctx.now()),
    numberMatched: page.total,
    numberReturned: features.length,
    links: [
      { href: self, rel: 'self', type: 'application/geo+json' },
      { href: addressWith(here, given, { f: 'html' }), rel: 'alternate', type: 'text/html' },
      ...(next === null ? [] : [{ href: next, rel: 'next', type: 'application/geo+json' }]),
    ],
    features,
  })
}

/** The same address with some parameters changed. */
function addressWith(
  here: string,
  given: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  const all = Object.entries({ ...given, ...changes }).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const query = new URLSearchParams(all).toString()
  return query === '' ? here : `${here}?${query}`
}
