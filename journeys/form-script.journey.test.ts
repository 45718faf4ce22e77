import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import type { Field, FormDefinition } from '#onestop/forms/contract.ts'
import { formMessages } from '#onestop/forms/rules/form-messages.ts'
import { readPosted } from '#onestop/forms/rules/read-posted.ts'
import { formWith } from '#onestop/forms/samples/sample-forms.ts'
import { samplePage } from '#onestop/forms/samples/sample-page.ts'
import { openBrowser } from './harness.ts'

const root = join(import.meta.dirname, '..')
const label = (vi: string) => ({ vi, en: vi })
const on = day('2018-03-01')

const fields: Field[] = [
  { id: 'ask', type: 'yes-no', label: label('Có thay đổi?'), required: true },
  { id: 'why', type: 'text', label: label('Lý do'), required: true, showIf: { field: 'ask', equals: true } },
  { id: 'capital', type: 'money', label: label('Vốn điều lệ'), min: 0 },
  { id: 'code', type: 'enterprise-code', label: label('Mã số') },
  {
    id: 'machines',
    type: 'group',
    label: label('Thiết bị'),
    rowLabel: label('Thiết bị'),
    required: true,
    maxRows: 3,
    fields: [
      { id: 'name', type: 'text', label: label('Tên máy'), required: true },
      { id: 'used', type: 'yes-no', label: label('Máy cũ?') },
      {
        id: 'year',
        type: 'integer',
        label: label('Năm'),
        grouping: false,
        required: true,
        showIf: { field: 'used', equals: true },
      },
    ],
  },
]
const papers: FormDefinition['steps'][number] = {
  id: 'papers',
  about: 'papers',
  title: label('Giấy tờ'),
  sections: [
    {
      id: 'papers',
      fields: [
        {
          id: 'paper-plan',
          type: 'evidence',
          evidenceTypeId: 'plan',
          label: label('Phương án'),
          required: true,
          limitBytes: 1000,
        },
      ],
    },
  ],
}
const plain = formWith(fields)
const form: FormDefinition = { ...plain, steps: [...plain.steps, papers] }

let browser: Browser
let server: Server
let page: Page
let url: string
const drafts: string[] = []
const sent: string[] = []
const uploads: string[] = []
const trouble: string[] = []
let script = ''
let uploadStatus: number[] = []

beforeAll(async () => {
  const built = spawnSync(
    process.execPath,
    [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'web/enhance/vite.config.ts',
      '--logLevel',
      'warn',
    ],
    { cwd: root, encoding: 'utf8' },
  )
  expect(built.stderr + built.stdout, 'the script is built').not.toMatch(/error/i)
  script = await readFile(join(root, 'web/static/enhance/form.js'), 'utf8')
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, type, text } = answer(request.url ?? '', Buffer.concat(chunks).toString('utf8'))
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(text)
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  server.close()
})
beforeEach(async () => {
  for (const list of [drafts, sent, uploads, trouble]) list.length = 0
  uploadStatus = []
  page = await browser.newPage({ viewport: { width: 390, height: 900 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => trouble.push(String(error)))
})
afterEach(() => page.close())

function answer(path: string, body: string): { status: number; type: string; text: string } {
  const { pathname, searchParams } = new URL(path, 'http://x')
  const ok = (type: string, text: string, status = 200) => ({ status, type, text })
  if (pathname === '/form.js') return ok('text/javascript', script)
  if (pathname === '/draft') drafts.push(body)
  if (pathname === '/draft') return ok('text/plain', '')
  if (pathname === '/send') sent.push(body)
  if (pathname === '/send') return ok('text/html', '<p>đã nhận</p>')
  if (pathname === '/documents') {
    const status = uploadStatus.shift() ?? 201
    uploads.push(`${status} ${searchParams.get('evidenceTypeId')}`)
    const stored = { id: '0195f1a0-0000-7000-8000-00000000000a', name: 'phuong-an.pdf', size: 5 }
    return ok(
      'application/json',
      JSON.stringify(status < 300 ? stored : { detail: 'Tệp có mã độc.' }),
      status,
    )
  }
  const step = searchParams.get('step') ?? 'page'
  const data = {
    step,
    lang: 'vi' as const,
    on,
    messages: formMessages.vi,
    limitBytes: 20_000,
    mediaTypes: [],
  }
  const broken = searchParams.has('broken')
  return ok(
    'text/html',
    samplePage(form, {}, data, { uploads: !searchParams.has('plain'), ...(broken && { json: '{broken' }) }),
  )
}

const at = (path: string) => page.locator(`[name="${path}"]`)
const errorAt = (path: string) => page.locator(`[id="${path}-error"]`)
/** What was posted, read as the server reads it. */
function answersOf(body: string | undefined) {
  const entries = [
    ...(body ?? '').matchAll(
      /name="([^"]+)"(?:; filename="[^"]*")?\r\n(?:Content-Type[^\r]*\r\n)?\r\n(.*?)\r\n--/gs,
    ),
  ]
  return readPosted(
    form,
    entries.map((entry) => [entry[1] ?? '', entry[2] ?? ''] as const),
    { step: 'page' },
  ).answers
}

