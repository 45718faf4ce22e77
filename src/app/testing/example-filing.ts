import type { Context } from '#kit/io/context.ts'
import { dateOf } from '#kit/values/instant.ts'
import type { FileDossier } from '#onestop/dossiers/contract.ts'
import { exampleAnswers, formOf, splitFiling } from '#onestop/forms/public.ts'
import { findProcedureInForce } from '#onestop/procedures/public.ts'

/** An invented applicant. */
export const exampleApplicant: FileDossier['applicant'] = {
  kind: 'person',
  name: 'Nguyễn Thị Minh Họa',
  identifier: '000190123456',
  phone: '02220123456',
}

/** A made-up filing of a procedure in force, complete on paper: for tests of what follows. */
export async function exampleFiling(
  ctx: Context,
  procedureCode: string,
  changed: Partial<FileDossier> = {},
): Promise<FileDossier> {
  const on = dateOf(ctx.now())
  const version = await findProcedureInForce(ctx.db, procedureCode, on)
  const form = version && (await formOf(ctx.db, version.id))
  return {
    requestId: ctx.newId(),
    procedureCode,
    applicant: exampleApplicant,
    answers: form ? splitFiling(form, exampleAnswers(form, { on, seed: 7, areas: ['09163'] })).answers : {},
    evidence: (version?.content.evidence ?? []).map((type) => ({
      evidenceTypeId: type.id,
      form: 'copy',
      count: 1,
      documentIds: [],
    })),
    notApplicable: [],
    returnBy: 'counter',
    ...changed,
  }
}
