import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOfficer, refusalOf } from './desk.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'
import { type LateProvince, type Seeded, seedLateProvince, twoPosts } from './seed-late.ts'
import { startProgram } from './start-program.ts'

let province: LateProvince
let program: { readonly url: string; stop(): Promise<void> }
let browser: Browser
let expert: Visitor
let citizen: Visitor
const visitors: Visitor[] = []

beforeAll(async () => {
  province = await seedLateProvince()
  program = await startProgram({ demo: false, dataDir: province.dataDir })
  browser = await openBrowser()
  expert = await officer('buuchinh')
  citizen = await openVisitor(browser, { programUrl: program.url })
  visitors.push(citizen)
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await program?.stop()
})

async function officer(userName: string): Promise<Visitor> {
  const visitor = await openOfficer(browser, { programUrl: program.url }, userName)
  visitors.push(visitor)
  return visitor
}

async function openOwn({ code, accessKey }: Seeded): Promise<void> {
  const { page } = citizen
  await citizen.go(`/tra-cuu/${code}`)
  await page.getByLabel('Mã bí mật').fill(accessKey)
  await citizen.follow(() => page.getByRole('button', { name: 'Mở hồ sơ' }).click())
}

/** The due time of a page, as its machine-readable moment. */
const dueOf = async (visitor: Visitor) =>
  (await read(visitor.page.locator('.due-answer .figure-value'))).trim()

/** `12 giờ 30 phút` in minutes. */
function minutesOf(text: string): number {
  const hours = Number(/(\d+) giờ/.exec(text)?.[1] ?? 0)
  return hours * 60 + Number(/(\d+) phút/.exec(text)?.[1] ?? 0)
}

test('Cán bộ mở hồ sơ quá hạn: thấy quá hạn bao lâu, ở tay ai, tổng bằng cộng các phần', async () => {
  const { page } = expert
  expect(await expert.go(`/can-bo/ho-so/${province.late.code}`)).toBe(200)
  expect(await read(page.locator('main'))).toContain('Quá hạn')
  const table = page.locator('section[aria-labelledby="holders-title"] table')
  const rows = await table.locator('tbody tr').all()
  expect(rows.length).toBeGreaterThanOrEqual(3)
  const sums = [0, 0]
  for (const row of rows) {
    const cells = await row.locator('td').allInnerTexts()
    sums[0] = (sums[0] ?? 0) + minutesOf(cells[0] ?? '')
    sums[1] = (sums[1] ?? 0) + minutesOf(cells[2] ?? '')
  }
  const total = await table.locator('tfoot td').allInnerTexts()
  expect(sums).toEqual([minutesOf(total[0] ?? ''), minutesOf(total[2] ?? '')])
  expect(sums[1]).toBeGreaterThan(60)
  expect(await read(page.locator('.note.bad', { hasText: 'Quá hạn' }))).toMatch(
    /Chuyên viên bưu chính: \d+ giờ/,
  )
})

test('Tiếp nhận sau 15 giờ: hạn chuyển hồ sơ là đầu ngày làm việc sau; bước ghi muộn được nói rõ', async () => {
  const main = await read(expert.page.locator('main'))
  expect(main).toContain('Tiếp nhận sau 15 giờ hoặc ngày nghỉ')
  expect(main).toMatch(/1 bước được ghi nhận muộn/)
  expect(main).toMatch(/Ghi nhận muộn: bấm lúc/)
})

test('Bảng diễn giải và trang tra cứu của người dân cho cùng một ngày hẹn', async () => {
  await expert.go(`/can-bo/ho-so/${province.late.code}/vi-sao`)
  const due = await dueOf(expert)
  expect(due).toMatch(/\d{2}\/\d{2}\/\d{4}/)
  const derivation = await read(expert.page.locator('table.derivation'))
  expect(derivation).toContain('chuyển hồ sơ cho cơ quan giải quyết chậm nhất')
  expect(await expert.page.locator('tr.line-counted').count()).toBe(7)
  await openOwn(province.late)
  expect(await read(citizen.page.locator('main'))).toContain(due)
  await citizen.go(`/tra-cuu/${province.late.code}/vi-sao`)
  expect(await dueOf(citizen)).toBe(due)
})

test('Đang chờ bổ sung thì ngày hẹn là tạm tính và nói vì sao', async () => {
  await openOwn(province.waiting)
  const page = await read(citizen.page.locator('main'))
  expect(page).toContain('tạm tính')
  expect(page).toContain('Đồng hồ đang dừng (chờ bổ sung hồ sơ)')
  await expert.go(`/can-bo/ho-so/${province.waiting.code}`)
  expect(await read(expert.page.locator('main'))).toContain('Đồng hồ đang dừng (chờ bổ sung hồ sơ)')
})

test('Lịch được sửa thì ngày hẹn đổi, có trong danh sách, và người dân được báo', async () => {
  const until = Date.now() + 60_000
  const listed = () => expert.page.locator('tbody tr', { hasText: province.moved.code }).count()
  do {
    await new Promise((done) => setTimeout(done, 1_000))
    await expert.page.goto('/can-bo/doi-ngay-hen')
  } while ((await listed()) === 0 && Date.now() < until)
  expect(await expert.go('/can-bo/doi-ngay-hen')).toBe(200)
  expect(await listed()).toBe(1)
  const row = await read(expert.page.locator('tbody tr', { hasText: province.moved.code }))
  expect(row).toMatch(/trở thành ngày làm việc/)
  await openOwn(province.moved)
  const told = await read(citizen.page.locator('section[aria-labelledby="notices-title"]'))
  expect(told).toMatch(/Ngày hẹn đổi từ .* sang .*/)
  await citizen.go(`/tra-cuu/${province.moved.code}/vi-sao`)
  expect(told).toContain(`sang ${await dueOf(citizen)}`)
})

test('Người thẩm định giữ cả vị trí phê duyệt vẫn không được quyết định hồ sơ mình thẩm định', async () => {
  const approver = await officer(twoPosts.userName)
  await approver.go(`/can-bo/ho-so/${province.assessed.code}`)
  expect(await refusalOf(approver, 'Quyết định')).toContain(
    'Người thẩm định hồ sơ không được một mình quyết định',
  )
  const other = await officer('phogiamdoc')
  await other.go(`/can-bo/ho-so/${province.assessed.code}`)
  expect(await refusalOf(other, 'Quyết định')).toBeNull()
})

test('Trang cảnh báo có dấu hiệu, mỗi dấu hiệu mở ra đúng số hồ sơ', async () => {
  const controller = await officer('kiemsoat')
  expect(await controller.go('/can-bo/canh-bao')).toBe(200)
  const links = controller.page.locator('main table tbody a')
  expect(await links.count()).toBeGreaterThan(0)
  const count = Number((await links.first().innerText()).replaceAll('.', ''))
  expect(await controller.follow(() => links.first().click())).toBe(200)
  expect(await controller.page.locator('main tbody tr').count()).toBe(Math.min(count, 50))
})

test('Không trang nào có rào cản tiếp cận hay lỗi', () => {
  expect(visitors.flatMap(({ trouble }) => trouble)).toEqual([])
})
