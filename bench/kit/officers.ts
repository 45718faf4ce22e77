import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { findProcedureInForce } from '#onestop/procedures/public.ts'
import type { HeldPost, OfficerRole } from '#people/organization/contract.ts'
import {
  agencyFor,
  centreFor,
  dossierCodeSetting,
  listDelegationsTo,
  listHeldPosts,
  mayAct,
} from '#people/organization/public.ts'

type Holder = { readonly officerId: string; readonly postId: string }

/** A procedure that can be filed today, with who does what to its dossiers. */
export type Line = {
  readonly version: ProcedureVersion
  readonly agencyId: string
  readonly counterId: string
  readonly unitCode: string
  readonly format: 'A' | 'B'
  readonly counter: Holder
  readonly assigner: Holder
  readonly caseOfficer: Holder
  readonly approver: Holder
}

const procedures = [
  'BUU-01',
  'BUU-02',
  'BUU-03',
  'BUU-04',
  'BUU-05',
  'BUU-06',
  'XB-01',
  'XB-07',
  'XB-08',
  'XB-14',
  'BAO-01',
  'BAO-03',
  'TT-01',
  'TT-10',
]

/** The lines of work that are whole today: in force, with an agency, a code and an officer at every step. */
export async function findLines(ctx: Context): Promise<Line[]> {
  const lines: Line[] = []
  for (const code of procedures) {
    const line = await findLine(ctx, code)
    if (line) lines.push(line)
  }
  if (lines.length === 0) throw new Error('no procedure can be filed today')
  return lines
}

async function findLine(ctx: Context, code: string): Promise<Line | undefined> {
  const on = dateOf(ctx.now())
  const version = await findProcedureInForce(ctx.db, code, on)
  if (!version?.content.term) return undefined
  const sector = version.content.sector.id
  const agency = await agencyFor(ctx.db, sector, on)
  if (!agency) return undefined
  const counterId = await centreFor(ctx.db, agency.agencyId, on)
  const setting = await dossierCodeSetting(ctx.db, agency.agencyId, on)
  const holder = (agencyId: string, role: OfficerRole) => findHolder(ctx, agencyId, role, sector)
  const counter = await holder(counterId, 'counter')
  const assigner = await holder(agency.agencyId, 'leader')
  const caseOfficer = await holder(agency.agencyId, 'case-officer')
  const approver = await holder(agency.agencyId, 'approver')
  if (!setting || !counter || !assigner || !caseOfficer || !approver) return undefined
  const { unitCode, format } = setting
  return {
    version,
    agencyId: agency.agencyId,
    counterId,
    unitCode,
    format,
    counter,
    assigner,
    caseOfficer,
    approver,
  }
}

async function findHolder(
  ctx: Context,
  agencyId: string,
  role: OfficerRole,
  sector: string,
): Promise<Holder | undefined> {
  const on = dateOf(ctx.now())
  const able = async ({ post }: HeldPost) =>
    mayAct(post, role, sector, [], on, await listDelegationsTo(ctx.db, post.id, on))
  for (const held of await listHeldPosts(ctx.db, { on, agencyId, role }))
    if (await able(held)) return { officerId: held.officerId, postId: held.post.id }
  return undefined
}
