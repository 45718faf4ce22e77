import type { PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Delegation, OfficerRole, Post } from '../contract.ts'
import { holdsOn } from './period.ts'

export type AuthorityRefusal = Refusal<
  'post-not-in-force' | 'role-not-of-post' | 'sector-not-of-post' | 'area-not-of-post'
>

/**
 * Whether the holder of a post may act in a role on a dossier of a sector and a territory on a day, by the post
 * itself or by a delegation to it.
 *
 * `area` is the path of the territory, smallest area first (`['09163', '256', '27']`), as codes of that day.
 *
 * @law NĐ 61/2018 Đ17.5 and NĐ 118/2025 Đ17.5 (the one-stop officer may be authorised to resolve); NĐ 30/2020
 * Đ13.3 (signing by authorisation is in writing, for a time, and is not authorised again)
 */
export function mayAct(
  post: Post,
  role: OfficerRole,
  sector: string,
  area: readonly string[],
  on: PlainDate,
  delegations: readonly Delegation[] = [],
): boolean {
  return authorityRefusal(post, role, sector, area, on, delegations) === undefined
}

/** As `mayAct`, answering why not; undefined when he may. @law as `mayAct` */
export function authorityRefusal(
  post: Post,
  role: OfficerRole,
  sector: string,
  area: readonly string[],
  on: PlainDate,
  delegations: readonly Delegation[] = [],
): AuthorityRefusal | undefined {
  const own = ownRefusal(post, role, sector, area, on)
  if (own === undefined || own.refused === 'post-not-in-force') return own
  const delegated = delegations.some(
    (delegation) =>
      delegation.toPostId === post.id &&
      delegation.role === role &&
      holdsOn(delegation, on) &&
      (delegation.sectors === null || delegation.sectors.includes(sector)) &&
      // Nobody gives more than he holds himself, and what was delegated to him is not his to give.
      ownRefusal(delegation.from, role, sector, area, on) === undefined,
  )
  return delegated ? undefined : own
}

function ownRefusal(
  post: Post,
  role: OfficerRole,
  sector: string,
  area: readonly string[],
  on: PlainDate,
): AuthorityRefusal | undefined {
  if (!holdsOn(post, on)) return refuse('post-not-in-force', { post: post.title, day: on })
  if (!post.roles.includes(role)) return refuse('role-not-of-post', { post: post.title, role })
  if (post.sectors !== null && !post.sectors.includes(sector))
    return refuse('sector-not-of-post', { post: post.title, sector })
  if (post.areas !== null && !area.some((code) => post.areas?.includes(code)))
    return refuse('area-not-of-post', { post: post.title, area: area[0] ?? '' })
  return undefined
}
