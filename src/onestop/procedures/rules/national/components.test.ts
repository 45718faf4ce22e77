import { describe, expect, test } from 'vitest'
import { readComponents } from './components.ts'

const head = 'Tên giấy tờMẫu đơn, tờ khaiSố lượng'

test('papers glued together, with counts of originals and copies', () => {
  const { value, doubts } = readComponents(
    `--${head}Hợp đồng Lao động thuyền viên0 bản chính,1 bản saobản sao Bản công bố phần I đã được cấp0 bản chính,1 bản saoBản công bố phần II theo mẫu1 bản chính`,
  )
  expect(doubts).toEqual([])
  expect(value.cases).toEqual([])
  expect(value.evidence.map(({ name, original, copies }) => [name, original, copies])).toEqual([
    ['Hợp đồng Lao động thuyền viên', 0, 1],
    ['bản sao Bản công bố phần I đã được cấp', 0, 1],
    ['Bản công bố phần II theo mẫu', 1, 0],
  ])
})

test('a number of originals inside a name ends no row', () => {
  const { value } = readComponents(
    `--${head}- 01 (một) bản chính hoặc biểu mẫu điện tử giấy đề nghị theo mẫu;1 bản chính- 01 bản chính giấy tờ khác1 bản chính,1 bản sao`,
  )
  expect(value.evidence.map((evidence) => evidence.name)).toEqual([
    '01 (một) bản chính hoặc biểu mẫu điện tử giấy đề nghị theo mẫu;',
    '01 bản chính giấy tờ khác',
  ])
})

test('cases: each table has its heading before it', () => {
  const { value } = readComponents(
    `Công bố mở bến cảng${head}Biên bản nghiệm thu;0 bản chính,1 bản saoCông bố đưa vào khai thác tạm${head}Văn bản đề nghị;1 bản chính`,
  )
  expect(value.cases).toEqual([
    { id: 'case-1', name: 'Công bố mở bến cảng' },
    { id: 'case-2', name: 'Công bố đưa vào khai thác tạm' },
  ])
  expect(value.evidence.map((evidence) => evidence.caseId)).toEqual(['case-1', 'case-2'])
})

test('file names of blank forms are taken off the name', () => {
  const { value, doubts } = readComponents(
    `--${head}Đơn đề nghị thu hồi chứng chỉ hành nghề Quản tài viênMẫu TP-QTV-03.docx1 bản chínhBản khai chung theo mẫuMauBankhaichung.docxMauDanhsach.docx1 bản chính`,
  )
  expect(doubts).toEqual([])
  expect(value.evidence.map(({ name, templates }) => [name, templates])).toEqual([
    ['Đơn đề nghị thu hồi chứng chỉ hành nghề Quản tài viên', ['Mẫu TP-QTV-03.docx']],
    ['Bản khai chung theo mẫu', ['MauBankhaichung.docx', 'MauDanhsach.docx']],
  ])
})

test('a paper asked for "nếu có" or in a case is not mandatory, and says when', () => {
  const { value } = readComponents(
    `--${head}Tài liệu khác (nếu có)1 bản chính- Trường hợp ủy quyền, phải kèm giấy ủy quyền1 bản chính`,
  )
  expect(value.evidence.map(({ required, onlyIf }) => [required, onlyIf])).toEqual([
    [false, 'Nếu có'],
    [false, 'Trường hợp ủy quyền'],
  ])
})

test('nothing at all is no doubt', () => {
  expect(readComponents('--')).toEqual({ value: { evidence: [], cases: [] }, doubts: [] })
})

describe('doubts', () => {
  test.each([
    ['copies-glued', `--${head}Thông tư ngày 22/12/20211 bản chính`],
    ['remark-as-component', `--${head}Lưu ý: giấy tờ phải dịch1 bản chính`],
    ['component-without-name', `--${head}Đơn1 bản chính1 bản chính`],
    ['component-without-count', `--${head}Đơn1 bản chínhNộp qua mạng thì khai trên giao diện`],
    ['template-name-glued', `--${head}Đơn theo quy địnhvăn bản đề nghị.docx1 bản chính`],
    ['components-unread', 'KQ.G04.000398'],
  ])('%s', (code, text) => {
    expect(readComponents(text).doubts.map((doubt) => doubt.code)).toEqual([code])
  })
  test('a year glued to the count stays with the name', () => {
    expect(readComponents(`--${head}Thông tư ngày 22/12/20211 bản chính`).value.evidence[0]).toMatchObject({
      name: 'Thông tư ngày 22/12/2021',
      original: 1,
    })
  })
})
