import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Sql } from '#kit/io/database.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { checkRows } from './check-rows.ts'
import type { ActionInput } from './contract.ts'
import { fileDossier } from './file-dossier.ts'
import { listInbox } from './inbox.ts'
import { openInbox } from './open-inbox.ts'
import { actAsApplicant, takeAction } from './take-action.ts'
import {
  exampleFiling,
  granted,
  loadTestContent,
  officers,
  storeSamplePaper,
  usualSteps,
} from './testing/content.ts'
import { openAsApplicant, openForOfficer, trackDossier } from './view-dossier.ts'

let ctx: TestContext
let paper: string
const online = { channel: 'online', actor: { kind: 'applicant' }, synthetic: true } as const

beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2018-03-01T09:00')
  await loadTestContent(ctx)
  paper = await storeSamplePaper(ctx)
}, 120_000)
beforeEach(() => ctx.setNow('2018-03-01T09:00'))

let seed = 0
async function file() {
  seed += 1
  return granted(await fileDossier(ctx, await exampleFiling(ctx, 'BUU-05', paper, seed), online))
}

async function walk(code: string, steps: number): Promise<void> {
  for (const { input, by } of usualSteps.slice(0, steps)) {
    ctx.passMinutes(7)
    granted(await takeAction(ctx, code, input, by, ctx.newId()))
  }
}

async function actionsOf(code: string) {
  return ctx.db.text<{ kind: string; sequence: number }>(
    `select a.kind, a.sequence from onestop.dossiers d join onestop.dossier_actions a on a.dossier_id = d.id where d.code = $1 order by 2`,
    [code],
  )
}

/** How many of several answers were refused with which code; `done` are the others. */
function tallyOf(answers: readonly unknown[]): Record<string, number> {
  const codes = answers.map((answer) => (isRefused(answer) ? answer.refused : 'done'))
  return Object.fromEntries(
    [...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length]),
  )
}

describe('one dossier from filing to delivery, by the real acts', () => {
  test('its log, its row, what the applicant and anyone see', async () => {
    const { code, accessKey } = await file()
    await walk(code, usualSteps.length)
    expect((await actionsOf(code)).map(({ kind }) => kind)).toEqual([
      'file',
      'accept',
      'assign',
      'assess',
      'decide',
      'deliver',
    ])
    expect(await trackDossier(ctx, code)).toMatchObject({ status: 'delivered', completion: 100 })
    const view = granted(await openAsApplicant(ctx, code, accessKey))
    expect(view.summary).toMatchObject({ status: 'delivered', punctuality: 'early' })
    expect(view.summary.dueAt).toMatch(/^2018-03-15/)
    expect(view.timeline).toHaveLength(6)
  })

  test('a dossier is found in the queues of those who must act next, and only there', async () => {
    const { code } = await file()
    const queued = async (officer: { officerId: string; postId: string }, queue: 'mine' | 'counter') =>
      (await openInbox(ctx, officer, { queue, q: code })).rows.length === 1
    expect(await queued(officers.counter, 'counter')).toBe(true)
    expect(await queued(officers.caseOfficer, 'mine')).toBe(false)
    await walk(code, 2)
    expect(await queued(officers.counter, 'counter')).toBe(false)
    expect(await queued(officers.caseOfficer, 'mine')).toBe(true)
    expect(await queued(officers.stranger, 'mine')).toBe(false)
  })

  test('who has the dossier in hand is called by name and post, on the page and in the queue', async () => {
    const { code, accessKey } = await file()
    await walk(code, 2)
    const keeper = 'Đỗ Văn Khánh Duy, Chuyên viên bưu chính'
    const view = granted(await openAsApplicant(ctx, code, accessKey))
    expect(view).toMatchObject({ caseOfficerName: keeper, summary: { holderName: keeper } })
    expect(view.timeline.at(-1)?.actorPost).not.toContain(view.timeline.at(-1)?.actorName)
    const { rows } = await openInbox(ctx, officers.caseOfficer, { queue: 'mine', q: code })
    expect(rows[0]?.holderName).toBe(keeper)
  })

  test('an officer who may see it leaves a record of having read it; for others it does not exist', async () => {
    const { code } = await file()
    granted(await openForOfficer(ctx, code, officers.caseOfficer))
    const [record] = await ctx.db.text('select * from people.access_log where dossier_code = $1', [code])
    expect(record).toMatchObject({ officer_id: officers.caseOfficer.officerId })
    expect(await openForOfficer(ctx, code, { officerId: 'demo.x', postId: 'nobody' })).toMatchObject({
      refused: 'dossier-not-found',
    })
  })
})

