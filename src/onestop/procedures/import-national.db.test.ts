import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { day } from '#kit/values/plain-date.ts'
import {
  countImportDoubts,
  findProcedureInForce,
  importNationalCatalogue,
  listImportDoubts,
  printDoubts,
} from './public.ts'

const contentDir = join(import.meta.dirname, '../../../content')
const number = 'CSDLQG-TTHC 2026-07'
let ctx: TestContext
let own = ''
let report: Awaited<ReturnType<typeof importNationalCatalogue>>
beforeAll(async () => {
  ctx = await openTestContext()
  report = await importNationalCatalogue(ctx, contentDir)
  own = await mkdtemp(join(tmpdir(), 'kb-catalogue-'))
})
afterAll(() => rm(own, { recursive: true, force: true }))

test('796 national procedures come in, each with its doubts, and once only', async () => {
  expect(report).toMatchObject({ records: 796, versions: 796 })
  expect(await importNationalCatalogue(ctx, contentDir)).toBeUndefined()
  const [row] = await ctx.db.text<{ count: number }>(
    `select count(*) count from onestop.procedures where source = 'national-catalogue' and local_id not like '9.%'`,
  )
  expect(row?.count).toBe(796)
  const counts = await countImportDoubts(ctx.db, number)
  expect(counts.reduce((sum, one) => sum + one.count, 0)).toBe(report?.doubts)
})

test('an imported procedure is found from the day it was taken, with the text of what is doubtful', async () => {
  expect(await findProcedureInForce(ctx.db, '1.000080', day('2026-07-30'))).toBeUndefined()
  const found = await findProcedureInForce(ctx.db, '1.000080', day('2026-07-31'))
  expect(found?.source).toBe('national-catalogue')
  expect(found?.synthetic).toBe(false)
  expect(found?.content.channels[0]).toMatchObject({ channel: 'online', term: null, termText: '7' })
  expect(found?.content.unparsed?.cach_thuc_thuc_hien).toContain('Trực tuyến7Miễn phí')
})

test('the doubts of one procedure can be printed', async () => {
  const doubts = await listImportDoubts(ctx.db, number, '1.000080')
  expect(doubts.map((doubt) => doubt.code)).toContain('unit-missing')
  expect(printDoubts(doubts).split('\n')).toHaveLength(doubts.length)
  expect(printDoubts(doubts)).toContain('1.000080\tchannels\tunit-missing\t"Trực tuyến7Miễn phí"')
})

const empty = {
  detail_url: 'https://dichvucong.gov.vn/x',
  so_quyet_dinh: '1/QĐ-BTP',
  cap_thuc_hien: 'Cấp xã',
  loai_thu_tuc: '',
  linh_vuc: 'Hộ tịch',
  doi_tuong_thuc_hien: 'Công dân Việt Nam',
  co_quan_co_tham_quyen: 'UBND cấp xã',
  dia_chi_tiep_nhan: '',
  co_quan_duoc_uy_quyen: '',
  co_quan_phoi_hop: '',
  thu_tuc_lien_quan: 'Không có thông tin',
  trinh_tu_thuc_hien: 'Nộp.',
  cach_thuc_thuc_hien: 'Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 NgàyMiễn phí',
  thanh_phan_ho_so: '--',
  can_cu_phap_ly: 'Không có thông tin',
  co_quan_thuc_hien: 'UBND cấp xã',
  yeu_cau_dieu_kien: 'Không có thông tin',
  ket_qua_xu_ly: 'Giấy khai sinhMã: KQ.G15.000031',
}
async function place(
  name: string,
  takenOn: string,
  records: readonly { ma_thu_tuc: string; ten_thu_tuc: string }[],
) {
  const folder = join(own, 'national-procedures')
  await mkdir(folder, { recursive: true })
  const lines = records.map((record) => JSON.stringify({ ...empty, ...record })).join('\n')
  await writeFile(join(folder, 'procedures.jsonl.gz'), gzipSync(lines))
  await writeFile(
    join(folder, 'source.yaml'),
    `number: ${name}\ntitle: Thử\nsource: thử\ntakenOn: '${takenOn}'\nfile: procedures.jsonl.gz\nrecords: ${records.length}\n`,
  )
}

test('a later catalogue adds versions of what changed, and ends nothing that it lacks', async () => {
  const born = { ma_thu_tuc: '9.000001', ten_thu_tuc: 'Đăng ký khai sinh (thử)' }
  const died = { ma_thu_tuc: '9.000002', ten_thu_tuc: 'Đăng ký khai tử (thử)' }
  const wed = { ma_thu_tuc: '9.000003', ten_thu_tuc: 'Đăng ký kết hôn (thử)' }
  await place('Thử 1', '2026-08-31', [born, died, wed])
  expect(await importNationalCatalogue(ctx, own)).toMatchObject({ records: 3, versions: 3 })
  await place('Thử 2', '2026-09-30', [born, { ...died, ten_thu_tuc: 'Đăng ký khai tử lưu động (thử)' }])
  expect(await importNationalCatalogue(ctx, own)).toMatchObject({ records: 2, versions: 1 })
  const names = await Promise.all(
    [born, died, wed].map(async ({ ma_thu_tuc }) => {
      const found = await findProcedureInForce(ctx.db, ma_thu_tuc, day('2026-10-01'))
      return [found?.version, found?.content.name]
    }),
  )
  expect(names).toEqual([
    [1, 'Đăng ký khai sinh (thử)'],
    [2, 'Đăng ký khai tử lưu động (thử)'],
    [1, 'Đăng ký kết hôn (thử)'],
  ])
  expect(await listImportDoubts(ctx.db, 'Thử 2', '9.000003')).toMatchObject([
    { code: 'missing-from-catalogue' },
  ])
})

test('a file with fewer records than its source says is not loaded', async () => {
  await place('Thử 3', '2026-10-31', [{ ma_thu_tuc: '9.000004', ten_thu_tuc: 'Một' }])
  await writeFile(join(own, 'national-procedures/procedures.jsonl.gz'), gzipSync(''))
  await expect(importNationalCatalogue(ctx, own)).rejects.toThrow('0 records, 1 expected')
})

test('a folder without a national catalogue loads none', async () => {
  await rm(join(own, 'national-procedures/source.yaml'), { force: true })
  expect(await importNationalCatalogue(ctx, own)).toBeUndefined()
})
