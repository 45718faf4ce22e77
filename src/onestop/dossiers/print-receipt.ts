import type { Context } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { PaperParty, ReceiptPaper } from '#onestop/documents/contract.ts'
import { renderPaper } from '#onestop/documents/public.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { findAgency, findArea, findHeldPost } from '#people/organization/public.ts'
import { accessKeyOf } from './access-key.ts'
import type { PartyInput } from './contract.ts'
import { getVersion } from './get-version.ts'
import { readClock } from './read-clock.ts'
import { readLog } from './rules/clock-events.ts'
import type { DossierAction, DossierState, FilingContent } from './rules/dossier-state.ts'
import { askedFor } from './rules/evidence.ts'
import { findLog } from './store.ts'

/**
 * Form 01, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", as PDF, made anew from the log whenever it is asked for.
 * Before acceptance it has no appointment yet. `trackingUrl` makes the address that the QR code opens. The caller
 * has asked who may. Undefined when there is no such dossier.
 * @law TT 01/2018/TT-VPCP Đ9, mẫu số 01
 */
export async function printReceipt(
  ctx: Context,
  code: string,
  trackingUrl: (code: string) => string,
): Promise<Uint8Array | undefined> {
  const log = await findLog(ctx.db, code)
  if (!log) return undefined
  const version = await getVersion(ctx, log)
  const { state, events } = readLog(log.agencyId, log.actions)
  const clock = await readClock(
    ctx.db,
    { agencyId: log.agencyId, channel: state.channel, version },
    events,
    ctx.now(),
  )
  const filing = log.actions[0]?.content as FilingContent
  const accepted = log.actions.find((action) => action.kind === 'accept') ?? log.actions[0]
  const receivedAt = toLocalIso(state.acceptedAt ?? state.filedAt)
  const on = dateOf(state.filedAt)
  const [centre, agency] = [
    await findAgency(ctx.db, state.counterId, on),
    await findAgency(ctx.db, log.agencyId, on),
  ]
  return renderPaper('receipt', {
    synthetic: log.synthetic,
    head: {
      superior: agency?.name ?? null,
      agency: centre?.name ?? state.counterId,
      number: null,
      place: await placeOf(ctx, log.agencyId, on),
    },
    issuedAt: receivedAt,
    trackingUrl: trackingUrl(log.code),
    accessKey: await accessKeyOf(ctx.db, log.code),
    dossierCode: log.code,
    book: null,
    serial: null,
    oneStop: centre?.name ?? state.counterId,
    applicant: paperParty(filing.applicant),
    submitter: filing.submitter ? paperParty(filing.submitter) : null,
    request: version.content.name,
    components: componentsOf(version, filing, state),
    sets: null,
    receivedAt,
    term: version.content.term && {
      ...version.content.term,
      appointmentAt: clock.reading.firstDueAt === null ? null : toLocalIso(clock.reading.firstDueAt),
    },
    returnBy: filing.returnBy,
    returnPlace: filing.returnBy === 'counter' ? (centre?.name ?? null) : null,
    laterStages: [],
    fee: feeText(version, on),
    copies: null,
    receiverName: accepted ? await officerName(ctx, accepted) : null,
  } satisfies ReceiptPaper)
}

function paperParty(party: PartyInput): PaperParty {
  return {
    kind: party.kind,
    name: party.name,
    identifier: party.identifier ?? null,
    address: party.address ?? null,
    phone: party.phone ?? null,
    email: party.email ?? null,
  }
}

function componentsOf(
  version: ProcedureVersion,
  filing: FilingContent,
  state: DossierState,
): ReceiptPaper['components'] {
  const names = new Map(askedFor(version.content, filing.caseId).map((type) => [type.id, type.name]))
  return state.evidence.map((evidence) => ({
    title: names.get(evidence.evidenceTypeId) ?? evidence.evidenceTypeId,
    form: evidence.form,
    count: evidence.count,
    note: null,
  }))
}

/** The fee in force on a day, where it is verified. */
function feeText(version: ProcedureVersion, on: string): string | null {
  const fee = version.content.fees?.find(
    (one) => (one.validFrom ?? '') <= on && (!one.validTo || on < one.validTo),
  )
  return fee?.amountVnd == null
    ? null
    : fee.amountVnd.toLocaleString('vi-VN', { style: 'currency', currency: 'VND' })
}

async function officerName(ctx: Context, action: DossierAction): Promise<string | null> {
  if (action.actor.kind !== 'officer') return null
  return (await findHeldPost(ctx.db, action.actor.postId, dateOf(action.occurredAt)))?.officerName ?? null
}

/** The place name before the date on a paper: the area of the agency, or of the one above it. @law NĐ 30/2020 */
async function placeOf(ctx: Context, agencyId: string, on: PlainDate): Promise<string | null> {
  for (let id: string | null = agencyId; id !== null; ) {
    const agency = await findAgency(ctx.db, id, on)
    if (agency?.areaCode) return (await findArea(ctx.db, agency.areaCode, on))?.name ?? null
    id = agency?.parentId ?? null
  }
  return null
}
