import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { expect, test } from 'vitest'
import { type PaperKind, type PaperOf, paperSchemas } from './contract.ts'
import { renderPaper, typesetPaper } from './render-paper.ts'
import { samplePapers } from './samples/papers.ts'
import { longReceipt, usualReceipt } from './samples/receipt.ts'
import { getManifest, templateFolder } from './templates.ts'

/** A printed paper, read back as a reader program does; the text with single spaces. */
async function print<Kind extends PaperKind>(kind: Kind, paper: PaperOf<Kind>) {
  const { pdf: bytes, warnings } = await typesetPaper(kind, paper)
  expect(warnings).toBe('[]')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const source = Buffer.from(bytes).toString('latin1')
  const pdf = await getDocumentProxy(bytes)
  const { text } = await extractText(pdf, { mergePages: false })
  const pages = text.map((page) => page.replaceAll(/\s+/g, ' '))
  return { pdf, sha256, source, pages, text: pages.join(' ') }
}

test('the receipt carries every field of the form with its diacritics', async () => {
  const { text, pages } = await print('receipt', usualReceipt)
  for (const part of [
    'ỦY BAN NHÂN DÂN TỈNH BẮC NINH TRUNG TÂM HÀNH CHÍNH CÔNG',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    'Bắc Ninh, ngày 05 tháng 3 năm 2019',
    'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
    'Mã hồ sơ: 000.00.14.H05-190305-0001',
    'Tiếp nhận hồ sơ của: Công ty TNHH Bưu chính Minh Họa',
    'Mã số doanh nghiệp/Mã số thuế: 0100000000',
    'Người nộp hồ sơ: Nguyễn Thị Quỳnh Hương, điện thoại 0900 000 000',
    'Nội dung yêu cầu giải quyết: Cấp giấy phép bưu chính',
    '3 Điều lệ tổ chức và hoạt động của doanh nghiệp Bản sao 02',
    '2. Số lượng hồ sơ: 03 (bộ)',
    '3. Thời gian giải quyết hồ sơ theo quy định: 05 ngày làm việc.',
    '4. Thời gian nhận hồ sơ: 8 giờ 30 phút, ngày 05 tháng 3 năm 2019.',
    '5. Thời gian trả kết quả giải quyết hồ sơ: 8 giờ 30 phút, ngày 12 tháng 3 năm 2019.',
    '6. Đăng ký nhận kết quả: Nhận trực tiếp tại Bộ phận Một cửa',
    'NGƯỜI NỘP HỒ SƠ',
    'NGƯỜI TIẾP NHẬN HỒ SƠ',
    'https://dichvucong.example.vn/tra-cuu?ma=000.00.14.H05-190305-0001',
    'Mã bí mật tra cứu: K7QM-4T2X-9WPD',
    'DỮ LIỆU MINH HỌA',
    'Mẫu số 01, Thông tư 01/2018/TT-VPCP',
  ])
    expect(text).toContain(part)
  expect(pages).toHaveLength(1)
  expect(text).not.toContain('Trang 1')
})

test('the receipt is an A5 page, PDF/A-2a, tagged, in Vietnamese, titled, with embedded fonts', async () => {
  const { pdf, source } = await print('receipt', usualReceipt)
  const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 })
  expect([(width / 72) * 25.4, (height / 72) * 25.4].map(Math.round)).toEqual([148, 210])
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true })
  const { info, metadata } = await getMeta(pdf)
  expect(info).toMatchObject({
    Title: 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ 000.00.14.H05-190305-0001',
    Language: 'vi-VN',
  })
  expect(metadata?.getRaw?.() ?? source).toMatch(/pdfaid:part[^\d]*2[\s\S]*pdfaid:conformance[^A]*A/)
  const fonts = [...source.matchAll(/\/BaseFont\s*\/([A-Z]{6}\+[\w-]+)/g)].map((match) => match[1] ?? '')
  expect(new Set(fonts.map((font) => font.slice(7)))).toEqual(
    new Set(['Tinos-Regular', 'Tinos-Bold', 'Tinos-Italic']),
  )
  expect(source.match(/\/FontFile2/g)).toHaveLength(3)
})

