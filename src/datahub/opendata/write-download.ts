import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import excel from 'exceljs'
import type { Entity } from '../registry/contract.ts'
import type { OpenedDataset } from '../sharing/contract.ts'
import { cellsOf, csvLine, headsOf } from './rules/cells.ts'
import { type DownloadFormat, descriptionOf, type Taken } from './rules/describe-download.ts'
import { featureOf, propertiesOf } from './rules/features.ts'
import { typeOf } from './rules/read-parameters.ts'
import { type Words, wordOf } from './rules/words.ts'

/** What is to be written: the dataset, when it was taken, and its entities batch by batch. */
export type Download = {
  readonly opened: OpenedDataset
  readonly taken: Taken
  readonly lang: Words
  /** Whether a CSV begins with the mark by which spreadsheets know UTF-8. */
  readonly mark: boolean
  readonly batches: () => AsyncIterable<readonly Entity[]>
}

/** Writes a download while it is read, whatever its length; an error of the source breaks it off. */
export function writeDownload(download: Download, format: DownloadFormat): Readable {
  if (format === 'xlsx') return writeXlsx(download)
  const writers = { csv: csvParts, json: jsonParts, ndjson: ndjsonParts, geojson: geojsonParts }
  return Readable.from(writers[format](download), { objectMode: false, highWaterMark: 64 * 1024 })
}

async function* csvParts({ opened, mark, batches }: Download): AsyncGenerator<string> {
  yield (mark ? '\ufeff' : '') + csvLine(headsOf(opened.dictionary))
  for await (const batch of batches())
    yield batch.map((entity) => csvLine(cellsOf(entity, opened.dictionary))).join('')
}

async function* ndjsonParts({ opened, batches }: Download): AsyncGenerator<string> {
  for await (const batch of batches())
    yield batch.map((entity) => `${JSON.stringify(rowOf(entity, opened))}\n`).join('')
}

function rowOf(entity: Entity, { dictionary }: OpenedDataset) {
  return { id: entity.id, ...propertiesOf(entity, dictionary) }
}

function jsonParts({ opened, taken, batches }: Download): AsyncGenerator<string> {
  const head = `{"dataset":${JSON.stringify(descriptionOf(opened, taken))},"rows":[`
  return listParts(head, batches(), (entity) => rowOf(entity, opened))
}

function geojsonParts({ opened, taken, batches }: Download): AsyncGenerator<string> {
  const { dataset, dictionary } = opened
  const head = `{"type":"FeatureCollection","dataset":${JSON.stringify(descriptionOf(opened, taken))},"features":[`
  return listParts(head, batches(), (entity) => featureOf(entity, dataset, dictionary))
}

async function* listParts(
  head: string,
  batches: AsyncIterable<readonly Entity[]>,
  one: (entity: Entity) => unknown,
): AsyncGenerator<string> {
  yield head
  let comma = ''
  for await (const batch of batches) {
    if (batch.length === 0) continue
    yield comma + batch.map((entity) => JSON.stringify(one(entity))).join(',\n')
    comma = ',\n'
  }
  yield ']}\n'
}

function writeXlsx(download: Download): Readable {
  const out = new PassThrough()
  fillBook(download, out).catch((error: unknown) =>
    out.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return out
}

async function fillBook(download: Download, out: PassThrough): Promise<void> {
  const { opened, lang, batches } = download
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true })
  const data = book.addWorksheet(wordOf('label.page.data', lang))
  bold(data.addRow(headsOf(opened.dictionary)))
  for await (const batch of batches()) {
    // A string cell is never a formula.
    for (const entity of batch) data.addRow(cellsOf(entity, opened.dictionary)).commit()
    if (out.writableNeedDrain) await drained(out)
  }
  data.commit()
  addDictionary(book, download)
  addSource(book, download)
  await book.commit()
}

function bold(row: excel.Row): void {
  row.font = { bold: true }
  row.commit()
}

function addDictionary(book: excel.stream.xlsx.WorkbookWriter, { opened, lang }: Download): void {
  const sheet = book.addWorksheet(wordOf('label.page.dictionary', lang))
  bold(
    sheet.addRow([
      wordOf('label.page.field', lang),
      wordOf('label.page.meaning', lang),
      wordOf('label.page.type', lang),
      wordOf('label.page.unit', lang),
      wordOf('label.page.source', lang),
    ]),
  )
  for (const row of opened.dictionary)
    sheet.addRow([row.name, row.label[lang], typeOf(row.schema), row.unit, row.source]).commit()
  sheet.commit()
}

function addSource(book: excel.stream.xlsx.WorkbookWriter, { opened, taken, lang }: Download): void {
  const { licence, ...told } = descriptionOf(opened, taken)
  const sheet = book.addWorksheet(wordOf('label.page.licence', lang))
  const lines: readonly (readonly [Parameters<typeof wordOf>[0], string | number])[] = [
    ['label.page.title', told.title[lang]],
    ['label.page.description', told.description[lang]],
    ['label.page.owner', told.owner],
    ['label.page.licence', `${licence.title} (${licence.url})`],
    ['label.page.version', told.version],
    ['label.page.updated', told.lastWriteAt ?? ''],
    ['label.page.made', told.madeAt],
    ['label.page.json', told.source],
  ]
  for (const [name, value] of lines) sheet.addRow([wordOf(name, lang), value]).commit()
  sheet.commit()
}

async function drained(out: PassThrough): Promise<void> {
  if (out.destroyed) throw new Error('the reader went away')
  await Promise.race([once(out, 'drain'), once(out, 'close')])
  if (out.destroyed) throw new Error('the reader went away')
}