test('Tệp mã nhỏ hơn 25 KB khi nén', () => {
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(25 * 1024)
})

test('Mục có điều kiện ẩn hiện theo câu trả lời; điều đã gõ trong mục ẩn không mất', async () => {
  await page.goto(url)
  await expect.poll(() => at('why').isVisible()).toBe(false)
  expect(await page.locator('[data-kb-condition]').first().isVisible()).toBe(false)
  await at('ask').first().check()
  expect(await at('why').isVisible()).toBe(true)
  await at('why').fill('Đổi trụ sở')
  await at('ask').last().check()
  expect(await at('why').isVisible()).toBe(false)
  await at('ask').first().check()
  expect(await at('why').inputValue()).toBe('Đổi trụ sở')
  expect(trouble).toEqual([])
})

test('Rời một mục điền sai thì báo ngay bằng câu của máy chủ, sửa đúng thì hết báo', async () => {
  await page.goto(url)
  await at('capital').fill('hai tỷ')
  await at('code').focus()
  await expect
    .poll(() => errorAt('capital').textContent())
    .toBe('Mục “Vốn điều lệ” phải là số tiền bằng đồng, ví dụ 2.000.000.000.')
  expect(await at('capital').getAttribute('aria-invalid')).toBe('true')
  expect(await at('capital').getAttribute('aria-describedby')).toBe('capital-error')
  await at('capital').fill('2.000.000.000')
  await expect.poll(() => errorAt('capital').count()).toBe(0)
  expect(await at('capital').getAttribute('aria-describedby')).toBe(null)
  await at('code').fill('0100112438')
  await at('capital').focus()
  await expect.poll(() => page.locator('[id="code-warning"]').count()).toBe(1)
})

test('Đi qua một mục còn trống thì chưa báo gì', async () => {
  await page.goto(url)
  await at('machines[0].name').focus()
  await at('capital').focus()
  await page.waitForTimeout(400)
  expect(await page.locator('.error').count()).toBe(0)
})

test('Gửi khi còn sai thì trang giữ lại, tóm tắt nhận tiêu điểm và dẫn tới từng mục', async () => {
  await page.goto(url)
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  const summary = page.locator('[data-kb-errors]')
  await expect.poll(() => summary.isVisible()).toBe(true)
  expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await summary.locator('h2').textContent()).toBe('Còn 2 mục cần sửa')
  expect(
    await summary.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
  ).toEqual(['#ask', '#machines'])
  expect(sent).toEqual([])
  await at('ask').last().check()
  await at('machines[0].name').fill('Máy in')
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('đã nhận').waitFor()
  expect(answersOf(sent[0])).toEqual({ ask: false, machines: [{ name: 'Máy in' }] })
})

