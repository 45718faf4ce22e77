import type { Reader } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { OfficerRole, Post } from '#people/organization/contract.ts'
import { findPost, listDelegationsTo, mayAct } from '#people/organization/public.ts'
import type { Actor, DossierState } from './rules/dossier-state.ts'
import type { Capacity } from './rules/transitions.ts'

/** The officer who acts, and the post he acts from. */
export type ActingOfficer = { readonly officerId: string; readonly postId: string }

const officerCapacities = [
  'counter',
  'case-officer',
  'approver',
  'leader',
] as const satisfies readonly (Capacity & OfficerRole)[]

/**
 * In which capacities a post may act on a dossier of a sector today, by itself or by delegation: the counter of
 * the centre that received it, the officers of the agency that resolves it.
 */
export async function capacitiesOf(
  reader: Reader,
  postId: string,
  dossier: Pick<DossierState, 'agencyId' | 'counterId' | 'openConsultations'>,
  sectorId: string,
  on: PlainDate,
): Promise<{ readonly capacities: readonly Capacity[]; readonly post: Post | undefined }> {
  const post = await findPost(reader, postId)
  if (!post) return { capacities: [], post }
  const delegations = await listDelegationsTo(reader, postId, on)
  const capacities = officerCapacities.filter(
    (capacity) =>
      servesAgency(post, capacity, dossier) && mayAct(post, capacity, sectorId, [], on, delegations),
  )
  return { capacities, post }
}

/** Whether a post may handle dossiers of a sector as case officer today. */
export async function mayHandle(
  reader: Reader,
  postId: string,
  agencyId: string,
  sectorId: string,
  on: PlainDate,
): Promise<boolean> {
  const post = await findPost(reader, postId)
  if (!post || post.agencyId !== agencyId) return false
  return mayAct(post, 'case-officer', sectorId, [], on, await listDelegationsTo(reader, postId, on))
}

function servesAgency(
  post: Post,
  capacity: Capacity,
  dossier: Pick<DossierState, 'agencyId' | 'counterId'>,
): boolean {
  if (capacity === 'counter') return post.agencyId === dossier.counterId || post.place === 'centre'
  return post.agencyId === dossier.agencyId
}

/** The acting officer as he stands in the log. */
export async function actorOf(reader: Reader, officer: ActingOfficer): Promise<Actor> {
  const post = await findPost(reader, officer.postId)
  return { kind: 'officer', ...officer, agencyId: post?.agencyId ?? '', place: post?.place ?? 'agency' }
}
