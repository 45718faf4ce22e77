import GeoJsonVt from 'geojson-vt'
import { Type } from 'typebox'
import { fromGeojsonVt } from 'vt-pbf'
import type { Context } from '#kit/io/context.ts'
import type { Database } from '#kit/io/database.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { EntityQuery } from '../registry/contract.ts'
import { refusalOf, streamEntities } from '../registry/public.ts'
import type { OpenedDataset } from '../sharing/contract.ts'
import { openDataset, type Tally } from '../sharing/public.ts'
import { figuresOf } from './figures.ts'
import { type Feature, featureOf } from './rules/features.ts'
import { boxOfTile, flatten, gather, readTile, type TileAddress } from './rules/tiles.ts'
import { isKnown, keyRefusals, queryRefusals, serve } from './serve.ts'

const Params = Type.Object({
  id: Type.String({ maxLength: 60 }),
  z: Type.String({ maxLength: 10 }),
  x: Type.String({ maxLength: 10 }),
  y: Type.String({ maxLength: 14 }),
})

/** Datasets with a place as vector tiles (Mapbox Vector Tile 2.1), one layer of the dataset's name. */
export function tileRoutes({ anyone }: { readonly anyone: Guard<unknown> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '//tiles/:id/:z/:x/:y',
      summary: 'A dataset as vector tiles; crowded tiles show counts of squares (point_count)',
      tag: 'tiles',
      who: anyone,
      params: Params,
      async handle(ctx, { request, reply, params }) {
        const served = await serve(ctx, request, reply, 'tiles')
        if (isRefused(served)) return served
        const opened = await openDataset(ctx, served.reader, params.id)
        if (isRefused(opened)) return opened
        const tile = readTile(params.z, params.x, params.y)
        if (!tile) return refuse('tile-unknown', { tile: `${params.z}/${params.x}/${params.y}` })
        const { geometry } = opened.dataset
        if (geometry === null) return refuse('dataset-without-place', { dataset: params.id })
        const { tag } = await figuresOf(ctx, opened)
        if (isKnown(request, reply, tag, served.reader)) return reply.code(304).send()
        const bytes = await keptTile(ctx, opened, geometry, tile, tag, served.tally)
        if ('refused' in bytes) return bytes
        return reply.type('application/vnd.mapbox-vector-tile').send(bytes)
      },
      refusals: {
        ...keyRefusals,
        ...queryRefusals,
        'dataset-unknown': 404,
        'dataset-without-place': 404,
        'tile-unknown': 404,
      },
    }),
  ]
}

type Kept = { readonly bytes: Buffer; readonly rows: number }
const caches = new WeakMap<Database, Map<string, Kept>>()
const mostKept = 2_000

/** A tile out of memory or made now. The tag in its key holds content, fields and rows of this reader. */
async function keptTile(
  ctx: Context,
  opened: OpenedDataset,
  geometry: string,
  tile: TileAddress,
  tag: string,
  tally: Tally,
) {
  const cache = caches.get(ctx.db) ?? new Map<string, Kept>()
  caches.set(ctx.db, cache)
  const key = `${tag} ${tile.z}/${tile.x}/${tile.y}`
  const known = cache.get(key)
  if (known) {
    cache.delete(key) // put to the end: what is asked for stays
    cache.set(key, known)
    tally.rows = known.rows
    return known.bytes
  }
  const features = await featuresOf(ctx, opened, geometry, tile)
  if ('refused' in features) return features
  tally.rows = features.length
  const bytes = tileOf(opened.dataset.id, features, tile)
  cache.set(key, { bytes, rows: features.length })
  const [oldest] = cache.keys()
  if (cache.size > mostKept && oldest !== undefined) cache.delete(oldest)
  return bytes
}

async function featuresOf(
  ctx: Context,
  { dataset, dictionary, visibility }: OpenedDataset,
  geometry: string,
  tile: TileAddress,
) {
  const { west, south, east, north } = boxOfTile(tile)
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  const query: EntityQuery = {
    limit: Number.MAX_SAFE_INTEGER,
    geo: {
      attribute: geometry,
      relation: 'intersects',
      geometry: { type: 'Polygon', coordinates: [ring] },
    },
  }
  const refusal = refusalOf(query, visibility)
  if (refusal) return refusal
  const features: Feature[] = []
  for await (const batch of streamEntities(ctx, query, visibility, 2_000))
    for (const entity of batch) features.push(featureOf(entity, dataset, dictionary))
  return features
}

function tileOf(layer: string, features: readonly Feature[], tile: TileAddress): Buffer {
  const shown = gather(features, tile)
  const index = new GeoJsonVt(
    {
      type: 'FeatureCollection',
      features: shown.flatMap((feature) =>
        feature.geometry === null
          ? []
          : [
              {
                type: 'Feature' as const,
                geometry: feature.geometry as GeoJSON.Geometry,
                properties: { ...flatten(feature.properties), id: feature.id },
              },
            ],
      ),
    },
    { maxZoom: tile.z, indexMaxZoom: 0, indexMaxPoints: 0, buffer: 256, extent: 4096 },
  )
  const made = index.getTile(tile.z, tile.x, tile.y)
  return made ? Buffer.from(fromGeojsonVt({ [layer]: made }, { version: 2 })) : Buffer.alloc(0)
}
