import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openOfficer } from './desk.ts'
import { openBrowser, read, type Visitor } from './harness.ts'
import { readPaper } from './papers.ts'

import { stopAtFirstFailure } from './steps.ts'

const programUrl = inject('programUrl')
const person = 'Ngô Thị Minh Nguyệt'
/** What a practised officer does in under two minutes: a key or a typed field counts one. */
const twoMinutes = 60

let browser: Browser
let counter: Visitor
let code = ''
let dueText = ''

stopAtFirstFailure()
beforeAll(async () => {
  browser = await openBrowser()
  counter = await openOfficer(browser, { programUrl }, 'tiepnhan1')
})
afterAll(() => browser.close())

test('Cán bộ tiếp nhận một người đến quầy trên một trang, chỉ dùng bàn phím, không quá sáu mươi thao tác', async () => {
  const { page } = counter
  const { keyboard } = page
  let steps = 0
  const press = async (key: string) => {
    steps++
    await keyboard.press(key)
  }
  const type = async (text: string) => {
    steps++
    await keyboard.type(text)
  }
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '')
  const tabTo = async (id: string) => {
    for (let tries = 0; tries < 30; tries++) {
      if ((await focused()) === id) return
      await press('Tab')
    }
    throw new Error(`the Tab key does not reach ${id}; it stands at ${await focused()}`)
  }

  await counter.go('/can-bo/tiep-nhan')
  expect(await focused()).toBe('q')
  await type('giay phep buu chinh bi mat')
  await counter.follow(() => press('Enter'))
  const hit = page.locator('.hits a').first()
  expect(await read(hit)).toMatch(/Cấp lại giấy phép bưu chính/)
  for (let tries = 0; tries < 5; tries++) {
    if (await hit.evaluate((link) => link === document.activeElement)) break
    await press('Tab')
  }
  await counter.follow(() => press('Enter'))
  await tabTo('have-have-application')
  await press('Space')
  await tabTo('applicant-name')
  await type(person)
  await tabTo('applicant-phone')
  await type('02220800012')
  await tabTo('applicant-address')
  await type('Thôn Lạc Thổ, phường Song Hồ, tỉnh Bắc Ninh')
  const status = await counter.follow(() => press('Enter'))
  expect(status, await read(page.locator('main'))).toBe(200)
  expect(await read(page.getByRole('heading', { level: 1 }))).toBe('Đã tiếp nhận hồ sơ')
  const ready = await page.evaluate(() => document.activeElement?.textContent)
  expect(ready).toBe('In giấy tiếp nhận (PDF)') // Enter prints
  expect(steps).toBeLessThanOrEqual(twoMinutes)
  code = (await read(page.locator('p.key'))).trim()
  dueText = await read(page.locator('dt:text-is("Ngày hẹn trả") + dd strong'))
})

test('Giấy tiếp nhận in ra có tên người nộp, mã hồ sơ và ngày hẹn như trên màn hình', async () => {
  const answer = await counter.context.request.get(`/can-bo/ho-so/${code}/giay-tiep-nhan.pdf`)
  expect(answer.status()).toBe(200)
  const paper = await readPaper(await answer.body())
  for (const text of [person, code, dueText.replace(/, .*$/, '')]) expect(paper.text).toContain(text)
  expect([paper.width, paper.height].sort()).toEqual([148, 210])
  expect(paper.fonts.every((font) => font.embedded)).toBe(true)
})

test('Thiếu giấy bắt buộc thì trang nói đúng giấy nào và giữ lại chữ đã gõ', async () => {
  const { page } = counter
  await counter.go('/can-bo/tiep-nhan?thu-tuc=BUU-04')
  await page.locator('#applicant-name').fill(person)
  expect(await counter.follow(() => page.locator('#applicant-name').press('Enter'))).toBe(422)
  expect(await read(page.getByRole('alert'))).toContain('Giấy đề nghị cấp lại')
  expect(await page.locator('#applicant-name').inputValue()).toBe(person)
  const target = await page.getByRole('alert').getByRole('link').first().getAttribute('href')
  expect(await page.locator(`[id="${target?.slice(1)}"]`).count()).toBe(1)
})

test('Không trang nào của quầy có rào cản tiếp cận hay lỗi', () => {
  expect(counter.trouble).toEqual([])
})
