import type { Reader } from '#kit/io/context.ts'
import { keepBriefly } from '#kit/io/keep-briefly.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Delegation, HeldPost, OfficerRole, Post } from './contract.ts'
import type { DelegationRow, OfficerRow, PostRow } from './tables.ts'
import { byVietnamese } from './vietnamese-order.ts'

type HeldPostRow = PostRow & {
  officer_id: string
  officer_name: string
  agency_name: string
  invented: boolean
}

// A post that is held: the post, its holder's term and its agency all stand on the day $1.
const heldPosts = `select p.*, h.officer_id, o.name as officer_name, a.name as agency_name, o.synthetic as invented
  from people.post_holders h
  join people.posts p on p.id = h.post_id and p.valid_from <= $1 and (p.valid_to is null or $1 < p.valid_to)
  join people.officers o on o.id = h.officer_id
  join people.agencies a on a.id = p.agency_id and a.valid_from <= $1 and (a.valid_to is null or $1 < a.valid_to)
  where h.valid_from <= $1 and (h.valid_to is null or $1 < h.valid_to)`

/** The posts that an officer holds on a day, the longest held first. */
export const listPostsOf = keepBriefly(readPostsOf)

async function readPostsOf(reader: Reader, officerId: string, on: PlainDate): Promise<HeldPost[]> {
  const rows = await reader.hot<HeldPostRow>(
    'people.posts-of-officer',
    `${heldPosts} and h.officer_id = $2 order by h.valid_from, p.id`,
    [on, officerId],
  )
  return rows.map(toHeldPost)
}

/** The post with its holder on a day, or undefined when nobody holds it then. */
export async function findHeldPost(
  reader: Reader,
  postId: string,
  on: PlainDate,
): Promise<HeldPost | undefined> {
  const rows = await reader.hot<HeldPostRow>(
    'people.held-post',
    `${heldPosts} and p.id = $2 order by h.valid_from`,
    [on, postId],
  )
  return rows[0] && toHeldPost(rows[0])
}

/** The posts held on a day in an agency, by title in Vietnamese order; `role` narrows (delegated roles too). */
export async function listHeldPosts(
  reader: Reader,
  ask: { readonly on: PlainDate; readonly agencyId?: string; readonly role?: OfficerRole },
): Promise<HeldPost[]> {
  const rows = await reader.hot<HeldPostRow>(
    'people.held-posts',
    `${heldPosts} and ($2::text is null or p.agency_id = $2)
      and ($3::text is null or $3 = any (p.roles) or exists (
        select from people.delegations d where d.to_post_id = p.id and d.role = $3
          and d.valid_from <= $1 and (d.valid_to is null or $1 < d.valid_to)))
     order by p.id`,
    [ask.on, ask.agencyId ?? null, ask.role ?? null],
  )
  return rows.map(toHeldPost).sort((one, other) => byVietnamese(one.post.title, other.post.title))
}

/** The post itself, whether it is held or not. */
export const findPost = keepBriefly(readPost)

async function readPost(reader: Reader, postId: string): Promise<Post | undefined> {
  const rows = await reader.hot<PostRow>('people.find-post', 'select * from people.posts where id = $1', [
    postId,
  ])
  return rows[0] && toPost(rows[0])
}

/** An officer by his id, whether or not he holds a post. */
export async function findOfficer(
  reader: Reader,
  officerId: string,
): Promise<{ readonly id: string; readonly name: string; readonly synthetic: boolean } | undefined> {
  const rows = await reader.hot<OfficerRow>(
    'people.find-officer',
    'select * from people.officers where id = $1',
    [officerId],
  )
  return rows[0]
}

/** The delegations to a post that are in force on a day, each with the delegating post, for `mayAct`. */
export const listDelegationsTo = keepBriefly(readDelegationsTo)

async function readDelegationsTo(reader: Reader, postId: string, on: PlainDate): Promise<Delegation[]> {
  const rows = await reader.hot<DelegationRow & { delegator: PostRow }>(
    'people.delegations-to',
    `select d.*, to_jsonb(p) as delegator
     from people.delegations d join people.posts p on p.id = d.from_post_id
     where d.to_post_id = $2 and d.valid_from <= $1 and (d.valid_to is null or $1 < d.valid_to)
     order by d.id`,
    [on, postId],
  )
  return rows.map((row) => ({
    id: row.id,
    from: toPost(row.delegator),
    toPostId: row.to_post_id,
    role: row.role as OfficerRole,
    sectors: row.sectors,
    decisionNumber: row.decision_number,
    validFrom: row.valid_from as PlainDate,
    validTo: row.valid_to as PlainDate | null,
  }))
}

function toPost(row: PostRow): Post {
  return {
    id: row.id,
    agencyId: row.agency_id,
    unitId: row.unit_id,
    title: row.title,
    roles: row.roles as OfficerRole[],
    sectors: row.sectors,
    areas: row.areas,
    place: row.place,
    validFrom: row.valid_from as PlainDate,
    validTo: row.valid_to as PlainDate | null,
  }
}

function toHeldPost(row: HeldPostRow): HeldPost {
  return {
    post: toPost(row),
    officerId: row.officer_id,
    officerName: row.officer_name,
    agencyName: row.agency_name,
    synthetic: row.invented,
  }
}