describe('sixteen at once', () => {
  test('the same filing sent sixteen times: one dossier, the same answer', async () => {
    const filing = await exampleFiling(ctx, 'BUU-05', paper, 1000)
    const answers = await Promise.all(Array.from({ length: 16 }, () => fileDossier(ctx, filing, online)))
    expect(tallyOf(answers)).toEqual({ done: 16 })
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    const rows = await ctx.db.text('select 1 from onestop.dossier_actions where request_id = $1', [
      filing.requestId,
    ])
    expect(rows).toHaveLength(1)
    expect(await fileDossier(ctx, filing, online)).toEqual(answers[0])
  })

  test('another filing under a request id used before is refused, at once and afterwards', async () => {
    const filing = await exampleFiling(ctx, 'BUU-05', paper, 1001)
    const other = { ...filing, returnBy: 'post' as const }
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => fileDossier(ctx, index % 2 ? filing : other, online)),
    )
    expect(tallyOf(answers)).toEqual({ done: 8, 'request-id-reused': 8 })
    expect(tallyOf([await fileDossier(ctx, filing, online), await fileDossier(ctx, other, online)])).toEqual({
      done: 1,
      'request-id-reused': 1,
    })
  })

  for (const round of [1, 2, 3, 4, 5])
    test(`two officers decide, sixteen times at once: one wins, the others are told (round ${round})`, async () => {
      const { code } = await file()
      await walk(code, 3)
      const decide = (index: number): ActionInput => ({
        kind: 'decide',
        decision: 'grant',
        resultNumber: `${index}/GP`,
        documentIds: [],
      })
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) =>
          takeAction(
            ctx,
            code,
            decide(index),
            { officer: index % 2 ? officers.director : officers.approver },
            ctx.newId(),
          ),
        ),
      )
      const { done, 'dossier-changed-meanwhile': changed = 0, 'wrong-status': late = 0 } = tallyOf(answers)
      expect(done).toBe(1)
      expect(changed + late).toBe(15)
      expect((await actionsOf(code)).filter(({ kind }) => kind === 'decide')).toHaveLength(1)
    })

  test('the same action sent sixteen times acts once', async () => {
    const { code } = await file()
    const requestId = ctx.newId()
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        takeAction(
          ctx,
          code,
          { kind: 'accept', waivers: [], evidence: [] },
          { officer: officers.counter },
          requestId,
        ),
      ),
    )
    expect(tallyOf(answers).done).toBeGreaterThanOrEqual(1)
    expect(await actionsOf(code)).toHaveLength(2)
    const again = await takeAction(
      ctx,
      code,
      { kind: 'accept', waivers: [], evidence: [] },
      { officer: officers.counter },
      requestId,
    )
    expect(again).toEqual({ code, sequence: 2 })
    expect(
      await takeAction(
        ctx,
        code,
        { kind: 'accept', waivers: [], evidence: [], occurredAt: '2018-03-01T09:00' },
        { officer: officers.counter },
        requestId,
      ),
    ).toMatchObject({ refused: 'request-id-reused' })
  })

  test('an applicant withdraws while the officer decides: one of them is told', async () => {
    for (let round = 0; round < 4; round++) {
      const { code, accessKey } = await file()
      await walk(code, 3)
      const answers = await Promise.all([
        actAsApplicant(
          ctx,
          code,
          accessKey,
          { kind: 'withdraw', reason: 'không còn nhu cầu', confirmation: 'access-key', documentIds: [] },
          ctx.newId(),
        ),
        takeAction(
          ctx,
          code,
          { kind: 'decide', decision: 'grant', resultNumber: '1/GP', documentIds: [] },
          { officer: officers.approver },
          ctx.newId(),
        ),
      ])
      expect(tallyOf(answers).done).toBe(1)
      expect(await actionsOf(code)).toHaveLength(5)
    }
  })
})

