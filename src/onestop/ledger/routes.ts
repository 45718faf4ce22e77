import { Type } from 'typebox'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import { refuse } from '#kit/values/refusal.ts'
import { verifyDossier } from './verify-dossier.ts'

const Verdict = Type.Object({
  code: Type.String(),
  dossierId: Type.String(),
  entries: Type.Integer(),
  headHash: Type.String(),
  sealed: Type.Union([
    Type.Object({ sequence: Type.Integer(), number: Type.Integer(), at: Type.String() }),
    Type.Null(),
  ]),
  fault: Type.Union([
    Type.Object({ kind: Type.String(), sequence: Type.Integer(), note: Type.String() }),
    Type.Null(),
  ]),
})

/** Whether a dossier's log is as it was written; for anyone who knows the code, without personal data. */
export function ledgerRoutes(guards: { readonly anyone: Guard<unknown> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/dossiers/:code/verification',
      summary: 'Whether the log of a dossier is as it was written',
      tag: 'ledger',
      who: guards.anyone,
      params: Type.Object({ code: Type.String({ maxLength: 60 }) }),
      reply: Verdict,
      async handle(ctx, { params }) {
        const verdict = await verifyDossier(ctx, params.code)
        if (!verdict) return refuse('dossier-not-found', { code: params.code })
        const { sealed, fault } = verdict
        return {
          ...verdict,
          sealed: sealed && { ...sealed, at: toLocalIso(sealed.at) },
          fault: fault && { kind: fault.kind, sequence: fault.sequence, note: fault.note },
        }
      },
      refusals: { 'dossier-not-found': 404 },
    }),
  ]
}
