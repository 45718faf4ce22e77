import { hash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import { type Instant, instantOf, toLocalIso } from '#kit/values/instant.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { DossierStatus, DossierSummary } from './contract.ts'
import { punctualityOf } from './rules/punctuality.ts'
import type { DossierRow } from './tables.ts'

/** Which dossiers an officer sees: his agency's and those his centre received; a leader of the province, all. */
export type Visibility = { readonly agencyId: string; readonly wholeProvince: boolean }

export type InboxQuery = {
  readonly queue: 'mine' | 'agency' | 'counter' | 'all'
  readonly postId: string
  readonly q?: string | undefined
  readonly status?: DossierStatus | undefined
  /** The cursor of the page before; opaque. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

export type InboxPage = { readonly rows: DossierSummary[]; readonly next: string | null }

type Names = (row: Pick<DossierRow, 'holder_kind' | 'holder_id'>) => string

/** The columns of a summary: everything but hashes. */
const summaryColumns = `code, procedure_code, procedure_name, applicant_name, status, channel, filed_at, accepted_at, due_at, ended_at,
  delivered_at, holder_kind, holder_id, synthetic, on_time, agency_id, id, procedure_version_id`

export type SummaryRow = Pick<
  DossierRow,
  | 'code'
  | 'procedure_code'
  | 'procedure_name'
  | 'applicant_name'
  | 'status'
  | 'channel'
  | 'filed_at'
  | 'accepted_at'
  | 'due_at'
  | 'ended_at'
  | 'delivered_at'
  | 'holder_kind'
  | 'holder_id'
  | 'synthetic'
  | 'on_time'
  | 'agency_id'
  | 'id'
  | 'procedure_version_id'
>

/** By what a queue is ordered: at the counter filings that wait for an answer come first, elsewhere what is due first. */
const orderOf = (queue: InboxQuery['queue']) =>
  queue === 'counter' ? 'coalesce(due_at, filed_at)' : "coalesce(due_at, 'infinity'::timestamptz)"

/**
 * One page of a queue by due time, then by filing; the rights are part of the query. `mine`: assigned to the post;
 * `counter`: filed or to be returned at the officer's centre; `agency`: all open ones; `all`: also the ended, newest
 * first. Each way to a right walks an index of its own, in order, and reads no more than a page.
 */
export async function listInbox(
  reader: Reader,
  seen: Visibility,
  query: InboxQuery,
): Promise<{ rows: SummaryRow[]; next: string | null }> {
  const limit = Math.min(query.limit ?? usualPage, 200)
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const backwards = query.queue === 'all'
  const order = orderOf(query.queue)
  const ways = waysOf(seen, query, bind)
  const conditions = [queueSql(query, bind)]
  if (query.status) conditions.push(`status = ${bind(query.status)}`)
  if (query.q?.trim()) conditions.push(searchSql(query.q, bind))
  const cursor = readCursor(query.after)
  if (cursor) {
    conditions.push(
      backwards
        ? `id < ${bind(cursor.id)}::uuid`
        : `(${order}, id) > (${bind(cursor.due)}::timestamptz, ${bind(cursor.id)}::uuid)`,
    )
  }
  const first = `order by ${backwards ? 'id desc' : `${order}, id`} limit ${limit + 1}`
  const pages = ways.map(
    (way) =>
      `(select ${summaryColumns} from onestop.dossiers where ${[way, ...conditions].join(' and ')} ${first})`,
  )
  const text =
    pages.length === 1 ? `${pages[0]}` : `select * from (${pages.join(' union all ')}) page ${first}`
  const usual = limit === usualPage && !query.q?.trim()
  const rows = usual
    ? await reader.hot<SummaryRow>(statementName(text), text, values)
    : await reader.text<SummaryRow>(text, values)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? writeCursor(last, query.queue) : null }
}

const usualPage = 50

/** Names of the statements of usual pages: a few for each queue, whatever is asked. */
const names = new Map<string, string>()

function statementName(text: string): string {
  const known = names.get(text) ?? `inbox-${hash('md5', text)}`
  names.set(text, known)
  return known
}

/** The ways by which an officer may see a queue's rows: as conditions that exclude each other. */
function waysOf(seen: Visibility, { queue }: InboxQuery, bind: (value: unknown) => string): string[] {
  if (queue !== 'mine' && seen.wholeProvince && queue !== 'counter') return ['true']
  const agency = bind(seen.agencyId)
  if (queue === 'mine') return [`agency_id = ${agency}`]
  if (queue === 'counter') return [`counter_id = ${agency}`]
  return [`agency_id = ${agency}`, `counter_id = ${agency} and agency_id <> ${agency}`]
}

/** The condition on rows that an officer may see; `true` for a leader of the province. */
export function visibleSql(seen: Visibility, bind: (value: unknown) => string): string {
  if (seen.wholeProvince) return 'true'
  const agency = bind(seen.agencyId)
  return `(agency_id = ${agency} or counter_id = ${agency})`
}

function queueSql(query: InboxQuery, bind: (value: unknown) => string): string {
  switch (query.queue) {
    case 'mine': // an officer holds only what is assigned to him (rules/fold-dossier)
      return `case_officer_post_id = ${bind(query.postId)} and ended_at is null`
    case 'counter':
      return `status in ('filed', 'decided')`
    case 'agency':
      return "(ended_at is null or status = 'decided')"
    case 'all':
      return 'true'
  }
}

/** By code, by personal number or telephone, else by name without marks: each word must occur. */
function searchSql(q: string, bind: (value: unknown) => string): string {
  const typed = q.trim()
  if (/^[\d.A-Za-z]+-\d{6,8}(-\d*)?$/.test(typed))
    return `code like ${bind(`${typed.toUpperCase().replaceAll(/[%_\\]/g, '')}%`)}`
  const digits = typed.replaceAll(/[\s.]/g, '')
  if (/^\d{8,12}$/.test(digits)) {
    const number = bind(digits)
    return `(applicant_identifier = ${number} or applicant_phone = ${number})`
  }
  const words = foldVietnamese(typed).split(/\s+/).filter(Boolean).slice(0, 6)
  return (
    words.map((word) => `applicant_fold like ${bind(`%${word.replaceAll(/[%_\\]/g, '')}%`)}`).join(' and ') ||
    'true'
  )
}

type Cursor = { readonly due: string; readonly id: string }

function writeCursor(row: SummaryRow, queue: InboxQuery['queue']): string {
  const at = row.due_at ?? (queue === 'counter' ? row.filed_at : undefined)
  return Buffer.from(JSON.stringify([at?.toISOString() ?? 'infinity', row.id])).toString('base64url')
}

/** A cursor that was tampered with is read as the first page. */
function readCursor(text: string | undefined): Cursor | undefined {
  if (!text) return undefined
  try {
    const [due, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    const right =
      typeof due === 'string' &&
      typeof id === 'string' &&
      /^[0-9a-f-]{36}$/.test(id) &&
      (due === 'infinity' || !Number.isNaN(Date.parse(due)))
    return right ? { due, id } : undefined
  } catch {
    return undefined
  }
}

/** A row as readers see it, at a moment: punctuality is never stored. */
export function summaryOf(
  row: SummaryRow,
  now: Instant,
  names: Names,
  answer: DossierSummary['answer'] = null,
): DossierSummary {
  const moment = (date: Date | null) => (date === null ? null : toLocalIso(instantOf(date.getTime())))
  const at = (date: Date | null) => (date === null ? null : instantOf(date.getTime()))
  return {
    code: row.code,
    procedureCode: row.procedure_code,
    procedureName: row.procedure_name,
    applicantName: row.applicant_name,
    status: row.status as DossierStatus,
    channel: row.channel as DossierSummary['channel'],
    filedAt: toLocalIso(instantOf(row.filed_at.getTime())),
    acceptedAt: moment(row.accepted_at),
    dueAt: moment(row.due_at),
    endedAt: moment(row.ended_at),
    punctuality: punctualityOf(
      {
        status: row.status as DossierStatus,
        acceptedAt: at(row.accepted_at),
        dueAt: at(row.due_at),
        endedAt: at(row.ended_at),
      },
      now,
    ),
    answer,
    holderKind: row.holder_kind,
    holderName: names(row),
    synthetic: row.synthetic,
  }
}
