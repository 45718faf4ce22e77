import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { loadDemoSources } from '#datahub/sources/public.ts'
import type { Context } from '#kit/io/context.ts'
import { dateOf, instant } from '#kit/values/instant.ts'
import { type PlainDate, yearOf } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { currentCalendar } from '#onestop/deadlines/public.ts'
import { storeDocument } from '#onestop/documents/public.ts'
import { countSyntheticDossiers } from '#onestop/dossiers/public.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { findProcedureInForce, readYaml } from '#onestop/procedures/public.ts'
import { openAccountOnce } from '#people/access/public.ts'
import { findHeldPost, listAreas, listPostsOf, loadDemoOfficers } from '#people/organization/public.ts'
import { readNameLists } from '#people/parties/public.ts'
import type { DemoAccounts } from '../contract.ts'
import { contentFolder } from '../load-content.ts'
import { planYear } from './plan-year.ts'
import { runYear } from './run-year.ts'
import { DemoYear } from './setting.ts'

/**
 * Loads the demonstration: the invented officers with their accounts, and the year 2018 by running its acts. What is
 * there already is left; a load that was broken off goes on where it stopped. Answers the accounts to show.
 */
export async function loadDemo(
  ctx: Context,
  report: (line: string) => void,
): Promise<{ accounts: DemoAccounts | null }> {
  report('officers')
  const { password, accounts } = await loadDemoOfficers(ctx, contentFolder)
  for (const { officerId, userName } of accounts)
    await openAccountOnce(ctx, { officerId, userName, password })
  await loadDemoSources(ctx, contentFolder, (line) => report(`sources ${line}`))
  const file = join(contentFolder, 'demo', 'year-2018.yaml')
  await loadYear(ctx, readYaml(await readFile(file, 'utf8'), file, DemoYear), report)
  return { accounts: { password, accounts: await shownAccounts(ctx, accounts) } }
}

async function shownAccounts(
  ctx: Context,
  accounts: readonly { readonly officerId: string; readonly userName: string }[],
) {
  const on = dateOf(ctx.now())
  const shown = []
  for (const { officerId, userName } of accounts) {
    const [held] = await listPostsOf(ctx.db, officerId, on)
    if (held)
      shown.push({ userName, name: held.officerName, postTitle: `${held.post.title}, ${held.agencyName}` })
  }
  return shown
}

/** Runs a year unless all its dossiers are delivered already. */
export async function loadYear(
  ctx: Context,
  setting: DemoYear,
  report: (line: string) => void,
): Promise<void> {
  const year = yearOf(setting.firstFiledOn as PlainDate)
  if ((await countSyntheticDossiers(ctx.db, year)).delivered >= setting.dossiers) return
  const procedures = await coreProcedures(ctx, setting)
  const calendar = await currentCalendar(ctx.db)
  const plans = planYear(setting, procedures, calendar)
  const kit = {
    setting,
    names: await readNameLists(contentFolder),
    holderOf: await holdersOf(ctx, setting),
    documentId: await sampleDocument(ctx, setting),
    areas: (await listAreas(ctx.db, { level: 'commune', on: setting.firstFiledOn as PlainDate })).map(
      (area) => area.code,
    ),
  }
  await runYear(ctx, kit, plans, (done, of) => report(`${year}: ${Math.round((100 * done) / of)} %`))
}

/** The version of each procedure of the year's list in force on its first day, or that came during the year. */
export async function coreProcedures(ctx: Context, setting: DemoYear): Promise<ProcedureVersion[]> {
  const found: ProcedureVersion[] = []
  for (const code of setting.procedures) {
    const version =
      (await findProcedureInForce(ctx.db, code, setting.firstFiledOn as PlainDate)) ??
      (await findProcedureInForce(ctx.db, code, setting.lastFiledOn as PlainDate))
    if (!version) throw new Error(`the demonstration year needs the procedure ${code}`)
    found.push(version)
  }
  return found
}

/** Who held each post of the setting in that year. */
async function holdersOf(ctx: Context, setting: DemoYear) {
  const { counter, assigner, approver, caseOfficers } = setting.posts
  const holders = new Map<string, string>()
  for (const postId of new Set([...counter, assigner, approver, ...Object.values(caseOfficers)])) {
    const held = await findHeldPost(ctx.db, postId, setting.firstFiledOn as PlainDate)
    if (held) holders.set(postId, held.officerId)
  }
  return (postId: string) => {
    const officerId = holders.get(postId)
    if (officerId === undefined) throw new Error(`nobody held the post ${postId} in the demonstration year`)
    return { officerId, postId }
  }
}

/** One sample page that stands for the papers sent electronically; it says itself that it is a sample. */
async function sampleDocument(ctx: Context, setting: DemoYear): Promise<string> {
  const path = join(contentFolder, 'demo', 'tep-minh-hoa.pdf')
  const moment = instant(`${setting.firstFiledOn}T07:00`)
  const stored = await storeDocument(
    { ...ctx, now: () => moment },
    {
      name: 'tep-minh-hoa.pdf',
      content: Readable.from([await readFile(path)]),
      uploadedBy: { kind: 'system' },
      belongsTo: { filingToken: ctx.newId() },
    },
  )
  if (isRefused(stored)) throw new Error(`the sample document is refused: ${stored.refused}`)
  return stored.id
}
