import type { OpenedDataset } from '../../sharing/contract.ts'
import { crs84, isQueryable, mostFeatures } from './read-parameters.ts'

/** The conformance classes of OGC API Features 1.0 Part 1 that are kept. */
export const conformance = ['core', 'geojson', 'html', 'oas30'].map(
  (name) => `http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`,
)

/** A link of the API. */
export type Link = {
  readonly href: string
  readonly rel: string
  readonly type: string
  readonly title?: string
}
const json = 'application/json'
const geojson = 'application/geo+json'
const html = 'text/html'
export const openApiType = 'application/vnd.oai.openapi+json;version=3.0'

/** The landing page (clause 7.2). */
export function landingOf(base: string, title: string, description: string) {
  const ogc = `${base}/ogc`
  return {
    title,
    description,
    links: [
      { href: `${ogc}?f=json`, rel: 'self', type: json },
      { href: `${ogc}?f=html`, rel: 'alternate', type: html },
      { href: `${ogc}/api`, rel: 'service-desc', type: openApiType },
      { href: `${base}/api/docs`, rel: 'service-doc', type: html },
      { href: `${ogc}/conformance`, rel: 'conformance', type: json },
      { href: `${ogc}/collections`, rel: 'data', type: json },
    ] satisfies Link[],
  }
}

/** A dataset as a collection (clause 7.14). */
export function collectionOf({ dataset }: OpenedDataset, base: string, licence: string) {
  const here = `${base}/ogc/collections/${dataset.id}`
  return {
    id: dataset.id,
    title: dataset.title.vi,
    description: dataset.description.vi,
    itemType: 'feature',
    crs: [crs84],
    links: [
      { href: `${here}?f=json`, rel: 'self', type: json },
      { href: `${here}?f=html`, rel: 'alternate', type: html },
      { href: `${here}/items?f=json`, rel: 'items', type: geojson, title: dataset.title.vi },
      { href: `${here}/items?f=html`, rel: 'items', type: html },
      {
        href: `${here}/queryables`,
        rel: 'http://www.opengis.net/def/rel/ogc/1.0/queryables',
        type: 'application/schema+json',
      },
      { href: licence, rel: 'license', type: html },
      { href: `${base}/api/datasets/${dataset.id}/dictionary`, rel: 'describedby', type: json },
    ] satisfies Link[],
  }
}

/** The fields that may be asked for, as a JSON Schema. */
export function queryablesOf({ dataset, dictionary }: OpenedDataset, base: string) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${base}/ogc/collections/${dataset.id}/queryables`,
    type: 'object',
    title: dataset.title.vi,
    additionalProperties: false,
    properties: Object.fromEntries([
      ...dictionary
        .filter(isQueryable)
        .map((row) => [row.name, { ...row.schema, title: row.label.vi }] as const),
      ...(dataset.geometry === null
        ? []
        : [[dataset.geometry, { $ref: 'https://geojson.org/schema/Geometry.json' }] as const]),
    ]),
  }
}

const text = { type: 'string' }
function parameter(name: string, schema: Readonly<Record<string, unknown>>, description: string) {
  return { name, in: 'query', required: false, schema, style: 'form', explode: false, description }
}

const limit = parameter(
  'limit',
  { type: 'integer', minimum: 1, maximum: mostFeatures, default: 100 },
  'Features of a page at most',
)
const box = parameter(
  'bbox',
  { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } },
  'West, south, east, north in CRS84',
)
const time = parameter('datetime', text, 'A moment or an interval of RFC 3339, open ends as ..')
const format = parameter('f', { type: 'string', enum: ['json', 'html'] }, 'The format of the answer')
const cursor = parameter('cursor', text, 'From the next link of the page before')
const offset = parameter(
  'offset',
  { type: 'integer', minimum: 0 },
  'Features to leave out; cursor is cheaper',
)

const ok = (type: string) => ({
  '200': { description: 'The answer', content: { [type]: { schema: { type: 'object' } } } },
})

/**
 * The description of the API (OpenAPI 3.0, clause 7.3), with a parameter for each field that may be asked for, from which
 * programs like GDAL learn that they can filter at the server.
 */
export function featuresApiOf(
  opened: readonly OpenedDataset[],
  base: string,
  title: string,
  version: string,
) {
  const get = (operationId: string, type: string, parameters: readonly unknown[] = [format]) => ({
    get: { operationId, parameters, responses: ok(type) },
  })
  const paths: Record<string, unknown> = {
    '/': get('getLandingPage', json),
    '/conformance': get('getConformance', json),
    '/collections': get('getCollections', json),
  }
  for (const { dataset, dictionary } of opened) {
    const here = `/collections/${dataset.id}`
    const fields = dictionary
      .filter(isQueryable)
      .map(({ name, schema, label }) => parameter(name, { type: schema.type ?? 'string' }, label.en))
    paths[here] = get(`describe_${dataset.id}`, json)
    paths[`${here}/queryables`] = get(`queryables_${dataset.id}`, 'application/schema+json')
    paths[`${here}/items`] = get(`items_${dataset.id}`, geojson, [
      limit,
      box,
      time,
      cursor,
      offset,
      format,
      ...fields,
    ])
    paths[`${here}/items/{featureId}`] = get(`item_${dataset.id}`, geojson, [
      { name: 'featureId', in: 'path', required: true, schema: text },
      format,
    ])
  }
  return {
    openapi: '3.0.3',
    info: { title, version },
    servers: [{ url: `${base}/ogc` }],
    paths,
  }
}