test('Thêm, xóa dòng ngay trên trang: số thứ tự liền nhau, chữ đã gõ đi theo dòng, đủ số dòng thì thôi thêm', async () => {
  await page.goto(url)
  const add = page.getByRole('button', { name: 'Thêm' })
  await at('machines[0].name').fill('machines[1] một')
  await add.click()
  await at('machines[1].name').fill('hai')
  await add.click()
  await at('machines[2].name').fill('ba')
  await at('machines[2].used').first().check()
  await at('machines[2].year').fill('2001')
  expect(await add.isDisabled()).toBe(true)
  await page.locator('[name="_remove"]').nth(1).click()
  expect(await add.isEnabled()).toBe(true)
  expect(await at('machines[0].name').inputValue()).toBe('machines[1] một')
  expect(await at('machines[1].name').inputValue()).toBe('ba')
  expect(await at('machines[1].year').isVisible()).toBe(true)
  expect(await at('machines[0].year').isVisible()).toBe(false)
  await at('ask').last().check()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('đã nhận').waitFor()
  expect(answersOf(sent[0]).machines).toEqual([
    { name: 'machines[1] một' },
    { name: 'ba', used: true, year: 2001 },
  ])
})

test('Xóa dòng cuối cùng thì còn một dòng trống', async () => {
  await page.goto(url)
  await at('machines[0].name').fill('một')
  await page.locator('[name="_remove"]').click()
  expect(await at('machines[0].name').inputValue()).toBe('')
})

test('Hai giây sau lần gõ cuối, nội dung tự được lưu và trang nói đã lưu', async () => {
  await page.goto(url)
  await at('capital').pressSequentially('25 tỷ')
  await expect.poll(() => drafts.length, { timeout: 6000 }).toBe(1)
  expect(answersOf(drafts[0]).capital).toBe('25 tỷ')
  await expect.poll(() => page.locator('[data-kb-saved]').textContent()).toMatch(/^Đã lưu lúc \d\d:\d\d/)
})

const file = (name: string, size: number) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.alloc(size, 'x'),
})

test('Tệp quá lớn, trống hoặc sai loại được nói ngay, không gửi đi', async () => {
  await page.goto(`${url}/?step=papers`)
  await page
    .locator('input[type=file]')
    .setInputFiles([file('to.pdf', 1025), file('rong.pdf', 0), file('chay.exe', 5)])
  expect(await page.locator('li.error').allTextContents()).toEqual([
    'Tệp “to.pdf” nặng 2 KB, tối đa là 1 KB.',
    'Tệp “rong.pdf” trống.',
    'Tệp “chay.exe” thuộc loại không nhận; hãy dùng pdf, jpg, png, docx, xlsx.',
  ])
  expect(uploads).toEqual([])
})

test('Đường truyền hỏng giữa chừng thì tệp được gửi lại; đến nơi rồi thì đi theo mã, không gửi hai lần', async () => {
  uploadStatus = [503]
  await page.goto(`${url}/?step=papers`)
  await page.locator('input[type=file]').setInputFiles(file('phuong-an.pdf', 5))
  await page.locator('[data-kb-document]').waitFor()
  expect(uploads).toEqual(['503 plan', '201 plan'])
  expect(await page.locator('input[type=hidden][name="paper-plan"]').inputValue()).toBe(
    '0195f1a0-0000-7000-8000-00000000000a',
  )
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('đã nhận').waitFor()
  expect(sent[0]).not.toContain('phuong-an.pdf')
})

test('Máy chủ từ chối tệp thì câu của máy chủ hiện ra', async () => {
  uploadStatus = [422]
  await page.goto(`${url}/?step=papers`)
  await page.locator('input[type=file]').setInputFiles(file('phuong-an.pdf', 5))
  await expect.poll(() => page.locator('li.error').textContent()).toBe('Tệp có mã độc.')
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await expect
    .poll(() => errorAt('paper-plan').textContent())
    .toBe('Ông/bà chưa tải lên giấy tờ “Phương án”.')
})

test('Không có chỗ tải lên riêng thì tệp đã chọn đi cùng trang', async () => {
  await page.goto(`${url}/?step=papers&plain`)
  await page.locator('input[type=file]').setInputFiles(file('phuong-an.pdf', 5))
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('đã nhận').waitFor()
  expect(sent[0]).toContain('filename="phuong-an.pdf"')
})

test('Dữ liệu của trang hỏng thì mã dừng, trang vẫn gửi được như HTML thường', async () => {
  await page.goto(`${url}/?broken`)
  expect(await at('why').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('đã nhận').waitFor()
  expect(sent).toHaveLength(1)
  expect(trouble).toEqual([])
})
