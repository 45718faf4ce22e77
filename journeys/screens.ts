// Takes pictures of every screen in its usual, empty and faulty states, to be looked at by a person:
//   node journeys/screens.ts FOLDER [part of a name]      (JOURNEYS_URL names a program that runs already)
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { act, openOfficer } from './desk.ts'
import {
  attachPaper,
  chooseCounterReturn,
  type Filed,
  fillLostLicence,
  fillParties,
  goOn,
  submit,
} from './file-online.ts'
import { openBrowser, openVisitor, type Visitor } from './harness.ts'
import { seedLateProvince } from './seed-late.ts'
import { startProgram } from './start-program.ts'

const [folder, only = ''] = process.argv.slice(2)
if (!folder) throw new Error('node journeys/screens.ts FOLDER [part of a name]')
mkdirSync(folder, { recursive: true })

const usual = [390, 1280]
const tallest = 5000
const troubles = new Set<string>()

/** One picture a width of the page as it stands; says where the page is wider than the screen. */
async function shoot({ page }: Visitor, name: string, widths: readonly number[] = usual): Promise<void> {
  if (!name.includes(only)) return
  const before = page.viewportSize()
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (over > 0) troubles.add(`${name}: ${over} px wider than ${width}`)
    const clip = { x: 0, y: 0, width, height: Math.min(height, tallest) }
    await page.screenshot({ path: join(folder ?? '.', `${name}-${width}.png`), fullPage: true, clip })
  }
  if (before) await page.setViewportSize(before)
}

async function shootPages(visitor: Visitor, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    if (!name.includes(only)) continue
    await visitor.go(path)
    await shoot(visitor, name)
  }
}

const publicPages = {
  'p-home': '/',
  'p-search': '/thu-tuc?q=buu%20chinh',
  'p-search-none': '/thu-tuc?q=qqqq%20zzzz',
  'p-all': '/thu-tuc?trang=2',
  'p-procedure': '/thu-tuc/BUU-04',
  'p-procedure-unverified': '/thu-tuc/XB-14',
  'p-procedure-cases': '/thu-tuc/BUU-01',
  'p-filing-begin': '/nop-ho-so/BUU-04',
  'p-track': '/tra-cuu',
  'p-track-unknown': '/tra-cuu?ma=000.00.00.H05-180101-9999',
  'p-calculator': '/tinh-ngay-hen',
  'p-calculator-answer': '/tinh-ngay-hen?acceptedAt=2018-04-27T09:00&value=5&term=5&unit=working-day',
  'p-figures': '/thong-ke?nam=2018',
  'p-figures-empty': '/thong-ke?nam=2001',
  'p-figure-rows': '/thong-ke/ho-so?chi-tieu=early&nam=2018',
  'p-figure-rows-empty': '/thong-ke/ho-so?chi-tieu=overdue&nam=2018',
  'p-report': '/thong-ke/bao-cao?nam=2018',
  'p-index': '/chi-so-766',
  'p-verify': '/kiem-tra',
  'p-help': '/tro-giup',
  'p-404': '/khong-co-trang-nay',
  'p-home-en': '/?lang=en',
  'p-home-vi': '/?lang=vi',
} as const

async function file(citizen: Visitor): Promise<Filed> {
  const { page } = citizen
  await citizen.go('/nop-ho-so/BUU-04')
  await citizen.follow(() => page.getByRole('button', { name: 'Bắt đầu khai' }).click())
  await shoot(citizen, 'f-1-parties')
  await page.locator('#applicantPhone').fill('12ab')
  await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
  await page.getByRole('alert').waitFor()
  await shoot(citizen, 'f-1-parties-faults')
  await fillParties(citizen)
  await goOn(citizen)
  await shoot(citizen, 'f-2-content')
  await fillLostLicence(citizen)
  await goOn(citizen)
  await shoot(citizen, 'f-3-papers')
  await attachPaper(citizen)
  await goOn(citizen)
  await shoot(citizen, 'f-4-return')
  await chooseCounterReturn(citizen)
  await goOn(citizen)
  await shoot(citizen, 'f-5-review')
  await citizen.go('/nop-ho-so/BUU-04')
  await shoot(citizen, 'f-resume')
  await citizen.go('/nop-ho-so/BUU-04/kiem-tra')
  await citizen.follow(() => page.getByRole('button', { name: 'Nộp hồ sơ', exact: true }).click())
  await shoot(citizen, 'f-5-review-fault')
  const filed = await submit(citizen)
  await shoot(citizen, 'f-6-filed')
  return filed
}

