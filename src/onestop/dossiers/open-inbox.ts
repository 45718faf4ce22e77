import type { Context, Reader } from '#kit/io/context.ts'
import { keepBriefly } from '#kit/io/keep-briefly.ts'
import { dateOf, instantOf, toLocalIso } from '#kit/values/instant.ts'
import { answerTerm, currentCalendar, regimeAt } from '#onestop/deadlines/public.ts'
import { findProcedureVersion } from '#onestop/procedures/public.ts'
import { findAgency, findPost } from '#people/organization/public.ts'
import type { ActingOfficer } from './authority.ts'
import type { DossierSummary } from './contract.ts'
import {
  type InboxPage,
  type InboxQuery,
  listInbox,
  type SummaryRow,
  summaryOf,
  type Visibility,
} from './inbox.ts'
import { keeperOf } from './names.ts'

const agencyOn = keepBriefly(findAgency)
const keeperOn = keepBriefly(keeperOf)

/** What a post lets its holder see: the province's leaders and controllers everything, others their agency's. */
export async function visibilityOf(ctx: Context, postId: string): Promise<Visibility> {
  const post = await findPost(ctx.db, postId)
  if (!post) return { agencyId: '', wholeProvince: false }
  const agency = await agencyOn(ctx.db, post.agencyId, dateOf(ctx.now()))
  const overProvince = agency?.kind === 'peoples-committee' || agency?.kind === 'office'
  return {
    agencyId: post.agencyId,
    wholeProvince: overProvince && post.roles.some((role) => role === 'leader' || role === 'controller'),
  }
}

/** One page of an officer's queue, each row with its punctuality as of now. */
export async function openInbox(
  ctx: Context,
  officer: ActingOfficer,
  query: Omit<InboxQuery, 'postId'>,
): Promise<InboxPage> {
  const page = await listInbox(ctx.db, await visibilityOf(ctx, officer.postId), {
    ...query,
    postId: officer.postId,
  })
  const names = await holdersOf(ctx, page.rows)
  const now = ctx.now()
  const answers = await answersDue(ctx, page.rows)
  return {
    rows: page.rows.map((row) =>
      summaryOf(row, now, (one) => names.get(one.holder_id) ?? '', answers.get(row.id)),
    ),
    next: page.next,
  }
}

/** Of the filings on a page that wait for their first answer: by when it is due, and whether it is late. */
async function answersDue(
  ctx: Context,
  rows: readonly SummaryRow[],
): Promise<Map<string, DossierSummary['answer']>> {
  const answers = new Map<string, DossierSummary['answer']>()
  const now = ctx.now()
  for (const row of rows.filter(({ status }) => status === 'filed')) {
    const version = await findProcedureVersion(ctx.db, row.procedure_version_id)
    const calendar = await currentCalendar(ctx.db, { agencyId: row.agency_id })
    const from = instantOf(row.filed_at.getTime())
    const online = row.channel === 'online'
    const term =
      version && answerTerm(calendar, from, { online, regime: regimeAt(from), rule: version.content })
    if (!term) continue
    const state =
      now > term.dueAt ? 'late' : term.alertAt !== null && now >= term.alertAt ? 'alert' : 'waiting'
    answers.set(row.id, { dueAt: toLocalIso(term.dueAt), state })
  }
  return answers
}

/** The names of the holders of a page of rows. */
async function holdersOf(ctx: Context, rows: readonly SummaryRow[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  const on = dateOf(ctx.now())
  for (const row of rows) {
    if (names.has(row.holder_id)) continue
    const found =
      row.holder_kind === 'officer'
        ? await keeperOn(ctx.db, row.holder_id, on)
        : (await agencyOn(ctx.db, row.holder_id, on))?.name
    names.set(row.holder_id, found ?? '')
  }
  return names
}

/** How many open dossiers each of some posts is case officer of. */
export async function countOpenDossiers(
  reader: Reader,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.text<{ post: string; open: number }>(
    `select case_officer_post_id as post, count(*) as open from onestop.dossiers
     where case_officer_post_id = any($1) and ended_at is null group by 1`,
    [postIds],
  )
  return new Map(rows.map((row) => [row.post, row.open]))
}

/** How many synthetic dossiers were filed in a year, and how many of them are delivered. */
export async function countSyntheticDossiers(
  reader: Reader,
  year: number,
): Promise<{ readonly filed: number; readonly delivered: number }> {
  const [row] = await reader.text<{ filed: number; delivered: number }>(
    `select count(*) as filed, count(delivered_at) as delivered from onestop.dossiers
     where synthetic and filed_at >= $1 and filed_at < $2`,
    [`${year}-01-01T00:00:00+07:00`, `${year + 1}-01-01T00:00:00+07:00`],
  )
  return row ?? { filed: 0, delivered: 0 }
}
