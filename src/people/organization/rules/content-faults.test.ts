import { expect, test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import { agencyContentFaults, areaContentFaults, doubleFaults } from './content-faults.ts'

const area = (code: string, from: string, to: string | null, parent: string | null = null) => ({
  code,
  valid_from: from,
  valid_to: to,
  name: 'Bắc Ninh',
  parent_code: parent,
})

test('two periods of one code that share a day are found, those that meet are not', () => {
  const period = (from: string, to: string | null) => ({
    validFrom: day(from),
    validTo: to === null ? null : day(to),
  })
  expect(
    doubleFaults('area', [
      ['24', period('2004-01-01', '2025-07-01')],
      ['24', period('2025-07-01', null)],
    ]),
  ).toEqual([])
  expect(
    doubleFaults('area', [
      ['24', period('2004-01-01', null)],
      ['24', period('2025-07-01', null)],
    ]),
  ).toHaveLength(1)
  expect(doubleFaults('area', [['24', period('2025-07-01', '2025-07-01')]])).toHaveLength(1)
})

test('an area whose parent does not stand, and one that is not composed, are found', () => {
  expect(areaContentFaults([area('09163', '2025-01-01', null, '256')], [])).toEqual([
    'area 09163: no parent 256 on 2025-01-01',
  ])
  expect(
    areaContentFaults([{ ...area('27', '2025-01-01', null), name: 'Bắc Ninh'.normalize('NFD') }], []),
  ).toEqual(['area 27 is not in NFC'])
})

test('a successor on a day on which nothing ends or the successor does not stand is found', () => {
  const areas = [area('27', '2004-01-01', '2025-07-01'), area('24', '2025-07-01', null)]
  const line = { predecessor_code: '27', successor_code: '24', effective_on: '2025-07-01' }
  expect(areaContentFaults(areas, [line])).toEqual([])
  expect(areaContentFaults(areas, [{ ...line, effective_on: '2025-06-30' }])).toHaveLength(2)
})

test('posts, sectors and units of agencies that do not stand on their first day are found', () => {
  const agencies = [{ id: 'so', valid_from: '2020-01-01', valid_to: null }]
  const nothing = { units: [], sectors: [], successors: [] }
  const post = { id: 'so.gd', agency: 'so', validFrom: '2020-01-01' }
  expect(agencyContentFaults(agencies, nothing, [], [post])).toEqual([])
  expect(agencyContentFaults(agencies, nothing, [], [{ ...post, validFrom: '2019-12-31' }])).toEqual([
    'post so.gd: no agency so on 2019-12-31',
  ])
  expect(agencyContentFaults(agencies, nothing, [], [{ ...post, unit: 'so.phong' }])).toEqual([
    'post so.gd: no unit so.phong of so on 2020-01-01',
  ])
  const sector = { sector: 'buu-chinh', agency: 'khac', validFrom: '2020-01-01' }
  expect(agencyContentFaults(agencies, { ...nothing, sectors: [sector] }, [], [])).toHaveLength(1)
})