async function shootDossier(browser: Browser, setting: { programUrl: string }): Promise<void> {
  const citizen = await openVisitor(browser, setting)
  const stranger = await openVisitor(browser, setting)
  const { code } = await file(citizen)
  const own = `/tra-cuu/${code}`
  const at = `/can-bo/ho-so/${code}`
  await citizen.go(own)
  await shoot(citizen, 't-filed')
  await stranger.go(own)
  await shoot(stranger, 't-stranger')
  await stranger.page.getByLabel('Mã bí mật').fill('AAAAAAAAAA')
  await stranger.follow(() => stranger.page.getByRole('button', { name: 'Mở hồ sơ' }).click())
  await shoot(stranger, 't-wrong-key')
  const counter = await openOfficer(browser, setting, 'tiepnhan1')
  await shoot(counter, 'd-inbox-counter')
  await counter.go(at)
  await shoot(counter, 'd-dossier-filed')
  await act(counter, 'Từ chối tiếp nhận')
  await shoot(counter, 'd-dossier-decline-fault')
  await counter.go(at)
  await act(counter, 'Tiếp nhận')
  await shoot(counter, 'd-dossier-accepted')
  const leader = await openOfficer(browser, setting, 'phogiamdoc')
  await shoot(leader, 'd-inbox-leader')
  await leader.go(at)
  await shoot(leader, 'd-dossier-leader')
  await act(leader, 'Phân công thụ lý', async (form) => {
    const chosen = form.getByRole('option', { name: /Đỗ Văn Khánh Duy/ })
    await form.locator('select').selectOption((await chosen.getAttribute('value')) ?? '')
  })
  const expert = await openOfficer(browser, setting, 'buuchinh')
  await shoot(expert, 'd-inbox-expert')
  await expert.go(at)
  for (const name of ['Yêu cầu bổ sung', 'Thẩm định']) {
    const form = expert.page.locator('details.act').filter({ hasText: name }).first()
    await form.locator('> summary').click()
    await shoot(expert, name === 'Thẩm định' ? 'd-dossier-assess' : 'd-dossier-ask')
  }
  await expert.page.locator('details.refused summary').click()
  await shoot(expert, 'd-dossier-refused-acts')
  await act(expert, 'Yêu cầu bổ sung', async (form) => {
    const paper = form.locator('details.finding').first()
    await paper.locator('summary').click()
    await paper.getByLabel('Sai sót, phần còn thiếu').fill('Thiếu chữ ký của người đại diện')
  })
  await citizen.go(own)
  await shoot(citizen, 't-asked')
  await citizen.go(`${own}/bo-sung`)
  await shoot(citizen, 't-supplement')
  await citizen.follow(() => citizen.page.getByRole('button', { name: 'Gửi bổ sung' }).click())
  await shoot(citizen, 't-supplement-fault')
  await citizen.page.getByLabel('Nội dung giải trình').fill('Đã ký bổ sung.')
  await citizen.follow(() => citizen.page.getByRole('button', { name: 'Gửi bổ sung' }).click())
  await citizen.go(`${own}/vi-sao`)
  await shoot(citizen, 't-why')
  await citizen.go(`/kiem-tra/${code}`)
  await shoot(citizen, 't-verify')
  await citizen.go(`${own}/rut`)
  await shoot(citizen, 't-withdraw')
  await citizen.follow(() => citizen.page.getByRole('button', { name: 'Rút hồ sơ' }).click())
  await shoot(citizen, 't-withdraw-fault')
  await expert.go(at)
  await act(expert, 'Thẩm định', async (form) => {
    await form.getByLabel('Đủ điều kiện', { exact: true }).check()
    await form.getByLabel('Ý kiến thẩm định').fill('Đã đối chiếu sổ cấp phép; đề nghị cấp lại.')
  })
  await leader.go(at)
  await act(leader, 'Quyết định')
  await shoot(leader, 'd-dossier-decide-fault')
  await act(leader, 'Quyết định', async (form) => {
    await form.getByLabel('Đồng ý giải quyết').check()
    await form.getByLabel('Số, ký hiệu kết quả').fill('05/GP-SKHCN')
    await form.getByLabel(/Tôi đã kiểm tra/).check()
  })
  await counter.go(at)
  await act(counter, 'Trả kết quả', async (form) => {
    await form.getByLabel('Người nhận', { exact: true }).fill('Nguyễn Văn Ứng')
  })
  await shoot(counter, 'd-dossier-delivered')
  await counter.go(`${at}/vi-sao`)
  await shoot(counter, 'd-why')
  await citizen.go(own)
  await shoot(citizen, 't-delivered')
  await shootReception(counter)
}