test('the same facts give the same bytes, other facts give others', async () => {
  const first = await print('receipt', usualReceipt)
  await print('receipt', longReceipt)
  expect((await print('receipt', usualReceipt)).sha256).toBe(first.sha256)
  expect((await print('receipt', { ...usualReceipt, sets: 4 })).sha256).not.toBe(first.sha256)
})

test('a receipt of 24 papers breaks over pages, repeats the head of its table and numbers its pages', async () => {
  const { pages, text } = await print('receipt', longReceipt)
  expect(pages.length).toBeGreaterThan(2)
  for (const [index, page] of pages.entries()) expect(page).toContain(`Trang ${index + 1}/${pages.length}`)
  for (const page of pages.slice(0, 3)) expect(page).toContain('STT Tên giấy tờ Hình thức Số lượng')
  for (let paper = 1; paper <= 24; paper++) if (paper !== 6) expect(text).toContain(`giấy tờ thứ ${paper}`)
  expect(pages.at(-1)).toContain('NGƯỜI TIẾP NHẬN HỒ SƠ')
  expect(pages.at(-1)).toContain('Mã bí mật tra cứu')
  expect(text).toContain('Trả kết quả: chưa xác minh')
  expect(text).not.toContain('DỮ LIỆU MINH HỌA')
})

test('a term that is not verified is said so, and no appointment is made', async () => {
  const { text } = await print('receipt', { ...usualReceipt, term: null })
  expect(text).toContain('Thời gian giải quyết hồ sơ theo quy định: chưa xác minh.')
  expect(text).toContain('chưa hẹn được vì thời hạn của thủ tục chưa xác minh')
  expect(text.match(/giờ 30 phút/g)).toHaveLength(1)
})

test('what is not known is a blank, never invented', async () => {
  const { text } = await print('receipt', {
    ...usualReceipt,
    head: { ...usualReceipt.head, superior: null, number: null, place: null },
    applicant: { ...usualReceipt.applicant, identifier: null, address: null, phone: null },
    trackingUrl: null,
    accessKey: null,
    components: [],
  })
  expect(text).toMatch(/Địa chỉ: ?[. ]{20}/)
  expect(text).not.toMatch(/null|undefined|none|Mã số doanh nghiệp/)
})

test('a character that the font cannot draw is shown as a gap and does not stop the paper', async () => {
  const { text } = await print('receipt', {
    ...usualReceipt,
    request: 'Cấp phép cho 株式会社 \u202e😀\u0000 #panic() $x$ *đậm*',
  })
  expect(text).toContain('Cấp phép cho □□□□ □ #panic() $x$ *đậm*')
})

test('text in decomposed Unicode is printed composed', async () => {
  const { text } = await print('receipt', {
    ...usualReceipt,
    request: 'Cấp giấy phép bưu chính'.normalize('NFD'),
  })
  expect(text).toContain('Nội dung yêu cầu giải quyết: Cấp giấy phép bưu chính')
})

test('the version of the form follows the day of issue', async () => {
  const foot = async (issuedAt: string) => (await print('receipt', { ...usualReceipt, issuedAt })).text
  expect(await foot('2014-01-02T08:00:00+07:00')).toContain('Quyết định 09/2015/QĐ-TTg')
  expect(await foot('2019-01-05T23:59:59+07:00')).toContain('(bố cục chưa xác minh)')
  expect(await foot('2019-01-05T17:00:00Z')).toContain('Mẫu số 01, Thông tư 01/2018/TT-VPCP')
  expect(await foot('2025-09-15T08:00:00+07:00')).toContain('Thông tư 03/2025/TT-VPCP (bố cục chưa xác minh)')
})

