import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { Conversion } from '../contract.ts'
import { fromVn2000, toVn2000 } from '../vn2000.ts'
import { convert, type Surroundings, type Value } from './convert.ts'

const around: Surroundings = {
  today: day('2018-03-01'),
  communes: (text) =>
    ({ 'Phường Vũ Ninh': ['09163'], 'Xã Tân Lập': ['1', '2'], '09163': ['09163'] })[text] ?? [],
  fromVn2000,
  entityId: (model, key) => `urn:ngsi-ld:${model}:${key.join('-')}`,
}
const comma: Conversion = { kind: 'number', decimal: ',' }
const metres: Conversion = { kind: 'measure', unit: 'MTR', decimal: ',' }
const yesNo: Conversion = { kind: 'yes-no', yes: ['có', 'x'], no: ['không'] }
const networks: Conversion = {
  kind: 'catalogue',
  words: { Viettel: ['VTL', 'Tập đoàn Viettel'], Vinaphone: ['VNPT'] },
}
const vn2000: Conversion = { kind: 'vn2000', meridian: 105.5, zone: 3 }

const table: readonly [Value, Conversion, unknown][] = [
  ['  Phố \u00a0 Mới ', { kind: 'trim' }, 'Phố Mới'],
  ['bn-01', { kind: 'upper' }, 'BN-01'],
  ['K/c', { kind: 'empty', words: ['-', 'k/c'] }, null],
  ['05/08/2018', { kind: 'day' }, '2018-08-05'],
  ['5.8.2018', { kind: 'day' }, '2018-08-05'],
  ['ngày 05 tháng 8 năm 2018', { kind: 'day' }, '2018-08-05'],
  ['2018-08-05T00:00:00Z', { kind: 'day' }, '2018-08-05'],
  ['30/02/2018', { kind: 'day' }, 'day-does-not-exist'],
  ['5/8/18', { kind: 'day' }, 'not-a-day'],
  ['05/08/2018 07:30', { kind: 'moment' }, '2018-08-05T00:30:00.000Z'],
  ['hôm qua', { kind: 'moment' }, 'not-a-moment'],
  ['1.234,5', comma, 1234.5],
  ['1 234,5', comma, 1234.5],
  ['12.5', comma, 'number-unreadable'],
  ['12.5', { kind: 'number', decimal: '.' }, 12.5],
  ['-3', comma, -3],
  [7, comma, 7],
  ['2,5', { kind: 'integer' }, 'not-whole'],
  ['12', { kind: 'integer' }, 12],
  ['12,5 m', metres, 12.5],
  ['35 mét', metres, 35],
  ['0,12km', metres, 120],
  ['42', metres, 42],
  ['35 kg', metres, 'unit-unknown'],
  ['35 W', metres, 'unit-of-another-kind'],
  ['cao', metres, 'number-unreadable'],
  ['1,2 kW', { kind: 'measure', unit: 'WTT', decimal: ',' }, 1200],
  ['CÓ', yesNo, true],
  ['Không', yesNo, false],
  ['có lẽ', yesNo, 'neither-yes-nor-no'],
  ['vtl', networks, 'Viettel'],
  ['VNPT', networks, 'Vinaphone'],
  ['Gtel', networks, 'not-in-catalogue'],
  [['21,1861', '106,0763'], { kind: 'point' }, { type: 'Point', coordinates: [106.0763, 21.1861] }],
  [['106.0763', '21.1861'], { kind: 'point' }, { type: 'Point', coordinates: [106.0763, 21.1861] }],
  ['21.1861, 106.0763', { kind: 'point' }, { type: 'Point', coordinates: [106.0763, 21.1861] }],
  ['21.1861 106.0763 12.0 4.5', { kind: 'point' }, { type: 'Point', coordinates: [106.0763, 21.1861] }],
  ['POINT (106.0763 21.1861)', { kind: 'point' }, { type: 'Point', coordinates: [106.0763, 21.1861] }],
  [
    ['21°11′10″N', '106°04′35″Đ'],
    { kind: 'point' },
    { type: 'Point', coordinates: [106.0763889, 21.1861111] },
  ],
  ['ngã tư', { kind: 'point' }, 'not-a-place'],
  [['12', '5'], vn2000, 'not-vn2000'],
  ['Phường Vũ Ninh', { kind: 'commune' }, '09163'],
  ['Xã Lạ', { kind: 'commune' }, 'commune-unknown'],
  ['Xã Tân Lập', { kind: 'commune' }, 'commune-ambiguous'],
  [null, { kind: 'constant', value: true }, true],
  [['Số 5', '', 'Lý Thái Tổ'], { kind: 'join', separator: ', ' }, 'Số 5, Lý Thái Tổ'],
  ['2G; 3G;4G', { kind: 'list', separator: ';' }, ['2G', '3G', '4G']],
  ['a_b', { kind: 'replace', find: '_', by: '-' }, 'a-b'],
  ['DN-01', { kind: 'entity', model: 'Enterprise' }, 'urn:ngsi-ld:Enterprise:DN-01'],
]

for (const [value, step, wanted] of table)
  test(`${step.kind}: ${JSON.stringify(value)} is ${JSON.stringify(wanted)}`, () => {
    const found = convert(value, [step], around)
    if (isRefused(found)) equal(found.refused, wanted)
    else deepEqual(found, wanted)
  })

test('a Vietnamese number written out reads back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
      const text = (cents / 100).toLocaleString('de-DE', { minimumFractionDigits: 2 })
      equal(convert(text, [comma], around), cents / 100)
    }),
  )
})

test('VN-2000 and back stays within a centimetre anywhere in the province, X and Y in either order', () => {
  const places = fc.tuple(
    fc.double({ min: 105.8, max: 107.1, noNaN: true }),
    fc.double({ min: 20.9, max: 21.7, noNaN: true }),
  )
  fc.assert(
    fc.property(places, fc.boolean(), ([longitude, latitude], swapped) => {
      const [easting, northing] = toVn2000(longitude, latitude, 105.5, 3)
      const back = swapped ? fromVn2000(northing, easting, 105.5, 3) : fromVn2000(easting, northing, 105.5, 3)
      ok(!isRefused(back))
      ok(Math.abs(back.coordinates[0] - longitude) < 2e-7 && Math.abs(back.coordinates[1] - latitude) < 2e-7)
    }),
  )
})

test('VN-2000 differs from WGS 84 by some 190 metres, as the seven parameters say', () => {
  const [easting, northing] = toVn2000(106.0763, 21.1861, 105.5, 3)
  const plain = fromVn2000(easting, northing, 105.5, 3)
  ok(!isRefused(plain))
  ok(easting > 559_000 && easting < 561_000, `${easting}`)
  ok(northing > 2_342_000 && northing < 2_344_500, `${northing}`)
})
