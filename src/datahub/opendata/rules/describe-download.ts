import type { Dataset, DictionaryRow, OpenedDataset } from '../../sharing/contract.ts'
import { licences } from './licences.ts'
import { typeOf } from './read-parameters.ts'

/** The formats of downloads with their media types and the ending of the file. */
export const downloadFormats = {
  csv: { type: 'text/csv; charset=utf-8; header=present', ending: 'csv', title: 'CSV' },
  geojson: { type: 'application/geo+json', ending: 'geojson', title: 'GeoJSON' },
  json: { type: 'application/json; charset=utf-8', ending: 'json', title: 'JSON' },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', ending: 'ndjson', title: 'NDJSON' },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: 'xlsx',
    title: 'XLSX',
  },
} as const
export type DownloadFormat = keyof typeof downloadFormats

/** Whether a text names a format. House rule. */
export function isFormat(text: string): text is DownloadFormat {
  return Object.hasOwn(downloadFormats, text)
}

/** The formats that suit a dataset: GeoJSON only where it has a place. House rule. */
export function formatsOf({ geometry }: Pick<Dataset, 'geometry'>): readonly DownloadFormat[] {
  const all = Object.keys(downloadFormats).filter(isFormat)
  return geometry === null ? all.filter((format) => format !== 'geojson') : all
}

/** When a dataset was taken out, and how fresh it was. Moments are ISO 8601. */
export type Taken = {
  readonly madeAt: string
  readonly lastWriteAt: string | null
  readonly total: number
  readonly base: string
}

/**
 * What goes along with every download: where it comes from, licence, dates and dictionary.
 * @law Nghị định 47/2020/NĐ-CP, Điều 20, 21 (ghi nguồn, đầy đủ, cập nhật)
 */
export function descriptionOf({ dataset, dictionary }: OpenedDataset, taken: Taken) {
  const licence = licences[dataset.licence]
  return {
    id: dataset.id,
    title: dataset.title,
    description: dataset.description,
    purpose: dataset.purpose,
    collection: dataset.collection,
    owner: dataset.owner,
    version: dataset.version,
    licence: { id: dataset.licence, title: licence.title, url: licence.url },
    madeAt: taken.madeAt,
    lastWriteAt: taken.lastWriteAt,
    total: taken.total,
    updateFrequency: dataset.frequency,
    source: `${taken.base}/api/datasets/${dataset.id}`,
    dictionary,
  }
}

/** The types of CSV on the Web for those of JSON Schema. */
const csvTypes: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'double',
  integer: 'integer',
  boolean: 'boolean',
  array: 'json',
  object: 'json',
}

/** The metadata of the CSV (CSV on the Web, W3C 2015), which a CSV itself has no room for. House rule. */
export function csvMetadataOf(opened: OpenedDataset, taken: Taken) {
  const { dataset, dictionary } = opened
  const column = (name: string, row: DictionaryRow | undefined, datatype: string) => ({
    name,
    titles: name,
    datatype,
    ...(row
      ? {
          'dc:description': [
            { '@value': row.label.vi, '@language': 'vi' },
            { '@value': row.label.en, '@language': 'en' },
          ],
        }
      : {}),
    ...(row?.unit ? { 'schema:unitCode': row.unit } : {}),
  })
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'vi' }],
    url: `${taken.base}/api/datasets/${dataset.id}/files/csv`,
    'dc:title': dataset.title.vi,
    'dc:description': dataset.description.vi,
    'dc:license': { '@id': licences[dataset.licence].url },
    'dc:modified': { '@value': taken.lastWriteAt, '@type': 'xsd:dateTime' },
    dialect: { header: true, encoding: 'utf-8' },
    tableSchema: {
      primaryKey: 'id',
      columns: [
        column('id', undefined, 'anyURI'),
        ...dictionary.flatMap((row) =>
          row.kind === 'geo'
            ? [
                column(`${row.name}_longitude`, row, 'double'),
                column(`${row.name}_latitude`, row, 'double'),
                column(row.name, row, 'json'),
              ]
            : [column(row.name, row, csvTypes[typeOf(row.schema)] ?? 'string')],
        ),
      ],
    },
  }
}
