import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { CalendarYear, WorkingHours } from './calendar-contract.ts'
import './tables.ts'

/** A stored version of a year or of an agency's hours. */
export type Stored<Content> = { readonly version: number; readonly hash: string; readonly content: Content }

/** The agency id under which the hours of all agencies without their own are stored. */
export const everyAgency = 'default'

/** One load at a time: versions are numbered without gaps. */
export async function lockCalendars(tx: Tx): Promise<void> {
  await tx.text(`select pg_advisory_xact_lock(hashtext('onestop.calendar_versions'))`)
}

/** A text that names all that is on record: it changes with every added version, and with nothing else. */
export async function stampVersions(sql: Reader): Promise<string> {
  const [row] = await sql.hot<{ stamp: string | null }>(
    'calendar-versions-stamp',
    `select md5(string_agg(subject || ' ' || version || ' ' || content_hash::text, ',' order by subject, version)) as stamp
     from (select year::text as subject, version, content_hash from onestop.calendar_versions
           union all select agency_id, version, content_hash from onestop.working_hours_versions) known`,
    [],
  )
  return row?.stamp ?? 'empty'
}

/** The version in force of each year, by year; as of a moment when one is given. */
export async function readYears(sql: Reader, asOf?: Instant): Promise<Stored<CalendarYear>[]> {
  return sql.text(
    `select distinct on (year) version, encode(content_hash, 'hex') as hash, content
     from onestop.calendar_versions where $1::timestamptz is null or recorded_at <= $1
     order by year, version desc`,
    [asOf === undefined ? null : new Date(asOf)],
  )
}

/** The hours in force: those of all agencies first, then the agency's own where it has some. */
export async function readHours(
  sql: Reader,
  agencyId: string | null,
  asOf?: Instant,
): Promise<Stored<WorkingHours>[]> {
  return sql.text(
    `select version, hash, content from (
       select distinct on (agency_id) agency_id, version, encode(content_hash, 'hex') as hash, content
       from onestop.working_hours_versions
       where agency_id = any($1) and ($2::timestamptz is null or recorded_at <= $2)
       order by agency_id, version desc) latest
     order by agency_id <> '${everyAgency}'`,
    [agencyId === null ? [everyAgency] : [everyAgency, agencyId], asOf === undefined ? null : new Date(asOf)],
  )
}

/** The moments at which something was recorded, latest first: every calendar ever in force is as of one of them. */
export async function listRecordingMoments(sql: Reader): Promise<Instant[]> {
  const rows = await sql.text<{ recorded_at: Date }>(
    `select recorded_at from onestop.calendar_versions union select recorded_at from onestop.working_hours_versions
     order by 1 desc`,
    [],
  )
  return rows.map((row) => instantOf(row.recorded_at.getTime()))
}

/** The agencies that have working hours of their own. */
export async function listAgenciesWithHours(sql: Reader): Promise<string[]> {
  const rows = await sql.text<{ agency_id: string }>(
    'select distinct agency_id from onestop.working_hours_versions where agency_id <> $1 order by 1',
    [everyAgency],
  )
  return rows.map((row) => row.agency_id)
}

/** A version to be added. */
export type NewVersion = {
  readonly content: CalendarYear | WorkingHours
  readonly hash: string
  readonly source: string
  readonly recordedAt: Instant
}

/** The latest version of a year with its hash. */
export async function findLatestYear(
  sql: Reader,
  year: number,
): Promise<{ version: number; hash: string } | undefined> {
  const [row] = await sql.text<{ version: number; hash: string }>(
    `select version, encode(content_hash, 'hex') as hash from onestop.calendar_versions
     where year = $1 order by version desc limit 1`,
    [year],
  )
  return row
}

/** The latest version of an agency's hours with its hash. */
export async function findLatestHours(
  sql: Reader,
  agencyId: string,
): Promise<{ version: number; hash: string } | undefined> {
  const [row] = await sql.text<{ version: number; hash: string }>(
    `select version, encode(content_hash, 'hex') as hash from onestop.working_hours_versions
     where agency_id = $1 order by version desc limit 1`,
    [agencyId],
  )
  return row
}

/** Adds a version of a year. */
export async function insertYear(tx: Tx, year: number, version: number, made: NewVersion): Promise<void> {
  await tx.text(
    `insert into onestop.calendar_versions (year, version, content, content_hash, source, recorded_at)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6)`,
    [year, version, JSON.stringify(made.content), made.hash, made.source, new Date(made.recordedAt)],
  )
}

/** Adds a version of an agency's hours. */
export async function insertHours(
  tx: Tx,
  agencyId: string,
  version: number,
  made: NewVersion,
): Promise<void> {
  await tx.text(
    `insert into onestop.working_hours_versions (agency_id, version, content, content_hash, source, recorded_at)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6)`,
    [agencyId, version, JSON.stringify(made.content), made.hash, made.source, new Date(made.recordedAt)],
  )
}
