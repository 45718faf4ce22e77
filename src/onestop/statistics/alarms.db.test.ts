import { beforeAll, describe, expect, test } from 'vitest'
import { newUuid } from '#kit/io/ids.ts'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { type Instant, instant, instantOf } from '#kit/values/instant.ts'
import { reckonClock } from '#onestop/deadlines/public.ts'
import { calendarOfContent } from '#onestop/deadlines/testing/calendar-of-content.ts'
import { chainAction } from '#onestop/dossiers/chain.ts'
import type { ActionInput } from '#onestop/dossiers/contract.ts'
import { projectRow } from '#onestop/dossiers/projection.ts'
import { columnsOf } from '#onestop/dossiers/read-clock.ts'
import { readLog } from '#onestop/dossiers/rules/clock-events.ts'
import type { Actor, DossierAction } from '#onestop/dossiers/rules/dossier-state.ts'
import { appendAction, findLog } from '#onestop/dossiers/store.ts'
import { insertTestDossier } from '#onestop/dossiers/testing.ts'
import { type AlarmCode, alarmCodes } from './alarm-contract.ts'
import { findAlarms, listAlarmRows } from './find-alarms.ts'

const ctx = await openTestContext()
const calendar = calendarOfContent()
const rule = {
  term: { value: 5, unit: 'working-day' },
  silenceMeansConsent: false,
  supplement: { mode: 'pause', rounds: 2, noticeWithin: null, answerWithin: null, law: 'luật thử' },
  clockStops: [],
  stepTerms: [],
} as const
const officer: Actor = {
  kind: 'officer',
  officerId: 'o',
  postId: 'test',
  agencyId: 'test-agency',
  place: 'centre',
}

