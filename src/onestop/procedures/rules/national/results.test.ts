import { describe, expect, test } from 'vitest'
import { readAudience, readLevels } from './audience.ts'
import { readResults } from './results.ts'

const furniture =
  'Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Tỉnh/ Thành phố --Nộp hồ sơ'

test('a result with its code; the page furniture goes', () => {
  expect(readResults(`Giấy khai sinhMã: KQ.G15.000031${furniture}`)).toEqual({
    value: {
      outputs: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000031' }],
      keywords: null,
      description: null,
    },
    doubts: [],
  })
})

test('two results glued together', () => {
  const { value } = readResults(
    `Giấy cho Văn phòng luật sưMã: KQ.G15.000168Giấy cho Công ty luậtMã: KQ.G15.000329${furniture}`,
  )
  expect(value.outputs).toEqual([
    { name: 'Giấy cho Văn phòng luật sư', code: 'KQ.G15.000168' },
    { name: 'Giấy cho Công ty luật', code: 'KQ.G15.000329' },
  ])
})

test('older forms of the code, key words and a description', () => {
  const { value, doubts } = readResults(
    'Văn bản thỏa thuậnMã: 000.00.00.G04-KQ3328Từ khóaKhu neo đậuMô tả- Một\n- Hai',
  )
  expect(doubts).toEqual([])
  expect(value).toEqual({
    outputs: [{ name: 'Văn bản thỏa thuận', code: '000.00.00.G04-KQ3328' }],
    keywords: 'Khu neo đậu',
    description: '- Một\n- Hai',
  })
})

describe('doubts', () => {
  test('result-code-malformed: test data left in the national data base is no code', () => {
    const { value, doubts } = readResults(
      `Quyết định của Sở nơi chuyển đếnMã: hgvg6Quyết định của Sở nơi cũMã: 12231${furniture}`,
    )
    expect(value.outputs).toEqual([
      { name: 'Quyết định của Sở nơi chuyển đến', code: null },
      { name: 'Quyết định của Sở nơi cũ', code: null },
    ])
    expect(doubts.map((doubt) => doubt.code)).toEqual(['result-code-malformed', 'result-code-malformed'])
  })
  test('a result without code is no doubt', () => {
    expect(readResults('Văn bản trả lời').doubts).toEqual([])
  })
})

test('who may ask: names that hold commas stay whole', () => {
  expect(
    readAudience('Cán bộ, công chức, viên chức, Doanh nghiệp, Tổ chức (không bao gồm doanh nghiệp, HTX)'),
  ).toEqual({
    value: ['Cán bộ, công chức, viên chức', 'Doanh nghiệp', 'Tổ chức (không bao gồm doanh nghiệp, HTX)'],
    doubts: [],
  })
})
test('audience-unknown', () => {
  expect(readAudience('Doanh nghiệp, Người lạ').doubts).toMatchObject([{ code: 'audience-unknown' }])
})
test('levels, the highest first', () => {
  expect(readLevels('Cấp xã, Cấp tỉnh').value).toEqual(['province', 'commune'])
  expect(readLevels('Cấp vũ trụ').doubts).toMatchObject([{ code: 'level-unknown' }])
})
