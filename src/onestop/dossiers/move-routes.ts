import { Type } from 'typebox'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import type { ActingOfficer } from './authority.ts'
import { listDueTimeMoves } from './list-moves.ts'
import { DueTimeMovePage } from './move-contract.ts'

/** The HTTP operation of due times that moved with the calendar; who may ask is handed in. */
export function dueTimeMoveRoutes(guards: { readonly officer: Guard<ActingOfficer> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/due-time-moves',
      summary: 'Dossiers whose due time moved because a calendar was corrected',
      description:
        'Derived from the log and the calendars: old and new due time, the calendars, and how they differ.',
      tag: 'dossiers',
      who: guards.officer,
      query: Type.Object({
        after: Type.Optional(Type.String({ format: 'uuid' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      reply: DueTimeMovePage,
      handle: (ctx, { actor, query }) => listDueTimeMoves(ctx, actor, query),
      refusals: {},
    }),
  ]
}
