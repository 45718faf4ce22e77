import type { Context } from '#kit/io/context.ts'
import { openAccountOnce } from './access/public.ts'
import { loadAgencies, loadAreas, loadDemoOfficers } from './organization/public.ts'

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

/**
 * Loads content/demo/officers.yaml: invented officers, their posts and delegations, and accounts with the public
 * password of that file. Only for a demonstration. `loadPeople` comes before. Answers the user names.
 */
export async function loadDemoPeople(
  ctx: Context,
  contentDir: string,
  report: (line: string) => void = () => {},
): Promise<{
  readonly password: string
  readonly accounts: readonly { userName: string; officerId: string }[]
}> {
  const { changed, accounts } = await loadDemoOfficers(ctx, contentDir)
  if (changed > 0) report(`demonstration officers: ${changed}`)
  const opened = await Promise.all(accounts.map((account) => openAccountOnce(ctx, account)))
  const count = opened.filter(Boolean).length
  if (count > 0) report(`demonstration accounts: ${count}`)
  return {
    password: accounts[0]?.password ?? '',
    accounts: accounts.map(({ userName, officerId }) => ({ userName, officerId })),
  }
}
