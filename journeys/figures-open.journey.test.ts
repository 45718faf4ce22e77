import excel from 'exceljs'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openOfficer } from './desk.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'

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
  describe(`Số liệu mở ra được, màn hình ${width}, ${javaScript ? 'có' : 'tắt'} JavaScript`, () => {
    const setting = { programUrl, javaScript, width }
    let controller: Visitor
    let anyone: Visitor
    let code = ''

    beforeAll(async () => {
      controller = await openOfficer(browser, setting, 'kiemsoat')
      anyone = await openVisitor(browser, setting)
    })
    afterAll(async () => {
      for (const { context } of [controller, anyone]) await context.close()
    })

    test('Báo cáo năm 2018 có đúng cột của biểu và tổng bằng nhau', async () => {
      await controller.go('/can-bo/bao-cao')
      await choose(controller, { nam: '2018', bieu: '06-vpcp-kstt' })
      const { page } = controller
      expect(await texts(page.locator('.report-table .numbers td'))).toEqual(
        Array.from({ length: 13 }, (_, index) => `(${index + 1})`),
      )
      expect(await read(page.locator('main'))).toContain('không phải biểu mẫu có hiệu lực của kỳ này')
      const total = await totals(controller)
      expect(total[0]).toBeGreaterThan(0)
      expect(total[0]).toBe((total[4] ?? 0) + (total[8] ?? 0)) // (3) = (7) + (11)
      const rows = page.locator('.report-table tbody tr')
      const sums = total.map(() => 0)
      for (const row of await rows.all())
        for (const [index, value] of numbers(await texts(row.locator('td.right'))).entries())
          sums[index] = (sums[index] ?? 0) + value
      expect(sums).toEqual(total)
    })

    test('Bấm một số trong báo cáo thì thấy đúng bấy nhiêu hồ sơ, rồi mở được một hồ sơ', async () => {
      const { page } = controller
      const figure = page.locator('.report-table tbody tr').nth(1).locator('td.right a').first()
      const value = numberOf(await read(figure))
      await controller.follow(() => figure.click())
      expect(numberOf((await read(page.getByRole('heading', { level: 1 }))).split(':').at(-1) ?? '')).toBe(
        value,
      )
      expect(await countRows(controller)).toBe(value)
      code = await read(page.locator('tbody th.code').first())
      await controller.follow(() => page.locator('tbody th.code a').first().click())
      expect(await read(page.locator('main'))).toContain(code)
    })

    test('Hồ sơ nói rõ ai giữ bao lâu, cộng lại bằng tổng', async () => {
      const table = controller.page
        .locator('section')
        .filter({ has: controller.page.getByRole('heading', { name: 'Ai giữ hồ sơ, bao lâu' }) })
        .getByRole('table')
      const held = (await texts(table.locator('tbody tr td:nth-of-type(1)'))).map(minutesOf)
      expect(held.length).toBeGreaterThan(1)
      const [total = ''] = await texts(table.locator('tfoot td').first())
      expect(held.reduce((sum, minutes) => sum + minutes, 0)).toBe(minutesOf(total))
    })

    test('Tệp XLSX của báo cáo mở được và tổng bằng tổng trên trang', async () => {
      await controller.go('/can-bo/bao-cao?nam=2018&bieu=06-vpcp-kstt')
      const onPage = await totals(controller)
      const sheet = await openSheet(await download(controller, 'Tải XLSX'))
      const last = sheet.find(([, label]) => label === 'TỔNG CỘNG')
      expect(last?.slice(2)).toEqual(onPage)
    })

    test('Tệp CSV của một số có đúng bấy nhiêu dòng hồ sơ, không có tên người', async () => {
      const { page } = controller
      await controller.follow(() =>
        page.locator('.report-table tbody tr').nth(1).locator('td.right a').first().click(),
      )
      const total = numberOf((await read(page.getByRole('heading', { level: 1 }))).split(':').at(-1) ?? '')
      const name = await read(page.locator('tbody td').nth(1))
      const csv = (await download(controller, 'Tải CSV')).toString('utf8')
      expect(csv.split(/\r?\n/).filter((line) => /^\d{3}\.\d{2}\./.test(line))).toHaveLength(total)
      expect(name.length).toBeGreaterThan(5)
      expect(csv).not.toContain(name)
    })

    test('Chỉ số 766 nói rõ bao nhiêu điểm dựa trên dữ liệu, và tử số mở ra được hồ sơ', async () => {
      await anyone.go('/chi-so-766')
      await choose(anyone, { nam: '2018' })
      const { page } = anyone
      const main = await read(page.locator('main'))
      expect(main).toContain('Đây là tính thử')
      expect(main).toMatch(/\d+ trong 100 điểm dựa trên dữ liệu đang có/)
      expect(main).toContain('chưa có nguồn dữ liệu')
      expect(main).toContain('chưa xác minh: suy ra từ tổng điểm của nhóm')
      const onTime = page.locator('.index-table tr').filter({ hasText: '2.1 ' })
      const numerator = onTime.locator('td a').first()
      const value = numberOf(await read(numerator))
      await anyone.follow(() => numerator.click())
      expect(await countRows(anyone)).toBe(value)
      expect(await page.getByRole('columnheader', { name: 'Chủ hồ sơ' }).count()).toBe(0)
    })

    test('Ai biết mã cũng kiểm tra được nhật ký của hồ sơ', async () => {
      const { page } = anyone
      await anyone.go('/kiem-tra')
      await page.getByLabel('Mã hồ sơ').fill('khong-co-ma-nay')
      await anyone.follow(() => page.getByRole('button', { name: 'Kiểm tra', exact: true }).click())
      expect(await read(page.getByRole('alert'))).toContain('Không tìm thấy')
      await page.getByLabel('Mã hồ sơ').fill(code)
      await anyone.follow(() => page.getByRole('button', { name: 'Kiểm tra', exact: true }).click())
      expect(new URL(page.url()).pathname).toBe(`/kiem-tra/${code}`)
      expect(await read(page.getByRole('status'))).toContain('Nhật ký nguyên vẹn')
      const answer = await page.request.get(`/api/dossiers/${code}/verification`)
      const { headHash } = (await answer.json()) as { headHash: string }
      expect((await read(page.locator('.hash'))).replaceAll(/\s/g, '')).toBe(headHash)
    })

    test('Cảnh báo chỉ dành cho kiểm soát và lãnh đạo', async () => {
      expect(await controller.go('/can-bo/canh-bao?nam=2018')).toBe(200)
      expect(await read(controller.page.getByRole('heading', { level: 1 }))).toBe('Cảnh báo làm đẹp số liệu')
      const officer = await openOfficer(browser, setting, 'buuchinh')
      expect(await officer.page.getByRole('link', { name: 'Cảnh báo' }).count()).toBe(0)
      expect(await officer.go('/can-bo/canh-bao?nam=2018')).toBe(403)
      expect((await officer.page.request.get('/api/alarms?from=2018-01-01&to=2018-12-31')).status()).toBe(403)
      expect(officer.trouble).toEqual([])
      await officer.context.close()
    })

    test('Không trang nào có rào cản tiếp cận hay lỗi', () => {
      expect([...controller.trouble, ...anyone.trouble]).toEqual([])
    })
  })

