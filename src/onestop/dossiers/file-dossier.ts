import { randomBytes } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import { keepBriefly } from '#kit/io/keep-briefly.ts'
import { dateOf, type Instant, toLocalIso } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { FormFinding } from '#onestop/forms/contract.ts'
import { formOf, readFiling } from '#onestop/forms/public.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { findProcedureInForce } from '#onestop/procedures/public.ts'
import { agencyFor, centreFor, dossierCodeSetting } from '#people/organization/public.ts'
import { checkParty, normalParty } from '#people/parties/public.ts'
import { accessKeyOf } from './access-key.ts'
import { chainAction, chainStart } from './chain.ts'
import type { Channel, FileDossier, Filed } from './contract.ts'
import { insertFiling } from './filing-store.ts'
import { prepareFiling } from './prepare-filing.ts'
import { projectRow } from './projection.ts'
import { requestHashOf } from './requests.ts'
import { formatDossierCode } from './rules/dossier-code.ts'
import type { Actor, DossierAction, FilingContent } from './rules/dossier-state.ts'
import { missingEvidence, unknownEvidence } from './rules/evidence.ts'
import { stateOfFiling } from './rules/fold-dossier.ts'
import { findLogByRequest } from './store.ts'

const procedureInForce = keepBriefly(findProcedureInForce)
const resolvingAgency = keepBriefly((sql, sectorId: string, on: PlainDate) => agencyFor(sql, sectorId, on))
const receivingCentre = keepBriefly(centreFor)
const codeSetting = keepBriefly(dossierCodeSetting)
const latestForm = keepBriefly((sql, versionId: string) => formOf(sql, versionId))

/** How a filing came in: by the applicant himself online, or taken by an officer at the counter or from the post. */
export type FilingWay = { readonly channel: Channel; readonly actor: Actor; readonly synthetic: boolean }

/**
 * Files a dossier: gives it its code for life and its first entry in the log. The clock of the term does not
 * start here but at acceptance.
 *
 * Refuses `procedure-not-in-force`, `no-agency-for-sector`, `party-invalid`, `answers-invalid`,
 * `evidence-unknown`, `evidence-missing` (online only: at the counter the officer checks at acceptance),
 * `documents-unknown`, `no-agency-code`, `code-serials-used-up`, `request-id-reused`.
 */
export async function fileDossier(
  ctx: Context,
  asked: FileDossier,
  way: FilingWay,
): Promise<Filed | Refusal> {
  const now = ctx.now()
  const on = dateOf(now)
  const input = withNormalParties(asked, on)
  const version = await procedureInForce(ctx.db, input.procedureCode, on)
  if (!version) return refuse('procedure-not-in-force', { code: input.procedureCode })
  const agency = await resolvingAgency(ctx.db, version.content.sector.id, on)
  if (!agency) return refuse('no-agency-for-sector', { sector: version.content.sector.name })
  const counterId = await receivingCentre(ctx.db, agency.agencyId, on)
  const requestHash = requestHashOf({ input: asked, channel: way.channel })
  const answerAgain = () => answerEarlier(ctx, agency.agencyId, input.requestId, requestHash)
  const form = await latestForm(ctx.db, version.id)
  const read = form && readFiling(form, input.answers, on, { partial: way.channel !== 'online' })
  const refusal = contentRefusal(input, version, read?.findings ?? [], way.channel, on)
  // What was filed under this request stays filed, also when today's rules would refuse it.
  if (refusal) return (await answerAgain()) ?? refusal
  const setting = await settingOf(ctx, agency.agencyId, counterId, on)
  if (isRefused(setting)) return (await answerAgain()) ?? setting
  const prepared = await prepareFiling(ctx.db, {
    agencyId: agency.agencyId,
    requestId: input.requestId,
    unitCode: setting.unitCode,
    on,
    documentIds: input.evidence.flatMap((evidence) => evidence.documentIds),
  })
  if ('unknownDocuments' in prepared) return refuse('documents-unknown', { count: prepared.unknownDocuments })
  if ('serial' in prepared) {
    const code = formatDossierCode(setting.format, setting.unitCode, on, prepared.serial)
    if (isRefused(code)) return code
    const answers = read?.answers ?? input.answers
    const filing = filingAction({ ...input, answers }, version, way, { now, code, counterId })
    if (await save(ctx, { input, version, way, filing, code, agencyId: agency.agencyId, requestHash }))
      return { code, accessKey: await accessKeyOf(ctx.db, code), filedAt: toLocalIso(now) }
  }
  const earlier = await answerAgain()
  if (!earlier) throw new Error('a request that has acted left no log')
  return earlier
}

