import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { ActionInput, FileDossier } from '#onestop/dossiers/contract.ts'
import {
  accessKeyOf,
  actAsApplicant,
  actAsOfficer,
  fileDossier,
  openAsApplicant,
  openForOfficer,
  openInbox,
  trackDossier,
} from '#onestop/dossiers/public.ts'
import { listAccess } from '#people/access/public.ts'
import { loadDemoOfficers } from '#people/organization/public.ts'
import { contentFolder, loadContent } from './load-content.ts'
import { exampleApplicant, exampleFiling } from './testing/example-filing.ts'

let ctx: TestContext
const online = { channel: 'online', actor: { kind: 'applicant' }, synthetic: true } as const
const counter = { officerId: 'demo.tiep-nhan-1', postId: 'hcc.tiep-nhan-1' }
const leader = { officerId: 'demo.pho-giam-doc', postId: 'so-tttt.pho-giam-doc' }
const press = { officerId: 'demo.bao-chi', postId: 'so-tttt.cv-bao-chi' }
const post = { officerId: 'demo.buu-chinh', postId: 'so-tttt.cv-buu-chinh' }

beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2018-03-05T08:30')
  await loadContent(ctx, () => {})
  await loadDemoOfficers(ctx, contentFolder)
}, 120_000)

beforeEach(() => ctx.setNow('2018-03-05T08:30'))

const filing = (procedureCode = 'BAO-01', changed: Partial<FileDossier> = {}) =>
  exampleFiling(ctx, procedureCode, changed)
const codeOf = (outcome: unknown) => (isRefused(outcome) ? outcome.refused : undefined)
async function filed(procedureCode?: string) {
  const outcome = await fileDossier(ctx, await filing(procedureCode), online)
  if (isRefused(outcome)) throw new Error(`${outcome.refused} ${JSON.stringify(outcome.facts)}`)
  return outcome
}
const act = (code: string, action: ActionInput, officer: { officerId: string; postId: string }) =>
  actAsOfficer(ctx, code, action, officer, ctx.newId())

describe('a filing is refused, with the reason', () => {
  const cases: readonly [string, string, () => Promise<FileDossier>][] = [
    [
      'for a procedure that is not in force',
      'procedure-not-in-force',
      async () => ({ ...(await filing()), procedureCode: 'XX-99' }),
    ],
    [
      'in a sector that no agency resolves',
      'no-agency-for-sector',
      async () => ({ ...(await filing()), procedureCode: '1.000010', answers: {}, evidence: [] }),
    ],
    [
      'with a personal number that cannot be',
      'party-invalid',
      () => filing('BAO-01', { applicant: { ...exampleApplicant, identifier: '123456789012' } }),
    ],
    ['with a form that is not filled', 'answers-invalid', () => filing('BAO-01', { answers: {} })],
    [
      'with a paper that the procedure does not ask for',
      'evidence-unknown',
      () =>
        filing('BAO-01', {
          evidence: [{ evidenceTypeId: 'khong-co', form: 'copy', count: 1, documentIds: [] }],
        }),
    ],
    ['without a mandatory paper, online', 'evidence-missing', () => filing('BAO-01', { evidence: [] })],
    [
      'with documents that never arrived',
      'documents-unknown',
      async () => {
        const whole = await filing()
        return {
          ...whole,
          evidence: whole.evidence.map((one) => ({
            ...one,
            form: 'electronic' as const,
            documentIds: [ctx.newId()],
          })),
        }
      },
    ],
  ]
  for (const [when, code, make] of cases)
    test(when, async () => {
      if (code === 'no-agency-for-sector') ctx.setNow('2026-11-24T08:30')
      expect(codeOf(await fileDossier(ctx, await make(), online))).toBe(code)
    })

  test('when the day’s numbers of its unit are used up: nothing is invented', async () => {
    await ctx.superuser.text(
      `insert into onestop.dossier_serials (unit_code, day_on, last) values ('000.00.20.H05', '2018-05-07', 9999)`,
    )
    ctx.setNow('2018-05-07T09:00')
    expect(codeOf(await fileDossier(ctx, await filing(), online))).toBe('code-serials-used-up')
  })

  test('when its agency has no identification code', async () => {
    await ctx.superuser.text(
      `create table keep_codes as table people.agency_codes; delete from people.agency_codes`,
    )
    expect(codeOf(await fileDossier(ctx, await filing(), online))).toBe('no-agency-code')
    await ctx.superuser.text(
      `insert into people.agency_codes select * from keep_codes; drop table keep_codes`,
    )
  })

  test('when another filing was sent under the same request', async () => {
    const first = await filing()
    const answer = await fileDossier(ctx, first, online)
    expect(await fileDossier(ctx, first, online)).toEqual(answer)
    expect(codeOf(await fileDossier(ctx, { ...first, returnBy: 'post' }, online))).toBe('request-id-reused')
  })
})

