import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import { loadCalendars } from '#onestop/deadlines/public.ts'
import { storeDocument } from '#onestop/documents/public.ts'
import { exampleAnswers, formOf, loadForms, splitFiling } from '#onestop/forms/public.ts'
import { findProcedureInForce, loadProcedures } from '#onestop/procedures/public.ts'
import { loadAgencies, loadAreas, loadDemoOfficers } from '#people/organization/public.ts'
import type { ActingOfficer } from '../authority.ts'
import type { ActionInput, FileDossier } from '../contract.ts'
import type { ActionBy } from '../take-action.ts'

const contentFolder = join(import.meta.dirname, '..', '..', '..', '..', 'content')

const givenNames = ['An', 'Bình', 'Châu', 'Dung', 'Giang', 'Hà', 'Khánh', 'Lan', 'Minh', 'Nga']

/** Loads the province's own content and the invented officers, for tests of acts. */
export async function loadTestContent(ctx: Context): Promise<void> {
  await loadAreas(ctx, contentFolder)
  await loadAgencies(ctx, contentFolder)
  await loadCalendars(ctx, contentFolder)
  await loadProcedures(ctx, contentFolder)
  await loadForms(ctx, contentFolder)
  await loadDemoOfficers(ctx, contentFolder)
}

/** The sample page that stands for papers sent electronically; answers its id. */
export async function storeSamplePaper(ctx: Context): Promise<string> {
  const stored = await storeDocument(ctx, {
    name: 'tep-minh-hoa.pdf',
    content: Readable.from([await readFile(join(contentFolder, 'demo', 'tep-minh-hoa.pdf'))]),
    uploadedBy: { kind: 'system' },
    belongsTo: { filingToken: ctx.newId() },
  })
  if (isRefused(stored)) throw new Error(`the sample paper is refused: ${stored.refused}`)
  return stored.id
}

/** A whole online filing of a procedure in force, with made-up answers and every paper it asks for. */
export async function exampleFiling(
  ctx: Context,
  procedureCode: string,
  documentId: string,
  seed = 1,
): Promise<FileDossier> {
  const on = dateOf(ctx.now())
  const version = await findProcedureInForce(ctx.db, procedureCode, on)
  if (!version) throw new Error(`${procedureCode} is not in force`)
  const form = await formOf(ctx.db, version.id)
  const papers = version.content.evidence ?? []
  return {
    requestId: ctx.newId(),
    procedureCode,
    applicant: { kind: 'person', name: `Nguyễn Văn Thử ${givenNames[seed % givenNames.length]}` },
    answers: form ? splitFiling(form, exampleAnswers(form, { on, seed, areas: ['09163'] })).answers : {},
    evidence: papers
      .filter((type) => !type.onlyIf)
      .map((type) => ({
        evidenceTypeId: type.id,
        form: 'electronic',
        count: 1,
        documentIds: [documentId],
      })),
    notApplicable: papers.filter((type) => type.onlyIf).map((type) => type.id),
    returnBy: 'counter',
  }
}

/** The invented officers of 2018 for postal procedures, each at his post. */
export const officers = {
  counter: { officerId: 'demo.tiep-nhan-1', postId: 'hcc.tiep-nhan-1' },
  otherCounter: { officerId: 'demo.tiep-nhan-2', postId: 'hcc.tiep-nhan-2' },
  caseOfficer: { officerId: 'demo.buu-chinh', postId: 'so-tttt.cv-buu-chinh' },
  approver: { officerId: 'demo.pho-giam-doc', postId: 'so-tttt.pho-giam-doc' },
  director: { officerId: 'demo.giam-doc', postId: 'so-tttt.giam-doc' },
  stranger: { officerId: 'demo.bao-chi', postId: 'so-tttt.cv-bao-chi' },
} as const satisfies Record<string, ActingOfficer>

type Step = { readonly input: ActionInput; readonly by: ActionBy }

/** The usual way from acceptance to delivery, each step by the officer whose step it is. */
export const usualSteps: readonly Step[] = [
  { input: { kind: 'accept', waivers: [], evidence: [] }, by: { officer: officers.counter } },
  {
    input: { kind: 'assign', caseOfficerPostId: officers.caseOfficer.postId },
    by: { officer: officers.approver },
  },
  {
    input: { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' },
    by: { officer: officers.caseOfficer },
  },
  {
    input: { kind: 'decide', decision: 'grant', resultNumber: '1/GP', documentIds: [] },
    by: { officer: officers.approver },
  },
  {
    input: { kind: 'deliver', by: 'counter', receiver: { name: 'Người nhận', authorised: false } },
    by: { officer: officers.otherCounter },
  },
]

/** What was answered, or an error that names the refusal. */
export function granted<Answer>(answer: Answer | Refusal): Answer {
  if (isRefused(answer)) throw new Error(`refused: ${answer.refused} ${JSON.stringify(answer.facts)}`)
  return answer
}
