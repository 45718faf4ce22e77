import type { PoolClient } from 'pg'
import type { Reader } from '#kit/io/context.ts'
import { copyRows } from '#kit/io/copy-rows.ts'
import type { Database } from '#kit/io/database.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import {
  calendarOfVersion,
  currentCalendar,
  reckonClock,
  type WorkCalendar,
} from '#onestop/deadlines/public.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { findProcedureVersion } from '#onestop/procedures/public.ts'
import type { DossierActionKind } from './contract.ts'
import { projectRow } from './projection.ts'
import { columnsOf } from './read-clock.ts'
import { readLog } from './rules/clock-events.ts'
import type { Actor, DossierAction } from './rules/dossier-state.ts'
import { electronicPapers } from './rules/electronic-papers.ts'

/** A dossier whose row is not what its log gives: which columns, and what the log gives for them. */
export type RowDifference = {
  readonly agencyId: string
  readonly id: string
  readonly columns: Readonly<Record<string, { readonly row: string | null; readonly log: string | null }>>
}

export type RowsVerdict = {
  readonly dossiers: number
  readonly actions: number
  /** Open dossiers that a corrected calendar has not reached yet: compared by the older one, on which they stand. */
  readonly olderCalendar: number
  /** Logs without a row, and rows without a log. */
  readonly alone: readonly string[]
  readonly differences: readonly RowDifference[]
  readonly seconds: number
}

/**
 * Replays the log of every dossier (or of one) in one snapshot: folds it, reckons its clock by the pinned version
 * and the calendar on which its row stands, and compares with the row that is shown. Reads only.
 */
export async function checkRows(db: Database, only?: string): Promise<RowsVerdict> {
  if (only !== undefined && !/^[0-9a-f-]{36}$/.test(only)) throw new RangeError('not a dossier id')
  const began = process.hrtime.bigint()
  const client = await db.pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const verdict = await replayLogs(client, db, only)
    await client.query('commit')
    return { ...verdict, seconds: Number(process.hrtime.bigint() - began) / 1e9 }
  } finally {
    client.release()
  }
}

const rowColumns = [
  'code',
  'counter_id',
  'procedure_id',
  'procedure_version_id',
  'procedure_code',
  'procedure_name',
  'sector_id',
  'channel',
  'applicant_name',
  'applicant_fold',
  'applicant_identifier',
  'applicant_phone',
  'filed_at',
  'synthetic',
  'status',
  'holder_kind',
  'holder_id',
  'holder_since',
  'accepted_at',
  'due_at',
  'original_due_at',
  'ended_at',
  'delivered_at',
  'case_officer_post_id',
  'supplement_count',
  'extension_count',
  'on_time',
  'finish_at',
  'decision',
  'on_the_spot',
  'sequence',
  'result_file',
  'digitised',
  'head_hash',
  'clock_version',
] as const
type Column = (typeof rowColumns)[number]

