import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openOfficer } from './desk.ts'
import { applicant, type Filed, fileLostLicence } from './file-online.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'

const programUrl = inject('programUrl')
let browser: Browser
let citizen: Visitor
let stranger: Visitor
let filed: Filed

beforeAll(async () => {
  browser = await openBrowser()
  citizen = await openVisitor(browser, { programUrl })
  stranger = await openVisitor(browser, { programUrl })
  filed = await fileLostLicence(citizen)
})
afterAll(() => browser.close())

test('Cán bộ của cơ quan khác không thấy hồ sơ: trang báo không tìm thấy, hàng đợi và ô tìm đều không có', async () => {
  const officer = await openOfficer(browser, { programUrl }, 'xuatban')
  for (const path of ['', '/vi-sao', '/giay-tiep-nhan.pdf'])
    expect((await officer.context.request.get(`/can-bo/ho-so/${filed.code}${path}`)).status()).toBe(404)
  expect(await officer.go(`/can-bo/ho-so/${filed.code}`)).toBe(404)
  expect(await read(officer.page.locator('body'))).not.toContain(applicant.name)
  for (const queue of ['mine', 'agency', 'counter', 'all']) {
    await officer.go(`/can-bo?hang=${queue}&q=${filed.code}`)
    expect(await officer.page.locator('tbody tr').count()).toBe(0)
  }
  expect((await officer.context.request.get(`/api/dossiers/${filed.code}`)).status()).toBe(404)
  expect(officer.trouble).toEqual([])
})

test('Chỉ biết mã hồ sơ thì chỉ thấy mức độ hoàn thành', async () => {
  expect(await stranger.go(`/tra-cuu/${filed.code}`)).toBe(200)
  const page = await read(stranger.page.locator('main'))
  expect(page).toMatch(/Mức độ hoàn thành: \d+ ?%/)
  for (const secret of [applicant.name, applicant.address, 'Diễn biến', 'Cấp lại giấy phép bưu chính'])
    expect(page).not.toContain(secret)
  for (const path of ['/vi-sao', '/giay-tiep-nhan.pdf', '/bo-sung', '/rut', '/da-nop']) {
    const answer = await stranger.context.request.get(`/tra-cuu/${filed.code}${path}`, { maxRedirects: 0 })
    expect(answer.status()).toBe(303)
  }
})

test('Mã bí mật sai thì bị từ chối và không lộ gì', async () => {
  const { page } = stranger
  await stranger.go(`/tra-cuu/${filed.code}`)
  await page.getByLabel('Mã bí mật').fill('AAAAAAAAAA')
  expect(await stranger.follow(() => page.getByRole('button', { name: 'Mở hồ sơ' }).click())).toBe(422)
  expect(await read(page.getByRole('alert'))).toContain('Mã bí mật không khớp')
  expect(await read(page.locator('main'))).not.toContain(applicant.name)
})

test('Chưa đăng nhập thì bàn làm việc hỏi tài khoản, giao diện lập trình trả lời 401 theo chuẩn', async () => {
  await stranger.go(`/can-bo/ho-so/${filed.code}`)
  expect(new URL(stranger.page.url()).pathname).toBe('/can-bo/dang-nhap')
  const answer = await stranger.context.request.get('/api/dossiers')
  expect(answer.status()).toBe(401)
  expect(answer.headers()['content-type']).toContain('application/problem+json')
  expect(await answer.json()).toMatchObject({ status: 401 })
})

test('Sai mật khẩu thì không nói tài khoản có hay không', async () => {
  const { page } = stranger
  const sentences: string[] = []
  for (const userName of ['tiepnhan2', 'khong-co-ai']) {
    await stranger.go('/can-bo/dang-nhap')
    await page.getByLabel('Tên đăng nhập').fill(userName)
    await page.getByLabel('Mật khẩu', { exact: true }).fill('sai-mat-khau')
    const press = () => page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    expect(await stranger.follow(press)).toBe(422)
    sentences.push(await read(page.getByRole('alert')))
  }
  expect(sentences[0]).toBe(sentences[1])
})

test('Mã hồ sơ và địa chỉ không có thật được trả lời tử tế', async () => {
  await stranger.go('/tra-cuu?ma=000.00.00.H05-180101-9999')
  expect(await read(stranger.page.getByRole('alert'))).toContain('Không tìm thấy hồ sơ')
  for (const path of [
    '/tra-cuu/000.00.00.H05-180101-9999',
    '/thu-tuc/KHONG-CO',
    '/khong-co-trang-nay',
    '/nop-ho-so/KHONG-CO',
  ]) {
    expect(await stranger.go(path)).toBe(404)
    expect(await read(stranger.page.locator('main'))).not.toMatch(/not found|procedure|dossier/i)
  }
})

test('Không trang nào dành cho người không có quyền có rào cản tiếp cận hay lỗi', () => {
  expect([...citizen.trouble, ...stranger.trouble]).toEqual([])
})
