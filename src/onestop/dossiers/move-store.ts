import type { Reader } from '#kit/io/context.ts'
import type { Sql } from '#kit/io/database.ts'
import type { Instant } from '#kit/values/instant.ts'
import type { CalendarChange } from '#onestop/deadlines/contract.ts'
import { type CountedFacts, deltasBetween } from '#onestop/statistics/rules/contributions.ts'
import { writeSpans } from '#onestop/statistics/rules/day-spans.ts'
import { type Visibility, visibleSql } from './inbox.ts'
import type { ClockColumns } from './projection.ts'
import type { DossierLog } from './store.ts'

/** A move of a due time with why, as it is recorded. */
export type NewMove = {
  readonly id: string
  readonly from: Instant
  readonly to: Instant
  readonly cause: CalendarChange
  readonly movedAt: Instant
}

const rereckonSql = `
with row as (
  update onestop.dossiers
  set due_at = $4, original_due_at = $5, finish_at = $6, overdue_in = $7::text::datemultirange, clock_version = $8
  where agency_id = $1 and id = $2::uuid and sequence = $3::int and clock_version = $9 and ended_at is null
  returning agency_id, id, code, sector_id, procedure_code, sequence),
     figures as (
  insert into onestop.statistic_deltas (day_on, agency_id, sector_id, procedure_code, figure, n)
  select d.day_on, row.agency_id, row.sector_id, row.procedure_code, d.figure, d.n
  from row, unnest($10::date[], $11::text[], $12::int[]) d (day_on, figure, n)),
     move as (
  insert into onestop.due_time_moves (agency_id, dossier_id, id, sequence, from_due_at, to_due_at, from_version, to_version, cause, moved_at)
  select agency_id, id, $13::uuid, sequence, $14::timestamptz, $4::timestamptz, $9, $8, $15::jsonb, $16::timestamptz
  from row where $13::uuid is not null),
     message as (
  insert into kit.outbox (topic, key, payload)
  select 'due-time-moved', id::text, jsonb_build_object('agencyId', agency_id, 'dossierId', id, 'code', code, 'moveId', $13::uuid,
    'fromDueAt', $14::timestamptz, 'toDueAt', $4::timestamptz, 'cause', $15::jsonb)
  from row where $13::uuid is not null)
select 1 from row`

/**
 * Writes what a corrected calendar changed in a dossier: its row, the figures, the move and the message to reactions, in
 * one statement. Answers false when somebody acted or another process did the same meanwhile: nothing was written.
 */
export async function writeRereckoning(
  sql: Sql,
  log: DossierLog,
  columns: ClockColumns,
  after: CountedFacts,
  move: NewMove | null,
): Promise<boolean> {
  const deltas = deltasBetween(log.counted, after)
  const date = (at: Instant | null | undefined) => (at === null || at === undefined ? null : new Date(at))
  const rows = await sql.hot('rereckon-dossier', rereckonSql, [
    log.agencyId,
    log.id,
    log.actions.length,
    date(columns.dueAt),
    date(columns.originalDueAt),
    date(columns.finishAt),
    writeSpans(after.overdueIn),
    columns.clockVersion,
    log.clockVersion,
    deltas.map(({ on }) => on),
    deltas.map(({ figure }) => figure),
    deltas.map(({ n }) => n),
    move?.id ?? null,
    date(move?.from),
    move === null ? null : JSON.stringify(move.cause),
    date(move?.movedAt),
  ])
  return rows.length === 1
}

/** A page of open dossiers that were reckoned by another calendar than the one in force for their agency, after one. */
export async function listOnOlderCalendar(
  sql: Sql,
  versions: { readonly usual: string; readonly ofAgencies: ReadonlyMap<string, string> },
  after: { readonly agencyId: string; readonly id: string } | undefined,
  limit: number,
): Promise<{ readonly agencyId: string; readonly id: string; readonly code: string }[]> {
  return sql.text(
    `select d.agency_id "agencyId", d.id, d.code from onestop.dossiers d
     left join unnest($1::text[], $2::text[]) own (agency_id, version) on own.agency_id = d.agency_id
     where d.ended_at is null and d.clock_version not in ('', coalesce(own.version, $3))
       and (d.agency_id, d.id) > ($4, $5::uuid)
     order by d.agency_id, d.id limit $6`,
    [
      [...versions.ofAgencies.keys()],
      [...versions.ofAgencies.values()],
      versions.usual,
      after?.agencyId ?? '',
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ],
  )
}

/** A move as it is read back, with what is shown of its dossier. */
export type MoveRow = {
  id: string
  code: string
  procedure_code: string
  procedure_name: string
  applicant_name: string
  agency_id: string
  synthetic: boolean
  from_due_at: Date
  to_due_at: Date
  moved_at: Date
  from_version: string
  to_version: string
  cause: CalendarChange
}

const moveColumns = `m.id, d.code, d.procedure_code, d.procedure_name, d.applicant_name, d.agency_id, d.synthetic, m.from_due_at,
  m.to_due_at, m.moved_at, m.from_version, m.to_version, m.cause`

/** Moves of the dossiers that an officer may see, the latest first; the right is part of the query. */
export async function listMoves(
  reader: Reader,
  seen: Visibility,
  after: string | undefined,
  limit: number,
): Promise<MoveRow[]> {
  const values: unknown[] = [after ?? null, limit]
  const visible = visibleSql(seen, (value) => `$${values.push(value)}`)
  return reader.text<MoveRow>(
    `select ${moveColumns} from onestop.due_time_moves m
     join (select * from onestop.dossiers where ${visible}) d on d.agency_id = m.agency_id and d.id = m.dossier_id
     where $1::uuid is null or m.id < $1 order by m.id desc limit $2`,
    values,
  )
}

/** The moves of one dossier, the earliest first. */
export async function listMovesOf(reader: Reader, agencyId: string, id: string): Promise<MoveRow[]> {
  return reader.text<MoveRow>(
    `select ${moveColumns} from onestop.due_time_moves m
     join onestop.dossiers d on d.agency_id = m.agency_id and d.id = m.dossier_id
     where m.agency_id = $1 and m.dossier_id = $2 order by m.id`,
    [agencyId, id],
  )
}
