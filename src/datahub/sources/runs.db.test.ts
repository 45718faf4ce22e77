import { deepEqual, equal, ok } from 'node:assert/strict'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { beforeAll, describe, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { loadAreas } from '#people/organization/public.ts'
import { loadModels } from '../models/public.ts'
import { findEntity, seeEverything } from '../registry/public.ts'
import type { Mapping, SourceSettings } from './contract.ts'
import {
  decideRun,
  dismissRow,
  editRow,
  getRun,
  getSource,
  listQuarantine,
  listRuns,
  previewMapping,
  processRun,
  replayRows,
  saveMapping,
  saveSource,
  startRun,
} from './public.ts'
import { tenant } from './store-sources.ts'

const content = join(import.meta.dirname, '..', '..', '..', 'content')

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  await loadAreas(ctx, content)
  await loadModels(ctx, content)
})

const settings: SourceSettings = {
  id: 'tram-thu',
  name: 'Trạm BTS (thử)',
  model: 'MobileBaseStation',
  agencyId: 'so-tttt',
  connector: { kind: 'upload' },
  schedule: null,
  completeList: false,
  threshold: { percent: 20, count: 2 },
  freshMinutes: 1_440,
  breaker: { failures: 3, pauseMinutes: 30 },
  synthetic: true,
  enabled: true,
}

const trim = { kind: 'trim' } as const
const field = (
  name: string,
  from: string[],
  conversions: Mapping['fields'][number]['conversions'],
  required = false,
) => ({
  field: name,
  from,
  conversions: [trim, ...conversions],
  required,
  observedAt: null,
})
const mapping: Mapping = {
  key: ['operatorCode', 'stationCode'],
  fields: [
    field(
      'operatorCode',
      ['Nhà mạng'],
      [{ kind: 'catalogue', words: { VTL: ['Viettel'], VNP: ['Vinaphone', 'VNPT'] } }],
      true,
    ),
    field('stationCode', ['Mã trạm'], [{ kind: 'upper' }], true),
    field('name', ['Tên trạm'], []),
    field('areaCode', ['Xã, phường'], [{ kind: 'commune' }]),
    field('location', ['Vĩ độ', 'Kinh độ'], [{ kind: 'point' }], true),
    field('columnHeight', ['Chiều cao'], [{ kind: 'measure', unit: 'MTR', decimal: ',' }]),
    {
      field: 'status',
      from: [],
      conversions: [{ kind: 'constant', value: 'on-air' }],
      required: true,
      observedAt: null,
    },
  ],
  rules: [
    { kind: 'inside', field: 'location', box: [105.8, 20.9, 107.1, 21.7], effect: 'refuse' },
    { kind: 'range', field: 'columnHeight', least: 1, most: 120, effect: 'refuse' },
    { kind: 'pattern', field: 'stationCode', pattern: '[A-Z]{2}\\d{3}', effect: 'refuse' },
    { kind: 'complete', field: 'name', effect: 'note' },
  ],
}

const head = 'Nhà mạng;Mã trạm;Tên trạm;Xã, phường;Vĩ độ;Kinh độ;Chiều cao'
const station = (code: string, name = `Trạm ${code}`, height = '35,5 m') =>
  `Viettel;${code};${name};Phường Vũ Ninh;21,18${code.slice(-2)};106,07${code.slice(-2)};${height}`
const five = ['BN001', 'BN002', 'BN003', 'BN004', 'BN005']
const table = (...rows: string[]) => `${[head, ...rows].join('\n')}\n`

async function open(id: string, change: Partial<SourceSettings> = {}, map = mapping) {
  const saved = await saveSource(ctx, { ...settings, id, ...change }, { by: 'lan' })
  ok(!isRefused(saved), JSON.stringify(saved))
  const version = await saveMapping(ctx, id, map, { note: '', by: 'lan' })
  ok(!isRefused(version), JSON.stringify(version))
}
async function start(sourceId: string, text: string, fileName = 'tram.csv') {
  const started = await startRun(ctx, {
    sourceId,
    cause: 'upload',
    fileName,
    content: Readable.from([Buffer.from(text)]),
    by: 'lan',
  })
  ok(!isRefused(started), JSON.stringify(started))
  return started
}
async function take(sourceId: string, text: string) {
  const { runId } = await start(sourceId, text)
  await processRun(ctx, runId)
  const run = await getRun(ctx, runId)
  ok(!isRefused(run))
  return run
}
const read = async (code: string) => {
  const found = await findEntity(ctx.db, `urn:ngsi-ld:MobileBaseStation:VTL-${code}`, seeEverything(tenant))
  return found && 'entity' in found ? found.entity : undefined
}
const codeOf = (outcome: unknown) => (isRefused(outcome) ? outcome.refused : 'taken')