function withNormalParties(input: FileDossier, on: PlainDate): FileDossier {
  const submitter = input.submitter && { submitter: normalParty(input.submitter, on) }
  return { ...input, applicant: normalParty(input.applicant, on), ...submitter }
}

function contentRefusal(
  input: FileDossier,
  version: ProcedureVersion,
  findings: readonly FormFinding[],
  channel: Channel,
  on: PlainDate,
): Refusal | undefined {
  const parties = [input.applicant, ...(input.submitter ? [input.submitter] : [])].flatMap((party) =>
    checkParty(party, on),
  )
  if (parties.length > 0)
    return refuse('party-invalid', { fields: parties.map((finding) => finding.path).join(', ') })
  if (findings.length > 0)
    return refuse('answers-invalid', {
      count: findings.length,
      fields: findings.map((finding) => finding.facts.label ?? finding.path).join(', '),
    })
  const unknown = unknownEvidence(version.content, input.evidence)
  if (unknown.length > 0) return refuse('evidence-unknown', { papers: unknown.join(', ') })
  const missing = missingEvidence(version.content, input.caseId, input.evidence, [], input.notApplicable)
  if (channel === 'online' && missing.length > 0)
    return refuse('evidence-missing', {
      count: missing.length,
      papers: missing.map((type) => type.name).join('; '),
    })
  return undefined
}

/** The same request again: the same answer; other content under the same id: a refusal. Undefined when it is new. */
async function answerEarlier(
  ctx: Context,
  agencyId: string,
  requestId: string,
  requestHash: string,
): Promise<Filed | Refusal | undefined> {
  const log = await findLogByRequest(ctx.db, agencyId, requestId)
  if (!log) return undefined
  const [first] = log.actions
  if (first?.requestHash !== requestHash) return refuse('request-id-reused')
  return {
    code: log.code,
    accessKey: await accessKeyOf(ctx.db, log.code),
    filedAt: toLocalIso(first.recordedAt),
  }
}

/** Regime A numbers by the agency that receives, regime B by the one that resolves (TT 01/2018 Đ19, NĐ 118 Đ28). */
async function settingOf(ctx: Context, agencyId: string, counterId: string, on: PlainDate) {
  const numbering = on >= '2025-07-01' ? agencyId : counterId
  return (await codeSetting(ctx.db, numbering, on)) ?? refuse('no-agency-code', { agency: numbering })
}

function filingAction(
  input: FileDossier,
  version: ProcedureVersion,
  way: FilingWay,
  fixed: { readonly now: Instant; readonly code: string; readonly counterId: string },
): DossierAction & { readonly content: FilingContent } {
  const { requestId: _, procedureCode: __, ...filed } = input
  const content: FilingContent = {
    kind: 'file',
    ...filed,
    channel: way.channel,
    code: fixed.code,
    procedureVersionId: version.id,
    counterId: fixed.counterId,
    synthetic: way.synthetic,
  }
  return {
    sequence: 1,
    kind: 'file',
    actor: way.actor,
    occurredAt: fixed.now,
    recordedAt: fixed.now,
    content,
  }
}

async function save(
  ctx: Context,
  filed: {
    readonly input: FileDossier
    readonly version: ProcedureVersion
    readonly way: FilingWay
    readonly filing: DossierAction & { readonly content: FilingContent }
    readonly code: string
    readonly agencyId: string
    readonly requestHash: string
  },
): Promise<boolean> {
  const { input, version, filing, agencyId } = filed
  const id = ctx.newId()
  const state = stateOfFiling(agencyId, filing, filing.content)
  return insertFiling(
    ctx.db,
    {
      agency_id: agencyId,
      id,
      code: filed.code,
      counter_id: filing.content.counterId,
      procedure_id: version.procedureId,
      procedure_version_id: version.id,
      procedure_code: version.code,
      procedure_name: version.content.name,
      sector_id: version.content.sector.id,
      channel: filed.way.channel,
      applicant_name: input.applicant.name,
      applicant_fold: foldVietnamese(input.applicant.name),
      applicant_identifier: input.applicant.identifier ?? null,
      applicant_phone: input.applicant.phone?.replaceAll(/\D/g, '') ?? null,
      filed_at: new Date(filing.occurredAt),
      synthetic: filed.way.synthetic,
      online_mode: version.content.mode2022,
    },
    projectRow(state, { dueAt: null, originalDueAt: null, endedAt: null, onTime: null, clockVersion: '' }),
    {
      action: chainAction(id, filing, chainStart, randomBytes(16).toString('hex')),
      requestId: input.requestId,
      requestHash: filed.requestHash,
    },
  )
}