describe('a dossier from filing to its result', () => {
  test('is coded by the receiving unit and the day, and its due time is computed at acceptance', async () => {
    const { code } = await filed('XB-14')
    expect(code).toMatch(/^000\.00\.20\.H05-180305-\d{4}$/)
    expect(codeOf(await act(code, { kind: 'accept', waivers: [], evidence: [] }, counter))).toBeUndefined()
    const view = await openForOfficer(ctx, code, counter)
    // XB-14: five working days from Monday 5 March 2018.
    expect(view).toMatchObject({
      summary: { dueAt: '2018-03-12T17:00:00+07:00', status: 'accepted', holderKind: 'leader' },
    })
  })

  test('goes through five hands, and the one who assessed it cannot decide it', async () => {
    const { code, accessKey } = await filed('BAO-05')
    await act(code, { kind: 'accept', waivers: [], evidence: [] }, counter)
    expect(
      codeOf(await act(code, { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' }, press)),
    ).toBe('wrong-status')
    expect(codeOf(await act(code, { kind: 'assign', caseOfficerPostId: post.postId }, leader))).toBe(
      'post-may-not-handle',
    )
    await act(code, { kind: 'assign', caseOfficerPostId: press.postId }, leader)
    expect(codeOf(await act(code, { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' }, post))).toBe(
      'no-authority',
    )
    await act(code, { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' }, press)
    expect(
      codeOf(
        await act(code, { kind: 'decide', decision: 'grant', resultNumber: '1/GP', documentIds: [] }, press),
      ),
    ).toBe('no-authority')
    await act(code, { kind: 'decide', decision: 'grant', resultNumber: '1/GP', documentIds: [] }, leader)
    await act(
      code,
      { kind: 'deliver', by: 'counter', receiver: { name: 'Nguyễn Thị Minh Họa', authorised: false } },
      counter,
    )
    const view = await openAsApplicant(ctx, code, accessKey)
    expect(view).toMatchObject({ summary: { status: 'delivered', punctuality: 'early' } })
    expect(isRefused(view) ? [] : view.timeline.map((entry) => entry.kind)).toEqual([
      'file',
      'accept',
      'assign',
      'assess',
      'decide',
      'deliver',
    ])
  })

  test('carries no due time that anybody typed: an action with one is no action of the contract', async () => {
    const { code } = await filed()
    const typed = {
      kind: 'accept',
      waivers: [],
      evidence: [],
      dueAt: '2030-01-01T00:00:00Z',
    } as unknown as ActionInput
    await act(code, typed, counter)
    const [row] = await ctx.db.text<{ due_at: Date }>('select due_at from onestop.dossiers where code = $1', [
      code,
    ])
    expect(row?.due_at.getUTCFullYear()).toBe(2018)
  })

  test('refuses a moment that cannot be read', async () => {
    const { code } = await filed()
    expect(
      codeOf(await act(code, { kind: 'accept', waivers: [], evidence: [], occurredAt: 'hôm qua' }, counter)),
    ).toBe('moment-unreadable')
  })
})

describe('who sees what', () => {
  test('anyone who knows the code sees the degree of completion only', async () => {
    const { code } = await filed()
    expect(await trackDossier(ctx, ` ${code.toLowerCase()} `)).toEqual({
      code,
      status: 'filed',
      completion: 10,
    })
    expect(await trackDossier(ctx, '000.00.20.H05-180305-9998')).toBeUndefined()
  })
  test('the applicant opens his dossier with his key, forgiving how it is typed, and with no other', async () => {
    const { code, accessKey } = await filed()
    expect(
      codeOf(await openAsApplicant(ctx, code, accessKey.toLowerCase().replace('-', ' '))),
    ).toBeUndefined()
    expect(codeOf(await openAsApplicant(ctx, code, 'AAAAA-AAAAA'))).toBe('access-key-wrong')
    expect(codeOf(await openAsApplicant(ctx, '000.00.20.H05-180305-9998', accessKey))).toBe(
      'dossier-not-found',
    )
    expect(await accessKeyOf(ctx.db, code)).toBe(accessKey)
  })
  test('only the applicant withdraws by his key', async () => {
    const { code, accessKey } = await filed()
    const withdraw: ActionInput = {
      kind: 'withdraw',
      reason: 'Không còn nhu cầu',
      confirmation: 'access-key',
      documentIds: [],
    }
    expect(codeOf(await actAsApplicant(ctx, code, 'AAAAA-AAAAA', withdraw, ctx.newId()))).toBe(
      'access-key-wrong',
    )
    expect(codeOf(await act(code, withdraw, counter))).toBe('withdrawal-not-confirmed')
    expect(codeOf(await actAsApplicant(ctx, code, accessKey, withdraw, ctx.newId()))).toBeUndefined()
  })
  test('an officer of another agency sees neither the dossier nor its row', async () => {
    const { code } = await filed()
    const stranger = { officerId: 'demo.tiep-nhan-phuong', postId: 'hcc-07210.tiep-nhan' }
    expect(codeOf(await openForOfficer(ctx, code, stranger))).toBe('dossier-not-found')
    const page = await openInbox(ctx, stranger, { queue: 'all' })
    expect(page.rows).toEqual([])
  })
  test('every officer’s look leaves a record that the applicant can see', async () => {
    const { code } = await filed()
    await openForOfficer(ctx, code, counter)
    expect(await listAccess(ctx.db, code)).toMatchObject([
      { operation: 'open-dossier', purpose: 'dossier-handling' },
    ])
  })
  test('the inbox pages by due time without losing or repeating a row', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await openInbox(ctx, counter, { queue: 'all', limit: 3, ...(after && { after }) })
      seen.push(...page.rows.map((row) => row.code))
      after = page.next ?? undefined
    } while (after)
    const [count] = await ctx.db.text<{ count: number }>(
      `select count(*) from onestop.dossiers where counter_id = 'trung-tam-hcc'`,
    )
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength(count?.count ?? 0)
  })
})

describe('an online filing waits for its answer', () => {
  const answerOf = async (
    code: string,
    officer = { officerId: 'demo.tiep-nhan-1', postId: 'hcc.tiep-nhan-1' },
  ) => (await openInbox(ctx, officer, { queue: 'counter' })).rows.find((row) => row.code === code)?.answer
  test('first in the counter’s queue, due within 8 working hours, with an alert after 2 hours, then late', async () => {
    ctx.setNow('2025-08-04T08:00')
    const { code } = await filed('BAO-05')
    expect(await answerOf(code)).toEqual({ dueAt: '2025-08-05T08:00:00+07:00', state: 'waiting' })
    ctx.setNow('2025-08-04T10:00')
    expect((await answerOf(code))?.state).toBe('alert')
    ctx.setNow('2025-08-05T08:01')
    expect((await answerOf(code))?.state).toBe('late')
    await act(code, { kind: 'accept', waivers: [], evidence: [] }, counter)
    expect(await answerOf(code)).toBeUndefined()
  })
})