describe('a file', { shuffle: false }, () => {
  test('becomes entities of the agency; the run tells what was found out about it', async () => {
    await open('mot')
    const run = await take('mot', table(...five.map((code) => station(code))))
    deepEqual(run.counts, { rows: 5, created: 5, changed: 0, unchanged: 0, quarantined: 0, deleted: 0 })
    equal(run.state, 'done')
    equal(run.notes?.delimiter, ';')
    const entity = await read('BN003')
    equal(entity?.owner, 'so-tttt')
    equal(entity?.values.columnHeight, 35.5)
    deepEqual(entity?.values.location, { type: 'Point', coordinates: [106.0703, 21.1803] })
    deepEqual((await getSource(ctx, 'mot'))?.health.entities, 5)
    equal((await getSource(ctx, 'mot'))?.health.fresh, true)
  })

  test('taken twice changes nothing: its checksum says so', async () => {
    const text = table(...five.map((code) => station(code)))
    const before = await read('BN003')
    const started = await start('mot', text)
    equal(started.same, true)
    const run = await getRun(ctx, started.runId)
    ok(!isRefused(run))
    equal(run.state, 'done')
    deepEqual([run.counts.created, run.counts.changed, run.counts.unchanged], [0, 0, 5])
    equal((await read('BN003'))?.version, before?.version)
  })

  test('that differs in one row changes that one; an emptied cell takes the value away', async () => {
    const run = await take(
      'mot',
      table(...five.map((code) => station(code, `Trạm ${code}`, code === 'BN002' ? '' : '35,5 m'))),
    )
    deepEqual([run.counts.created, run.counts.changed, run.counts.unchanged], [0, 1, 4])
    equal((await read('BN002'))?.values.columnHeight, undefined)
    equal((await read('BN001'))?.version, 1)
  })

  test('of which columns are missing fails as a whole and says which', async () => {
    await open('thieu')
    const run = await take('thieu', 'Mã trạm;Tên trạm\nBN001;A\n')
    equal(run.state, 'failed')
    ok(run.error?.includes('Nhà mạng'))
    const health = (await getSource(ctx, 'thieu'))?.health
    equal(health?.failures, 1)
    ok(health?.lastError)
  })
})

const faulty: readonly [string, string, string][] = [
  ['value-missing', 'Mã trạm', 'Viettel;;Trạm;Phường Vũ Ninh;21,18;106,07;35 m'],
  ['not-in-catalogue', 'Nhà mạng', 'Gtel;BN011;Trạm;Phường Vũ Ninh;21,18;106,07;35 m'],
  ['commune-unknown', 'Xã, phường', 'Viettel;BN012;Trạm;Xã Không Có;21,18;106,07;35 m'],
  ['not-a-place', 'Vĩ độ + Kinh độ', 'Viettel;BN013;Trạm;Phường Vũ Ninh;hai mốt;106,07;35 m'],
  ['outside-area', 'Vĩ độ + Kinh độ', 'Viettel;BN014;Trạm;Phường Vũ Ninh;10,77;106,70;35 m'],
  ['unit-unknown', 'Chiều cao', 'Viettel;BN015;Trạm;Phường Vũ Ninh;21,18;106,07;35 kg'],
  ['number-unreadable', 'Chiều cao', 'Viettel;BN016;Trạm;Phường Vũ Ninh;21,18;106,07;cao'],
  ['unit-of-another-kind', 'Chiều cao', 'Viettel;BN017;Trạm;Phường Vũ Ninh;21,18;106,07;35 W'],
  ['above-most', 'Chiều cao', 'Viettel;BN018;Trạm;Phường Vũ Ninh;21,18;106,07;350'],
  ['below-least', 'Chiều cao', 'Viettel;BN019;Trạm;Phường Vũ Ninh;21,18;106,07;0'],
  ['pattern-mismatch', 'Mã trạm', 'Viettel;X1;Trạm;Phường Vũ Ninh;21,18;106,07;35 m'],
  ['duplicate-key', 'operatorCode + stationCode', 'Viettel;BN010;Trạm lặp;Phường Vũ Ninh;21,18;106,07;35 m'],
]

