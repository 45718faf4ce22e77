import type { Sql } from '#kit/io/database.ts'
import { gather } from '#kit/io/gather.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import { type CountedFacts, deltasBetween } from '#onestop/statistics/rules/contributions.ts'
import { type ChainedAction, linesBeforePosition } from './chain.ts'
import type { DossierActionKind } from './contract.ts'
import { type CountedRow, countedFacts, type FigureChanges, figureChanges } from './counted-row.ts'
import type { ActionContent, Actor, DossierAction } from './rules/dossier-state.ts'
import type { DossierRow } from './tables.ts'

/** An entry of the log as it is read back, with the caller's request it answers. */
export type StoredAction = DossierAction & {
  readonly hash: string
  readonly requestId: string
  readonly requestHash: string
}

/** A dossier's key and pins, with its whole log. */
export type DossierLog = {
  readonly agencyId: string
  readonly id: string
  readonly code: string
  readonly procedureVersionId: string
  readonly headHash: string
  readonly synthetic: boolean
  /** The calendar by which the row was reckoned; empty before the first action after the filing. */
  readonly clockVersion: string
  readonly actions: readonly StoredAction[]
  /** What the figures count of the row as it was read. */
  readonly counted: CountedFacts
}

type LogRow = CountedRow & {
  agency_id: string
  id: string
  code: string
  procedure_version_id: string
  head_hash: string
  synthetic: boolean
  clock_version: string
  sequence: number
  kind: DossierActionKind
  actor: string
  occurred_at: Date
  recorded_at: Date
  content: string
  hash: string
  request_id: string
  request_hash: string
}

const logColumns = `d.agency_id, d.id, d.code, d.procedure_version_id, encode(d.head_hash, 'hex') head_hash, d.synthetic, d.clock_version,
  a.sequence, a.kind, a.actor, a.occurred_at, a.recorded_at, a.content,
  d.channel, d.online_mode, d.status, d.decision, d.accepted_at, d.due_at, d.ended_at, d.finish_at, d.delivered_at, d.on_the_spot, d.on_time,
  d.result_file, d.digitised, d.overdue_in::text,
  encode(a.hash, 'hex') hash, a.request_id, encode(a.request_hash, 'hex') request_hash`

/** The whole log of the dossier with a code, in one statement; undefined when there is none. */
export async function findLog(sql: Sql, code: string): Promise<DossierLog | undefined> {
  return toLog(
    await sql.hot<LogRow>(
      'dossier-log',
      `select ${logColumns} from onestop.dossiers d
       join onestop.dossier_actions a on a.agency_id = d.agency_id and a.dossier_id = d.id
       where d.code = $1 order by a.sequence`,
      [code],
    ),
  )
}

/** The log that a request began or went into; undefined when the request has not acted yet. */
export async function findLogByRequest(
  sql: Sql,
  agencyId: string,
  requestId: string,
): Promise<DossierLog | undefined> {
  return toLog(
    await sql.hot<LogRow>(
      'dossier-log-by-request',
      `select ${logColumns} from onestop.dossier_actions r
       join onestop.dossiers d on d.agency_id = r.agency_id and d.id = r.dossier_id
       join onestop.dossier_actions a on a.agency_id = d.agency_id and a.dossier_id = d.id
       where r.agency_id = $1 and r.request_id = $2 order by a.sequence`,
      [agencyId, requestId],
    ),
  )
}

function toLog(rows: readonly LogRow[]): DossierLog | undefined {
  const [first] = rows
  if (!first) return undefined
  return {
    agencyId: first.agency_id,
    id: first.id,
    code: first.code,
    procedureVersionId: first.procedure_version_id,
    headHash: first.head_hash,
    synthetic: first.synthetic,
    clockVersion: first.clock_version,
    counted: countedFacts(first),
    actions: rows.map((row) => ({
      sequence: row.sequence,
      kind: row.kind,
      actor: JSON.parse(row.actor) as Actor,
      occurredAt: momentOf(row.occurred_at),
      recordedAt: momentOf(row.recorded_at),
      content: JSON.parse(row.content) as ActionContent,
      hash: row.hash,
      requestId: row.request_id,
      requestHash: row.request_hash,
    })),
  }
}

function momentOf(date: Date): Instant {
  return instantOf(date.getTime())
}

/** What accompanies an entry into the store. */
export type Entry = {
  readonly action: ChainedAction
  readonly requestId: string
  readonly requestHash: string
}

/** The columns of the row that change with each action. */
export type RowChanges = Pick<
  DossierRow,
  | 'status'
  | 'accepted_at'
  | 'due_at'
  | 'original_due_at'
  | 'ended_at'
  | 'delivered_at'
  | 'holder_kind'
  | 'holder_id'
  | 'holder_since'
  | 'case_officer_post_id'
  | 'supplement_count'
  | 'extension_count'
  | 'on_time'
  | 'finish_at'
  | 'decision'
  | 'on_the_spot'
  | 'sequence'
  | 'clock_version'
>

export const changingColumns = [
  'status',
  'accepted_at',
  'due_at',
  'original_due_at',
  'ended_at',
  'delivered_at',
  'holder_kind',
  'holder_id',
  'holder_since',
  'case_officer_post_id',
  'supplement_count',
  'extension_count',
  'on_time',
  'finish_at',
  'decision',
  'on_the_spot',
  'sequence',
  'clock_version',
] as const satisfies readonly (keyof RowChanges)[]

