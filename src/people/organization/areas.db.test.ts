import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { day, type PlainDate } from '#kit/values/plain-date.ts'
import { getAreaView } from './get-area-view.ts'
import { areaPath, findArea, listAreas, loadAreas, successorOf } from './public.ts'
import { parseCsv } from './read-content.ts'

const contentDir = join(import.meta.dirname, '../../../content')
const articleDay = day('2019-06-14')
const lastDay = day('2025-06-30')
const mergerDay = day('2025-07-01')
let ctx: TestContext

beforeAll(async () => {
  ctx = await openTestContext()
  await loadAreas(ctx, contentDir)
})

async function communesOf(province: string, on: PlainDate) {
  const districts = new Set(
    (await listAreas(ctx.db, { on, level: 'district', parent: province })).map((area) => area.code),
  )
  const communes = await listAreas(ctx.db, { on, level: 'commune' })
  return communes.filter((area) => area.parentCode === province || districts.has(area.parentCode ?? ''))
}

/** What an official list of that day says: code, full name and parent, one text a line. */
async function sample(name: string): Promise<string[]> {
  const [, ...lines] = parseCsv(await readFile(join(import.meta.dirname, 'samples', name), 'utf8'))
  return lines.map((cells) => cells.join(' ')).sort()
}

describe('how many areas there were', () => {
  test('8 districts and 126 communes on the day of the article', async () => {
    expect(await listAreas(ctx.db, { on: articleDay, level: 'district', parent: '27' })).toHaveLength(8)
    expect(await communesOf('27', articleDay)).toHaveLength(126)
  })

  test('121 communes on the last day of the three levels, 192 in Bắc Giang', async () => {
    expect(await communesOf('27', lastDay)).toHaveLength(121)
    expect(await communesOf('24', lastDay)).toHaveLength(192)
  })

  test('99 communes from 1 July 2025, 66 xã and 33 phường, and no district', async () => {
    const communes = await communesOf('24', mergerDay)
    expect(communes).toHaveLength(99)
    expect(communes.filter((area) => area.kind === 'commune')).toHaveLength(66)
    expect(communes.filter((area) => area.kind === 'ward')).toHaveLength(33)
    expect(await listAreas(ctx.db, { on: mergerDay, level: 'district' })).toEqual([])
  })
})

describe('the list of changes replayed to a day says what the official list of that day says', () => {
  for (const [name, province, on] of [
    ['bac-ninh-2019-06-14.csv', '27', articleDay],
    ['bac-ninh-2025-06-30.csv', '27', lastDay],
    ['bac-ninh-2025-07-01.csv', '24', mergerDay],
  ] as const)
    test(`${name}`, async () => {
      const found = await communesOf(province, on)
      expect(found.map((area) => `${area.code} ${area.fullName} ${area.parentCode}`).sort()).toEqual(
        await sample(name),
      )
    })
})