test('facts that do not fit are thrown without repeating what they say of a person', async () => {
  const wrong = { ...usualReceipt, sets: 'ba bộ' } as unknown as PaperOf<'receipt'>
  await expect(renderPaper('receipt', wrong)).rejects.toThrow(/facts of the paper receipt: \/sets/)
  await expect(renderPaper('receipt', wrong)).rejects.not.toThrow(/Quỳnh Hương/)
})

test('a supplement request lists every finding with its ground, the last moment and whom to ask', async () => {
  const { text } = await print('supplement-request', samplePapers['supplement-request'])
  for (const part of [
    'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ',
    '/HDHS',
    'Hồ sơ của: Công ty TNHH Bưu chính Minh Họa',
    '(căn cứ: điểm g khoản 1 Điều 6 Nghị định 47/2011/NĐ-CP)',
    '2 Điều lệ doanh nghiệp Bản sao chưa có chứng thực.',
    'Lý do: Hồ sơ chưa đầy đủ theo quy định.',
    'Hồ sơ bổ sung nộp chậm nhất: 17 giờ 00 phút, ngày 28 tháng 3 năm 2019.',
    'xin liên hệ ông (bà) Trần Đức Thắng, số điện thoại 0222 000 0000',
    'NGƯỜI HƯỚNG DẪN',
  ])
    expect(text).toContain(part)
  expect(text).not.toContain('Mã bí mật')
})

test('a refusal gives its reason and its legal ground; its title follows the regime', async () => {
  const { text } = await print('refusal', samplePapers.refusal)
  expect(text).toContain('PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ')
  expect(text).toContain('Căn cứ pháp lý: Điều 17 Nghị định 61/2018/NĐ-CP')
  const later = await print('refusal', { ...samplePapers.refusal, issuedAt: '2025-09-15T08:00:00+07:00' })
  expect(later.text).toContain('PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ')
  expect(later.text).toContain('Mẫu số 03, Thông tư 03/2025/TT-VPCP (bố cục chưa xác minh)')
})

test('an apology makes a new appointment only where one is lawful', async () => {
  const paper = samplePapers['apology-notice']
  const { text } = await print('apology-notice', paper)
  expect(text).toContain('PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ')
  expect(text).toContain('Thời gian hẹn trả kết quả: 8 giờ 30 phút, ngày 12 tháng 3 năm 2019.')
  expect(text).toContain('Thời gian hẹn trả kết quả mới: 8 giờ 30 phút, ngày 19 tháng 3 năm 2019.')
  const alone = (await print('apology-notice', { ...paper, newAppointmentAt: null })).text
  expect(alone).toContain('PHIẾU XIN LỖI Kính gửi')
  expect(alone).toContain('không hẹn lại ngày trả kết quả')
  expect(alone).not.toMatch(/HẸN LẠI NGÀY|kết quả mới/)
  const later = await print('apology-notice', { ...paper, issuedAt: '2025-10-01T08:00:00+07:00' })
  expect(later.text).toContain('VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN')
})

test('a stop notice says when, in which case and on which ground', async () => {
  const { text } = await print('stop-notice', samplePapers['stop-notice'])
  expect(text).toContain('THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ')
  expect(text).toContain('dừng giải quyết hồ sơ này từ 8 giờ 00 phút, ngày 02 tháng 10 năm 2025.')
  expect(text).toContain('Hết thời hạn bổ sung, hoàn thiện mà chưa nhận được hồ sơ bổ sung')
})

