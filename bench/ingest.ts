import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { openFile } from '../src/datahub/sources/readers/open-file.ts'
import { isRefused } from '../src/kit/values/refusal.ts'

/**
 * Reads a CSV of one gigabyte (or `--megabytes`), in TCVN3 unless `--encoding utf-8`, as a run does: survey, head, rows.
 * Prints rows a second and the memory of the process as it goes: it must stay level.
 */
export async function benchIngest(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      megabytes: { type: 'string', default: '1024' },
      encoding: { type: 'string', default: 'tcvn3' },
    },
  })
  const folder = await mkdtemp(join(tmpdir(), 'kb-ingest-'))
  const path = join(folder, 'large.csv')
  try {
    await pipeline(Readable.from(lines(Number(values.megabytes), values.encoding)), createWriteStream(path))
    const { size } = await stat(path)
    await read({ name: 'large.csv', size, open: () => createReadStream(path) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rows of a kind that real registers have, some 100 bytes each; the marked letters as bytes of the encoding. */
function* lines(megabytes: number, encoding: string): Generator<Buffer> {
  const spell = encoding === 'utf-8' ? (text: string) => text : inTcvn3
  const bytes = encoding === 'utf-8' ? 'utf8' : 'latin1'
  const [name, address, rest] = [
    spell(';Trạm số '),
    spell(';Số 5 phố Huyền Quang, phường Ninh Xá;'),
    '21,18;106,07;35,5 m;05/08/2018\n',
  ]
  yield Buffer.from(spell('Mã trạm;Tên trạm;Địa chỉ;Vĩ độ;Kinh độ;Chiều cao;Ngày\n'), bytes)
  for (let written = 0, n = 0; written < megabytes * 1024 * 1024; ) {
    let text = ''
    for (const end = n + 1_000; n < end; n++) text += `BN${n}${name}${n}${address}${rest}`
    const batch = Buffer.from(text, bytes)
    written += batch.length
    yield batch
  }
}

const codes: Readonly<Record<string, string>> = {
  ã: '\u00b7',
  ạ: '\u00b9',
  ố: '\u00e8',
  ề: '\u00d2',
  ỉ: '\u00d8',
  ị: '\u00de',
  Đ: '\u00a7',
  đ: '\u00ae',
  ộ: '\u00e9',
  ĩ: '\u00dc',
  ư: '\u00ad',
  ờ: '\u00ea',
  á: '\u00b8',
  à: '\u00b5',
}
function inTcvn3(text: string): string {
  return [...text].map((letter) => codes[letter] ?? letter).join('')
}

async function read(file: { name: string; size: number; open(): Readable }): Promise<void> {
  const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)
  const startedAt = performance.now()
  const opened = await openFile(file)
  if (isRefused(opened)) throw new Error(opened.refused)
  const { encoding, font, certainty } = opened.notes
  console.log(
    `${megabytes(file.size)} MB; ${encoding}, ${font}, certainty ${certainty}; looked at in ${Math.round(performance.now() - startedAt)} ms`,
  )
  let rows = 0
  let most = 0
  const level: number[] = []
  for await (const _ of opened.rows) {
    rows++
    if (rows % 2_000_000 === 0) console.log(`${rows} rows, ${megabytes(process.memoryUsage().rss)} MB`)
    if (rows % 100_000 === 0) {
      const { rss } = process.memoryUsage()
      most = Math.max(most, rss)
      level.push(rss)
    }
  }
  const seconds = (performance.now() - startedAt) / 1000
  const tenth = Math.max(1, Math.floor(level.length / 10))
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length)
  console.log(`${rows} rows in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)}/s)`)
  console.log(
    `memory: ${megabytes(mean(level.slice(tenth, 2 * tenth)))} MB early, ${megabytes(mean(level.slice(-tenth)))} MB late, ${megabytes(most)} MB at most`,
  )
}