const moment = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`
const selected = rowColumns.map((column) =>
  /_(at|since)$/.test(column)
    ? moment(`d.${column}`)
    : column === 'head_hash'
      ? `encode(d.head_hash, 'hex')`
      : `d.${column}`,
)
const firstColumn = 9
const replaySql = (where: string) => `
  select coalesce(a.agency_id, d.agency_id), coalesce(a.dossier_id, d.id), a.sequence, a.kind, a.actor,
    ${moment('a.occurred_at')}, ${moment('a.recorded_at')}, a.content, encode(a.hash, 'hex'),
    ${selected.join(', ')}
  from onestop.dossier_actions a full join onestop.dossiers d on d.agency_id = a.agency_id and d.id = a.dossier_id
  ${where} order by 1, 2, a.sequence`

type Fields = readonly (string | undefined)[]
type Tally = {
  dossiers: number
  actions: number
  olderCalendar: number
  readonly alone: string[]
  readonly differences: RowDifference[]
}

async function replayLogs(
  client: PoolClient,
  reader: Reader,
  only: string | undefined,
): Promise<Omit<RowsVerdict, 'seconds'>> {
  const tally: Tally = { dossiers: 0, actions: 0, olderCalendar: 0, alone: [], differences: [] }
  const law = lawOf(reader)
  let log: Fields[] = []
  const where = only === undefined ? '' : `where a.dossier_id = '${only}' or d.id = '${only}'`
  for await (const rows of copyRows(client, replaySql(where)))
    for (const row of rows) {
      if (log[0] && (log[0][1] !== row[1] || log[0][0] !== row[0])) {
        await replay(log, law, tally)
        log = []
      }
      log.push(row)
    }
  if (log.length > 0) await replay(log, law, tally)
  return tally
}

type Law = {
  version(id: string): Promise<ProcedureVersion>
  /** The one in force for an agency, or of a version that was. */
  calendar(agencyId: string, version?: string): Promise<WorkCalendar>
}

/** The versions and calendars of one run, each read once. */
function lawOf(reader: Reader): Law {
  const calendars = new Map<string, WorkCalendar>()
  return {
    async version(id) {
      const version = await findProcedureVersion(reader, id)
      if (!version) throw new Error(`the procedure version ${id} is missing`)
      return version
    },
    async calendar(agencyId, version = '') {
      const key = `${agencyId} ${version}`
      const known =
        calendars.get(key) ??
        (version === '' ? undefined : await calendarOfVersion(reader, version, { agencyId })) ??
        (await currentCalendar(reader, { agencyId }))
      calendars.set(key, known)
      return known
    },
  }
}

async function replay(log: readonly Fields[], law: Law, tally: Tally): Promise<void> {
  const [first] = log
  const agencyId = first?.[0] ?? ''
  const id = first?.[1] ?? ''
  if (first?.[2] === undefined || first[firstColumn] === undefined) {
    tally.alone.push(id)
    return
  }
  tally.dossiers++
  tally.actions += log.length
  const reckonedBy = first[firstColumn + rowColumns.indexOf('clock_version')]
  const expected = await rowOf(agencyId, log, law, reckonedBy)
  const { version: current } = await law.calendar(agencyId)
  if (expected.ended_at === null && expected.clock_version !== '' && expected.clock_version !== current)
    tally.olderCalendar++
  const columns: Record<string, { row: string | null; log: string | null }> = {}
  for (const [index, column] of rowColumns.entries()) {
    const row = first[firstColumn + index] ?? null
    if (row !== expected[column]) columns[column] = { row, log: expected[column] }
  }
  if (Object.keys(columns).length > 0) tally.differences.push({ agencyId, id, columns })
}

const textOf = (value: string | number | boolean | Date | null | undefined): string | null => {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return String(value.getTime())
  return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value)
}

/** The row as the log gives it, each column as COPY writes it. */
async function rowOf(
  agencyId: string,
  log: readonly Fields[],
  law: Law,
  reckonedBy: string | undefined,
): Promise<Record<Column, string | null>> {
  const actions = log.map(actionOf)
  const [filing] = actions
  const last = actions.at(-1)
  if (filing?.content.kind !== 'file' || !last) throw new Error('a log begins with the filing')
  const content = filing.content
  const version = await law.version(content.procedureVersionId)
  const calendar = await law.calendar(agencyId, reckonedBy)
  const { state, events } = readLog(agencyId, actions)
  const reading = reckonClock(events, version.content, calendar, {
    now: last.recordedAt,
    channel: content.channel,
    derive: false,
  })
  const unread = { dueAt: null, originalDueAt: null, endedAt: null, onTime: null, clockVersion: '' }
  const papers = electronicPapers(actions)
  const row = {
    code: content.code,
    counter_id: content.counterId,
    procedure_id: version.procedureId,
    procedure_version_id: content.procedureVersionId,
    procedure_code: version.code,
    procedure_name: version.content.name,
    sector_id: version.content.sector.id,
    channel: content.channel,
    applicant_name: content.applicant.name,
    applicant_fold: foldVietnamese(content.applicant.name),
    applicant_identifier: content.applicant.identifier,
    applicant_phone: content.applicant.phone?.replaceAll(/\D/g, ''),
    filed_at: filing.occurredAt,
    synthetic: content.synthetic,
    // Before the first action after the filing no clock is read.
    ...projectRow(state, actions.length === 1 ? unread : columnsOf(reading)),
    result_file: papers.resultFile,
    digitised: actions.length > 1 && papers.digitised,
    head_hash: log.at(-1)?.[8],
  }
  return Object.fromEntries(rowColumns.map((column) => [column, textOf(row[column])])) as Record<
    Column,
    string | null
  >
}

function actionOf(fields: Fields): DossierAction {
  return {
    sequence: Number(fields[2]),
    kind: fields[3] as DossierActionKind,
    actor: JSON.parse(fields[4] ?? '') as Actor,
    occurredAt: momentOf(fields[5]),
    recordedAt: momentOf(fields[6]),
    content: JSON.parse(fields[7] ?? '') as DossierAction['content'],
  }
}

function momentOf(text: string | undefined): Instant {
  return instantOf(Number(text))
}
