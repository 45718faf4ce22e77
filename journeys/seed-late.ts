import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#kit/io/config.ts'
import type { Context } from '#kit/io/context.ts'
import { openLog } from '#kit/io/log.ts'
import { atMinute, dateOf, type Instant, instantOf, toLocalIso } from '#kit/values/instant.ts'
import { addDays, type PlainDate } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { currentCalendar, isWorkingDay } from '#onestop/deadlines/public.ts'
import { calendarOfContent } from '#onestop/deadlines/testing/calendar-of-content.ts'
import type { ActionInput } from '#onestop/dossiers/contract.ts'
import { actAsApplicant, fileDossier, takeAction } from '#onestop/dossiers/public.ts'
import { exampleFiling, granted, storeSamplePaper } from '#onestop/dossiers/testing/content.ts'
import { openAccountOnce } from '#people/access/public.ts'
import { appointOfficer, loadDemoOfficers } from '#people/organization/public.ts'
import { contentFolder, loadContent } from '../src/app/load-content.ts'
import { openProgram } from '../src/app/open-program.ts'

/** A dossier of the seed: its code and the key of its applicant. */
export type Seeded = { readonly code: string; readonly accessKey: string }

/** What the seed left: a data folder for the program, and its dossiers by what they show. */
export type LateProvince = {
  readonly dataDir: string
  /** Open and overdue: handed over after 15:00, assigned with a record of a later day. */
  readonly late: Seeded
  /** Waits for its supplement: the date is provisional. */
  readonly waiting: Seeded
  /** Open; its date moves when the program starts and brings the true calendar. */
  readonly moved: Seeded
  /** Assessed by an officer who is approver, too: he may not decide it. */
  readonly assessed: Seeded
}

/** He holds the posts of a case officer and of an approver at once. */
export const twoPosts = { officerId: 'thu.hai-vi-tri', userName: 'haivitri', name: 'Nguyễn Thị Hai Vị Trí' }
const password = 'Kinh-Bac-2019'
const counter = { officerId: 'demo.tiep-nhan-1', postId: 'hcc.tiep-nhan-1' }
const leader = { officerId: 'demo.pho-giam-doc', postId: 'so-khcn.pho-giam-doc' }
const expert = { officerId: 'demo.buu-chinh', postId: 'so-khcn.cv-buu-chinh' }

/**
 * A province with late, waiting and alarming dossiers of the last weeks, made by the program's own acts at simulated
 * moments, every dossier marked as made up. The demonstration has none of these by design.
 */
export async function seedLateProvince(): Promise<LateProvince> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kb-late-'))
  const config = readConfig({ DATA_DIR: dataDir, DEMO: '0', LOG_LEVEL: 'warn' })
  if (isRefused(config)) throw new Error(config.refused)
  const program = await openProgram(config, openLog('warn'), { join: false })
  if (isRefused(program)) throw new Error(program.refused)
  try {
    await loadPeople(program.ctx)
    return { dataDir, ...(await liveThroughWeeks(program.ctx)) }
  } finally {
    await program.close()
  }
}

function at(ctx: Context, moment: Instant): Context {
  return { ...ctx, now: () => moment }
}

async function loadPeople(ctx: Context): Promise<void> {
  const folder = await copyWithMistake()
  await loadContent(ctx, () => {}, folder)
  await rm(folder, { recursive: true })
  const { accounts } = await loadDemoOfficers(ctx, contentFolder)
  for (const { officerId, userName } of accounts)
    await openAccountOnce(ctx, { officerId, userName, password })
  const { officerId, userName, name } = twoPosts
  // The post held longest is the one he acts from when he signs in.
  for (const [days, postId] of [
    [90, 'so-khcn.giam-doc'],
    [60, expert.postId],
  ] as const) {
    const then = at(ctx, instantOf(ctx.now() - days * 86_400_000))
    granted(await appointOfficer(then, { officerId, name, postId }))
  }
  await openAccountOnce(ctx, { officerId, userName, password })
}