async function choose(visitor: Visitor, choices: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(choices))
    await visitor.page.locator(`select[name="${name}"]`).selectOption(value)
  await visitor.follow(() => visitor.page.getByRole('button', { name: 'Xem', exact: true }).click())
}

async function texts(place: Locator): Promise<string[]> {
  return Promise.all((await place.all()).map((one) => read(one)))
}

function numberOf(text: string): number {
  return Number(text.replaceAll(/[.\s]/g, ''))
}

function numbers(all: readonly string[]): number[] {
  return all.map(numberOf)
}

async function totals({ page }: Visitor): Promise<number[]> {
  return numbers(await texts(page.locator('.report-table tfoot td.right')))
}

/** Dossiers of the list that stands open, over all its pages. */
async function countRows(visitor: Visitor): Promise<number> {
  const start = visitor.page.url()
  const codes = new Set<string>()
  for (;;) {
    for (const code of await texts(visitor.page.locator('tbody th.code'))) codes.add(code)
    const next = visitor.page.getByRole('link', { name: 'Trang sau' })
    if ((await next.count()) === 0) break
    await visitor.follow(() => next.click())
  }
  await visitor.go(start)
  return codes.size
}

function minutesOf(words: string): number {
  const hours = Number(/(\d+) giờ/.exec(words)?.[1] ?? 0)
  return hours * 60 + Number(/(\d+) phút/.exec(words)?.[1] ?? 0)
}

async function download({ page }: Visitor, name: string): Promise<Buffer> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name, exact: true }).click()
  const stream = await (await waiting).createReadStream()
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

/** The cells of the first sheet, row by row. */
async function openSheet(bytes: Buffer): Promise<readonly (readonly unknown[])[]> {
  const book = new excel.Workbook()
  await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
  const rows: unknown[][] = []
  book.worksheets[0]?.eachRow((row) => {
    rows.push(Array.from({ length: row.cellCount }, (_, index) => row.getCell(index + 1).value))
  })
  return rows
}
