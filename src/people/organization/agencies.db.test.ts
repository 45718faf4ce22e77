import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { day } from '#kit/values/plain-date.ts'
import { loadDemoPeople, loadPeople } from '../public.ts'
import {
  agencyFor,
  authorityRefusal,
  centreFor,
  dossierCodeSetting,
  findAgency,
  findHeldPost,
  findOfficer,
  findPost,
  listAgencies,
  listAgencySuccessors,
  listDelegationsTo,
  listHeldPosts,
  listPostsOf,
  listUnits,
  mayAct,
} from './public.ts'

const contentDir = join(import.meta.dirname, '../../../content')
const sectors = [
  'buu-chinh',
  'vien-thong-va-internet',
  'cong-nghe-thong-tin',
  'xuat-ban-in-va-phat-hanh',
  'bao-chi',
  'phat-thanh-truyen-hinh-va-thong-tin-dien-tu',
]
const in2018 = day('2018-03-01')
const in2026 = day('2026-03-02')
let ctx: TestContext

beforeAll(async () => {
  ctx = await openTestContext()
  await loadPeople(ctx, contentDir)
  await loadDemoPeople(ctx, contentDir)
})

describe('which agency resolves', () => {
  test('in 2018 the Department of Information and Communications resolves all six sectors', async () => {
    for (const sector of sectors)
      expect((await agencyFor(ctx.db, sector, in2018))?.agencyId, sector).toBe('so-tttt')
  })

  test('from March 2025 post, telecom and IT are at Science and Technology, the press at Culture', async () => {
    const agencies = await Promise.all(
      sectors.map(async (sector) => (await agencyFor(ctx.db, sector, day('2025-03-01')))?.agencyId),
    )
    expect(agencies).toEqual(['so-khcn', 'so-khcn', 'so-khcn', 'so-vhttdl', 'so-vhttdl', 'so-vhttdl'])
    expect((await agencyFor(ctx.db, 'buu-chinh', day('2025-02-28')))?.agencyId).toBe('so-tttt')
  })

  test('a sector nobody was named for, and another level, have none', async () => {
    expect(await agencyFor(ctx.db, 'ho-tich', in2018)).toBeUndefined()
    expect(await agencyFor(ctx.db, 'buu-chinh', in2018, 'commune')).toBeUndefined()
  })

  test('the agency that ended names its successors', async () => {
    expect(await findAgency(ctx.db, 'so-tttt', in2026)).toBeUndefined()
    const successors = await listAgencySuccessors(ctx.db, 'so-tttt')
    expect(successors.map((one) => one.agencyId)).toEqual(['so-khcn', 'so-vhttdl'])
    expect(successors.flatMap((one) => one.sectors).sort()).toEqual([...sectors].sort())
  })

  test('rooms that no decision was found for are marked as such', async () => {
    const units = await listUnits(ctx.db, 'so-tttt', in2018)
    expect(units.map((unit) => unit.name)).toContain('Phòng Bưu chính – Viễn thông')
    expect(units.every((unit) => !unit.sourced)).toBe(true)
  })
})

describe('centres and codes', () => {
  test('a department is received for at the provincial centre, a commune at its own', async () => {
    expect(await centreFor(ctx.db, 'so-tttt', in2018)).toBe('trung-tam-hcc')
    expect(await centreFor(ctx.db, 'ubnd-07210', in2026)).toBe('ttpvhcc-07210')
    expect(await centreFor(ctx.db, 'bo-chqs-tinh', day('2016-01-01'))).toBe('bo-chqs-tinh')
  })

  test('there is a one-stop centre and a committee in each of the 99, and none the day before', async () => {
    expect(await listAgencies(ctx.db, { on: in2026, level: 'commune' })).toHaveLength(198)
    expect(await listAgencies(ctx.db, { on: day('2025-06-30'), level: 'commune' })).toHaveLength(0)
    expect((await findAgency(ctx.db, 'ttpvhcc-07210', in2026))?.name).toBe(
      'Trung tâm Phục vụ hành chính công phường Bắc Giang',
    )
  })

  test('codes have layout A to 30 June 2025 and B after; none is verified; without configuration there is none', async () => {
    expect(await dossierCodeSetting(ctx.db, 'trung-tam-hcc', in2018)).toEqual({
      unitCode: '000.00.20.H05',
      format: 'A',
      verified: false,
    })
    expect((await dossierCodeSetting(ctx.db, 'so-khcn', day('2025-06-30')))?.format).toBe('A')
    expect((await dossierCodeSetting(ctx.db, 'so-khcn', day('2025-07-01')))?.format).toBe('B')
    expect(await dossierCodeSetting(ctx.db, 'so-tttt', day('2025-03-01'))).toBeUndefined()
  })
})

