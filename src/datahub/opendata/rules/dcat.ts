import type { OpenedDataset, UpdateFrequency } from '../../sharing/contract.ts'
import { downloadFormats, formatsOf } from './describe-download.ts'
import { licences } from './licences.ts'

/** What the catalogue tells of a dataset beside its description. Moments are ISO 8601. */
export type CatalogueEntry = {
  readonly opened: OpenedDataset
  readonly ownerName: string
  readonly lastWriteAt: string | null
}

const authority = 'http://publications.europa.eu/resource/authority'
const frequencies: Readonly<Record<UpdateFrequency, string>> = {
  continuous: 'UPDATE_CONT',
  daily: 'DAILY',
  weekly: 'WEEKLY',
  monthly: 'MONTHLY',
  quarterly: 'QUARTERLY',
  annual: 'ANNUAL',
  irregular: 'IRREG',
}
const fileTypes = { csv: 'CSV', geojson: 'GEOJSON', json: 'JSON', ndjson: 'JSON', xlsx: 'XLSX' } as const

/** The prefixes of the catalogue; nothing of it is fetched. */
export const dcatContext = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dcatap: 'http://data.europa.eu/r5r/',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  adms: 'http://www.w3.org/ns/adms#',
} as const

type Node = Readonly<Record<string, unknown>>
const both = (label: { readonly vi: string; readonly en: string }) => [
  { '@value': label.vi, '@language': 'vi' },
  { '@value': label.en, '@language': 'en' },
]
const ref = (id: string) => ({ '@id': id })
const moment = (iso: string) => ({ '@value': iso, '@type': 'xsd:dateTime' })

/** The publisher of the catalogue and its title. */
export type CatalogueTitle = {
  readonly title: { readonly vi: string; readonly en: string }
  readonly description: { readonly vi: string; readonly en: string }
  readonly publisher: string
}

/**
 * The open datasets as a DCAT-AP 3 catalogue in JSON-LD: catalogue, datasets, distributions, services, agents and the
 * documents that they refer to, as one graph. @law Nghị định 47/2020/NĐ-CP, Điều 11 khoản 4, Điều 18
 */
export function catalogueOf(
  entries: readonly CatalogueEntry[],
  base: string,
  { title, description, publisher }: CatalogueTitle,
) {
  const publisherId = `${base}/dcat/agents/ubnd-tinh`
  const changes = entries
    .flatMap(({ lastWriteAt, opened }) => [lastWriteAt ?? opened.dataset.changedAt])
    .sort()
  const latest = changes.at(-1)
  const catalogue: Node = {
    '@id': `${base}/dcat`,
    '@type': 'dcat:Catalog',
    'dct:title': both(title),
    'dct:description': both(description),
    'dct:publisher': ref(publisherId),
    'dct:language': [ref(`${authority}/language/VIE`), ref(`${authority}/language/ENG`)],
    'dct:license': ref(licences['CC-BY-4.0'].url),
    'foaf:homepage': ref(`${base}/du-lieu-mo`),
    ...(latest ? { 'dct:modified': moment(latest) } : {}),
    'dcat:dataset': entries.map(({ opened }) => ref(datasetIri(base, opened))),
    'dcat:service': [ref(`${base}/dcat/services/ogc`), ref(`${base}/dcat/services/ckan`)],
  }
  return {
    '@context': dcatContext,
    '@graph': [
      catalogue,
      ...entries.flatMap((entry) => datasetNodes(entry, base)),
      ...serviceNodes(entries, base),
      ...agentNodes(entries, base, publisherId, publisher),
      ...vocabularyNodes(entries),
    ],
  }
}

/** The name of a dataset in the catalogue. */
export function datasetIri(base: string, { dataset }: OpenedDataset): string {
  return `${base}/dcat/datasets/${dataset.id}`
}

/** One dataset of the catalogue with its distributions and all that they refer to. House rule. */
export function datasetDocumentOf(entry: CatalogueEntry, base: string) {
  return {
    '@context': dcatContext,
    '@graph': [
      ...datasetNodes(entry, base),
      ...serviceNodes([entry], base),
      agentOf(base, entry),
      ...vocabularyNodes([entry]),
    ],
  }
}

function datasetNodes({ opened, lastWriteAt }: CatalogueEntry, base: string): Node[] {
  const { dataset } = opened
  const id = datasetIri(base, opened)
  const distributions = distributionNodes({ opened, lastWriteAt }, base)
  const contact = `${id}#contact`
  return [
    {
      '@id': id,
      '@type': 'dcat:Dataset',
      'dct:identifier': dataset.id,
      'dct:title': both(dataset.title),
      'dct:description': both(dataset.description),
      'dct:publisher': ref(`${base}/dcat/agents/${dataset.owner}`),
      'dcat:contactPoint': ref(contact),
      'dcat:theme': ref(`${authority}/data-theme/${dataset.theme}`),
      'dcat:keyword': [
        ...dataset.keywords.vi.map((word) => ({ '@value': word, '@language': 'vi' })),
        ...dataset.keywords.en.map((word) => ({ '@value': word, '@language': 'en' })),
      ],
      'dct:accrualPeriodicity': ref(`${authority}/frequency/${frequencies[dataset.frequency]}`),
      'dct:accessRights': ref(`${authority}/access-right/PUBLIC`),
      'dct:language': ref(`${authority}/language/VIE`),
      'dct:spatial': ref('http://publications.europa.eu/resource/authority/country/VNM'),
      'dcat:landingPage': ref(`${base}/du-lieu-mo/${dataset.id}`),
      'dct:provenance': ref(`${id}#provenance`),
      'dcat:version': String(dataset.version),
      ...(dataset.openedAt ? { 'dct:issued': moment(dataset.openedAt) } : {}),
      'dct:modified': moment(lastWriteAt ?? dataset.changedAt),
      'dcat:distribution': distributions.map((node) => ref(String(node['@id']))),
    },
    {
      '@id': contact,
      '@type': 'vcard:Organization',
      'vcard:fn': dataset.contact.name,
      ...(dataset.contact.email ? { 'vcard:hasEmail': ref(`mailto:${dataset.contact.email}`) } : {}),
    },
    {
      '@id': `${id}#provenance`,
      '@type': 'dct:ProvenanceStatement',
      'rdfs:label': both(dataset.collection),
    },
    { '@id': `${base}/du-lieu-mo/${dataset.id}`, '@type': 'foaf:Document' },
    ...distributions,
  ]
}

