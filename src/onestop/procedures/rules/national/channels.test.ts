import { describe, expect, test } from 'vitest'
import { readChannels } from './channels.ts'

const head = 'Hình thức nộpThời gianPhí, lệ phíMô tả'
const read = (body: string) => readChannels(head + body)

test('three channels glued together, each with term and fee', () => {
  const { value, doubts } = read(
    'Trực tuyến3 Ngày làm việcMiễn phíDịch vụ bưu chính3 Ngày làm việcMiễn phíTrực tiếp3 Ngày làm việcMiễn phí',
  )
  expect(doubts).toEqual([])
  const offer = {
    term: { value: 3, unit: 'working-day' },
    termText: '3 Ngày làm việc',
    feeText: 'Miễn phí',
    note: null,
  }
  expect(value.offers).toEqual(['online', 'post', 'counter'].map((channel) => ({ channel, ...offer })))
  expect(value.fees).toEqual([{ kind: 'unspecified', amountVnd: 0 }])
})

test('a fee with its note, and what stands behind it', () => {
  const { value } = read('Trực tuyến2 Ngày100,000 Việt Nam Đồng(Lệ phí: /Giấy công nhận)Nộp tại cổng.')
  expect(value.offers).toEqual([
    {
      channel: 'online',
      term: { value: 2, unit: 'day' },
      termText: '2 Ngày',
      feeText: '100,000 Việt Nam Đồng (Lệ phí: /Giấy công nhận)',
      note: 'Nộp tại cổng.',
    },
  ])
  expect(value.fees).toEqual([{ kind: 'stateFee', amountVnd: 100_000, note: 'Lệ phí: /Giấy công nhận' }])
})

test('a channel named in a description begins no row', () => {
  const { value } = read(
    'Trực tuyếnKhông có thông tin8,000 VNĐTrực tiếp thực hiện hoặc ủy quyền Dịch vụ bưu chính5 GiờKhông có thông tin',
  )
  expect(value.offers.map((offer) => [offer.channel, offer.term, offer.note])).toEqual([
    ['online', null, 'Trực tiếp thực hiện hoặc ủy quyền'],
    ['post', { value: 5, unit: 'hour' }, null],
  ])
})

test('channels with different fees leave the fee to each channel', () => {
  expect(read('Trực tuyến1 NgàyMiễn phíTrực tiếp1 Ngày20,000 VNĐ').value.fees).toBeNull()
})

test('a bracket that never closes takes the rest', () => {
  const { value } = read('Trực tiếp15 Ngày250,000 VNĐ(Đồng (Sát hạch) 15 ngày kể từ khi nhận')
  expect(value.offers[0]?.feeText).toBe('250,000 VNĐ (Đồng (Sát hạch) 15 ngày kể từ khi nhận)')
})

describe('doubts: nothing is guessed, the text is kept', () => {
  test.each([
    ['unit-missing', 'Trực tuyến7Miễn phí', '7'],
    ['term-and-fee-glued', 'Trực tuyến1200 VNĐ', undefined],
    ['term-not-whole', 'Trực tuyến1.5 Ngày làm việc40,000 Việt Nam Đồng', '1.5 Ngày làm việc'],
    ['unit-unknown', 'Trực tuyến2 TuầnMiễn phí', '2 Tuần'],
  ])('%s', (code, body, termText) => {
    const { value, doubts } = read(body)
    expect(doubts.map((doubt) => doubt.code)).toContain(code)
    expect(value.offers[0]?.term).toBeNull()
    if (termText) expect(value.offers[0]?.termText).toBe(termText)
  })
  test('fee-free-with-note: free by default, while the note names a fee', () => {
    const { value, doubts } = read('Trực tiếp5 NgàyMiễn phí(Mức lệ phí do Hội đồng nhân dân tỉnh quyết định)')
    expect(doubts).toMatchObject([{ field: 'fees', code: 'fee-free-with-note' }])
    expect(value.fees).toMatchObject([{ kind: 'stateFee', amountVnd: null }])
  })
  test('a note that only says "none" is no doubt', () => {
    expect(read('Trực tiếp5 NgàyMiễn phí(Không có.)').doubts).toEqual([])
  })
  test('a fee in dollars has no amount in đồng', () => {
    expect(read('Trực tiếpKhông có thông tin10 USD(/bản)').value.fees).toEqual([
      { kind: 'unspecified', amountVnd: null, note: '10 USD (/bản)' },
    ])
  })
  test('channels-unread', () => {
    expect(readChannels('Nộp ở đâu cũng được').doubts).toMatchObject([{ code: 'channels-unread' }])
  })
})
