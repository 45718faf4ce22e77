import type { Reader } from '#kit/io/context.ts'
import { build, type Sql } from '#kit/io/database.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { SessionState } from './rules/session-lifetime.ts'
import { throttleWindowMinutes } from './rules/throttle.ts'
import type { AccountRow, SessionRow } from './tables.ts'

/** A stored session. */
export type Session = SessionState & {
  readonly id: string
  readonly officerId: string
  readonly postId: string | null
  readonly createdAt: Instant
  readonly address: string | null
  readonly userAgent: string | null
}

export async function findAccount(reader: Reader, userName: string): Promise<AccountRow | undefined> {
  const rows = await reader.rows<AccountRow>(
    build.selectFrom('people.accounts').selectAll().where('user_name', '=', userName),
  )
  return rows[0]
}

export async function findAccountOf(reader: Reader, officerId: string): Promise<AccountRow | undefined> {
  const rows = await reader.rows<AccountRow>(
    build.selectFrom('people.accounts').selectAll().where('officer_id', '=', officerId),
  )
  return rows[0]
}

/** Opens an account or gives it a new name and password. */
export async function saveAccount(
  sql: Sql,
  account: { officerId: string; userName: string; passwordHash: string; at: Instant },
): Promise<void> {
  await sql.text(
    `insert into people.accounts (officer_id, user_name, password_hash, changed_at) values ($1, $2, $3, $4)
     on conflict (officer_id) do update
       set user_name = excluded.user_name, password_hash = excluded.password_hash, changed_at = excluded.changed_at`,
    [account.officerId, account.userName, account.passwordHash, new Date(account.at)],
  )
}

/** The session of a token's hash, with whether its account still stands. */
export async function findSession(reader: Reader, tokenHash: Buffer): Promise<Session | undefined> {
  const rows = await reader.hot<SessionRow>(
    'people.find-session',
    `select s.* from people.sessions s join people.accounts a using (officer_id)
     where s.token_hash = $1 and a.disabled_at is null`,
    [tokenHash],
  )
  return rows[0] && toSession(rows[0])
}

export async function insertSession(sql: Sql, session: Session, tokenHash: Buffer): Promise<void> {
  await sql.rows(
    build.insertInto('people.sessions').values({
      token_hash: tokenHash,
      id: session.id,
      officer_id: session.officerId,
      post_id: session.postId,
      created_at: new Date(session.createdAt),
      last_seen_at: new Date(session.lastSeenAt),
      expires_at: new Date(session.expiresAt),
      revoked_at: null,
      address: session.address,
      user_agent: session.userAgent,
    }),
  )
}

export async function touchSession(sql: Sql, tokenHash: Buffer, at: Instant): Promise<void> {
  await sql.hot(
    'people.touch-session',
    'update people.sessions set last_seen_at = $2 where token_hash = $1',
    [tokenHash, new Date(at)],
  )
}

export async function setSessionPost(sql: Sql, sessionId: string, postId: string): Promise<void> {
  await sql.rows(build.updateTable('people.sessions').set({ post_id: postId }).where('id', '=', sessionId))
}

/** Ends the session of a token. */
export async function revokeToken(sql: Sql, tokenHash: Buffer, at: Instant): Promise<void> {
  await sql.text('update people.sessions set revoked_at = $2 where token_hash = $1 and revoked_at is null', [
    tokenHash,
    new Date(at),
  ])
}

/** Ends sessions of an officer: one, or all but one. Answers how many ended. */
export async function revokeSessions(
  sql: Sql,
  which: { readonly officerId: string; readonly only?: string; readonly except?: string },
  at: Instant,
): Promise<number> {
  const rows = await sql.text(
    `update people.sessions set revoked_at = $2
     where officer_id = $1 and revoked_at is null
       and ($3::uuid is null or id = $3) and ($4::uuid is null or id <> $4) returning 1`,
    [which.officerId, new Date(at), which.only ?? null, which.except ?? null],
  )
  return rows.length
}

/** The sessions of an officer that were not ended, the latest first. */
export async function listSessionsOf(reader: Reader, officerId: string): Promise<Session[]> {
  const rows = await reader.rows<SessionRow>(
    build
      .selectFrom('people.sessions')
      .selectAll()
      .where('officer_id', '=', officerId)
      .where('revoked_at', 'is', null)
      .orderBy('created_at', 'desc'),
  )
  return rows.map(toSession)
}

/** Removes sessions that ended long ago. Answers how many. */
export async function deleteSessionsBefore(sql: Sql, before: Instant): Promise<number> {
  const rows = await sql.text('delete from people.sessions where expires_at < $1 returning 1', [
    new Date(before),
  ])
  return rows.length
}

/** Counts an attempt under a key, before it is known how it ends, and answers how many there are in the window. */
export async function countAttempt(sql: Sql, key: string, at: Instant): Promise<number> {
  const [row] = await sql.hot<{ attempts: number }>(
    'people.count-attempt',
    `insert into people.sign_in_throttles as t (key, attempts, window_started_at) values ($1, 1, $2)
     on conflict (key) do update set
       attempts = case when t.window_started_at <= $3 then 1 else t.attempts + 1 end,
       window_started_at = case when t.window_started_at <= $3 then $2 else t.window_started_at end
     returning attempts`,
    [key, new Date(at), new Date(at - throttleWindowMinutes * 60_000)],
  )
  return row?.attempts ?? 1
}

/** Forgets the attempts under keys: the sign-in succeeded. */
export async function forgetAttempts(sql: Sql, keys: readonly string[]): Promise<void> {
  await sql.text('delete from people.sign_in_throttles where key = any ($1)', [keys])
}

/** Removes counts whose window began before a moment. Answers how many. */
export async function deleteAttemptsBefore(sql: Sql, before: Instant): Promise<number> {
  const rows = await sql.text(
    'delete from people.sign_in_throttles where window_started_at < $1 returning 1',
    [new Date(before)],
  )
  return rows.length
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    officerId: row.officer_id,
    postId: row.post_id,
    createdAt: instantOf(row.created_at.getTime()),
    lastSeenAt: instantOf(row.last_seen_at.getTime()),
    expiresAt: instantOf(row.expires_at.getTime()),
    revokedAt: row.revoked_at && instantOf(row.revoked_at.getTime()),
    address: row.address,
    userAgent: row.user_agent,
  }
}
