import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { openAccountOnce } from './access/public.ts'
import { listPostsOf, loadAgencies, loadAreas, loadDemoOfficers } from './organization/public.ts'

/**
 * Loads content/areas and content/agencies (with posts): what every province needs. Runs at every start; what is
 * already there is left. Throws an Error naming each fault of a file.
 */
export async function loadPeople(
  ctx: Context,
  contentDir: string,
  report: (line: string) => void = () => {},
): Promise<void> {
  const areas = await loadAreas(ctx, contentDir)
  if (areas > 0) report(`areas: ${areas}`)
  const agencies = await loadAgencies(ctx, contentDir)
  if (agencies > 0) report(`agencies: ${agencies}`)
}

/** An account of the demonstration, with the post that its officer holds today. */
export type DemoAccountView = {
  readonly userName: string
  readonly officerId: string
  readonly name: string
  readonly postTitle: string
  readonly agencyName: string
}

/**
 * Loads content/demo/officers.yaml: invented officers, their posts and delegations, and accounts with the public
 * password of that file. Only for a demonstration. `loadPeople` comes before. Answers the accounts that can sign in
 * today.
 */
export async function loadDemoPeople(
  ctx: Context,
  contentDir: string,
  report: (line: string) => void = () => {},
): Promise<{ readonly password: string; readonly accounts: readonly DemoAccountView[] }> {
  const { changed, password, accounts } = await loadDemoOfficers(ctx, contentDir)
  if (changed > 0) report(`demonstration officers: ${changed}`)
  const opened = await Promise.all(accounts.map((account) => openAccountOnce(ctx, { ...account, password })))
  const count = opened.filter(Boolean).length
  if (count > 0) report(`demonstration accounts: ${count}`)
  const today = dateOf(ctx.now())
  const views = await Promise.all(
    accounts.map(async ({ userName, officerId }) => {
      const [held] = await listPostsOf(ctx.db, officerId, today)
      return (
        held && {
          userName,
          officerId,
          name: held.officerName,
          postTitle: held.post.title,
          agencyName: held.agencyName,
        }
      )
    }),
  )
  return { password, accounts: views.filter((view) => view !== undefined) }
}