type Act = readonly [daysAgo: number, minute: number, input: ActionInput, by: typeof counter]
const accept: ActionInput = { kind: 'accept', waivers: [], evidence: [] }
const assign: ActionInput = { kind: 'assign', caseOfficerPostId: expert.postId }
const assess: ActionInput = { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' }
const ask: ActionInput = {
  kind: 'ask-supplement',
  findings: [{ about: 'Đơn đề nghị', defect: 'Thiếu chữ ký của người đại diện' }],
}

async function liveThroughWeeks(ctx: Context) {
  const calendar = await currentCalendar(ctx.db)
  const paper = await storeSamplePaper(ctx)
  const today = dateOf(ctx.now())
  /** The n-th working day before today. */
  const dayAgo = (days: number): PlainDate => {
    let day = today
    for (let left = days; left > 0; ) {
      day = addDays(day, -1)
      if (isWorkingDay(calendar, day)) left--
    }
    return day
  }
  const moment = (days: number, minute: number) => atMinute(dayAgo(days), minute)
  let seed = 0
  const live = async (filed: readonly [number, number], ...acts: readonly Act[]): Promise<Seeded> => {
    const then = at(ctx, moment(...filed))
    const filing = { ...(await exampleFiling(then, 'BUU-04', paper, ++seed)), requestId: ctx.newId() }
    const how = { channel: 'online', actor: { kind: 'applicant' }, synthetic: true } as const
    const { code, accessKey } = granted(await fileDossier(then, filing, how))
    for (const [days, minute, input, officer] of acts)
      granted(await takeAction(at(ctx, moment(days, minute)), code, input, { officer }, ctx.newId()))
    return { code, accessKey }
  }
  const saidEarlier = (input: ActionInput, days: number, minute: number) =>
    ({ ...input, occurredAt: toLocalIso(moment(days, minute)) }) as ActionInput
  const usual: readonly Act[] = [
    [15, 540, accept, counter],
    [14, 600, assign, leader],
  ]
  const late = await live(
    [16, 900],
    [16, 940, accept, counter],
    [13, 600, saidEarlier(assign, 15, 600), leader],
    [3, 600, assess, expert],
  )
  const waiting = await live(
    [5, 480],
    [5, 520, accept, counter],
    [4, 540, assign, leader],
    [3, 540, ask, expert],
  )
  const moved = await live([2, 480], [2, 520, accept, counter], [2, 560, assign, leader])
  const assessed = await live(
    [4, 480],
    [4, 520, accept, counter],
    [4, 560, { ...assign }, leader],
    [3, 560, assess, { officerId: twoPosts.officerId, postId: expert.postId }],
  )
  // What the alarms look for: second requests, steps seconds apart, refusals at the end of the term.
  for (let one = 0; one < 6; one++) {
    const twice = await live([15, 480], ...usual, [13, 540, ask, expert])
    const supplement: ActionInput = { kind: 'supplement', evidence: [], note: 'Đã bổ sung.' }
    granted(
      await actAsApplicant(at(ctx, moment(12, 600)), twice.code, twice.accessKey, supplement, ctx.newId()),
    )
    const again = { ...ask, furtherRoundGround: 'Phát hiện thêm khi thẩm định lại' } as ActionInput
    await takeAction(at(ctx, moment(11, 600)), twice.code, again, { officer: expert }, ctx.newId())
    await live([15, 490], ...usual, [13, 541, saidEarlier(assess, 14, 650), expert])
  }
  return { late, waiting, moved, assessed }
}

/** The content with a day off too many: the next working day. The program corrects it when it starts with its own. */
async function copyWithMistake(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kb-late-content-'))
  await cp(contentFolder, folder, { recursive: true })
  const calendar = calendarOfContent()
  let day = addDays(dateOf(instantOf(Date.now())), 1)
  while (!isWorkingDay(calendar, day)) day = addDays(day, 1)
  const file = join(folder, 'calendar', `${day.slice(0, 4)}.yaml`)
  const year = await readFile(file, 'utf8')
  const source = /^ {2}([a-z0-9-]+): \{ title/mu.exec(year)?.[1]
  await writeFile(
    file,
    `${year.trimEnd()}\n  - { date: "${day}", kind: disputed, holiday: new-year, working: false, note: "thử", name: "Ngày nghỉ thử", nameEn: "Trial day off", source: ${source} }\n`,
  )
  return folder
}
