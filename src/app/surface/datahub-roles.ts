import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { SignedInOfficer } from '#people/access/public.ts'

/** The officer when he minds data (data engineers and controllers), else why he may not: as in the API. */
export function registryOfficerOf(officer: SignedInOfficer | undefined): SignedInOfficer | Refusal {
  if (!officer) return refuse('sign-in-required')
  return officer.roles.some((role) => role === 'data-engineer' || role === 'controller')
    ? officer
    : refuse('role-required', { post: officer.postTitle })
}
