import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { largeIndex, national, province, synonyms } from '../testing/catalogue.ts'
import { isOneSlipAway } from './edit-distance.ts'
import { codeOf } from './procedure-code.ts'
import { looseName, search } from './search.ts'
import { buildSearchIndex } from './search-index.ts'

const index = buildSearchIndex([...province, ...national], synonyms)
const first = (query: string) => index.entries[search(query, index)[0]?.number ?? -1]?.code

describe('synonyms are content that says what it must', () => {
  test('every procedure that they point to exists', () => {
    for (const { procedures = [] } of synonyms.synonyms)
      for (const id of procedures)
        expect(
          [...province, ...national].some((one) => one.localId === id),
          id,
        ).toBe(true)
  })
  test('every synonym means words or points to a procedure', () => {
    for (const { say, means, procedures } of synonyms.synonyms)
      expect(means ?? procedures, say[0]).toBeDefined()
  })
})

describe('typed marks count, missing ones do not', () => {
  const two = buildSearchIndex(
    ['Cấp giấy họp báo', 'Cấp giấy hợp bao'].map((name, at) => ({
      code: `X-${at}`,
      localId: `X-${at}`,
      name,
      sectorId: 'a',
      sector: 'A',
      around: [],
      preference: 0,
    })),
    { synonyms: [], later: [], ignore: [] },
  )
  const order = (query: string) => search(query, two).map(({ number }) => number)
  test('each is first when its own marks are typed, also with keys left in', () => {
    expect(order('họp báo')[0]).toBe(0)
    expect(order('hợp bao')[0]).toBe(1)
    expect(order('hojp baso')[0]).toBe(0)
  })
  test('both are found without marks', () => {
    expect(order('hop bao')).toHaveLength(2)
  })
})

test('the whole name of any procedure finds it first, with marks or without, in either Unicode form', () => {
  for (const entry of national) {
    const form = entry.code.endsWith('1') ? 'NFD' : 'NFC'
    const found = index.entries[search(entry.name.normalize(form), index)[0]?.number ?? -1]
    expect(looseName(found?.name ?? ''), entry.code).toBe(looseName(entry.name))
  }
})

test('any code finds its procedure alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...national, ...province), (entry) => {
      const found = search(entry.code, index)
      return found.length === 1 && index.entries[found[0]?.number ?? -1]?.code === entry.code
    }),
  )
})

test('any text is answered without fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => Array.isArray(search(text, index))),
  )
})

test('the beginning of a code finds all that begin so', () => {
  expect(search('1.0043', index).length).toBeGreaterThan(1)
  expect(first('1.004379')).toBe('1.004379')
})

test.each([
  ['1.009374.000.00.00.H13', '1.009374'],
  ['1.009374.H13', '1.009374'],
  [' buu-04 ', 'BUU-04'],
  ['2.001171', '2.001171'],
])('the code %s is %s', (written, code) => {
  expect(codeOf(written)).toBe(code)
})

describe('one slip', () => {
  test.each([
    ['khai', 'khia'],
    ['khai', 'kha'],
    ['khai', 'khaii'],
    ['khai', 'khui'],
    ['khai', 'khai'],
  ])('%s and %s', (a, b) => {
    expect(isOneSlipAway(a, b)).toBe(true)
    expect(isOneSlipAway(b, a)).toBe(true)
  })
  test.each([
    ['khai', 'sinh'],
    ['khai', 'kh'],
    ['khai', 'ikha'],
  ])('%s and %s are further apart', (a, b) => {
    expect(isOneSlipAway(a, b)).toBe(false)
  })
})

test('the answer is the same among 3,000 procedures', () => {
  const large = largeIndex()
  expect(large.entries).toHaveLength(3000)
  for (const query of ['cấp giấy phép bưu chính', 'giaasy pheps buwu chinhs']) {
    const [first] = search(query, large)
    expect(first && large.entries[first.number]?.localId).toBe('BUU-01')
  }
})