function distributionNodes({ opened, lastWriteAt }: Omit<CatalogueEntry, 'ownerName'>, base: string): Node[] {
  const { dataset } = opened
  const id = datasetIri(base, opened)
  const common = {
    '@type': 'dcat:Distribution',
    'dct:license': ref(licences[dataset.licence].url),
    'dct:conformsTo': ref(`${base}/api/datasets/${dataset.id}/dictionary`),
    'dcatap:availability': ref(`${authority}/planned-availability/STABLE`),
    'adms:status': ref(`${authority}/distribution-status/COMPLETED`),
    'dct:modified': moment(lastWriteAt ?? dataset.changedAt),
  }
  const files = formatsOf(dataset).map((format) => {
    const url = `${base}/api/datasets/${dataset.id}/files/${format}`
    const { type, title } = downloadFormats[format]
    return {
      ...common,
      '@id': `${id}/${format}`,
      'dct:title': [
        { '@value': `${dataset.title.vi} (${title})`, '@language': 'vi' },
        { '@value': `${dataset.title.en} (${title})`, '@language': 'en' },
      ],
      'dcat:accessURL': ref(url),
      'dcat:downloadURL': ref(url),
      'dct:format': ref(`${authority}/file-type/${fileTypes[format]}`),
      'dcat:mediaType': ref(`http://www.iana.org/assignments/media-types/${type.split(';')[0]}`),
    }
  })
  if (dataset.geometry === null) return files
  return [
    ...files,
    {
      ...common,
      '@id': `${id}/ogc`,
      'dct:title': [{ '@value': 'OGC API Features', '@language': 'en' }],
      'dcat:accessURL': ref(`${base}/ogc/collections/${dataset.id}`),
      'dcat:accessService': ref(`${base}/dcat/services/ogc`),
      'dct:format': ref(`${authority}/file-type/GEOJSON`),
    },
  ]
}

function serviceNodes(entries: readonly CatalogueEntry[], base: string): Node[] {
  const placed = entries.filter(({ opened }) => opened.dataset.geometry !== null)
  const serves = (served: readonly CatalogueEntry[]) => ({
    'dcat:servesDataset': served.map(({ opened }) => ref(datasetIri(base, opened))),
  })
  return [
    {
      '@id': `${base}/dcat/services/ogc`,
      '@type': 'dcat:DataService',
      'dct:title': { '@value': 'OGC API Features 1.0', '@language': 'en' },
      'dcat:endpointURL': ref(`${base}/ogc`),
      'dcat:endpointDescription': ref(`${base}/ogc/api`),
      'dct:conformsTo': ref('http://www.opengis.net/def/interface/ogcapi-features'),
      ...serves(placed),
    },
    {
      '@id': `${base}/dcat/services/ckan`,
      '@type': 'dcat:DataService',
      'dct:title': { '@value': 'CKAN Action API (read)', '@language': 'en' },
      'dcat:endpointURL': ref(`${base}/ckan/api/3/action`),
      ...serves(entries),
    },
  ]
}

function agentOf(base: string, { opened, ownerName }: CatalogueEntry): Node {
  return {
    '@id': `${base}/dcat/agents/${opened.dataset.owner}`,
    '@type': 'foaf:Agent',
    'foaf:name': { '@value': ownerName, '@language': 'vi' },
  }
}

function agentNodes(
  entries: readonly CatalogueEntry[],
  base: string,
  publisherId: string,
  publisher: string,
): Node[] {
  const agents = new Map<string, Node>([
    [
      publisherId,
      {
        '@id': publisherId,
        '@type': 'foaf:Agent',
        'foaf:name': { '@value': publisher, '@language': 'vi' },
      },
    ],
  ])
  for (const entry of entries) {
    const agent = agentOf(base, entry)
    if (!agents.has(String(agent['@id']))) agents.set(String(agent['@id']), agent)
  }
  return [...agents.values()]
}

/** What the values of controlled lists are, so that a reader without those lists knows their kinds. */
function vocabularyNodes(entries: readonly CatalogueEntry[]): Node[] {
  const used = new Set(entries.map(({ opened }) => opened.dataset.licence))
  return [
    ...(['CC-BY-4.0', 'CC0-1.0', 'state-use'] as const)
      .filter((licence) => licence === 'CC-BY-4.0' || used.has(licence))
      .map((licence) => ({
        '@id': licences[licence].url,
        '@type': 'dct:LicenseDocument',
        'dct:title': licences[licence].title,
      })),
    ...[...new Set(entries.map(({ opened }) => opened.dataset.theme))].map((theme) => ({
      '@id': `${authority}/data-theme/${theme}`,
      '@type': 'skos:Concept',
      'skos:prefLabel': { '@value': theme, '@language': 'en' },
    })),
  ]
}
