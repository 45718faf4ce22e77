import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { officerRoles } from '#people/organization/contract.ts'
import { loadDemoPeople, loadPeople } from '../public.ts'
import {
  anyone,
  changePassword,
  choosePost,
  currentOfficer,
  endOwnSession,
  listAccess,
  listOwnSessions,
  officerOnly,
  officerWith,
  openAccount,
  recordAccess,
  signIn,
  signOut,
  tidyAccess,
} from './public.ts'
import { throttleLimits } from './rules/throttle.ts'

const contentDir = join(import.meta.dirname, '../../../content')
const password = 'Kinh-Bac-2019'
let ctx: TestContext

beforeAll(async () => {
  ctx = await openTestContext()
  await loadPeople(ctx, contentDir)
  await loadDemoPeople(ctx, contentDir)
})

beforeEach(async () => {
  ctx.setNow('2018-03-01T09:00')
  await ctx.superuser.text('delete from people.sign_in_throttles')
  await ctx.superuser.text('delete from people.sessions')
})

async function signedIn(userName = 'buuchinh', from = {}) {
  const outcome = await signIn(ctx, { userName, password }, from)
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome
}

const requestWith = (headers: Record<string, string>) => ({ headers }) as unknown as FastifyRequest

describe('signing in', () => {
  test('an officer signs in and acts from her post of today', async () => {
    const { officer, token } = await signedIn()
    expect(officer).toMatchObject({
      officerId: 'demo.buu-chinh',
      postId: 'so-tttt.cv-buu-chinh',
      agencyId: 'so-tttt',
      roles: ['case-officer'],
    })
    expect(await currentOfficer(ctx, token)).toEqual(officer)
  })

  test('the same account acts from the successor after March 2025', async () => {
    ctx.setNow('2025-03-01T08:00')
    expect((await signedIn()).officer).toMatchObject({ postId: 'so-khcn.cv-buu-chinh', agencyId: 'so-khcn' })
  })

  test('the deputy director is an approver by delegation', async () => {
    expect((await signedIn('phogiamdoc')).officer.roles).toEqual(['leader', 'approver'])
  })

  test('user names are read in any case and with spaces around', async () => {
    expect((await signedIn('  BuuChinh ')).officer.officerId).toBe('demo.buu-chinh')
  })

  test('a password typed on another keyboard, decomposed, is the same password', async () => {
    const accented = 'Mật khẩu Quan họ 1469'
    const opened = { officerId: 'demo.quan-tri', userName: 'quantri', password: accented.normalize('NFD') }
    expect(await openAccount(ctx, opened)).toEqual({ done: true })
    const outcome = await signIn(ctx, { userName: 'quantri', password: accented.normalize('NFC') })
    expect('token' in outcome).toBe(true)
  })

  test('a wrong password, an unknown name and a closed account are answered alike', async () => {
    await ctx.superuser.text("update people.accounts set disabled_at = now() where user_name = 'cntt'")
    const outcomes = await Promise.all([
      signIn(ctx, { userName: 'buuchinh', password: 'wrong-password' }),
      signIn(ctx, { userName: 'nobody', password }),
      signIn(ctx, { userName: 'cntt', password }),
    ])
    await ctx.superuser.text("update people.accounts set disabled_at = null where user_name = 'cntt'")
    for (const outcome of outcomes) expect(outcome).toEqual({ refused: 'sign-in-failed', facts: {} })
  })

  test('who holds no post today may not work', async () => {
    expect(await signIn(ctx, { userName: 'giamdocvh', password })).toMatchObject({ refused: 'no-post-today' })
  })

  test('neither token nor password stands in the database', async () => {
    const { token } = await signedIn()
    const rows = await ctx.superuser.text(
      'select s::text as row from people.sessions s union all select a::text from people.accounts a',
    )
    for (const { row } of rows) {
      expect(row).not.toContain(token)
      expect(row).not.toContain(password)
    }
  })
})