test('two hundred filings at once through two pools: as many codes, all different, none skipped', async () => {
  ctx.setNow('2018-03-05T08:00')
  const other = openDatabase({ url: ctx.url, connections: 8, role: 'kinhbac_app' })
  try {
    const filings = await Promise.all(
      Array.from({ length: 200 }, (_, index) => exampleFiling(ctx, 'BUU-05', paper, 2000 + index)),
    )
    const pools: TestContext[] = [ctx, { ...ctx, db: other, transaction: (work) => other.transaction(work) }]
    const answers = await Promise.all(
      filings.map((filing, index) => fileDossier(pools[index % 2] ?? ctx, filing, online)),
    )
    const codes = answers.map((answer) => granted(answer).code)
    expect(new Set(codes).size).toBe(200)
    const serials = codes.map((code) => Number(code.split('-')[2])).sort((one, next) => one - next)
    expect(serials).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  } finally {
    await other.close()
  }
})

describe('the row is the fold of the log', { shuffle: false }, () => {
  test('for every dossier of this file', async () => {
    for (let steps = 0; steps <= usualSteps.length; steps++) await walk((await file()).code, steps)
    const { differences, alone, dossiers, olderCalendar } = await checkRows(ctx.db)
    expect(differences).toEqual([])
    expect(alone).toEqual([])
    expect(olderCalendar).toBe(0)
    expect(dossiers).toBeGreaterThan(5)
  })

  const edits: readonly [string, string][] = [
    ['due_at', `due_at = due_at + interval '1 day'`],
    ['on_time', 'on_time = not on_time'],
    ['status', `status = 'stopped'`],
    ['ended_at', `ended_at = ended_at - interval '1 day'`],
    ['applicant_name', `applicant_name = 'Người Khác'`],
    ['head_hash', 'head_hash = sha256(head_hash)'],
    ['sequence', 'sequence = sequence + 1'],
    ['digitised', 'digitised = not digitised'],
    ['sector_id', `sector_id = 'bao-chi'`],
  ]
  for (const [column, edit] of edits)
    test(`and a row whose ${column} somebody edited is named`, async () => {
      const { code } = await file()
      await walk(code, usualSteps.length)
      const [row] = await ctx.superuser.text<{ id: string }>(
        'select id from onestop.dossiers where code = $1',
        [code],
      )
      await ctx.superuser.text('create table kept as select * from onestop.dossiers where code = $1', [code])
      await ctx.superuser.text(`update onestop.dossiers set ${edit} where code = $1`, [code])
      const { differences } = await checkRows(ctx.db, row?.id)
      await ctx.superuser.text(
        'delete from onestop.dossiers where code in (select code from kept); insert into onestop.dossiers select * from kept; drop table kept',
      )
      expect(differences).toHaveLength(1)
      expect(Object.keys(differences[0]?.columns ?? {})).toEqual([column])
    })

  test('a row whose log was thrown away is named', async () => {
    const { code } = await file()
    const [row] = await ctx.superuser.text<{ id: string }>(
      'select id from onestop.dossiers where code = $1',
      [code],
    )
    await ctx.superuser.text('delete from onestop.dossier_actions where dossier_id = $1', [row?.id])
    expect((await checkRows(ctx.db)).alone).toEqual([row?.id])
    await ctx.superuser.text('delete from onestop.dossiers where id = $1', [row?.id])
  })
})

