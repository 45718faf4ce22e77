import type { Context } from '#kit/io/context.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { DossierView } from '#onestop/dossiers/contract.ts'
import { openAsApplicant, openForOfficer } from '#onestop/dossiers/public.ts'
import type { Visit } from './visit.ts'

/** The dossier as the visitor may see it: by the applicant's key, or as the officer who is signed in. */
export async function openAs(
  ctx: Context,
  { officer }: Visit,
  code: string,
  accessKey: string | null,
): Promise<DossierView | Refusal> {
  if (accessKey !== null) return openAsApplicant(ctx, code, accessKey)
  return officer ? openForOfficer(ctx, code, officer) : refuse('sign-in-required')
}
