import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openOfficer } from './desk.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'
import { stopAtFirstFailure } from './steps.ts'

const programUrl = inject('programUrl')
const faultyFile = join(import.meta.dirname, '..', 'content', 'demo', 'sources', 'tram-bts-10-dong-loi.csv')
/** What makes each faulty row right, by the line of the file and its column. */
const mended: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  3: { 'Nhà mạng': 'Viettel' },
  5: { 'Mã trạm': 'BNHVTL904' },
  6: { 'Xã, phường': 'Xã Yên Phong' },
  8: { 'Tọa độ / Vĩ độ': '21,0950', 'Tọa độ / Kinh độ': '106,1200' },
  9: { 'Chiều cao cột': '42,5 m' },
  11: { 'Ngày phát sóng': '28/02/2026' },
  12: { 'Chiều cao cột': '42,0 m' },
  13: { 'Tình trạng': 'Đang phát' },
  15: { 'Mã trạm': 'BNHVTL914' },
  16: { 'Tọa độ / Vĩ độ': '21,0600', 'Tọa độ / Kinh độ': '106,2100' },
}
const dataset = 'tram-bts'
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('Tệp có nhiều dòng lỗi: từ tải lên đến dữ liệu mở', () => {
  stopAtFirstFailure()
  let engineer: Visitor
  let anyone: Visitor
  let before = 0
  let faulty = 0
  let runPath = ''

  beforeAll(async () => {
    engineer = await openOfficer(browser, { programUrl }, 'dulieu')
    anyone = await openVisitor(browser, { programUrl, javaScript: false, width: 390 })
  })
  afterAll(async () => {
    for (const { context } of [engineer, anyone]) await context.close()
  })

  test('Kỹ sư dữ liệu thấy sức khỏe các nguồn và mở nguồn trạm BTS', async () => {
    before = await countOpen(anyone)
    await engineer.go('/can-bo/du-lieu')
    const { page } = engineer
    await engineer.follow(() => page.getByRole('link', { name: /^Trạm BTS của các doanh nghiệp/ }).click())
    expect(await read(page.getByRole('heading', { level: 1 }))).toContain('Trạm BTS')
  })

  test('Tải tệp lên thì thấy mỗi dòng lỗi có một câu nói rõ lý do', async () => {
    const { page } = engineer
    await page.getByLabel('Tệp', { exact: true }).setInputFiles(faultyFile)
    await engineer.follow(() => page.getByRole('button', { name: 'Tải lên và chạy' }).click())
    for (
      let tries = 0;
      (await page.getByRole('link', { name: 'Tải lại' }).count()) > 0 && tries < 30;
      tries++
    ) {
      await page.waitForTimeout(1_000)
      await engineer.follow(() => page.getByRole('link', { name: 'Tải lại' }).click())
    }
    runPath = new URL(page.url()).pathname
    const rows = page.locator('.quarantine tbody tr')
    faulty = await rows.count()
    expect(faulty).toBe(Object.keys(mended).length)
    for (const row of await rows.all()) {
      const [sentence = ''] = (await read(row.locator('td').nth(1).locator('li').first())).split('\n')
      expect(sentence).toMatch(/^[\p{Lu}“].{10,}\.$/u)
    }
  })

  test('Sửa ngay trong trình duyệt rồi chạy lại thì không còn dòng nào', async () => {
    const { page } = engineer
    for (const row of await page.locator('.quarantine tbody tr').all()) {
      const line = Number((await read(row.getByRole('rowheader'))).replaceAll(/\D/g, ''))
      for (const folded of await row.locator('td details').all())
        if ((await folded.getAttribute('open')) === null) await folded.locator('> summary').click()
      for (const [column, value] of Object.entries(mended[line] ?? {}))
        await row.locator(`input[name$=":${column}"]`).fill(value)
    }
    await engineer.follow(() => page.getByRole('button', { name: 'Lưu sửa và chạy lại' }).click())
    expect(await read(page.getByRole('status'))).toContain(`Đã nhận ${faulty} dòng, còn 0 dòng`)
    expect(await page.locator('.quarantine tbody tr').count()).toBe(0)
  })

  test('Đối tượng có đủ giá trị, nguồn gốc đến tệp và dòng, và vị trí trên bản đồ', async () => {
    const { page } = engineer
    await engineer.go('/can-bo/du-lieu/doi-tuong?loai=MobileBaseStation&tu=tram+bo+sung+4')
    await engineer.follow(() => page.getByRole('link', { name: 'Trạm bổ sung 4', exact: true }).click())
    expect(await read(page.locator('main'))).toContain('BNHVTL904')
    await page.locator('[data-kb-map="live"]').waitFor()
    await engineer.follow(() => page.getByRole('link', { name: 'Nguồn gốc' }).click())
    const lineage = await read(page.locator('table tbody'))
    expect(lineage).toContain('tram-bts-10-dong-loi.csv')
    expect(lineage).toMatch(/Lần chạy \d+/)
    await engineer.follow(() => page.getByRole('link', { name: 'Lịch sử', exact: true }).click())
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(5)
  })

  test('Nạp lại đúng tệp ấy thì không có gì thay đổi', async () => {
    const { page } = engineer
    await engineer.go('/can-bo/du-lieu/nguon/tram-bts')
    await page.getByLabel('Tệp', { exact: true }).setInputFiles(faultyFile)
    await engineer.follow(() => page.getByRole('button', { name: 'Tải lên và chạy' }).click())
    expect(new URL(page.url()).pathname).not.toBe(runPath)
    expect(await read(page.locator('main'))).toContain('không có gì thay đổi')
  })

  test('Người dân tải CSV của tập dữ liệu mở và thấy trạm mới trong tệp, trong API', async () => {
    const { page } = anyone
    expect(await countOpen(anyone)).toBeGreaterThan(before)
    await anyone.go('/du-lieu-mo?q=tram+bts')
    await anyone.follow(() => page.locator(`a[href="/du-lieu-mo/${dataset}"]`).click())
    expect(await page.getByRole('img').count()).toBeGreaterThan(0)
    const waiting = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Tải CSV', exact: true }).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await waiting).createReadStream())
      chunks.push(Buffer.from(chunk as Uint8Array))
    const csv = Buffer.concat(chunks).toString('utf8')
    expect(csv.startsWith('\ufeff')).toBe(true)
    expect(csv).toContain('Trạm bổ sung 4')
    const answer = await page.request.get(`/ogc/collections/${dataset}/items?f=json&limit=1000`)
    expect(JSON.stringify(await answer.json())).toContain('BNHVTL904')
  })

  test('Không trang nào có rào cản tiếp cận hay lỗi', () => {
    expect([...engineer.trouble, ...anyone.trouble]).toEqual([])
  })
})

/** How many entities the open dataset holds, as its page says. */
async function countOpen(visitor: Visitor): Promise<number> {
  await visitor.go(`/du-lieu-mo/${dataset}`)
  const facts = visitor.page.locator('.facts > div').filter({ hasText: 'Số đối tượng' })
  return Number((await read(facts.locator('dd'))).replaceAll(/\D/g, ''))
}
