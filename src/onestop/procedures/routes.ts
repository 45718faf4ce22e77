import { Type } from 'typebox'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { dateOf } from '#kit/values/instant.ts'
import { findDay } from '#kit/values/plain-date.ts'
import { refuse } from '#kit/values/refusal.ts'
import { currentCalendar, isWorkingDay } from '#onestop/deadlines/public.ts'
import { ProcedureHit, ProcedureVersionView, PublicationInput, Published, Sector } from './contract.ts'
import { findNumberedVersion, findProcedureInForce } from './find-procedure.ts'
import { publishProcedure } from './publish-procedure.ts'
import { listSectors, searchProcedures } from './search-procedures.ts'

/** Who may ask: anyone may read the catalogue; a controller records publications. */
export type ProcedureGuards = {
  readonly anyone: Guard<unknown>
  readonly controller: Guard<{ readonly postId: string }>
}

const tag = 'Procedures'

/** The HTTP of the catalogue. */
export function procedureRoutes(guards: ProcedureGuards): Route[] {
  return [searchRoute(guards), findRoute(guards), sectorsRoute(guards), publishRoute(guards)]
}

function searchRoute({ anyone }: ProcedureGuards): Route {
  return route({
    method: 'GET',
    path: '/procedures',
    summary: 'Find procedures in a citizen’s words, best answer first',
    tag,
    who: anyone,
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 200 })),
      sector: Type.Optional(Type.String({ maxLength: 100 })),
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    }),
    reply: Type.Object({ hits: Type.Array(ProcedureHit), total: Type.Integer() }),
    handle: (ctx, { query }) => searchProcedures(ctx, query),
    refusals: {},
  })
}

function findRoute({ anyone }: ProcedureGuards): Route {
  return route({
    method: 'GET',
    path: '/procedures/:code',
    summary: 'One procedure: the version in force today, on the day `on`, or the one numbered `version`',
    tag,
    who: anyone,
    params: Type.Object({ code: Type.String({ minLength: 1, maxLength: 60 }) }),
    query: Type.Object({
      on: Type.Optional(Type.String({ maxLength: 10 })),
      version: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    reply: ProcedureVersionView,
    async handle(ctx, { params, query }) {
      const on = query.on === undefined ? dateOf(ctx.now()) : findDay(query.on)
      if (on === undefined) return refuse('date-unreadable', { text: query.on ?? '' })
      const found =
        query.version === undefined
          ? await findProcedureInForce(ctx.db, params.code, on)
          : await findNumberedVersion(ctx.db, params.code, query.version)
      if (!found) return refuse('no-such-procedure', { code: params.code })
      return { ...found, name: found.content.name }
    },
    refusals: { 'no-such-procedure': 404, 'date-unreadable': 400 },
  })
}

function sectorsRoute({ anyone }: ProcedureGuards): Route {
  return route({
    method: 'GET',
    path: '/sectors',
    summary: 'The sectors, with how many procedures are in force',
    tag,
    who: anyone,
    reply: Type.Array(Sector),
    handle: (ctx) => listSectors(ctx),
    refusals: {},
  })
}

function publishRoute({ controller }: ProcedureGuards): Route {
  return route({
    method: 'POST',
    path: '/publications',
    summary: 'Record a decision by which procedures enter, change or leave',
    description: 'The same decision sent again is recorded once.',
    tag,
    who: controller,
    body: PublicationInput,
    reply: Published,
    async handle(ctx, { body, actor }) {
      const calendar = await currentCalendar(ctx.db)
      return publishProcedure(ctx, body, {
        by: actor.postId,
        isWorkingDay: (date) => isWorkingDay(calendar, date),
      })
    },
    refusals: {
      'publication-differs': 409,
      'date-unreadable': 422,
      'effect-before-signing': 422,
      'entry-repeated': 422,
      'procedure-unknown': 422,
      'procedure-exists': 409,
      'procedure-abolished': 409,
      'version-exists': 409,
      'version-skipped': 409,
      'effect-not-after-previous': 409,
      'content-missing': 422,
      'content-superfluous': 422,
      'code-taken': 409,
    },
  })
}
