import { deepEqual, equal, ok } from 'node:assert/strict'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import ExcelJs from 'exceljs'
import iconv from 'iconv-lite'
import { test } from 'vitest'
import { isRefused } from '#kit/values/refusal.ts'
import { toTcvn3 } from '../rules/tcvn3.ts'
import { toVni } from '../rules/vni.ts'
import { openFile } from './open-file.ts'
import type { RawFile } from './open-text.ts'

const samples = join(import.meta.dirname, '..', 'samples')

function file(name: string, bytes: Buffer | string): RawFile {
  const content = Buffer.from(bytes)
  return { name, size: content.length, open: () => Readable.from(content.length ? [content] : []) }
}
function sample(path: string): RawFile {
  const full = join(samples, path)
  return { name: path, size: statSync(full).size, open: () => createReadStream(full) }
}
async function readAll(raw: RawFile, options?: Parameters<typeof openFile>[1]) {
  const opened = await openFile(raw, options)
  ok(!isRefused(opened), JSON.stringify(opened))
  const rows = []
  for await (const row of opened.rows) rows.push(row)
  return { notes: opened.notes, rows }
}

const table =
  'STT;Tên trạm;Xã, phường;Độ cao\n1;BTS "Đồng Kỵ";Phường Đồng Kỵ;35,5 m\n2;Trạm Tân Hồng;Phường Tân Hồng;42 m\n'