async function shootReception(counter: Visitor): Promise<void> {
  const { page } = counter
  await shootPages(counter, {
    'd-reception': '/can-bo/tiep-nhan',
    'd-reception-hits': '/can-bo/tiep-nhan?q=buu%20chinh',
    'd-reception-none': '/can-bo/tiep-nhan?q=qqqq',
    'd-reception-page': '/can-bo/tiep-nhan?thu-tuc=BUU-01',
    'd-inbox-none': '/can-bo?q=khongcogi',
    'd-inbox-all': '/can-bo?hang=all',
  })
  await counter.go('/can-bo/tiep-nhan?thu-tuc=BUU-04')
  await counter.follow(() => page.locator('#applicant-name').press('Enter'))
  await shoot(counter, 'd-reception-faults')
  await page.locator('#have-have-application').check()
  await page.locator('#applicant-name').fill('Ngô Thị Minh Nguyệt')
  await page.locator('#applicant-phone').fill('02220800012')
  await page.locator('#applicant-address').fill('Phường Song Hồ, tỉnh Bắc Ninh')
  await counter.follow(() => page.locator('#applicant-name').press('Enter'))
  await shoot(counter, 'd-reception-done')
}

async function shootOffice(browser: Browser, setting: { programUrl: string }): Promise<void> {
  const visitor = await openVisitor(browser, setting)
  await visitor.go('/can-bo/dang-nhap')
  await shoot(visitor, 'd-sign-in')
  await visitor.follow(() => visitor.page.getByRole('button', { name: 'Đăng nhập', exact: true }).click())
  await shoot(visitor, 'd-sign-in-faults')
  const controller = await openOfficer(browser, setting, 'kiemsoat')
  await shoot(controller, 'd-inbox-empty')
  await shootPages(controller, {
    'd-figures': '/can-bo/thong-ke?nam=2018',
    'd-figure-rows': '/can-bo/thong-ke/ho-so?chi-tieu=received&nam=2018',
    'd-reports': '/can-bo/bao-cao',
    'd-index': '/can-bo/chi-so-766',
    'd-alarms': '/can-bo/canh-bao',
    'd-404': '/can-bo/ho-so/000.00.00.H05-180101-9999',
  })
  await controller.go('/dieu-hanh?nam=2018&dung=1')
  await shoot(controller, 'w-wall', [390, 1280, 1920])
  await controller.go('/dieu-hanh?nam=2001&dung=1')
  await shoot(controller, 'w-wall-empty', [390, 1280, 1920])
}