describe('who holds what', () => {
  test('the case officer for post goes over to the successor with her sector', async () => {
    const before = await listPostsOf(ctx.db, 'demo.buu-chinh', day('2025-02-28'))
    const after = await listPostsOf(ctx.db, 'demo.buu-chinh', day('2025-03-01'))
    expect(before.map(({ post }) => post.id)).toEqual(['so-tttt.cv-buu-chinh'])
    expect(after.map(({ post }) => post.id)).toEqual(['so-khcn.cv-buu-chinh'])
  })

  for (const on of ['2017-12-01', '2018-12-31', '2025-02-28', '2025-03-01', '2025-07-01', '2026-11-24'].map(
    day,
  ))
    test(`on ${on} each sector has a counter, a case officer, a leader and an approver at the centre`, async () => {
      const counters = await listHeldPosts(ctx.db, { on, agencyId: 'trung-tam-hcc', role: 'counter' })
      expect(counters.length).toBeGreaterThanOrEqual(2)
      for (const sector of sectors) {
        const agency = await agencyFor(ctx.db, sector, on)
        const able = async (role: 'case-officer' | 'leader' | 'approver') => {
          const posts = await listHeldPosts(ctx.db, { on, agencyId: agency?.agencyId, role })
          const checked = await Promise.all(
            posts.map(async ({ post }) => ({
              post,
              may: mayAct(post, role, sector, [], on, await listDelegationsTo(ctx.db, post.id, on)),
            })),
          )
          return checked.filter(({ may }) => may).map(({ post }) => post)
        }
        expect((await able('case-officer')).length, sector).toBeGreaterThan(0)
        expect((await able('leader')).length, sector).toBeGreaterThan(0)
        expect((await able('approver')).map((post) => post.place).sort(), sector).toEqual([
          'agency',
          'centre',
        ])
        expect(counters.every(({ post }) => mayAct(post, 'counter', sector, [], on))).toBe(true)
      }
    })

  test('the deputy director approves by delegation, and no longer when the delegation has ended', async () => {
    const post = await findPost(ctx.db, 'so-tttt.pho-giam-doc')
    if (!post) throw new Error('no deputy')
    const delegations = await listDelegationsTo(ctx.db, post.id, in2018)
    expect(delegations.map((one) => one.decisionNumber)).toEqual(['01/QĐ-STTTT (minh họa)'])
    expect(mayAct(post, 'approver', 'buu-chinh', [], in2018, delegations)).toBe(true)
    expect(mayAct(post, 'approver', 'buu-chinh', [], in2018)).toBe(false)
    expect(authorityRefusal(post, 'approver', 'buu-chinh', [], in2026, delegations)?.refused).toBe(
      'post-not-in-force',
    )
  })

  test('every officer of the demonstration is marked synthetic', async () => {
    const held = await listHeldPosts(ctx.db, { on: in2026 })
    expect(held.length).toBeGreaterThan(20)
    expect(held.every((one) => one.synthetic)).toBe(true)
    expect((await findHeldPost(ctx.db, 'ubnd-tinh.chu-tich', in2026))?.officerId).toBe('demo.chu-tich')
  })
})

test('an officer is found by his id after he has left his post; a stranger is not', async () => {
  expect(await findOfficer(ctx.db, 'demo.giam-doc')).toEqual({
    id: 'demo.giam-doc',
    name: 'Lưu Đình Trọng Khôi',
    synthetic: true,
  })
  expect(await findOfficer(ctx.db, 'nobody')).toBeUndefined()
})

test('the accounts to show are those that hold a post today, with it', async () => {
  ctx.setNow('2018-03-01T09:00')
  const { password, accounts } = await loadDemoPeople(ctx, contentDir)
  expect(password).toBe('Kinh-Bac-2019')
  expect(accounts).toContainEqual({
    userName: 'buuchinh',
    officerId: 'demo.buu-chinh',
    name: 'Đỗ Văn Khánh Duy',
    postTitle: 'Chuyên viên bưu chính',
    agencyName: 'Sở Thông tin và Truyền thông tỉnh Bắc Ninh',
  })
  expect(accounts.map((account) => account.userName)).not.toContain('giamdocvh')
})

test('content loaded a second time changes nothing', async () => {
  const lines: string[] = []
  await loadPeople(ctx, contentDir, (line) => lines.push(line))
  await loadDemoPeople(ctx, contentDir, (line) => lines.push(line))
  expect(lines).toEqual([])
})