const figureColumns = [
  'overdue_in',
  'result_file',
  'digitised',
] as const satisfies readonly (keyof FigureChanges)[]

/** The columns of an entry in the order of `actionValues`; position, hash and scheme come with the statement. */
export const actionColumns = [
  'agency_id',
  'dossier_id',
  'sequence',
  'kind',
  'actor',
  'occurred_at',
  'recorded_at',
  'content',
  'salt',
  'request_id',
  'request_hash',
] as const
export const positionSql = `nextval('onestop.dossier_actions_position_seq')`
/** The hash of an entry from the lines before its position. */
export const hashSql = (lines: string, position: string) =>
  `sha256(convert_to(${lines} || ${position}, 'UTF8'))`

/** The values of an entry's columns, and last the lines of its hash before the position. */
export function actionValues(
  agencyId: string,
  dossierId: string,
  { action, requestId, requestHash }: Entry,
): unknown[] {
  return [
    agencyId,
    dossierId,
    action.sequence,
    action.kind,
    action.text.actor,
    new Date(action.occurredAt).toISOString(),
    new Date(action.recordedAt).toISOString(),
    action.text.content,
    `\\x${action.text.salt}`,
    requestId,
    `\\x${requestHash}`,
    linesBeforePosition(action, requestId, requestHash),
  ]
}

const advancing = [...changingColumns, ...figureColumns]
const firstChange = actionColumns.length + 2
const afterRow = firstChange + advancing.length
const advanceSql = `
with place as (select position, ${hashSql('$12::text', 'position')} as hash from (select ${positionSql} as position) given),
     row as (
  update onestop.dossiers set ${advancing.map((column, index) => `${column} = $${firstChange + index}`).join(', ')}, head_hash = place.hash
  from place
  where agency_id = $1 and id = $2 and sequence = $3::int - 1 and head_hash = $${afterRow}::bytea and clock_version = $${afterRow + 4}
  returning agency_id, sector_id, procedure_code),
     figures as (
  insert into onestop.statistic_deltas (day_on, agency_id, sector_id, procedure_code, figure, n)
  select d.day_on, row.agency_id, row.sector_id, row.procedure_code, d.figure, d.n
  from row, unnest($${afterRow + 1}::date[], $${afterRow + 2}::text[], $${afterRow + 3}::int[]) d (day_on, figure, n)),
     message as (
  insert into kit.outbox (topic, key, payload)
  select 'dossier-acted', $2::uuid::text, jsonb_build_object('agencyId', $1::text, 'dossierId', $2::uuid, 'sequence', $3::int, 'kind', $4::text)
  from row)
insert into onestop.dossier_actions (${actionColumns.join(', ')}, position, hash, hash_scheme) overriding system value
select $1::text, $2::uuid, $3::int, $4::text, $5::text, $6::timestamptz, $7::timestamptz, $8::text, $9::bytea, $10::uuid, $11::bytea,
  place.position, place.hash, 2 from row, place
returning sequence`

/**
 * Adds an entry to the log, the row, what it changed in the figures and the message to reactions, in one statement.
 * Answers false when another one acted meanwhile, or a corrected calendar moved the row: nothing was written.
 */
export async function appendAction(
  sql: Sql,
  log: DossierLog,
  changes: RowChanges,
  entry: Entry,
): Promise<boolean> {
  const row = { ...changes, ...figureChanges(log.counted.overdueIn, [...log.actions, entry.action], changes) }
  const { channel, onlineMode: online_mode, synthetic } = log.counted
  const deltas = deltasBetween(log.counted, countedFacts({ ...row, channel, online_mode, synthetic }))
  const rows = await sql.hot('advance-dossier', advanceSql, [
    ...actionValues(log.agencyId, log.id, entry),
    ...advancing.map((column) => row[column]),
    `\\x${log.headHash}`,
    deltas.map(({ on }) => on),
    deltas.map(({ figure }) => figure),
    deltas.map(({ n }) => n),
    log.clockVersion,
  ])
  return rows.length === 1
}

/** The row of a dossier by its code, without rights: for those who were let in before. */
export async function findRow(sql: Sql, code: string): Promise<DossierRow | undefined> {
  const [row] = await sql.hot<DossierRow>('dossier-row', 'select * from onestop.dossiers where code = $1', [
    code,
  ])
  return row
}

/** The code and status of a dossier by its code; look-ups that come together are one statement. */
export const findStatus = gather<string, Pick<DossierRow, 'code' | 'status'> | undefined>(
  async (sql, codes) => {
    const rows = await sql.hot<Pick<DossierRow, 'code' | 'status'>>(
      'dossier-statuses',
      'select code, status from onestop.dossiers where code = any($1::text[])',
      [codes],
    )
    const found = new Map(rows.map((row) => [row.code, row]))
    return codes.map((code) => found.get(code))
  },
  50,
)

/**
 * A page of dossiers on which the law may have acted by itself: those that wait for a supplement, and those that run
 * past their due time. In order of id, after one.
 */
export async function listDueByLaw(
  sql: Sql,
  now: Date,
  after: string | undefined,
  limit: number,
): Promise<{ readonly id: string; readonly code: string }[]> {
  return sql.text(
    `select id, code from onestop.dossiers
     where (ended_at is null or status = 'decided')
       and (status = 'awaiting-supplement' or (status in ('accepted', 'in-process') and due_at <= $1)) and id > $2
     order by id limit $3`,
    [now, after ?? '00000000-0000-0000-0000-000000000000', limit],
  )
}
