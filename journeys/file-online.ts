import { expect } from 'vitest'
import type { Visitor } from './harness.ts'
import { makePdf } from './papers.ts'

/** A dossier filed by this browser: what the citizen is given. */
export type Filed = { readonly code: string; readonly accessKey: string }

export const applicant = {
  name: 'Công ty TNHH Chuyển phát Sông Đuống (minh họa)',
  address: 'Số 12 đường Lý Thái Tổ, phường Suối Hoa, tỉnh Bắc Ninh',
} as const

/** Files "Cấp lại giấy phép bưu chính" (BUU-04) online, step by step, with what is asked for and nothing wrong. */
export async function fileLostLicence(visitor: Visitor): Promise<Filed> {
  const { page } = visitor
  await visitor.go('/nop-ho-so/BUU-04')
  await visitor.follow(() => page.getByRole('button', { name: 'Bắt đầu khai' }).click())
  await fillParties(visitor)
  expect(await goOn(visitor)).toBe(200)
  await fillLostLicence(visitor)
  expect(await goOn(visitor)).toBe(200)
  await attachPaper(visitor)
  expect(await goOn(visitor)).toBe(200)
  await chooseCounterReturn(visitor)
  expect(await goOn(visitor)).toBe(200)
  return submit(visitor)
}

/** Presses "Lưu và tiếp tục". */
export function goOn({ follow, page }: Visitor): Promise<number> {
  return follow(() => page.getByRole('button', { name: 'Lưu và tiếp tục' }).click())
}

/** The step of the parties: an enterprise that files for itself. */
export async function fillParties({ page }: Visitor): Promise<void> {
  await page.getByLabel('Cơ quan, tổ chức, doanh nghiệp', { exact: true }).check()
  await page.locator('#applicantName').fill(applicant.name)
  await page.locator('#applicantPhone').fill('0222 0 800 000')
  await page.locator('#applicantAddress').fill(applicant.address)
  await page
    .getByRole('group', { name: /tự nộp hồ sơ/ })
    .getByLabel('Có', { exact: true })
    .check()
}

/** The step of the content: the licence was lost. */
export async function fillLostLicence({ page }: Visitor): Promise<void> {
  await page.getByLabel('Giấy chứng nhận đăng ký doanh nghiệp', { exact: true }).check()
  for (const [field, text] of [
    ['establishmentNumber', '0100000000'],
    ['establishmentIssuedOn', '05/03/2015'],
    ['establishmentIssuer', 'Sở Kế hoạch và Đầu tư'],
    ['representativeName', 'Nguyễn Văn Ứng (minh họa)'],
    ['representativeTitle', 'Giám đốc'],
    ['licenceNumber', '05/GP-STTTT'],
    ['licenceIssuedOn', '12/06/2016'],
    ['licenceIssuer', 'Sở Thông tin và Truyền thông'],
  ] as const)
    await page.locator(`#${field}`).fill(text)
  await page.getByLabel('Bị mất giấy phép bưu chính').check()
  await page.locator('#lostOn').fill('02/03/2018')
  await page.locator('#lossAccount').fill('Thất lạc khi chuyển trụ sở.')
  await page.getByLabel(/Tôi cam đoan nội dung kê khai/).check()
}

/** The step of the papers: one small PDF. */
export async function attachPaper({ page }: Visitor): Promise<void> {
  await page.locator('#paper-application').setInputFiles({
    name: 'Giấy đề nghị cấp lại.pdf',
    mimeType: 'application/pdf',
    buffer: makePdf('Giay de nghi cap lai'),
  })
}

export async function chooseCounterReturn({ page }: Visitor): Promise<void> {
  await page.getByLabel('Tại bộ phận một cửa', { exact: true }).check()
}

/** Declares, submits, and reads code and access key off the page that follows. */
export async function submit(visitor: Visitor): Promise<Filed> {
  const { page } = visitor
  await page.getByLabel(/Tôi xin chịu trách nhiệm trước pháp luật/).check()
  expect(
    await visitor.follow(() => page.getByRole('button', { name: 'Nộp hồ sơ', exact: true }).click()),
  ).toBe(200)
  const [code, accessKey] = await page.locator('p.key').allInnerTexts()
  expect(code).toMatch(/^H05\.\d{2}-\d{8}-\d{7}$/)
  expect(accessKey).toMatch(/^[0-9A-Za-z-]{10,}$/)
  return { code: code?.trim() ?? '', accessKey: accessKey?.trim() ?? '' }
}
