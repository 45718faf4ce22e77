import type { Context } from '#kit/io/context.ts'
import { OfficersFile } from './agency-content.ts'
import { mirror } from './mirror.ts'
import { readYaml } from './read-content.ts'

/** A demonstration officer's account to be opened. */
export type DemoAccount = { readonly officerId: string; readonly userName: string }

/**
 * Loads content/demo/officers.yaml: invented officers, the posts they hold, the delegations between posts. Posts
 * must be loaded before. Answers how many rows changed, and the accounts that the demonstration needs.
 */
export async function loadDemoOfficers(
  ctx: Context,
  contentDir: string,
): Promise<{
  readonly changed: number
  readonly password: string
  readonly accounts: readonly DemoAccount[]
}> {
  const file = await readYaml(contentDir, 'demo/officers.yaml', OfficersFile)
  const changed = await ctx.transaction(async (tx) => {
    const officers = file.officers.map(({ id, name }) => ({
      id,
      name: name.normalize('NFC'),
      synthetic: true,
    }))
    const holders = file.officers.flatMap((officer) =>
      officer.posts.map((held) => ({
        officer_id: officer.id,
        post_id: held.post,
        valid_from: held.from,
        valid_to: held.to ?? null,
        basis: null,
      })),
    )
    const delegations = file.delegations.map((entry) => ({
      id: entry.id,
      from_post_id: entry.fromPost,
      to_post_id: entry.toPost,
      role: entry.role,
      sectors: entry.sectors ?? null,
      valid_from: entry.from,
      valid_to: entry.to ?? null,
      decision_number: entry.decisionNumber,
      synthetic: true,
    }))
    return (
      (await mirror(tx, 'people.officers', ['id'], officers, false)) +
      (await mirror(tx, 'people.post_holders', ['officer_id', 'post_id', 'valid_from'], holders, false)) +
      (await mirror(tx, 'people.delegations', ['id'], delegations, false))
    )
  })
  const accounts = file.officers.map(({ id, userName }) => ({ officerId: id, userName }))
  return { changed, password: file.password, accounts }
}