/** Late, waiting and alarming dossiers, which the demonstration has none of. */
async function shootLate(browser: Browser): Promise<void> {
  const province = await seedLateProvince()
  const program = await startProgram({ demo: false, dataDir: province.dataDir })
  const setting = { programUrl: program.url }
  try {
    const expert = await openOfficer(browser, setting, 'buuchinh')
    await new Promise((done) => setTimeout(done, 9_000)) // the corrected calendar moves due times
    await shootPages(expert, {
      'late-inbox': '/can-bo?hang=agency',
      'late-dossier': `/can-bo/ho-so/${province.late.code}`,
      'late-why': `/can-bo/ho-so/${province.late.code}/vi-sao`,
      'late-waiting': `/can-bo/ho-so/${province.waiting.code}`,
      'late-moved-dates': '/can-bo/doi-ngay-hen',
    })
    const controller = await openOfficer(browser, setting, 'kiemsoat')
    await shootPages(controller, { 'late-alarms': '/can-bo/canh-bao' })
    await controller.follow(() => controller.page.locator('main table tbody a').first().click())
    await shoot(controller, 'late-alarm-rows')
    const citizen = await openVisitor(browser, setting)
    for (const [name, { code, accessKey }] of [
      ['late-own', province.late],
      ['late-own-waiting', province.waiting],
      ['late-own-moved', province.moved],
    ] as const) {
      await citizen.go(`/tra-cuu/${code}`)
      await citizen.page.getByLabel('Mã bí mật').fill(accessKey)
      await citizen.follow(() => citizen.page.getByRole('button', { name: 'Mở hồ sơ' }).click())
      await shoot(citizen, name)
    }
  } finally {
    await program.stop()
  }
}

/** The data centre: its desk for data engineers, its catalogue for everybody. */
async function shootData(browser: Browser, setting: { programUrl: string }): Promise<void> {
  await shootPages(await openVisitor(browser, setting), {
    'data-p-catalogue': '/du-lieu-mo',
    'data-p-catalogue-none': '/du-lieu-mo?q=qqqq',
    'data-p-dataset': '/du-lieu-mo/di-tich',
    'data-p-map': '/du-lieu-mo/ban-do',
  })
  const engineer = await openOfficer(browser, setting, 'dulieu')
  await shootPages(engineer, {
    'data-d-sources': '/can-bo/du-lieu',
    'data-d-source': '/can-bo/du-lieu/nguon/tram-bts',
    'data-d-source-new': '/can-bo/du-lieu/nguon/moi',
    'data-d-mapping': '/can-bo/du-lieu/nguon/tram-bts/anh-xa',
    'data-d-run': '/can-bo/du-lieu/lan-chay/1',
    'data-d-entities': '/can-bo/du-lieu/doi-tuong?loai=MobileBaseStation',
    'data-d-entities-none': '/can-bo/du-lieu/doi-tuong?tu=qqqq',
    'data-d-datasets': '/can-bo/du-lieu/tap',
    'data-d-dataset': '/can-bo/du-lieu/tap/tram-bts-ky-thuat',
    'data-d-request': '/can-bo/du-lieu/tap/tram-bts-ky-thuat/de-nghi',
    'data-d-agreements': '/can-bo/du-lieu/thoa-thuan',
  })
}

const started = process.env.JOURNEYS_URL ? undefined : await startProgram()
const setting = { programUrl: (process.env.JOURNEYS_URL ?? started?.url ?? '').replace(/\/+$/, '') }
const browser = await openBrowser()
try {
  await shootPages(await openVisitor(browser, setting), publicPages)
  await shootOffice(browser, setting)
  await shootData(browser, setting)
  await shootDossier(browser, setting)
  if ('late-'.startsWith(only) || only.startsWith('late')) await shootLate(browser)
} finally {
  await browser.close()
  await started?.stop()
}
process.stdout.write(`${[...troubles].join('\n')}\n`)