describe('rows that are wrong', { shuffle: false }, () => {
  test('are quarantined one by one, each with line, column, code and sentence; the good ones are taken', async () => {
    await open('loi')
    const run = await take(
      'loi',
      table(station('BN010'), ...faulty.map(([, , row]) => row), `${station('BN020')};thừa`),
    )
    deepEqual(run.counts, { rows: 14, created: 1, changed: 0, unchanged: 0, quarantined: 13, deleted: 0 })
    const { rows } = await listQuarantine(ctx, { sourceId: 'loi' })
    deepEqual(
      rows.map(({ row, findings }) => [row, findings[0]?.code, findings[0]?.column]),
      [...faulty.map(([code, column], index) => [index + 3, code, column]), [15, 'too-many-cells', null]],
    )
    for (const { findings } of rows)
      ok(
        findings[0] && findings[0].sentence !== findings[0].code && !/\{[a-z]/i.test(findings[0].sentence),
        JSON.stringify(findings),
      )
    deepEqual(run.quality.find(({ rule }) => rule === 'inside:location')?.failed, 1)
  })

  test('are taken once they are mended, and what is still wrong stays with what is wrong now', async () => {
    const { rows } = await listQuarantine(ctx, { sourceId: 'loi', state: 'open' })
    const by = (code: string) => rows.find(({ findings }) => findings[0]?.code === code)?.id ?? 0
    for (const [code, edits] of [
      ['not-in-catalogue', { 'Nhà mạng': 'Viettel' }],
      ['unit-unknown', { 'Chiều cao': '135 m' }],
    ] as const)
      ok(!isRefused(await editRow(ctx, by(code), edits)))
    const replayed = await replayRows(ctx, { sourceId: 'loi', by: 'lan' })
    ok(!isRefused(replayed))
    equal(replayed.taken, 1)
    equal(replayed.left, 12)
    equal((await read('BN011'))?.values.name, 'Trạm')
    const [left] = (await listQuarantine(ctx, { sourceId: 'loi', state: 'open' })).rows.filter(
      ({ id }) => id === by('unit-unknown'),
    )
    equal(left?.findings[0]?.code, 'above-most')
    equal(left?.cells['Chiều cao'], '35 kg') // as it was read
    equal(codeOf(await editRow(ctx, by('not-in-catalogue'), {})), 'row-settled')
  })

  test('are taken when the mapping is mended', async () => {
    const words = { VTL: ['Viettel'], VNP: ['Vinaphone', 'VNPT'] }
    const [operator, , ...others] = mapping.fields
    ok(operator)
    const second: Mapping = {
      ...mapping,
      fields: [
        { ...operator, conversions: [trim, { kind: 'catalogue' as const, words }] },
        field(
          'stationCode',
          ['Mã trạm'],
          [{ kind: 'upper' }, { kind: 'replace', find: 'X1', by: 'XX001' }],
          true,
        ),
        ...others,
      ],
    }
    const saved = await saveMapping(ctx, 'loi', second, { note: 'mã X1', by: 'lan' })
    deepEqual(saved, { version: 2 })
    const replayed = await replayRows(ctx, { sourceId: 'loi', by: 'lan' })
    ok(!isRefused(replayed))
    equal(replayed.taken, 1)
    const [run] = await listRuns(ctx, { sourceId: 'loi', limit: 1 })
    equal(run?.mappingVersion, 2)
    equal(run?.cause, 'replay')
    equal(run?.fileName, 'tram.csv')
  })

  test('are given up with a reason and by nobody without one', async () => {
    const [row] = (await listQuarantine(ctx, { sourceId: 'loi', state: 'open' })).rows
    ok(row)
    equal(codeOf(await dismissRow(ctx, row.id, ' ', 'lan')), 'decision-reason-missing')
    equal(codeOf(await dismissRow(ctx, row.id, 'Trạm đã dỡ', 'lan')), 'taken')
    equal(codeOf(await dismissRow(ctx, row.id, 'lần nữa', 'lan')), 'row-settled')
    equal(codeOf(await dismissRow(ctx, 999_999, 'x', 'lan')), 'row-unknown')
  })

  test('do not overwrite what the source has told since', async () => {
    await open('sau')
    await take('sau', table(station('BN050', 'cũ', 'cao')))
    await take('sau', table(station('BN050', 'mới')))
    const [row] = (await listQuarantine(ctx, { sourceId: 'sau', state: 'open' })).rows
    ok(row)
    await editRow(ctx, row.id, { 'Chiều cao': '30 m' })
    const replayed = await replayRows(ctx, { sourceId: 'sau', by: 'lan' })
    ok(!isRefused(replayed))
    equal(replayed.left, 1)
    equal(
      (await listQuarantine(ctx, { sourceId: 'sau', state: 'open' })).rows[0]?.findings[0]?.code,
      'told-since',
    )
    equal((await read('BN050'))?.values.name, 'mới')
  })

  test('that the registry refuses are quarantined too', async () => {
    await open('so-dang-ky', {}, { ...mapping, rules: [] })
    const run = await take('so-dang-ky', table(station('BN030'), station('BN031', 'x', '900 m')))
    deepEqual([run.counts.created, run.counts.quarantined], [1, 1])
    const { rows } = await listQuarantine(ctx, { sourceId: 'so-dang-ky' })
    equal(rows[0]?.row, 3)
  })
})

describe('a run that would do too much', { shuffle: false }, () => {
  const stations = ['BN041', 'BN042', 'BN043', 'BN044', 'BN045', 'BN046']
  const full = table(...stations.map((code) => station(code)))
  test('is held before anything is written, and goes on when a person approves', async () => {
    await open('giu', { completeList: true })
    await take('giu', full)
    const short = table(station('BN041'), station('BN042'))
    const run = await take('giu', short)
    equal(run.state, 'held')
    deepEqual(run.held, { created: 0, changed: 0, deleted: 4, known: 6 })
    ok(await read('BN046'))
    equal(
      codeOf(await decideRun(ctx, { runId: run.id, approve: true, reason: '', by: 'lan' })),
      'decision-reason-missing',
    )
    equal(
      codeOf(await decideRun(ctx, { runId: run.id, approve: true, reason: 'đã tháo dỡ', by: 'lan' })),
      'taken',
    )
    await processRun(ctx, run.id)
    const done = await getRun(ctx, run.id)
    ok(!isRefused(done))
    deepEqual([done.state, done.counts.deleted, done.counts.unchanged, done.decidedBy], ['done', 4, 2, 'lan'])
    equal(await read('BN046'), undefined)
    equal(
      codeOf(await decideRun(ctx, { runId: run.id, approve: true, reason: 'x', by: 'lan' })),
      'run-not-held',
    )
    equal(
      codeOf(await decideRun(ctx, { runId: 999_999, approve: true, reason: 'x', by: 'lan' })),
      'run-unknown',
    )
  })

  test('ends without a trace when a person refuses', async () => {
    await open('tu-choi')
    await take('tu-choi', table(...stations.map((code) => station(code))))
    const run = await take('tu-choi', table(...stations.map((code) => station(code, 'Tên lạ'))))
    equal(run.state, 'held')
    ok(!isRefused(await decideRun(ctx, { runId: run.id, approve: false, reason: 'nhầm tệp', by: 'lan' })))
    equal(await processRun(ctx, run.id), 'refused')
    equal((await read('BN041'))?.values.name, 'Trạm BN041')
  })

  test('a list with a row whose key cannot be read deletes nothing', async () => {
    await open('mu', { completeList: true, threshold: { percent: 100, count: 100 } })
    await take('mu', full)
    const run = await take('mu', table(station('BN041'), 'Viettel;;Trạm;Phường Vũ Ninh;21,18;106,07;35 m'))
    deepEqual([run.state, run.counts.deleted], ['done', 0])
    ok(await read('BN046'))
  })

  test('a thing whose row is faulty is not taken for gone', async () => {
    await open('con', { completeList: true, threshold: { percent: 100, count: 100 } })
    await take('con', full)
    const run = await take(
      'con',
      table(...stations.slice(0, 5).map((code) => station(code)), station('BN046', 'x', 'cao')),
    )
    deepEqual([run.counts.deleted, run.counts.quarantined], [0, 1])
  })
})

describe('a run that broke off', { shuffle: false }, () => {
  test('goes on where it stopped and counts no row twice', async () => {
    await open('dut', {}, { ...mapping, rules: [] })
    const codes = Array.from({ length: 1_300 }, (_, index) => `A${index}`)
    const { runId } = await start(
      'dut',
      table(...codes.map((code) => `Viettel;${code};Trạm;Phường Vũ Ninh;21,18;106,07;35`)),
    )
    let transactions = 0
    const broken: TestContext = {
      ...ctx,
      transaction(work) {
        if (++transactions > 2) throw new Error('the power went')
        return ctx.transaction(work)
      },
    }
    await processRun(broken, runId).then(
      () => ok(false),
      (error: Error) => equal(error.message, 'the power went'),
    )
    const half = await getRun(ctx, runId)
    ok(!isRefused(half))
    deepEqual([half.state, half.counts.rows], ['running', 1_000])
    await processRun(ctx, runId)
    const done = await getRun(ctx, runId)
    ok(!isRefused(done))
    deepEqual(
      [done.state, done.counts.rows, done.counts.created, done.counts.quarantined],
      ['done', 1_300, 1_300, 0],
    )
  })
})

describe('a preview', { shuffle: false }, () => {
  test('suggests a mapping, shows rows before and after with what is wrong, and writes nothing', async () => {
    ok(!isRefused(await saveSource(ctx, { ...settings, id: 'xem' }, { by: 'lan' })))
    const bytes = Buffer.from(
      `Mã trạm của doanh nghiệp;Tên trạm;Vĩ độ;Kinh độ;Chiều cao cột\nBN001;Trạm A;21,18;106,07;35 m\nBN002;Trạm B;x;106;40 m\n`,
    )
    const file = { name: 'x.csv', size: bytes.length, open: () => Readable.from([bytes]) }
    const preview = await previewMapping(ctx, { sourceId: 'xem', file })
    ok(!isRefused(preview), JSON.stringify(preview))
    const suggested = Object.fromEntries(
      preview.suggested.fields.map((one) => [one.field, one.from.join('+')]),
    )
    deepEqual(suggested, {
      location: 'Vĩ độ+Kinh độ',
      stationCode: 'Mã trạm của doanh nghiệp',
      name: 'Tên trạm',
      columnHeight: 'Chiều cao cột',
    })
    equal(preview.rows[0]?.values.columnHeight, 35)
    equal(preview.rows[1]?.findings[0]?.code, 'not-a-place')
    deepEqual(await listRuns(ctx, { sourceId: 'xem' }), [])
    equal(codeOf(await previewMapping(ctx, { sourceId: 'khong', file })), 'source-unknown')
  })
})

describe('what is refused', { shuffle: false }, () => {
  const one = (change: Partial<Mapping>) =>
    saveMapping(ctx, 'luat', { ...mapping, ...change }, { note: '', by: 'lan' })
  test('a mapping that does not fit its model', async () => {
    await open('luat')
    equal(codeOf(await one({ fields: [...mapping.fields, field('wings', ['x'], [])] })), 'field-unknown')
    equal(codeOf(await one({ key: ['registerNumber'] })), 'key-unmapped')
    equal(
      codeOf(await one({ rules: [{ kind: 'pattern', field: 'name', pattern: '(', effect: 'note' }] })),
      'pattern-wrong',
    )
    equal(codeOf(await saveMapping(ctx, 'khong', mapping, { note: '', by: 'lan' })), 'source-unknown')
  })
  test('a source of an unknown model, another model once it is mapped, an address that is none', async () => {
    const save = (change: Partial<SourceSettings>) =>
      saveSource(ctx, { ...settings, id: 'luat', ...change }, { by: 'lan' })
    equal(codeOf(await save({ model: 'Spaceship' })), 'model-unknown')
    equal(codeOf(await save({ model: 'Enterprise' })), 'source-model-fixed')
    const http = {
      kind: 'http',
      headers: {},
      secretHeader: null,
      format: 'json',
      rowsAt: '',
      paging: { kind: 'none' },
      privateAddresses: false,
    } as const
    for (const url of ['file:///etc/passwd', 'gopher://x', 'http://user:word@x.vn/', 'nothing'])
      equal(codeOf(await save({ connector: { ...http, url } })), 'address-not-allowed')
  })
  test('a file for a source that is unknown, switched off or unmapped', async () => {
    const content = () => Readable.from([Buffer.from('x')])
    const starting = (sourceId: string) =>
      startRun(ctx, { sourceId, cause: 'upload', fileName: 'x', content: content(), by: 'lan' })
    equal(codeOf(await starting('khong')), 'source-unknown')
    await saveSource(ctx, { ...settings, id: 'chua' }, { by: 'lan' })
    equal(codeOf(await starting('chua')), 'mapping-missing')
    await saveSource(ctx, { ...settings, id: 'chua', enabled: false }, { by: 'lan' })
    equal(codeOf(await starting('chua')), 'source-disabled')
  })
})