const accept: ActionInput = { kind: 'accept', waivers: [], evidence: [] }
const assign: ActionInput = { kind: 'assign', caseOfficerPostId: 'post-1' }
const assess: ActionInput = { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' }
const grant: ActionInput = { kind: 'decide', decision: 'grant', resultNumber: '1', documentIds: [] }
const reject: ActionInput = {
  kind: 'decide',
  decision: 'reject',
  reason: 'thiếu',
  legalGround: 'Điều 1',
  documentIds: [],
}
const withdraw: ActionInput = {
  kind: 'withdraw',
  reason: 'thôi',
  confirmation: 'access-key',
  documentIds: [],
}
const ask: ActionInput = { kind: 'ask-supplement', findings: [{ about: 'đơn', defect: 'thiếu chữ ký' }] }
const supplement: ActionInput = { kind: 'supplement', evidence: [], note: 'đủ' }

let number = 0

/** A dossier whose actions happen at the given minutes, recorded at once or `lateDays` later. */
async function live(
  filedAt: string,
  steps: readonly [string, ActionInput, recordedAt?: string][],
): Promise<string> {
  const code = await insertTestDossier(ctx.db, ++number, instant(filedAt))
  for (const [at, content, recorded] of steps) await act(code, instant(at), content, instant(recorded ?? at))
  return code
}

async function act(
  code: string,
  occurredAt: Instant,
  content: ActionInput,
  recordedAt: Instant,
): Promise<void> {
  const log = await findLog(ctx.db, code)
  if (!log) throw new Error(code)
  const action: DossierAction = {
    sequence: log.actions.length + 1,
    kind: content.kind,
    actor: officer,
    occurredAt,
    recordedAt,
    content,
  }
  const { state, events } = readLog(log.agencyId, [...log.actions, action])
  const reading = reckonClock(events, rule, calendar, { now: recordedAt, channel: 'counter', derive: false })
  const entry = {
    action: chainAction(log.id, action, log.headHash, '0d'.repeat(16)),
    requestId: newUuid(recordedAt),
    requestHash: '00'.repeat(32),
  }
  await appendAction(ctx.db, log, projectRow(state, columnsOf(reading)), entry)
}

/** Accepted on Monday 6 March 2023 at 9:00, so due on Monday 13 March at 17:00; days and hours of March. */
const march = (text: string) => `2023-03-${text}`
const usual = (decidedAt: string, decision: ActionInput) =>
  live(march('06T08:30'), [
    [march('06T09:00'), accept],
    [march('06T10:00'), assign],
    [march('07T09:00'), assess],
    [decidedAt, decision],
  ])
const period = { from: '2023-03-01', to: '2023-03-31' }

async function codesOf(code: AlarmCode): Promise<string[]> {
  const page = await listAlarmRows(ctx, { ...period, code, agencyId: 'test-agency' })
  expect(page.total).toBe(page.rows.length)
  return page.rows.map((row) => row.code).sort()
}
const made: Record<string, string[]> = { spike: [], withdrawn: [], refused: [] }

beforeAll(async () => {
  ctx.setNow('2023-04-20T09:00')
  for (let each = 0; each < 11; each++) made.spike?.push(await usual(march(`13T16:${10 + each}`), grant))
  for (let each = 0; each < 5; each++) await usual(march(`09T1${each}:00`), grant)
  for (let each = 0; each < 6; each++)
    made.withdrawn?.push(
      await live(march('06T08:30'), [
        [march('06T09:00'), accept],
        [march(`08T1${each}:00`), withdraw],
      ]),
    )
  for (let each = 0; each < 3; each++) made.refused?.push(await usual(march(`13T15:1${each}`), reject))
  // The year before: thirty ended, one of them withdrawn.
  for (let each = 0; each < 29; each++)
    await live('2022-10-03T08:00', [
      ['2022-10-03T09:00', accept],
      ['2022-10-03T10:00', assign],
      ['2022-10-04T09:00', assess],
      ['2022-10-05T09:00', grant],
    ])
  await live('2022-10-03T08:00', [
    ['2022-10-03T09:00', accept],
    ['2022-10-04T09:00', withdraw],
  ])
}, 60_000)

describe('alarms', { shuffle: false }, () => {
  test('closing spikes: decisions in the last two working hours before due, as a share of those in time', async () => {
    expect(await codesOf('closing-spike')).toEqual([...(made.spike ?? []), ...(made.refused ?? [])].sort())
    const alarms = (await findAlarms(ctx, period)).filter(({ code }) => code === 'closing-spike')
    expect(alarms.map(({ officerPostId, count, base }) => [officerPostId, count, base])).toEqual([
      [null, 14, 19],
      ['post-1', 14, 19],
    ])
    expect(alarms[0]?.sentence).toContain('14 trong 19 hồ sơ')
  })

  test('sudden withdrawals: against the unit’s own usual share', async () => {
    expect(await codesOf('withdrawal-spike')).toEqual(made.withdrawn?.sort())
    const alarm = (await findAlarms(ctx, period)).find(({ code }) => code === 'withdrawal-spike')
    expect(alarm).toMatchObject({ count: 6, base: 25, officerPostId: null })
    expect(alarm?.usual).toBeCloseTo(1 / 30)
    expect(await findAlarms(ctx, { from: '2022-10-01', to: '2022-10-31' })).toEqual([])
  })

  test('refusals right before due', async () => {
    expect(await codesOf('refused-before-due')).toEqual(made.refused)
    const alarm = (await findAlarms(ctx, period)).find(({ code }) => code === 'refused-before-due')
    expect(alarm).toMatchObject({ count: 3, base: 9 })
  })

  test('acts seconds apart: accepted, assessed and decided within a minute; a minute apart is none', async () => {
    expect(await codesOf('acts-seconds-apart')).toEqual([])
    const at = instant(march('20T09:00'))
    const code = await insertTestDossier(ctx.db, ++number, at)
    for (const [index, content] of [accept, assign, assess, grant].entries())
      await act(code, instantOf(at + index * 20_000), content, instantOf(at + index * 20_000))
    await live(march('20T08:00'), [
      [march('20T09:00'), accept],
      [march('20T09:00'), assign],
      [march('20T09:01'), assess],
      [march('20T09:02'), grant],
    ])
    expect(await codesOf('acts-seconds-apart')).toEqual([code])
  })

  test('second supplement requests in the period', async () => {
    expect(await codesOf('second-supplement')).toEqual([])
    const code = await live(march('13T08:00'), [
      [march('13T09:00'), accept],
      [march('13T10:00'), assign],
      [march('13T14:00'), ask],
      [march('14T09:00'), supplement],
      [march('14T14:00'), ask],
    ])
    await live(march('13T08:00'), [
      [march('13T09:00'), accept],
      [march('13T10:00'), assign],
      [march('13T14:00'), ask],
    ])
    expect(await codesOf('second-supplement')).toEqual([code])
    expect((await findAlarms(ctx, period)).some((alarm) => alarm.code === 'second-supplement')).toBe(true)
  })

  test('acts recorded on a later day than they happened; on the same day is none', async () => {
    expect(await codesOf('recorded-late')).toEqual([])
    const code = await live(march('13T08:00'), [
      [march('13T09:00'), accept],
      [march('13T10:00'), assign, march('15T08:00')],
    ])
    await live(march('13T08:00'), [
      [march('13T09:00'), accept],
      [march('13T10:00'), assign, march('13T16:00')],
    ])
    expect(await codesOf('recorded-late')).toEqual([code])
  })

  test('each has its rule in the content and is found at another time only where it happened', async () => {
    const found = new Set((await findAlarms(ctx, period)).map(({ code }) => code))
    expect([...found].sort()).toEqual([...alarmCodes].sort())
    expect(await findAlarms(ctx, { from: '2023-05-01', to: '2023-05-31' })).toEqual([])
    expect(await findAlarms(ctx, { ...period, agencyId: 'another' })).toEqual([])
  })
})
