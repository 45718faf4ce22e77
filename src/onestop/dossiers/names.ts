import type { Reader } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { findAgency, findHeldPost, findOfficer, findPost } from '#people/organization/public.ts'
import type { Actor } from './rules/dossier-state.ts'
import type { DossierLog } from './store.ts'

/** How people, posts and agencies of one dossier are called. */
export type Names = {
  actor(actor: Actor): string
  post(postId: string): string
  /** Who holds a post, with the post: the person while one holds it, else the post alone. */
  keeper(postId: string): string
  holder(kind: string, id: string): string
}

/**
 * The names for one log. Posts and agencies by their names on the day asked; an applicant and the program itself
 * have no name here: the caller's messages name them by kind (answered as the kind).
 */
export async function holderNames(
  reader: Reader,
  log: Pick<DossierLog, 'agencyId' | 'actions'>,
  on: PlainDate,
): Promise<Names> {
  const posts = new Map<string, string>()
  const officers = new Map<string, string>()
  const agencies = new Map<string, string>()
  const keepers = new Map<string, string>()
  for (const action of log.actions) {
    if (action.actor.kind === 'officer')
      await addPost(reader, action.actor.postId, action.actor.officerId, on, posts, officers)
    if (action.content.kind === 'assign') {
      const postId = action.content.caseOfficerPostId
      await addPost(reader, postId, undefined, on, posts, officers)
      keepers.set(postId, await keeperOf(reader, postId, on))
    }
    if (action.content.kind === 'consult') await addAgency(reader, action.content.agencyId, on, agencies)
    if (action.content.kind === 'file') await addAgency(reader, action.content.counterId, on, agencies)
  }
  await addAgency(reader, log.agencyId, on, agencies)
  const post = (id: string) => posts.get(id) ?? id
  const keeper = (id: string) => keepers.get(id) ?? post(id)
  return {
    post,
    keeper,
    actor: (actor) =>
      actor.kind === 'officer' ? (officers.get(actor.officerId) ?? actor.officerId) : actor.kind,
    holder: (kind, id) => (kind === 'officer' ? keeper(id) : (agencies.get(id) ?? kind)),
  }
}

/** A post as people speak of who sits there: the name of the person who holds it on the day, then its title. */
export async function keeperOf(reader: Reader, postId: string, on: PlainDate): Promise<string> {
  const held = await findHeldPost(reader, postId, on)
  if (held) return `${held.officerName}, ${held.post.title}`
  return (await findPost(reader, postId))?.title ?? postId
}

async function addPost(
  reader: Reader,
  postId: string,
  officerId: string | undefined,
  on: PlainDate,
  posts: Map<string, string>,
  officers: Map<string, string>,
): Promise<void> {
  const held = await findHeldPost(reader, postId, on)
  if (!posts.has(postId))
    posts.set(postId, held?.post.title ?? (await findPost(reader, postId))?.title ?? postId)
  if (officerId && !officers.has(officerId))
    officers.set(officerId, (await findOfficer(reader, officerId))?.name ?? officerId)
}

async function addAgency(
  reader: Reader,
  id: string,
  on: PlainDate,
  agencies: Map<string, string>,
): Promise<void> {
  if (!agencies.has(id)) agencies.set(id, (await findAgency(reader, id, on))?.name ?? id)
}
