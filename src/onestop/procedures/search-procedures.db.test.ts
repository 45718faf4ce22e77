import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { listSectors, loadProcedures, publishProcedure, searchProcedures } from './public.ts'

/** What citizens may type, and the procedure they mean. */
const meant: readonly (readonly [string, string])[] = [
  ['cấp giấy phép bưu chính', 'BUU-01'],
  ['cap giay phep buu chinh', 'BUU-01'],
  ['CẤP GIẤY PHÉP BƯU CHÍNH', 'BUU-01'],
  ['gia hạn giấy phép bưu chính', 'BUU-03'],
  ['giay phep buu chinh het han', 'BUU-03'],
  ['sửa đổi giấy phép bưu chính', 'BUU-02'],
  ['mất giấy phép bưu chính', '1.004379'],
  ['làm mất giấy phép', '1.004379'],
  ['giấy phép bưu chính bị rách', '1.004379'],
  ['1.004379', '1.004379'],
  ['1.004379.000.00.00.H05', '1.004379'],
  ['buu-04', '1.004379'],
  ['BUU 4', '1.004379'],
  ['thủ tục 1.005442', '1.005442'],
  ['thông báo hoạt động bưu chính', 'BUU-05'],
  ['mở công ty chuyển phát nhanh', 'BUU-01'],
  ['báo họp', '2.001171'],
  ['họp báo', '2.001171'],
  ['hop bao trong nuoc', '2.001171'],
  ['tổ chức họp báo nước ngoài', 'BAO-02'],
  ['hojp baos', '2.001171'],
  ['ho5p ba1o', '2.001171'],
  ['bản tin', '1.009374'],
  ['xuat ban ban tin', '1.009374'],
  ['thay đổi bản tin', 'BAO-04'],
  ['thông cáo báo chí', 'BAO-06'],
  ['thong cao bao chi', 'BAO-06'],
  ['trưng bày tranh ảnh', 'BAO-05'],
  ['xuất bản tài liệu không kinh doanh', '1.003868'],
  ['in kỷ yếu', '1.003868'],
  ['hoạt động in xuất bản phẩm', '2.001594'],
  ['cấp lại giấy phép in xuất bản phẩm', '2.001584'],
  ['đổi giấy phép in xuất bản phẩm', 'XB-04'],
  ['hội chợ sách', 'XB-05'],
  ['in gia công cho nước ngoài', 'XB-06'],
  ['nhập sách', '1.003725'],
  ['mở hiệu sách', '1.003114'],
  ['giấy phép hoạt động in', 'XB-10'],
  ['giay phep hoat dong in', 'XB-10'],
  ['đăng ký cơ sở in', 'XB-12'],
  ['mở nhà in', 'XB-12'],
  ['máy photocopy màu', 'XB-14'],
  ['chuyển nhượng máy photo màu', 'XB-15'],
  ['may photocopi mau', 'XB-14'],
  ['trang thông tin điện tử tổng hợp', 'TT-01'],
  ['lập website tin tức', 'TT-01'],
  ['gia hạn trang thông tin điện tử', 'TT-03'],
  ['cấp lại giấy phép trang thông tin điện tử', 'TT-04'],
  ['truyền hình vệ tinh', 'TT-05'],
  ['tvro', 'TT-05'],
  ['trò chơi g1 đổi địa chỉ', 'TT-07'],
  ['doi ten mien tro choi g2', 'TT-10'],
  ['quán net', 'H-01'],
  ['mở quán game', 'H-01'],
  ['trạm bts', 'X-03'],
  ['trạm thu phát sóng', 'X-03'],
  ['tram bts', 'X-03'],
  ['loa phường', 'X-04'],
  ['giấy khai sinh', '1.001193'],
  ['khai sinh', '1.001193'],
  ['dang ky khai sinh', '1.001193'],
  ['ddawng kys khai sinh', '1.001193'],
  ['đăng ký khai sinh', '1.001193'],
  ['đăng kí khai sinh', '1.001193'],
  ['khia sinh', '1.001193'],
  ['kahi sinh', '1.001193'],
  ['khai sinh lưu động', '1.003583'],
  ['khai sinh yếu tố nước ngoài', '2.000528'],
  ['làm lại giấy khai sinh', '1.004884'],
  ['đăng ký kết hôn', '1.000894'],
  ['ket hon', '1.000894'],
  ['keets hoon', '1.000894'],
  ['giấy độc thân', '1.004873'],
  ['tình trạng hôn nhân', '1.004873'],
  ['giấy chứng tử', '1.000656'],
  ['khai tử', '1.000656'],
  ['chứng thực chữ ký', '2.000884'],
  ['sao y bản chính', '2.000815'],
  ['di chúc', '2.001019'],
  ['nhận con nuôi', '2.001263'],
  ['giám hộ', '1.004837'],
  ['thôi quốc tịch', '2.002036'],
  ['nhập quốc tịch', '2.002039'],
  ['cải chính hộ tịch', '1.004859'],
  ['nhà ở xã hội', '1.014632'],
  ['môi giới bất động sản', '1.012906'],
  ['trợ giúp pháp lý', '2.000829'],
  ['văn phòng công chứng', '1.013834'],
  ['bổ nhiệm công chứng viên', '1.013803'],
  ['xin giấy phép xây dựng nhà', '1.013225'],
  ['vỉa hè', '1.013274'],
  ['giayphepbuuchinh', 'BUU-01'],
  ['bưu chính giấy phép cấp', 'BUU-01'],
  ['khai sin', '1.001193'],
  ['giấy phép bưu chính nội tỉnh', 'BUU-01'],
  ['buu chinh cap lai hu hong', '1.004379'],
  ['xac nhan hoat dong buu chinh', 'BUU-05'],
  ['cấp lại xác nhận bưu chính bị mất', '1.005442'],
  ['bổ sung giấy phép bưu chính', 'BUU-02'],
  ['muốn họp báo thì làm thế nào', '2.001171'],
  ['họp báo của cơ quan nước ngoài', 'BAO-02'],
  ['tôi muốn mở hiệu sách', '1.003114'],
  ['đăng ký phát hành sách', '1.003114'],
  ['cấp lại xác nhận phát hành xuất bản phẩm', 'XB-09'],
  ['trien lam sach', 'XB-05'],
  ['photo màu', 'XB-14'],
  ['dang ky may photocopy', 'XB-14'],
  ['cap doi giay phep in', 'XB-04'],
  ['nhap khau sach', '1.003725'],
  ['website', 'TT-01'],
  ['trang tin tong hop', 'TT-01'],
  ['sửa giấy phép trang thông tin điện tử', '1.005452'],
  ['chảo thu vệ tinh', 'TT-05'],
  ['thu truyền hình nước ngoài', 'TT-05'],
  ['game g1 doi phuong thuc', 'TT-09'],
  ['điểm trò chơi điện tử công cộng', 'H-01'],
  ['gia hạn quán game', 'H-03'],
  ['cột sóng viettel', 'X-03'],
  ['thiết kế dự án cntt', 'X-05'],
  ['phóng viên thường trú', 'X-06'],
  ['cưới vợ', '1.000894'],
  ['kết hôn với người nước ngoài', '2.000806'],
  ['khai sinh cho con', '1.001193'],
  ['khai tử cho bố', '1.000656'],
  ['bản sao khai sinh', '2.000635'],
  ['sửa tên trong khai sinh', '1.004859'],
  ['công chứng viên bổ nhiệm lại', '1.013804'],
  ['thẻ công chứng viên', '1.013859'],
  ['luật sư mất chứng chỉ', '1.008628'],
  ['xe quá tải', '1.000028'],
  ['chứng thực hợp đồng nhà đất', '2.001035'],
  ['ban quản trị chung cư', '1.012888'],
  ['nhận cha cho con', '1.001022'],
  ['cấp giấy phép bưu chính'.normalize('NFD'), 'BUU-01'],
]