describe('a page of a queue reads no more than a page', () => {
  const indexes = {
    mine: 'dossiers_case_officer',
    counter: 'dossiers_counter',
    agency: 'dossiers_open',
  } as const
  for (const queue of ['mine', 'counter', 'agency'] as const)
    test(`${queue}: the plan walks ${indexes[queue]} in order and sorts nothing but pages`, async () => {
      const asked: { text: string; values: readonly unknown[] }[] = []
      const listening: Sql = {
        ...ctx.db,
        hot: async (_name, text, values) => {
          asked.push({ text, values })
          return []
        },
      }
      const seen = { agencyId: 'so-tttt', wholeProvince: false }
      await listInbox(listening, seen, { queue, postId: officers.caseOfficer.postId })
      const { text = '', values = [] } = asked[0] ?? {}
      const plan = await ctx.transaction(async (tx) => {
        await tx.text(
          'set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off',
        )
        const rows = await tx.text<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values)
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      })
      const walked = [indexes[queue], ...(queue === 'agency' ? ['dossiers_centre'] : [])]
      for (const index of walked) expect(plan).toMatch(new RegExp(`Limit\\n *->  Index Scan using ${index} `))
      expect(plan.match(/Scan using/g)).toHaveLength(walked.length)
    })

  test('paging by the cursor shows every row once, in order', async () => {
    for (let count = 0; count < 7; count++) await walk((await file()).code, 2)
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await openInbox(ctx, officers.caseOfficer, { queue: 'mine', limit: 3, after })
      seen.push(...page.rows.map(({ code }) => code))
      if (page.next === null) break
      after = page.next
    }
    const all = await openInbox(ctx, officers.caseOfficer, { queue: 'mine', limit: 200 })
    expect(seen).toEqual(all.rows.map(({ code }) => code))
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(7)
  })
})

/** Every table of evidence, and the column that a forger would like to change. */
const evidence = {
  'datahub.dataset_actions': 'kind = kind',
  'datahub.agreement_actions': 'kind = kind',
  'datahub.access_log': 'status = status',
  'onestop.dossier_actions': 'occurred_at = now()',
  'onestop.seals': 'root = root',
  'onestop.seal_leaves': 'hash = hash',
  'onestop.documents': 'sha256 = sha256',
  'onestop.form_versions': 'sha256 = sha256',
  'onestop.publications': 'signed_on = signed_on',
  'onestop.procedure_versions': 'content = content',
  'onestop.procedures': 'local_id = local_id',
  'onestop.calendar_versions': 'content = content',
  'onestop.working_hours_versions': 'content = content',
  'onestop.secrets': 'secret = secret',
  'people.access_log': 'purpose = purpose',
  'onestop.due_time_moves': 'to_due_at = to_due_at',
  'onestop.notices': 'facts = facts',
} as const

describe('the program itself cannot change evidence', () => {
  test('no table that calls itself evidence is forgotten here', async () => {
    const rows = await ctx.db.text<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and obj_description(c.oid) like '%Evidence%' order by 1`,
    )
    expect(Object.keys(evidence)).toEqual(expect.arrayContaining(rows.map(({ name }) => name)))
  })
  for (const [table, change] of Object.entries(evidence))
    for (const statement of [`update ${table} set ${change}`, `delete from ${table}`, `truncate ${table}`])
      test(statement, async () => {
        await expect(ctx.db.text(statement)).rejects.toThrow(/permission denied/)
      })
  test('nor may it take a row of a dossier away', async () => {
    await expect(ctx.db.text('delete from onestop.dossiers')).rejects.toThrow(/permission denied/)
    await expect(ctx.db.text('truncate onestop.dossiers')).rejects.toThrow(/permission denied/)
  })
})