describe('guessing', () => {
  test('the eleventh attempt on an account from one address is not even tried, with the right password either', async () => {
    const from = { address: '192.0.2.1' }
    for (let attempt = 0; attempt < throttleLimits.pair; attempt++)
      expect(await signIn(ctx, { userName: 'xuatban', password: `wrong-${attempt}` }, from)).toMatchObject({
        refused: 'sign-in-failed',
      })
    const right = { userName: 'xuatban', password }
    expect(await signIn(ctx, right, from)).toMatchObject({ refused: 'too-many-attempts' })
    expect('token' in (await signIn(ctx, right, { address: '192.0.2.2' }))).toBe(true)
    ctx.passMinutes(15)
    expect('token' in (await signIn(ctx, right, from))).toBe(true)
  })

  test('an account that does not exist is throttled alike', async () => {
    const from = { address: '192.0.2.3' }
    const tries = Array.from({ length: throttleLimits.pair + 3 }, () =>
      signIn(ctx, { userName: 'nobody', password }, from),
    )
    const codes = (await Promise.all(tries)).map((outcome) => ('refused' in outcome ? outcome.refused : 'in'))
    expect(codes.filter((code) => code === 'sign-in-failed')).toHaveLength(throttleLimits.pair)
    expect(codes.filter((code) => code === 'too-many-attempts')).toHaveLength(3)
  })
})

describe('the life of a session', () => {
  test('a new sign-in has a new token and ends the session that the browser carried', async () => {
    const first = await signedIn()
    const second = await signedIn('buuchinh', { previousToken: first.token })
    expect(second.token).not.toBe(first.token)
    expect(await currentOfficer(ctx, first.token)).toBeUndefined()
    expect(await currentOfficer(ctx, second.token)).toBeDefined()
  })

  test('after signing out the token is worth nothing', async () => {
    const { token } = await signedIn()
    await signOut(ctx, token)
    expect(await currentOfficer(ctx, token)).toBeUndefined()
  })

  test('it ends after two hours without use, and after twelve in any case', async () => {
    const { token } = await signedIn()
    ctx.passMinutes(119)
    expect(await currentOfficer(ctx, token)).toBeDefined()
    ctx.passMinutes(120)
    expect(await currentOfficer(ctx, token)).toBeUndefined()
    const { token: busy } = await signedIn()
    for (let hour = 1; hour < 12; hour++) {
      ctx.passMinutes(60)
      expect(await currentOfficer(ctx, busy), `hour ${hour}`).toBeDefined()
    }
    ctx.passMinutes(60)
    expect(await currentOfficer(ctx, busy)).toBeUndefined()
  })

  test('closing the account ends its sessions at once', async () => {
    const { token } = await signedIn('cntt')
    await ctx.superuser.text("update people.accounts set disabled_at = now() where user_name = 'cntt'")
    expect(await currentOfficer(ctx, token)).toBeUndefined()
    await ctx.superuser.text("update people.accounts set disabled_at = null where user_name = 'cntt'")
  })

  for (const token of ['', 'x', 'a'.repeat(43), "'; drop table people.sessions; --"])
    test(`the token ${JSON.stringify(token)} opens nothing`, async () => {
      expect(await currentOfficer(ctx, token)).toBeUndefined()
    })

  test('an officer sees her own sessions and ends one; not another officer’s', async () => {
    const one = await signedIn()
    const two = await signedIn()
    const other = await signedIn('vienthong')
    const sessions = await listOwnSessions(ctx, one.officer)
    expect(sessions.map((session) => session.current).sort()).toEqual([false, true])
    expect(await endOwnSession(ctx, one.officer, two.officer.sessionId)).toEqual({ done: true })
    expect(await currentOfficer(ctx, two.token)).toBeUndefined()
    expect(await endOwnSession(ctx, one.officer, other.officer.sessionId)).toMatchObject({
      refused: 'session-not-found',
    })
    expect(await currentOfficer(ctx, other.token)).toBeDefined()
  })

  test('a new password needs the present one, must be strong, and ends the other sessions', async () => {
    const one = await signedIn('ptth')
    const two = await signedIn('ptth')
    const change = (present: string, next: string) => changePassword(ctx, one.officer, { present, next })
    expect(await change('wrong', 'Mot-mat-khau-moi-2019')).toMatchObject({ refused: 'sign-in-failed' })
    for (const weak of ['short', 'aaaaaaaaaaaaaaaa', 'ptth-ptth-ptth-2019'])
      expect(await change(password, weak)).toMatchObject({ refused: 'password-too-weak' })
    expect(await change(password, 'Mot-mat-khau-moi-2019')).toEqual({ done: true })
    expect(await currentOfficer(ctx, one.token)).toBeDefined()
    expect(await currentOfficer(ctx, two.token)).toBeUndefined()
    expect(await signIn(ctx, { userName: 'ptth', password })).toMatchObject({ refused: 'sign-in-failed' })
  })

  test('a user name belongs to one officer', async () => {
    const input = { officerId: 'demo.cntt', userName: 'VienThong', password: 'Mot-mat-khau-moi-2019' }
    expect(await openAccount(ctx, input)).toMatchObject({ refused: 'user-name-taken' })
  })
})