let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2026-11-24T09:00')
  await loadProcedures(ctx, join(import.meta.dirname, '../../../content'))
})

describe('the first answer is the procedure that the citizen means', () => {
  test.each(meant)('%s → %s', async (q, code) => {
    const { hits } = await searchProcedures(ctx, { q })
    expect(
      hits[0]?.code,
      hits
        .slice(0, 3)
        .map((hit) => `${hit.code} ${hit.name}`)
        .join('; '),
    ).toBe(code)
  })
})

test('an old and a new place of the tone mark find the same', async () => {
  const found = async (q: string) => (await searchProcedures(ctx, { q })).hits.map((hit) => hit.code)
  expect(await found('hoà giải')).toEqual(await found('hòa giải'))
})

test('words that no procedure knows find nothing', async () => {
  expect((await searchProcedures(ctx, { q: 'qwertyuiop zxcvbnm' })).total).toBe(0)
})

test('an empty query lists all in force, the province first, page by page', async () => {
  const first = await searchProcedures(ctx, { q: ' ' })
  expect(first.total).toBe(48 + 796)
  expect(first.hits).toHaveLength(20)
  const second = await searchProcedures(ctx, { q: ' ', page: 2 })
  expect(second.hits[0]?.code).not.toBe(first.hits[0]?.code)
})

test('a sector narrows the list, and the sectors add up to all', async () => {
  const { hits, total } = await searchProcedures(ctx, { sector: 'buu-chinh' })
  expect(total).toBe(7)
  expect(new Set(hits.map((hit) => hit.sectorId))).toEqual(new Set(['buu-chinh']))
  const sectors = await listSectors(ctx)
  expect(sectors.reduce((sum, sector) => sum + sector.count, 0)).toBe(48 + 796)
})

test('on a day in 2017 nothing is in force yet; in 2018 the national catalogue was not taken over', async () => {
  ctx.setNow('2017-12-31T09:00')
  expect((await searchProcedures(ctx, {})).total).toBe(0)
  ctx.setNow('2018-05-02T09:00')
  expect((await searchProcedures(ctx, {})).total).toBe(47)
  ctx.setNow('2026-11-24T09:00')
})

test('a procedure that is abolished is found no more from the day of effect', async () => {
  const done = await publishProcedure(
    ctx,
    {
      number: 'Quyết định thử 09',
      signedOn: '2026-11-10',
      signer: 'Chủ tịch (thử)',
      effectiveOn: '2026-12-01',
      synthetic: true,
      entries: [{ procedureId: 'X-04', kind: 'abolished', version: 2 }],
    },
    { by: 'test' },
  )
  expect(isRefused(done)).toBe(false)
  const codes = async () => (await searchProcedures(ctx, { q: 'loa phường' })).hits.map((hit) => hit.code)
  expect(await codes()).toContain('X-04')
  ctx.setNow('2026-12-01T00:00')
  expect(await codes()).not.toContain('X-04')
  ctx.setNow('2026-11-24T09:00')
})
