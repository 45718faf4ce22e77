import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { act, openOfficer } from './desk.ts'
import { type Filed, fileLostLicence } from './file-online.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'
import { makePdf } from './papers.ts'

import { stopAtFirstFailure } from './steps.ts'

const programUrl = inject('programUrl')
const defect = 'Thiếu chữ ký của người đại diện theo pháp luật'
const ground = 'Nghị định 47/2011/NĐ-CP, Điều 11'

let browser: Browser
let citizen: Visitor
let other: Visitor
let counter: Visitor
let filed: Filed
let firstDue = ''

stopAtFirstFailure()
beforeAll(async () => {
  browser = await openBrowser()
  citizen = await openVisitor(browser, { programUrl, width: 390 })
  other = await openVisitor(browser, { programUrl, width: 390 })
  counter = await openOfficer(browser, { programUrl }, 'tiepnhan1')
})
afterAll(() => browser.close())

/** Accepts at the counter, gives to the postal expert, opens the dossier as that expert. */
async function bringToExpert(code: string): Promise<Visitor> {
  await counter.go(`/can-bo/ho-so/${code}`)
  expect(await act(counter, 'Tiếp nhận')).toBe(200)
  const leader = await openOfficer(browser, { programUrl }, 'phogiamdoc')
  await leader.go(`/can-bo/ho-so/${code}`)
  const assigned = await act(leader, 'Phân công thụ lý', async (form) => {
    const chosen = form.getByRole('option', { name: /Đỗ Văn Khánh Duy/ })
    await form.locator('select').selectOption((await chosen.getAttribute('value')) ?? '')
  })
  expect(assigned).toBe(200)
  expect(leader.trouble).toEqual([])
  await leader.context.close()
  const expert = await openOfficer(browser, { programUrl }, 'buuchinh')
  await expert.go(`/can-bo/ho-so/${code}`)
  return expert
}

const dueOf = ({ page }: Visitor) => read(page.locator('dt:text-is("Ngày hẹn trả") + dd strong'))

test('Chuyên viên yêu cầu bổ sung, ghi sai sót vào đúng giấy tờ, có căn cứ', async () => {
  filed = await fileLostLicence(citizen)
  const expert = await bringToExpert(filed.code)
  firstDue = await dueOf(expert)
  expect(await act(expert, 'Yêu cầu bổ sung')).toBe(422)
  expect(await read(expert.page.getByRole('alert'))).toContain('ít nhất một sai sót')
  const asked = await act(expert, 'Yêu cầu bổ sung', async (form) => {
    const paper = form.locator('details.finding').filter({ hasText: 'Giấy đề nghị cấp lại' })
    await paper.locator('summary').click()
    await paper.getByLabel('Sai sót, phần còn thiếu').fill(defect)
    await paper.getByLabel('Căn cứ pháp lý').fill(ground)
  })
  expect(asked).toBe(200)
  expect(await read(expert.page.locator('main'))).toContain('Chờ bổ sung')
  expect(expert.trouble).toEqual([])
  await expert.context.close()
})

test('Người dân đọc từng mục cần bổ sung trên trang theo dõi và nộp bổ sung tại đó', async () => {
  const { page } = citizen
  await citizen.go(`/tra-cuu/${filed.code}`)
  for (const text of ['Cần bổ sung 1 mục', defect, ground])
    expect(await read(page.locator('main'))).toContain(text)
  await citizen.follow(() => page.getByRole('link', { name: 'Nộp bổ sung' }).click())
  expect(await citizen.follow(() => page.getByRole('button', { name: 'Gửi bổ sung' }).click())).toBe(422)
  expect(await read(page.getByRole('alert'))).toContain('Tải lên ít nhất một tệp')
  await page.getByLabel('Giấy đề nghị cấp lại').setInputFiles({
    name: 'Giấy đề nghị đã ký.pdf',
    mimeType: 'application/pdf',
    buffer: makePdf('Giay de nghi da ky'),
  })
  await page.getByLabel('Nội dung giải trình').fill('Đã ký bổ sung.')
  expect(await citizen.follow(() => page.getByRole('button', { name: 'Gửi bổ sung' }).click())).toBe(200)
  const dossier = await read(page.locator('main'))
  for (const text of ['Yêu cầu bổ sung', 'Đã bổ sung', 'Đang giải quyết', 'Giấy đề nghị đã ký.pdf'])
    expect(dossier).toContain(text)
})

test('Bảng diễn giải ngày hẹn cho thấy thời gian chờ bổ sung không bị tính và đếm lại từ khi bổ sung đủ', async () => {
  const { page } = citizen
  await citizen.follow(() => page.getByRole('link', { name: 'Vì sao có ngày hẹn này?' }).click())
  const why = await read(page.locator('main'))
  expect(why).toMatch(/bổ sung/)
  expect(why).toMatch(/tính lại|đếm lại|bắt đầu lại|tính từ đầu/)
  await counter.go(`/can-bo/ho-so/${filed.code}/vi-sao`)
  expect(await read(counter.page.locator('main'))).toMatch(/tính lại|đếm lại|bắt đầu lại|tính từ đầu/)
  await counter.go(`/can-bo/ho-so/${filed.code}`)
  expect(await dueOf(counter)).not.toBe('Chưa có ngày hẹn')
  expect(firstDue).not.toBe('Chưa có ngày hẹn')
})

test('Người dân khác rút hồ sơ: phải ghi lý do, nhập đúng mã bí mật và xác nhận', async () => {
  const { page } = other
  const own = await fileLostLicence(other)
  await other.go(`/tra-cuu/${own.code}`)
  await other.follow(() => page.getByRole('link', { name: 'Rút hồ sơ' }).click())
  const send = () => other.follow(() => page.getByRole('button', { name: 'Rút hồ sơ' }).click())
  expect(await send()).toBe(422)
  expect(await read(page.getByRole('alert'))).toContain('Còn 3 mục cần sửa')
  await page.getByLabel('Lý do rút').fill('Đã tìm thấy giấy phép.')
  await page.getByLabel('Mã bí mật').fill(filed.accessKey)
  await page.getByLabel('Tôi xác nhận rút hồ sơ này.').check()
  expect(await send()).toBe(422)
  expect(await read(page.getByRole('alert'))).toContain('Mã bí mật không khớp')
  expect(await page.getByLabel('Lý do rút').inputValue()).toBe('Đã tìm thấy giấy phép.')
  await page.getByLabel('Mã bí mật').fill(own.accessKey)
  await page.getByLabel('Tôi xác nhận rút hồ sơ này.').check()
  expect(await send()).toBe(200)
  expect(await read(page.locator('main'))).toContain('Đã rút')
  await counter.go(`/can-bo/ho-so/${own.code}`)
  expect(await read(counter.page.locator('main'))).toContain('bằng mã bí mật')
  expect(await counter.page.locator('details.act').count()).toBe(0)
})

test('Không trang nào trên đường bổ sung và rút hồ sơ có rào cản tiếp cận hay lỗi', () => {
  expect([...citizen.trouble, ...other.trouble, ...counter.trouble]).toEqual([])
})