test('a routing slip has a row for each hand-over, over pages', async () => {
  const paper = samplePapers['routing-slip']
  const { text } = await print('routing-slip', paper)
  expect(text).toContain(
    'Giao: Bộ phận Một cửa (Trần Đức Thắng) Nhận: Phòng Bưu chính - Viễn thông (Lê Thị Minh)',
  )
  expect(text).toContain('10 giờ 00 phút 05/03/2019 Đúng hạn')
  expect(text).toContain('15 giờ 20 phút 08/03/2019 Trước hạn')
  const handOvers = Array.from({ length: 22 }, (_, index) => ({
    ...(paper.handOvers[0] as (typeof paper.handOvers)[number]),
    note: `bước ${index + 1}`,
  }))
  const long = await print('routing-slip', { ...paper, handOvers })
  for (let step = 1; step <= 22; step++) expect(long.text).toContain(`bước ${step}`)
  expect(long.pages.length).toBeGreaterThan(1)
})

test('a register is A4 landscape, repeats its columns and loses no row', async () => {
  const paper = samplePapers['dossier-register']
  const rows = Array.from({ length: 341 }, (_, index) => ({
    ...(paper.rows[0] as (typeof paper.rows)[number]),
    note: `dòng ${index + 1}`,
  }))
  const { pdf, pages, text } = await print('dossier-register', { ...paper, rows })
  const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 })
  expect([(width / 72) * 25.4, (height / 72) * 25.4].map(Math.round)).toEqual([297, 210])
  for (const page of pages.slice(0, -1)) expect(page).toContain('Tên thủ tục hành chính')
  expect(new Set(text.match(/dòng \d+/g)).size).toBe(341)
  expect(text).toContain('Từ ngày 01 tháng 3 năm 2019 đến ngày 31 tháng 3 năm 2019')
  expect(text).toContain('Cộng: 341 hồ sơ.')
  expect((await print('dossier-register', { ...paper, rows: [] })).text).toContain('Không có hồ sơ nào')
})

const kinds = Object.keys(paperSchemas) as PaperKind[]

test.each(kinds)('every version of the form %s has its template, and every template its version', (kind) => {
  const versions = getManifest()[kind]?.map((version) => `${version.validFrom}.typ`) ?? []
  const files = readdirSync(`${templateFolder}/${kind}`).filter((name) => name !== 'layout.typ')
  expect(versions).toEqual(files.sort())
})

const versions = kinds.flatMap((kind) =>
  (getManifest()[kind] ?? []).map(({ validFrom, title }) => ({ kind, validFrom, title })),
)
test.each(versions)(
  '$kind of $validFrom is printed with its title, the same each time',
  async ({ kind, validFrom, title }) => {
    const paper = { ...samplePapers[kind], issuedAt: `${validFrom}T08:00:00+07:00` } as PaperOf<typeof kind>
    const [first, second] = [await print(kind, paper), await print(kind, paper)]
    expect(first.text).toContain(title)
    expect(first.text).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')
    expect(first.sha256).toBe(second.sha256)
  },
)

test('a paper is set beside the event loop, which stays free', async () => {
  const rows = Array.from({ length: 25 }, () => samplePapers['dossier-register'].rows).flat()
  let turns = 0
  const timer = setInterval(() => turns++, 2)
  await renderPaper('dossier-register', { ...samplePapers['dossier-register'], rows })
  clearInterval(timer)
  expect(turns).toBeGreaterThan(20)
})

test('whatever a person is called, the receipt is printed', { timeout: 60_000 }, async () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(
        'ế',
        'a',
        '\u0323',
        '\u0301',
        '\u05d0',
        '\u05b0',
        '\u064b',
        '\n',
        ' ',
        '\\',
        '#',
        '$',
        '_',
        '\ufb01',
      ),
    }),
    fc.string({ unit: 'grapheme', minLength: 30, maxLength: 120 }),
  )
  await fc.assert(
    fc.asyncProperty(odd, odd, odd, async (name, address, title) => {
      const { pdf, warnings } = await typesetPaper('receipt', {
        ...usualReceipt,
        applicant: { ...usualReceipt.applicant, name, address, email: title },
        components: [{ title, form: 'copy', count: 1, note: address }],
        receiverName: name,
      })
      expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
      expect(warnings).toBe('[]')
    }),
    { numRuns: 100 },
  )
})
