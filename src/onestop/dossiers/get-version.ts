import type { Context } from '#kit/io/context.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { findProcedureVersion } from '#onestop/procedures/public.ts'
import type { DossierLog } from './store.ts'

/** The version that the dossier was filed under, for life. */
export async function getVersion(
  ctx: Context,
  log: Pick<DossierLog, 'procedureVersionId' | 'code'>,
): Promise<ProcedureVersion> {
  const version = await findProcedureVersion(ctx.db, log.procedureVersionId)
  if (!version) throw new Error(`the procedure version of ${log.code} is missing`)
  return version
}