const writings: readonly [string, Buffer][] = [
  ['UTF-8', Buffer.from(table)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`)],
  ['UTF-8 decomposed', Buffer.from(table.normalize('NFD'))],
  ['UTF-16 LE with a mark', iconv.encode(`\ufeff${table}`, 'utf-16le')],
  ['UTF-16 BE with a mark', iconv.encode(`\ufeff${table}`, 'utf-16be')],
  ['UTF-16 LE without one', iconv.encode(table, 'utf-16le')],
  ['TCVN3', iconv.encode(toTcvn3(table), 'windows-1252')],
  ['VNI', iconv.encode(toVni(table), 'windows-1252')],
]
for (const [name, bytes] of writings)
  test(`a table in ${name} reads the same`, async () => {
    const { rows, notes } = await readAll(file('tram.csv', bytes))
    deepEqual(
      rows.map(({ cells }) => cells['Tên trạm']),
      ['BTS "Đồng Kỵ"', 'Trạm Tân Hồng'],
    )
    deepEqual(notes.columns, ['STT', 'Tên trạm', 'Xã, phường', 'Độ cao'])
    equal(notes.delimiter, ';')
    deepEqual(
      rows.map(({ row }) => row),
      [2, 3],
    )
  })

test('letters cut by the border of two pieces stay whole', async () => {
  const bytes = Buffer.from(table)
  const bits: RawFile = {
    name: 'x.csv',
    size: bytes.length,
    open: () => Readable.from([...bytes].map((byte) => Buffer.of(byte))),
  }
  const { rows, notes } = await readAll(bits)
  equal(rows[0]?.cells['Xã, phường'], 'Phường Đồng Kỵ')
  equal(notes.encoding, 'utf-8')
})

test('marks that come late in a long file still tell its encoding', async () => {
  const long = `ma;ten\n${'A-1;tram phat song\n'.repeat(20_000)}A-2;Trạm Đại Phúc\n`
  const { rows, notes } = await readAll(file('x.csv', iconv.encode(toTcvn3(long), 'windows-1252')))
  equal(rows.at(-1)?.cells.ten, 'Trạm Đại Phúc')
  equal(notes.font, 'tcvn3')
})

for (const [delimiter, quote] of [
  [',', '"'],
  [';', '"'],
  ['\t', '"'],
  ['|', '"'],
  [',', "'"],
] as const)
  test(`cells parted by ${JSON.stringify(delimiter)} and quoted by ${quote} are found`, async () => {
    const head = ['Mã', 'Tên', 'Địa chỉ'].join(delimiter)
    const row = ['A1', 'Trạm A', `${quote}Số 1${delimiter} phố Huyền Quang${quote}`].join(delimiter)
    const { rows, notes } = await readAll(file('x.csv', `${head}\n${row}\n${row.replace('A1', 'A2')}\n`))
    equal(rows[0]?.cells['Địa chỉ'], `Số 1${delimiter} phố Huyền Quang`)
    equal(notes.delimiter, delimiter)
  })

test('titles above the head and the sum below are no rows; cells beyond the head are seen', async () => {
  const text = 'DANH SÁCH TRẠM,,\n,,\nMã,Tên,Cao\nA,Trạm A,30\nB,Trạm B,40,thừa\nTổng cộng,,\n'
  const { rows, notes } = await readAll(file('x.csv', text))
  deepEqual(
    rows.map(({ cells }) => cells['Mã']),
    ['A', 'B'],
  )
  equal(rows[1]?.cells['+1'], 'thừa')
  equal(notes.skipped, 1)
})

async function workbook(fill: (sheet: ExcelJs.Worksheet) => void): Promise<RawFile> {
  const book = new ExcelJs.Workbook()
  fill(book.addWorksheet('Bảng 1'))
  return file('bang.xlsx', Buffer.from(await book.xlsx.writeBuffer()))
}

test('a spreadsheet with a title, a head of two rows, a row of numbers and merged cells', async () => {
  const raw = await workbook((sheet) => {
    sheet.addRow(['DANH SÁCH TRẠM BTS NĂM 2018'])
    sheet.mergeCells('A1:E1')
    sheet.addRow([])
    sheet.addRow(['Huyện', 'Mã trạm', 'Tọa độ', null, 'Ngày cấp'])
    sheet.addRow([null, null, 'Vĩ độ', 'Kinh độ', null])
    for (const range of ['A3:A4', 'B3:B4', 'C3:D3', 'E3:E4']) sheet.mergeCells(range)
    sheet.addRow(['(1)', '(2)', '(3)', '(4)', '(5)'])
    sheet.addRow(['Yên Phong', 'A', 21.2, 105.95, new Date(Date.UTC(2018, 0, 5))])
    sheet.addRow([null, 'B', { formula: 'C6+0.1', result: 21.3 }, 106, '06/02/2018'])
    sheet.mergeCells('A6:A7')
    sheet.addRow(['Tổng số', null, null, null, null])
  })
  const { rows, notes } = await readAll(raw)
  deepEqual(notes.columns, ['Huyện', 'Mã trạm', 'Tọa độ / Vĩ độ', 'Tọa độ / Kinh độ', 'Ngày cấp'])
  deepEqual(notes.headerRows, [3, 4])
  deepEqual(
    rows.map(({ row, cells }) => [row, ...Object.values(cells)]),
    [
      [6, 'Yên Phong', 'A', 21.2, 105.95, '2018-01-05'],
      [7, 'Yên Phong', 'B', 21.3, 106, '06/02/2018'],
    ],
  )
})

test('the font of a cell tells how it was typed, capitals too', async () => {
  const raw = await workbook((sheet) => {
    sheet.addRow(['Code', 'Name', 'Place'])
    const row = sheet.addRow(['A', toTcvn3('hà nội'), toVni('Bắc Ninh')])
    row.getCell(2).font = { name: '.VnTimeH' }
    row.getCell(3).font = { name: 'VNI-Times' }
  })
  const { rows, notes } = await readAll(raw)
  deepEqual(Object.values(rows[0]?.cells ?? {}), ['A', 'HÀ NỘI', 'Bắc Ninh'])
  equal(notes.font, 'tcvn3+vni')
})

test('GeoJSON: properties are columns, the geometry is one', async () => {
  const feature = {
    type: 'Feature',
    id: 7,
    properties: { ten: 'Chùa Dâu', chi: { tiet: 'x' } },
    geometry: { type: 'Point', coordinates: [106, 21] },
  }
  const { rows, notes } = await readAll(
    file('x.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature] })),
  )
  equal(notes.format, 'geojson')
  deepEqual(rows[0]?.cells, { id: 7, ten: 'Chùa Dâu', 'chi.tiet': 'x', geometry: feature.geometry })
})

test('submissions of a survey form: labels are columns, choices their labels, groups are opened', async () => {
  const grouped = { _uuid: 'u1', family_name: 'Nguyễn', father: { phone_number: '000', age: 50 } }
  const one = await readAll(file('s.json', JSON.stringify({ results: [grouped] })), {
    form: sample('xlsform/group.xlsx'),
  })
  deepEqual(one.rows[0]?.cells, {
    "What's your family name?": 'Nguyễn',
    "What's your father's phone number?": '000',
    'How old is your father?': 50,
    _uuid: 'u1',
  })
  const two = await readAll(file('s.csv', 'good_day,instanceID\nyes,u2\nno,u3\n'), {
    form: sample('xlsform/yes_or_no_question.xlsx'),
  })
  deepEqual(
    two.rows.map(({ cells }) => cells['have you had a good day today?']),
    ['yes', 'no'],
  )
})

const unreadable: readonly [string, RawFile, Parameters<typeof openFile>[1]][] = [
  ['file-empty', file('x.csv', ''), {}],
  ['no-table', file('x.csv', '1,2\n3,4\n'), {}],
  ['no-table', file('x.json', '{"a":1}'), {}],
  ['file-unreadable', file('x.json', '{"a":'), {}],
  ['file-unreadable', file('x.xlsx', 'PK nothing'), {}],
  ['file-unreadable', file('x.xls', readFileHead()), {}],
  ['file-too-large', { ...file('x.json', '[]'), size: 2 ** 31 }, {}],
  ['not-a-form', file('s.json', '[]'), { form: file('empty.xlsx', '') }],
]
function readFileHead(): Buffer {
  return Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex')
}
for (const [code, raw, options] of unreadable)
  test(`${raw.name} is refused: ${code}`, async () => {
    const form = code === 'not-a-form' ? await workbook((sheet) => sheet.addRow(['x'])) : options?.form
    const outcome = await openFile(raw, form ? { form } : options)
    ok(isRefused(outcome))
    equal(outcome.refused, code)
  })

test('the transcripts that are samples have their licence', () => {
  ok(readFileSync(join(samples, 'legacy', 'LICENSE'), 'utf8').includes('MIT'))
})