describe('codes and days', () => {
  test('24 was Bắc Giang and is Bắc Ninh; 27 is no more', async () => {
    expect((await findArea(ctx.db, '24', lastDay))?.fullName).toBe('Tỉnh Bắc Giang')
    expect((await findArea(ctx.db, '24', mergerDay))?.fullName).toBe('Tỉnh Bắc Ninh')
    expect((await findArea(ctx.db, '27', lastDay))?.fullName).toBe('Tỉnh Bắc Ninh')
    expect(await findArea(ctx.db, '27', mergerDay)).toBeUndefined()
  })

  test('Từ Sơn was a huyện, a thị xã and a thành phố under one code', async () => {
    const names = await Promise.all(
      ['2008-10-08', '2008-10-09', '2021-11-01'].map(
        async (on) => (await findArea(ctx.db, '261', day(on)))?.fullName,
      ),
    )
    expect(names).toEqual(['Huyện Từ Sơn', 'Thị xã Từ Sơn', 'Thành phố Từ Sơn'])
  })

  test('a code that does not stand on the day is not found', async () => {
    expect(await getAreaView(ctx, '27', mergerDay)).toEqual({
      refused: 'area-not-found',
      facts: { code: '27', day: '2025-07-01' },
    })
  })

  test('the path of a commune leads to its province', async () => {
    const path = await areaPath(ctx.db, '09163', articleDay)
    expect(path.map((area) => area.fullName)).toEqual([
      'Phường Vũ Ninh',
      'Thành phố Bắc Ninh',
      'Tỉnh Bắc Ninh',
    ])
    expect((await areaPath(ctx.db, '07210', mergerDay)).map((area) => area.code)).toEqual(['07210', '24'])
    expect(await areaPath(ctx.db, '99999', articleDay)).toEqual([])
  })

  test('areas come in the order of a Vietnamese dictionary', async () => {
    const names = (await listAreas(ctx.db, { on: articleDay, level: 'district', parent: '27' })).map(
      (area) => area.name,
    )
    expect(names).toEqual([
      'Bắc Ninh',
      'Gia Bình',
      'Lương Tài',
      'Quế Võ',
      'Thuận Thành',
      'Tiên Du',
      'Từ Sơn',
      'Yên Phong',
    ])
  })
})

describe('what became of an area', () => {
  test('every commune of old Bắc Ninh and Bắc Giang on the last day has one successor among the 99', async () => {
    const targets = new Set((await communesOf('24', mergerDay)).map((area) => area.code))
    const reached = new Set<string>()
    for (const province of ['27', '24'])
      for (const commune of await communesOf(province, lastDay)) {
        const successors = await successorOf(ctx.db, commune.code, lastDay)
        expect(successors, commune.fullName).toHaveLength(1)
        expect(targets, commune.fullName).toContain(successors[0]?.code)
        expect(successors[0]?.verified).toBe(true)
        reached.add(successors[0]?.code ?? '')
      }
    expect(reached.size).toBe(99)
  })

  test('every one of the 126 communes of 2019 has a successor among the 99, through the merger of 2024', async () => {
    const targets = new Set((await communesOf('24', mergerDay)).map((area) => area.code))
    for (const commune of await communesOf('27', articleDay)) {
      const successors = await successorOf(ctx.db, commune.code, articleDay)
      expect(successors, commune.fullName).toHaveLength(1)
      expect(targets, commune.fullName).toContain(successors[0]?.code)
    }
  })

  test('Phường Vệ An went into Tiền Ninh Vệ, which went into Kinh Bắc; the first step was not read', async () => {
    const [successor] = await successorOf(ctx.db, '09175', articleDay)
    expect(successor).toMatchObject({
      fullName: 'Phường Kinh Bắc',
      effectiveOn: '2025-07-01',
      verified: false,
    })
    expect(successor?.basis).toBe('1255/NQ-UBTVQH15; 1658/NQ-UBTVQH15')
  })

  test('the article of the resolution stands beside', async () => {
    const [successor] = await successorOf(ctx.db, '09304', lastDay)
    expect(successor).toMatchObject({ fullName: 'Xã Chi Lăng', part: 'full', article: 'Điều 1, khoản 1' })
  })

  test('both provinces went into the new one, and what stands has no successor', async () => {
    expect((await successorOf(ctx.db, '27', articleDay)).map((one) => one.fullName)).toEqual([
      'Tỉnh Bắc Ninh',
    ])
    expect((await successorOf(ctx.db, '24', articleDay)).map((one) => one.fullName)).toEqual([
      'Tỉnh Bắc Ninh',
    ])
    expect(await successorOf(ctx.db, '24', mergerDay)).toEqual([])
    expect(await successorOf(ctx.db, '07210', mergerDay)).toEqual([])
  })
})

test('content loaded twice changes nothing, and a changed row is put right', async () => {
  expect(await loadAreas(ctx, contentDir)).toBe(0)
  await ctx.superuser.text("update people.administrative_areas set name = 'X' where code = '27'")
  expect(await loadAreas(ctx, contentDir)).toBe(1)
})
