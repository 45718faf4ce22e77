import { describe, expect, test } from 'vitest'
import { readLegalBasis } from './legal-basis.ts'

const head = 'Tên văn bản pháp lýMã văn bản'
const read = (body: string) => readLegalBasis(head + body)
const pairs = (body: string) => read(body).value.map(({ title, number }) => [title, number])

test('titles with their numbers glued behind', () => {
  expect(
    pairs(
      'Bộ luật Hàng hải Việt Nam95/2015/QH13Quy định về đăng kiểm tàu biển40/2016/TT-BGTVTThông tư 17/2023/TT-BGTVT sửa đổi17/2023/TT-BGTVT',
    ),
  ).toEqual([
    ['Bộ luật Hàng hải Việt Nam', '95/2015/QH13'],
    ['Quy định về đăng kiểm tàu biển', '40/2016/TT-BGTVT'],
    ['Thông tư 17/2023/TT-BGTVT sửa đổi', '17/2023/TT-BGTVT'],
  ])
})

test.each([
  [
    'a title that ends with its own number',
    'Luật Nhà ở số 27/2023/QH1527/2023/QH15',
    ['Luật Nhà ở số 27/2023/QH15', '27/2023/QH15'],
  ],
  [
    'a title that is a number',
    'Thông tư 36/2022/TT-BTC36/2022/TT-BTC',
    ['Thông tư 36/2022/TT-BTC', '36/2022/TT-BTC'],
  ],
  [
    'a year glued to the number',
    'Luật Công chứng năm 202446/2024/QH15',
    ['Luật Công chứng năm 2024', '46/2024/QH15'],
  ],
  [
    'a kind repeated in the second column',
    'Quy định phí thẩm định tài sảnThông tư số 106/2017/TT-BTC',
    ['Quy định phí thẩm định tài sản', '106/2017/TT-BTC'],
  ],
  [
    'a space in the number',
    'Hướng dẫn Luật Đường bộ165/2024/NĐ- CP',
    ['Hướng dẫn Luật Đường bộ', '165/2024/NĐ- CP'],
  ],
  [
    'a decision of a ministry',
    'Công bố thủ tục chuẩn hóa của Bộ Tư pháp2338/QĐ-BTP',
    ['Công bố thủ tục chuẩn hóa của Bộ Tư pháp', '2338/QĐ-BTP'],
  ],
])('%s', (_, body, pair) => {
  expect(pairs(body)).toEqual([pair])
})

test('no information is an empty list without doubt', () => {
  expect(readLegalBasis('Không có thông tin')).toEqual({ value: [], doubts: [] })
})

describe('doubts', () => {
  test('law-without-number: the title stays, once', () => {
    const { value, doubts } = read('BỘ LUẬT HÀNG HẢI VIỆT NAMBỘ LUẬT HÀNG HẢI VIỆT NAM')
    expect(value).toEqual([{ title: 'BỘ LUẬT HÀNG HẢI VIỆT NAM', number: null }])
    expect(doubts.map((doubt) => doubt.code)).toEqual(['law-without-number'])
  })
  test('law-unread: a seam of two rows is left in a title', () => {
    expect(
      read('Luật Nuôi con nuôiThông tư sửa đổi việc quản lý21/2011/TT-BTP').doubts.map((doubt) => doubt.code),
    ).toEqual(['law-unread'])
  })
})
