import type { Context, Reader } from '#kit/io/context.ts'
import type { Sql } from '#kit/io/database.ts'
import { instantOf, toLocalIso } from '#kit/values/instant.ts'
import type { AccessPurpose, DossierRead } from './contract.ts'
import type { AccessLogRow } from './tables.ts'

/** Who read which dossier, what for, and by which operation (`open-dossier`). */
export type Access = {
  readonly officerId: string
  readonly postId: string
  readonly dossierCode: string
  readonly purpose: AccessPurpose
  readonly operation: string
}

/**
 * Leaves a record that an officer read a dossier's personal data, which the citizen can see. Written before the
 * data is handed out, and in the caller's transaction when `sql` is given.
 */
export async function recordAccess(ctx: Context, access: Access, sql: Sql = ctx.db): Promise<void> {
  const rows = await sql.hot(
    'people.record-access',
    `insert into people.access_log (id, accessed_at, officer_id, post_id, agency_id, dossier_code, purpose, operation)
     select $1, $2, $3, p.id, p.agency_id, $5, $6, $7 from people.posts p where p.id = $4 returning 1`,
    [
      ctx.newId(),
      new Date(ctx.now()),
      access.officerId,
      access.postId,
      access.dossierCode,
      access.purpose,
      access.operation,
    ],
  )
  if (rows.length !== 1) throw new Error(`no post ${access.postId} for an access record`)
}

/** Who read a dossier, the latest first: what its citizen sees. Posts and agencies, not names of officers. */
export async function listAccess(reader: Reader, dossierCode: string): Promise<DossierRead[]> {
  const rows = await reader.text<AccessLogRow & { post_title: string; agency_name: string | null }>(
    `select l.*, p.title as post_title, a.name as agency_name
     from people.access_log l
     join people.posts p on p.id = l.post_id
     left join people.agencies a on a.id = l.agency_id
       and a.valid_from <= (l.accessed_at at time zone 'Asia/Ho_Chi_Minh')::date
       and (a.valid_to is null or (l.accessed_at at time zone 'Asia/Ho_Chi_Minh')::date < a.valid_to)
     where l.dossier_code = $1 order by l.accessed_at desc, l.id desc limit 1000`,
    [dossierCode],
  )
  return rows.map((row) => ({
    accessedAt: toLocalIso(instantOf(row.accessed_at.getTime())),
    agencyName: row.agency_name ?? row.agency_id,
    postTitle: row.post_title,
    purpose: row.purpose,
    operation: row.operation,
  }))
}
