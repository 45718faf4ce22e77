import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { act, actForm, openOfficer, refusalOf } from './desk.ts'
import {
  applicant,
  attachPaper,
  chooseCounterReturn,
  type Filed,
  fillLostLicence,
  fillParties,
  goOn,
  submit,
} from './file-online.ts'
import { openBrowser, openVisitor, read, type Visitor } from './harness.ts'
import { makePdf, readPaper } from './papers.ts'

import { stopAtFirstFailure } from './steps.ts'

const programUrl = inject('programUrl')
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

for (const javaScript of [true, false])
  describe(javaScript ? 'Trình duyệt có JavaScript' : 'Trình duyệt tắt JavaScript', () => {
    const setting = { programUrl, javaScript }
    const people: Visitor[] = []
    let citizen: Visitor
    let filed: Filed
    let dueText = ''
    stopAtFirstFailure()

    const officer = async (userName: string) => {
      const visitor = await openOfficer(browser, setting, userName)
      people.push(visitor)
      return visitor
    }

    beforeAll(async () => {
      citizen = await openVisitor(browser, { ...setting, width: 390 })
      people.push(citizen)
    })
    afterAll(async () => {
      await Promise.all(people.map(({ context }) => context.close()))
    })

    test('Người dân gõ không dấu vẫn tìm thấy thủ tục cấp lại giấy phép bưu chính', async () => {
      await citizen.go('/')
      await citizen.page.getByRole('searchbox').fill('cap lai giay phep buu chinh bi mat')
      await citizen.follow(() => citizen.page.keyboard.press('Enter'))
      const best = citizen.page.locator('.hit a').first()
      expect(await read(best)).toBe('Cấp lại giấy phép bưu chính bị mất hoặc hư hỏng không sử dụng được')
      await citizen.follow(() => best.click())
      expect(await read(citizen.page.getByRole('heading', { level: 1 }))).toMatch(
        /Cấp lại giấy phép bưu chính/,
      )
      expect(await read(citizen.page.locator('main'))).toContain('07 ngày làm việc')
      await citizen.follow(() =>
        citizen.page.getByRole('link', { name: 'Nộp hồ sơ' }).filter({ visible: true }).click(),
      )
      await citizen.follow(() => citizen.page.getByRole('button', { name: 'Bắt đầu khai' }).click())
    })

    test('Thiếu mục nào báo đúng mục đó, và chữ đã gõ không mất', async () => {
      const { page } = citizen
      await page.locator('#applicantName').fill(applicant.name)
      await page.locator('#applicantPhone').fill('12ab')
      await sendAsIs(citizen)
      const summary = page.getByRole('alert')
      await summary.waitFor()
      expect(await read(summary)).toContain('Còn 4 mục cần sửa')
      expect(await page.locator('#applicantName').inputValue()).toBe(applicant.name)
      expect(await page.locator('#applicantPhone').inputValue()).toBe('12ab')
      expect(await page.locator('#applicantPhone').getAttribute('aria-invalid')).toBe('true')
      expect(await read(page.locator('#applicantPhone-error'))).not.toBe('')
      for (const link of await summary.getByRole('link').all())
        expect(await page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`).count()).toBe(1)
      await citizen.look()
    })

    test('Người dân khai từng bước, quay lại sửa được, và tải lên giấy đề nghị', async () => {
      const { page } = citizen
      await fillParties(citizen)
      expect(await goOn(citizen)).toBe(200)
      await citizen.follow(() => page.getByRole('link', { name: 'Quay lại' }).click())
      expect(await page.locator('#applicantName').inputValue()).toBe(applicant.name)
      expect(await goOn(citizen)).toBe(200)
      await fillLostLicence(citizen)
      expect(await goOn(citizen)).toBe(200)
      await page.locator('#paper-application').setInputFiles({
        name: 'khong-phai-pdf.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('đây không phải PDF'),
      })
      await sendAsIs(citizen)
      await page.getByRole('alert').waitFor()
      expect(await read(page.getByRole('alert'))).toContain('khong-phai-pdf.pdf')
      await attachPaper(citizen)
      expect(await goOn(citizen)).toBe(200)
      await chooseCounterReturn(citizen)
      expect(await goOn(citizen)).toBe(200)
    })

    test('Người dân kiểm tra lại, cam đoan, nộp, và nhận mã hồ sơ cùng mã bí mật', async () => {
      const { page } = citizen
      const review = await read(page.locator('main'))
      for (const text of [
        applicant.name,
        applicant.address,
        '05/GP-STTTT',
        '02/03/2018',
        'Giấy đề nghị cấp lại.pdf',
      ])
        expect(review).toContain(text)
      await citizen.follow(() => page.getByRole('button', { name: 'Nộp hồ sơ', exact: true }).click())
      expect(await read(page.getByRole('alert'))).toContain('lời cam đoan')
      filed = await submit(citizen)
    })

    test('Cán bộ tiếp nhận xem giấy tờ rồi tiếp nhận hồ sơ', async () => {
      const counter = await officer('tiepnhan1')
      expect(await read(counter.page.locator('main'))).toContain(filed.code)
      expect(await counter.go(`/can-bo/ho-so/${filed.code}`)).toBe(200)
      const page = await read(counter.page.locator('main'))
      for (const text of [
        applicant.name,
        'Giấy đề nghị cấp lại.pdf',
        'Mới nộp, chờ tiếp nhận',
        'Thất lạc khi chuyển trụ sở.',
      ])
        expect(page).toContain(text)
      expect(await act(counter, 'Tiếp nhận')).toBe(200)
      expect(await read(counter.page.getByRole('status'))).toContain('Tiếp nhận hồ sơ')
      dueText = await read(counter.page.locator('dt:text-is("Ngày hẹn trả") + dd strong'))
      expect(dueText).toMatch(
        /^\d{1,2} giờ \d{2}, (thứ (Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ nhật) \d{2}\/\d{2}\/\d{4}$/,
      )
    })

    test('Lãnh đạo phân công, chuyên viên bưu chính thẩm định', async () => {
      const leader = await officer('phogiamdoc')
      await leader.go(`/can-bo/ho-so/${filed.code}`)
      expect(
        await act(leader, 'Phân công thụ lý', async (form) => {
          const chosen = form.getByRole('option', { name: /Đỗ Văn Khánh Duy/ })
          await form.locator('select').selectOption((await chosen.getAttribute('value')) ?? '')
        }),
      ).toBe(200)
      const expert = await officer('buuchinh')
      expect(await read(expert.page.locator('main'))).toContain(filed.code)
      await expert.go(`/can-bo/ho-so/${filed.code}`)
      expect(
        await act(expert, 'Thẩm định', async (form) => {
          await form.getByLabel('Đủ điều kiện', { exact: true }).check()
          await form.getByLabel('Ý kiến thẩm định').fill('Đã đối chiếu sổ cấp phép; đề nghị cấp lại.')
        }),
      ).toBe(200)
    })

    test('Người thẩm định không tự quyết định được: nút Quyết định bị khóa và nói rõ vì sao', async () => {
      const expert = await officer('buuchinh')
      await expert.go(`/can-bo/ho-so/${filed.code}`)
      expect(await actForm(expert.page, 'Quyết định').count()).toBe(0)
      expect(await refusalOf(expert, 'Quyết định')).toMatch(/thẩm quyền|thẩm định/)
      await expert.look()
    })

    test('Người phê duyệt, không phải người thẩm định, quyết định kèm kết quả đã ký', async () => {
      const approver = await officer('phogiamdoc')
      await approver.go(`/can-bo/ho-so/${filed.code}`)
      const decide = (number: string) =>
        act(approver, 'Quyết định', async (form) => {
          await form.getByLabel('Đồng ý giải quyết').check()
          await form.getByLabel('Số, ký hiệu kết quả').fill(number)
          await form.getByLabel('Tệp kết quả đã ký').setInputFiles({
            name: 'Giấy phép bưu chính 05.pdf',
            mimeType: 'application/pdf',
            buffer: makePdf('Giay phep buu chinh'),
          })
          if (number !== '') await form.getByLabel(/Tôi đã kiểm tra/).check()
        })
      expect(await act(approver, 'Quyết định')).toBe(422)
      expect(await read(approver.page.getByRole('alert'))).toContain('Quyết định: còn thiếu')
      expect(await decide('')).toBe(422)
      expect(await read(approver.page.getByRole('alert'))).toContain('Đánh dấu xác nhận')
      expect(await decide('05/GP-SKHCN')).toBe(200)
      expect(await read(approver.page.locator('main'))).toContain('Đã có kết quả')
    })

    test('Quầy trả kết quả và hồ sơ khép lại trước hạn', async () => {
      const counter = await officer('tiepnhan1')
      await counter.go(`/can-bo/ho-so/${filed.code}`)
      expect(
        await act(counter, 'Trả kết quả', async (form) => {
          await form.getByLabel('Người nhận', { exact: true }).fill('Nguyễn Văn Ứng (minh họa)')
        }),
      ).toBe(200)
      expect(await read(counter.page.locator('main'))).toContain('Đã trả kết quả')
    })

    test('Người dân tra cứu bằng mã và mã bí mật: thấy diễn biến, ngày hẹn và vì sao có ngày hẹn', async () => {
      const reader = await openVisitor(browser, { ...setting, width: 390 })
      people.push(reader)
      const { page } = reader
      await reader.go('/tra-cuu')
      await page.getByLabel('Mã hồ sơ').fill(filed.code)
      await reader.follow(() => page.getByRole('button', { name: 'Tra cứu' }).click())
      expect(await read(page.locator('main'))).not.toContain(applicant.name)
      await page.getByLabel('Mã bí mật').fill(filed.accessKey.toLowerCase())
      await reader.follow(() => page.getByRole('button', { name: 'Mở hồ sơ' }).click())
      const dossier = await read(page.locator('main'))
      for (const done of [
        'Hồ sơ được nộp',
        'Tiếp nhận hồ sơ',
        'Phân công thụ lý',
        'Thẩm định',
        'Quyết định',
        'Trả kết quả',
      ])
        expect(dossier).toContain(done)
      expect(dossier).toContain('Trước hạn')
      expect(dossier).toContain(dueText)
      await reader.follow(() => page.getByRole('link', { name: 'Vì sao có ngày hẹn này?' }).click())
      const why = await read(page.locator('main'))
      expect(why).toContain(dueText)
      expect(why).toContain('Nghị định 118/2025/NĐ-CP')
      expect(await page.locator('tr[class*="line-"]').count()).toBeGreaterThan(7)
    })

    test('Giấy tiếp nhận tải về là tờ A5, chữ Việt đủ dấu, hẹn đúng ngày giờ trên trang', async () => {
      const { page } = citizen
      await citizen.go(`/tra-cuu/${filed.code}`)
      const href = await page
        .getByRole('link', { name: /Giấy tiếp nhận hồ sơ và hẹn trả kết quả/ })
        .getAttribute('href')
      const answer = await citizen.context.request.get(href ?? '')
      expect(answer.status()).toBe(200)
      expect(answer.headers()['content-type']).toBe('application/pdf')
      const paper = await readPaper(await answer.body())
      for (const text of [
        filed.code,
        applicant.name,
        applicant.address,
        'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
      ])
        expect(paper.text).toContain(text)
      expect(paper.text).toContain(dueText.replace(/^(.*), .* (\S+)$/, '$1'))
      expect([paper.width, paper.height].sort()).toEqual([148, 210])
      expect(paper.fonts.length).toBeGreaterThan(0)
      expect(paper.fonts.filter((font) => !font.embedded)).toEqual([])
    })

    test('Không trang nào có rào cản tiếp cận, lỗi kịch bản, lỗi máy chủ hay yêu cầu ra ngoài', () => {
      expect(people.flatMap((person) => person.trouble)).toEqual([])
      expect(new Set(people.flatMap((person) => [...person.seen])).size).toBeGreaterThan(12)
    })
  })

/** Presses "Lưu và tiếp tục" where the page is expected to stay: with script it stays without a request. */
async function sendAsIs(visitor: Visitor): Promise<void> {
  const press = () => visitor.page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
  await press()
  await visitor.page.waitForLoadState('load')
}
