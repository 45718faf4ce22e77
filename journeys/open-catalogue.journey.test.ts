import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openOfficer } from './desk.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'
import { stopAtFirstFailure } from './steps.ts'

const programUrl = inject('programUrl')
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

for (const [width, javaScript] of [
  [1280, true],
  [390, false],
] as const)
  describe(`Danh mục dữ liệu mở, màn hình ${width}, ${javaScript ? 'có' : 'tắt'} JavaScript`, () => {
    let anyone: Visitor

    beforeAll(async () => {
      anyone = await openVisitor(browser, { programUrl, javaScript, width })
    })
    afterAll(() => anyone.context.close())

    test('Người dân tìm được tập dữ liệu không cần gõ dấu', async () => {
      const { page } = anyone
      expect(await anyone.go('/du-lieu-mo')).toBe(200)
      expect(await page.locator('.hit').count()).toBeGreaterThan(3)
      await page.getByRole('searchbox').fill('di tich')
      await anyone.follow(() => page.getByRole('button', { name: 'Tìm', exact: true }).click())
      expect(await read(page.locator('.hit').first())).toContain('Di tích')
      await anyone.go('/du-lieu-mo?q=khong-co-tap-nay')
      expect(await read(page.locator('main'))).toContain('Không có tập dữ liệu mở nào phù hợp')
    })

    test('Trang của tập có giấy phép, từ điển, bản đồ và bảng', async () => {
      const { page } = anyone
      await anyone.go('/du-lieu-mo/di-tich')
      const main = await read(page.locator('main'))
      for (const told of ['Giấy phép', 'Từ điển dữ liệu', 'Trên bản đồ']) expect(main).toContain(told)
      if (javaScript) await page.locator('[data-kb-map="live"]').waitFor()
      else expect(await page.locator('.place-map svg[role="img"]').count()).toBe(1)
    })

    test('Tập nội bộ không có trong danh mục và không mở được', async () => {
      expect(await anyone.go('/du-lieu-mo/canh-bao')).toBe(404)
    })

    test('Không trang nào có rào cản tiếp cận, lỗi, hay gọi ra ngoài', () => {
      expect(anyone.trouble).toEqual([])
    })
  })

describe('Thỏa thuận chia sẻ dữ liệu', () => {
  stopAtFirstFailure()
  let engineer: Visitor
  let key = ''
  const application = `Phần mềm giám sát ${Date.now()}`

  beforeAll(async () => {
    engineer = await openOfficer(browser, { programUrl }, 'dulieu')
  })
  afterAll(() => engineer.context.close())

  test('Đề nghị thiếu thông tin thì nói rõ thiếu gì', async () => {
    const { page } = engineer
    await engineer.go('/can-bo/du-lieu/tap/tram-bts-ky-thuat/de-nghi')
    await engineer.follow(() => page.getByRole('button', { name: 'Gửi đề nghị' }).click())
    expect(await read(page.getByRole('alert'))).toContain('Mục đích sử dụng')
  })

  test('Đề nghị đủ thì được đồng ý và khóa chỉ hiện một lần', async () => {
    const { page } = engineer
    await page.getByLabel('Cơ quan', { exact: true }).selectOption('outside')
    await page.getByLabel('Tên bên sử dụng').fill('Đơn vị thử nghiệm')
    await page.getByLabel('Phần mềm, hệ thống').fill(application)
    await page.getByLabel('Mục đích sử dụng').fill('Theo dõi an toàn bức xạ vô tuyến của các trạm.')
    await page.getByLabel('Căn cứ pháp lý').fill('47/2020/NĐ-CP, Điều 35')
    await page.getByRole('checkbox').first().check()
    await engineer.follow(() => page.getByRole('button', { name: 'Gửi đề nghị' }).click())
    expect(await read(page.locator('main'))).toContain(application)
    await page.locator('details.act > summary', { hasText: 'Đồng ý' }).click()
    await page.locator('#reason-grant').fill('Đủ căn cứ theo quy định.')
    await engineer.follow(() => page.getByRole('button', { name: 'Đồng ý', exact: true }).click())
    key = await read(page.locator('.key'))
    expect(key.length).toBeGreaterThan(20)
    await engineer.go(new URL(page.url()).pathname)
    expect(await page.locator('.key').count()).toBe(0)
  })

  test('Gọi bằng khóa được trả lời và ghi vào nhật ký; thu hồi có hiệu lực ngay', async () => {
    const { page } = engineer
    const at = new URL(page.url()).pathname
    const call = () =>
      fetch(`${programUrl}/api/datasets/tram-bts-ky-thuat`, { headers: { authorization: `Bearer ${key}` } })
    expect((await call()).status).toBe(200)
    await engineer.go(at)
    expect(await read(page.locator('main'))).toContain('/api/datasets/tram-bts-ky-thuat')
    await page.locator('details.act > summary', { hasText: 'Thu hồi' }).click()
    await page.locator('#reason-revoke').fill('Hết nhu cầu sử dụng.')
    await engineer.follow(() => page.getByRole('button', { name: 'Thu hồi', exact: true }).click())
    expect(await read(page.locator('main'))).toContain('Đã thu hồi')
    expect((await call()).status).toBeGreaterThanOrEqual(401)
  })

  test('Cán bộ khác không vào được thỏa thuận', async () => {
    const officer = await openOfficer(browser, { programUrl }, 'buuchinh')
    expect(await officer.go('/can-bo/du-lieu/thoa-thuan')).toBe(403)
    expect(await officer.go('/can-bo/du-lieu/tap')).toBe(200)
    expect(officer.trouble).toEqual([])
    await officer.context.close()
  })

  test('Không trang nào có rào cản tiếp cận hay lỗi', () => {
    expect(engineer.trouble).toEqual([])
  })
})
