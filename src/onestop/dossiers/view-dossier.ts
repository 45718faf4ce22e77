import type { Context } from '#kit/io/context.ts'
import { dateOf, type Instant, toLocalIso } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { findDocuments } from '#onestop/documents/public.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { recordAccess } from '#people/access/public.ts'
import { findAgency } from '#people/organization/public.ts'
import { opensDossier } from './access-key.ts'
import type { ActingOfficer } from './authority.ts'
import type { ActionOffer, DossierView, EvidenceView, TimelineEntry, Tracking } from './contract.ts'
import { getVersion } from './get-version.ts'
import { type SummaryRow, summaryOf, visibleSql } from './inbox.ts'
import { holderNames, type Names } from './names.ts'
import { visibilityOf } from './open-inbox.ts'
import { clockOf, readClock } from './read-clock.ts'
import { readLog } from './rules/clock-events.ts'
import { completionOf } from './rules/completion.ts'
import { offerActions } from './rules/decide-action.ts'
import { parseDossierCode } from './rules/dossier-code.ts'
import type { DossierState, FilingContent } from './rules/dossier-state.ts'
import { askedFor } from './rules/evidence.ts'
import { type DossierLog, findLog, findRow, findStatus, type StoredAction } from './store.ts'
import { type ActionBy, gatherFacts } from './take-action.ts'

/** What anyone sees who knows only the code: status and degree of completion. @law TT 01/2018/TT-VPCP Đ16.2d */
export async function trackDossier(ctx: Context, typedCode: string): Promise<Tracking | undefined> {
  const code = parseDossierCode(typedCode)?.code ?? typedCode
  const row = await findStatus(ctx.db, code)
  return (
    row && {
      code: row.code,
      status: row.status as Tracking['status'],
      completion: completionOf(row.status as Tracking['status']),
    }
  )
}

/** The whole dossier for its applicant. Refuses `dossier-not-found`, `access-key-wrong`. */
export async function openAsApplicant(
  ctx: Context,
  typedCode: string,
  accessKey: string,
): Promise<DossierView | Refusal> {
  const code = parseDossierCode(typedCode)?.code ?? typedCode
  const log = await findLog(ctx.db, code)
  if (!log) return refuse('dossier-not-found', { code })
  if (!(await opensDossier(ctx.db, log.code, accessKey))) return refuse('access-key-wrong')
  return viewOf(ctx, log, { applicant: true })
}

/**
 * The whole dossier for an officer who may see it; what he may not see does not exist for him. Leaves a record of
 * the access, which the applicant can see. Refuses `dossier-not-found`.
 */
export async function openForOfficer(
  ctx: Context,
  typedCode: string,
  officer: ActingOfficer,
): Promise<DossierView | Refusal> {
  const code = parseDossierCode(typedCode)?.code ?? typedCode
  const seen = await visibilityOf(ctx, officer.postId)
  const values: unknown[] = [code]
  const [visible] = await ctx.db.text<{ code: string }>(
    `select code from onestop.dossiers where code = $1 and ${visibleSql(seen, (value) => `$${values.push(value)}`)}`,
    values,
  )
  const log = visible && (await findLog(ctx.db, visible.code))
  if (!log) return refuse('dossier-not-found', { code })
  await recordAccess(ctx, {
    ...officer,
    dossierCode: log.code,
    purpose: 'dossier-handling',
    operation: 'open-dossier',
  })
  return viewOf(ctx, log, { officer })
}

async function viewOf(ctx: Context, log: DossierLog, by: ActionBy): Promise<DossierView> {
  const now = ctx.now()
  const version = await getVersion(ctx, log)
  const { state, events } = readLog(log.agencyId, log.actions)
  const clock = await readClock(ctx.db, clockOf(log, state.channel, version), events, now)
  const gathered = await gatherFacts(ctx, { log, state, version, input: undefined, by, now })
  const names = await holderNames(ctx.db, log, dateOf(now))
  const row = await findRow(ctx.db, log.code)
  const filing = log.actions[0]?.content as FilingContent
  const agency = await findAgency(ctx.db, log.agencyId, dateOf(state.filedAt))
  return {
    summary: summaryOf(row as SummaryRow, now, (one) => names.holder(one.holder_kind, one.holder_id)),
    applicant: filing.applicant,
    submitter: filing.submitter ?? null,
    answers: filing.answers,
    evidence: await evidenceOf(ctx, version, filing, state),
    timeline: log.actions.map((action) => timelineEntryOf(action, names)),
    returnBy: filing.returnBy,
    offers: offersOf(state, { ...gathered.facts, clock: clock.facts }),
    procedureVersion: version.version,
    agencyName: agency?.name ?? log.agencyId,
    caseOfficerName: state.caseOfficerPostId && names.keeper(state.caseOfficerPostId),
    openFindings: [...state.openFindings],
  }
}

function offersOf(state: DossierState, facts: Parameters<typeof offerActions>[1]): ActionOffer[] {
  return offerActions(state, facts).map(({ kind, refusal }) => ({
    kind,
    allowed: !refusal,
    refusal: refusal ?? null,
  }))
}

async function evidenceOf(
  ctx: Context,
  version: ProcedureVersion,
  filing: FilingContent,
  state: DossierState,
): Promise<EvidenceView[]> {
  const documents = await findDocuments(ctx.db, [
    ...new Set(state.evidence.flatMap((evidence) => evidence.documentIds)),
  ])
  const types = askedFor(version.content, filing.caseId)
  const others = state.evidence.filter(
    (evidence) => !types.some((type) => type.id === evidence.evidenceTypeId),
  )
  const rows = [
    ...types,
    ...others.map((evidence) => ({
      id: evidence.evidenceTypeId,
      name: evidence.evidenceTypeId,
      required: false,
    })),
  ]
  return rows.map((type) => {
    const evidence = state.evidence.find((one) => one.evidenceTypeId === type.id)
    const waiver = state.waivers.find((one) => one.evidenceTypeId === type.id)
    const notAsked = state.notApplicable.includes(type.id)
    return {
      evidenceTypeId: type.id,
      name: type.name,
      required: type.required,
      state: evidence
        ? 'handed-in'
        : waiver
          ? 'waived'
          : notAsked || !type.required
            ? 'not-asked'
            : 'missing',
      form: evidence?.form ?? null,
      count: evidence?.count ?? 0,
      ground: waiver?.ground ?? null,
      documents: documents
        .filter((document) => evidence?.documentIds.includes(document.id))
        .map(({ id, name, size, sha256 }) => ({ id, name, size, sha256 })),
    }
  })
}

function timelineEntryOf(action: StoredAction, names: Names): TimelineEntry {
  return {
    sequence: action.sequence,
    kind: action.kind,
    actorName: names.actor(action.actor),
    actorPost: action.actor.kind === 'officer' ? names.post(action.actor.postId) : null,
    occurredAt: toLocalIso(action.occurredAt),
    recordedAt: toLocalIso(action.recordedAt),
    recordedLate: isLate(action.occurredAt, action.recordedAt),
    content: action.content as unknown as Record<string, unknown>,
    hash: action.hash,
  }
}

/** Recorded on a later day than it is said to have happened. */
function isLate(occurredAt: Instant, recordedAt: Instant): boolean {
  return dateOf(occurredAt) !== dateOf(recordedAt)
}