test('old sessions and counts are tidied away, those in use are not', async () => {
  await signedIn()
  await signIn(ctx, { userName: 'nobody', password })
  ctx.passMinutes(31 * 24 * 60)
  const { token } = await signedIn('vienthong')
  expect(await tidyAccess(ctx)).toBeGreaterThanOrEqual(3)
  expect(await ctx.db.text('select from people.sessions')).toHaveLength(1)
  expect(await currentOfficer(ctx, token)).toBeDefined()
})

describe('an officer with two posts', () => {
  test('acts from the one held longest until he chooses the other', async () => {
    await ctx.superuser.text(
      `insert into people.post_holders (officer_id, post_id, valid_from)
       values ('demo.tiep-nhan-1', 'hcc.giam-doc', '2018-02-01')`,
    )
    const { officer, token } = await signedIn('tiepnhan1')
    expect(officer.postId).toBe('hcc.tiep-nhan-1')
    expect(officer.posts.map((post) => post.postId)).toEqual(['hcc.tiep-nhan-1', 'hcc.giam-doc'])
    expect(await choosePost(ctx, officer, 'so-tttt.giam-doc')).toMatchObject({ refused: 'post-not-held' })
    expect(await choosePost(ctx, officer, 'hcc.giam-doc')).toEqual({ done: true })
    expect(await currentOfficer(ctx, token)).toMatchObject({
      postId: 'hcc.giam-doc',
      roles: ['leader', 'counter'],
    })
  })
})

describe('guards', () => {
  test('anyone passes where anyone may', async () => {
    expect(await anyone(ctx, requestWith({}))).toBeNull()
  })

  test('an officer passes by cookie and by bearer token, nobody else does', async () => {
    const { token } = await signedIn()
    for (const headers of [
      { cookie: `theme=dark; kb_session=${token}` },
      { authorization: `Bearer ${token}` },
    ] as Record<string, string>[])
      expect(await officerOnly(ctx, requestWith(headers))).toMatchObject({ officerId: 'demo.buu-chinh' })
    for (const headers of [
      {},
      { cookie: 'kb_session=' },
      { cookie: `kb_session2=${token}` },
      { authorization: `Basic ${token}` },
    ] as Record<string, string>[])
      expect(await officerOnly(ctx, requestWith(headers))).toMatchObject({ refused: 'sign-in-required' })
  })

  for (const role of officerRoles)
    test(`a case officer ${role === 'case-officer' ? 'passes' : 'does not pass'} where a ${role} must be`, async () => {
      const { token } = await signedIn()
      const outcome = await officerWith(role)(ctx, requestWith({ authorization: `Bearer ${token}` }))
      if (role === 'case-officer') expect(outcome).toMatchObject({ officerId: 'demo.buu-chinh' })
      else expect(outcome).toMatchObject({ refused: 'role-required' })
    })

  test('one of several roles is enough, and without a session none is', async () => {
    const { token } = await signedIn()
    const guard = officerWith('leader', 'case-officer')
    expect(await guard(ctx, requestWith({ authorization: `Bearer ${token}` }))).toMatchObject({
      name: expect.any(String),
    })
    expect(await guard(ctx, requestWith({}))).toMatchObject({ refused: 'sign-in-required' })
  })
})

describe('access records', () => {
  const access = {
    officerId: 'demo.buu-chinh',
    postId: 'so-tttt.cv-buu-chinh',
    dossierCode: '000.00.20.H05-180301-0001',
    purpose: 'dossier-handling',
    operation: 'open-dossier',
  } as const

  test('the citizen sees which post read the dossier, when and what for, and no officer’s name', async () => {
    await recordAccess(ctx, access)
    expect(await listAccess(ctx.db, access.dossierCode)).toEqual([
      {
        accessedAt: '2018-03-01T09:00:00+07:00',
        agencyName: 'Sở Thông tin và Truyền thông tỉnh Bắc Ninh',
        postTitle: 'Chuyên viên bưu chính',
        purpose: 'dossier-handling',
        operation: 'open-dossier',
      },
    ])
  })

  test('a record is never changed or taken away by the program', async () => {
    await expect(ctx.db.text("update people.access_log set purpose = 'x'")).rejects.toThrow(
      /permission denied/,
    )
    await expect(ctx.db.text('delete from people.access_log')).rejects.toThrow(/permission denied/)
    await expect(ctx.db.text('truncate people.access_log')).rejects.toThrow(/permission denied/)
  })

  test('a read from a post that does not exist is not let through', async () => {
    await expect(recordAccess(ctx, { ...access, postId: 'nowhere' })).rejects.toThrow(/no post/)
  })
})
